"""How much two applications are alike: by what they are called, and by what is said of them."""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from reform_apps.rules.names import name_core, name_key

# What half of all summaries say, and what therefore tells nothing of any of them.
BOILERPLATE = (
    "一件事", "一张图", "一站式", "一体化", "闭环", "精密智控", "智控", "全链条", "全过程",
    "全流程", "全周期", "全生命周期", "平台", "系统", "应用", "场景", "数字化", "数字", "智慧",
    "智能", "在线", "线上", "多跨", "协同", "联动", "统一", "实现", "打造", "构建", "提升",
    "治理效能", "服务效能", "效能", "管理", "管控", "监管", "监测", "服务", "办理", "处置",
    "改革", "重塑", "机制", "体系", "数据", "信息", "共享", "归集", "自动", "实时", "动态",
    "高效", "精准", "综合", "企业", "群众",
)  # fmt: skip
# Words of the trade that mean the same: the short form, and what is read for it. What the
# ledger's own decisions teach, stands in a table.
SYNONYMS = {
    "医保": "医疗保险",
    "社保": "社会保险",
    "低保": "最低生活保障",
    "公租房": "公共租赁住房",
    "公积金": "住房公积金",
    "电瓶车": "电动自行车",
    "电动车": "电动自行车",
    "网约车": "网络预约出租汽车",
    "托育": "婴幼儿照护",
    "托幼": "婴幼儿照护",
    "为老": "养老",
    "康养": "养老",
    "危化品": "危险化学品",
    "危化": "危险化学品",
    "危废": "危险废物",
    "地灾": "地质灾害",
    "人防": "人民防空",
    "社矫": "社区矫正",
    "知产": "知识产权",
    "招投标": "招标投标",
    "政采": "政府采购",
    "食安": "食品安全",
    "环保": "生态环境",
    "文旅": "文化旅游",
    "科创": "科技创新",
    "工改": "工程建设项目审批",
    "营商": "营商环境",
    "市场主体": "经营主体",
    "欠薪": "工资支付保障",
    "根治欠薪": "工资支付保障",
    "矛盾纠纷调处": "矛盾纠纷化解",
    "矛调": "矛盾纠纷化解",
    "交管": "交通管理",
    "治超": "超限超载治理",
    "渣土": "建筑垃圾",
    "犬类": "养犬",
    "残障人士": "残疾人",
    "学前教育": "幼儿园",
    "公共厕所": "公厕",
    "疫苗接种": "预防接种",
}
BOILED_DOWN = 0.12  # what such a pair of characters weighs of another's weight
# In a ledger of few applications nothing is rare: it is weighed as if it had so many.
SMALLEST_LEDGER = 1000
UNKNOWN_SHARE = 0.002  # of applications that hold a pair nobody has counted
SAME, LIKELY, POSSIBLE = 0.9, 0.6, 0.38
LEAST_OF_A_SUMMARY = 4  # pairs of characters, below which it tells nothing
SHORTEST_SHARED = 2
LONGEST_WORD = 8
BREAK = re.compile(r"[^\w]+|_")


@dataclass(frozen=True, slots=True)
class Described:
    """An application, or one that is only an idea: what it is called, and what it is for."""

    name: str
    aliases: tuple[str, ...] = ()
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two are alike: a word of `Likeness`, and the words of theirs that show it."""

    kind: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much two are alike, from 0 to 1, and why."""

    score: float
    reasons: tuple[Reason, ...]

    @property
    def word(self) -> str:
        if self.score >= SAME:
            return "same"
        return "likely" if self.score >= LIKELY else "possible"


@dataclass(slots=True)
class Scales:
    """What pairs of characters weigh, and which words mean the same."""

    total: int = 0  # applications
    counted: Mapping[str, int] = field(default_factory=dict)  # applications that hold a pair
    synonyms: Mapping[str, str] = field(default_factory=dict)  # word: what is read for it

    def weight(self, pair: str) -> float:
        """Weigh a pair of characters: the rarer, the more."""
        total = max(self.total, SMALLEST_LEDGER)
        held = self.counted.get(pair, UNKNOWN_SHARE * total)
        weight = math.log(1 + total / (1 + held))
        return weight * BOILED_DOWN if pair in BOILERPLATE_PAIRS else weight

    def sum(self, pairs: Iterable[str]) -> float:
        return sum(self.weight(pair) for pair in pairs)

    def read(self, text: str) -> str:
        """Read for each word the one that stands for all of the same meaning."""
        for word, read in sorted(self.synonyms.items(), key=lambda each: -len(each[0])):
            # What it is read for may hold the word itself.
            if word in text and read not in text:
                text = text.replace(word, read)
        return text


def plain(text: str) -> str:
    """Spell a text for comparing: letters and digits of each stretch, blanks between them."""
    return " ".join(filter(None, map(name_key, BREAK.split(text))))


def pairs(text: str) -> frozenset[str]:
    """List the pairs of neighboring characters of a plain text; one alone is a pair of its own."""
    found = set()
    for stretch in text.split():
        found |= {one + other for one, other in pairwise(stretch)} or {stretch}
    return frozenset(found)


def telling(text: str) -> str:
    """Spell a text without the words that tell nothing."""
    return " ".join(TELLING_NOTHING.sub(" ", plain(text)).split())


TELLING_NOTHING = re.compile("|".join(sorted(BOILERPLATE, key=len, reverse=True)))
BOILERPLATE_PAIRS = frozenset().union(*map(pairs, BOILERPLATE))


def pairs_of(state: Mapping[str, object]) -> frozenset[str]:
    """List the pairs of a frozen state: of its names all but those that stand everywhere."""
    names = [state["name"], *(alias["name"] for alias in state["aliases"])]
    found = frozenset().union(*(pairs(plain(name)) for name in names)) - BOILERPLATE_PAIRS
    return found | pairs(telling(state["summary"]))


def compare(asked: Described, known: Described, scales: Scales) -> Verdict | None:
    """Judge how much a known application is like the one that is asked about; None: not at all."""
    named, reasons = _names_compared(asked, known, scales)
    if named >= SAME:
        return Verdict(round(named, 3), tuple(reasons))
    told, shared = _summaries_compared(asked.summary, known.summary, scales)
    if told is None:
        score = 0.85 * named
        reasons.append(Reason("names_only"))
    else:
        # The same purpose under any name, or the same name for what may be the same purpose.
        score = max(0.55 * named + 0.45 * told, 0.95 * told - 0.05, min(named, 0.55) * 0.8)
        if shared and told > 0.1:
            reasons.append(Reason("shared_summary", shared))
    if score < POSSIBLE:
        return None
    return Verdict(round(min(score, SAME - 0.01), 3), tuple(reasons))


def _names_compared(
    asked: Described, known: Described, scales: Scales
) -> tuple[float, list[Reason]]:
    best, reasons = 0.0, []
    for one in (asked.name, *asked.aliases):
        for other in (known.name, *known.aliases):
            score, found = _name_compared(one, other, scales)
            if score > best:
                best, reasons = score, found
                if other != known.name:
                    reasons = [*found, Reason("alias", (other,))]
    return best, reasons


def _name_compared(one: str, other: str, scales: Scales) -> tuple[float, list[Reason]]:
    if name_key(one) == name_key(other):
        return 1.0, [Reason("same_name")]
    cores = name_core(one), name_core(other)
    if cores[0] == cores[1]:
        removed = [
            part
            for name, core in zip((one, other), cores, strict=True)
            for part in name_key(name).split(core, 1)
            if part
        ]
        # Of two characters much else may be called.
        score = 0.95 if len(cores[0]) > 2 else 0.8
        return score, [Reason("same_core", tuple(dict.fromkeys(removed)))]
    read = scales.read(cores[0]), scales.read(cores[1])
    if read[0] == read[1]:
        return 0.92, [Reason("synonym", cores)]
    score = _overlap(pairs(read[0]), pairs(read[1]), scales)
    reasons = []
    if shared := runs(read[0], read[1]):
        reasons.append(Reason("shared_name", shared))
    short, long = sorted(read, key=len)
    if len(short) > 2 and len(short) < len(long) and _is_within(short, long):
        likely = 0.72 if short[0] == long[0] and short[-1] == long[-1] else 0.6
        if likely > score:
            return likely, [Reason("abbreviation", (short, long))]
    return min(score, 0.89), reasons


def _overlap(one: Collection[str], other: Collection[str], scales: Scales) -> float:
    """Weigh what two sets of pairs share, of both."""
    both = scales.sum(one) + scales.sum(other)
    return 2 * scales.sum(set(one) & set(other)) / both if both else 0.0


def _is_within(short: str, long: str) -> bool:
    """Tell whether the characters of one stand in the other, in their order."""
    rest = iter(long)
    return all(character in rest for character in short)


def _summaries_compared(
    one: str, other: str, scales: Scales
) -> tuple[float | None, tuple[str, ...]]:
    """Compare what is said; None if one of the two says too little."""
    texts = scales.read(telling(one)), scales.read(telling(other))
    first, second = map(pairs, texts)
    if min(len(first), len(second)) < LEAST_OF_A_SUMMARY:
        return None, ()
    shared = scales.sum(first & second)
    within = shared / min(scales.sum(first), scales.sum(second))
    return (within + _overlap(first, second, scales)) / 2, runs(*texts)[:4]


def runs(one: str, other: str) -> tuple[str, ...]:
    """List the stretches that two plain texts share, the longest first, boilerplate left out."""
    found, place = [], 0
    while place < len(one):
        length = 0
        while place + length < len(one) and one[place : place + length + 1] in other:
            length += 1
        stretch = one[place : place + length].strip()
        if len(stretch) >= SHORTEST_SHARED and not pairs(stretch) <= BOILERPLATE_PAIRS:
            found.append(stretch)
        place += max(length, 1)
    return tuple(sorted(dict.fromkeys(found), key=lambda stretch: -len(stretch)))


def differing_words(one: str, other: str) -> tuple[str, str] | None:
    """Find the one word in which two names differ, if all the rest is the same; else None."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    words = one[start : len(one) - end], other[start : len(other) - end]
    is_word = all(SHORTEST_SHARED <= len(word) <= LONGEST_WORD for word in words)
    return words if start + end > 1 and is_word else None
