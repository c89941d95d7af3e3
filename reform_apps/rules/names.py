"""When two names are the same name, and when they are nearly so."""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

from pypinyin import Style, lazy_pinyin
from zhconv import zhconv

# Names of places in front say who built an application first, not what it does.
PLACES = (
    "浙江", "杭州", "宁波", "温州", "嘉兴", "湖州", "绍兴", "金华", "衢州", "舟山", "台州", "丽水",
)  # fmt: skip
PREFIX = re.compile(rf"^(?:浙里|(?:{'|'.join(PLACES)})[省市]?)")
SUFFIX = re.compile(r"(?:一件事|在线|平台|系统|应用)$")
VERSION = re.compile(r"(?:v(?:ersion)?\s*\d+(?:\.\d+)*|\d+(?:\.\d+)+)\s*版?\)?$|\d+\s*版\)?$")
SHORTEST_CORE = 2
# One act spells the same few names several times over, for the row, its states and its texts.
REMEMBERED = 1024
# By its path: the library by itself loads it in the middle of an act, and does not close it.
zhconv.loaddict(str(files("zhconv") / "zhcdict.json"))
# Single characters only. Some words stay traditional as a whole, which a dot within them undoes.
SIMPLIFIED = str.maketrans(
    {old: new for old, new in zhconv.getdict("zh-hans").items() if len(old) == 1}
)


@lru_cache(REMEMBERED)
def name_key(name: str) -> str:
    """Spell a name so that equal names are equal: width, case, script and punctuation gone.

    Full width becomes half width, traditional becomes simplified; only letters and digits stay.
    """
    return _letters_and_digits(_plain(name))


def name_core(name: str) -> str:
    """Reduce a name to what it names: no place before it, no genre word or version after it.

    At least two characters remain; a name that would lose more keeps its key.
    """
    core = _letters_and_digits(VERSION.sub("", _plain(name).strip()))
    for affix in (PREFIX, SUFFIX):
        while len(shorter := affix.sub("", core)) >= SHORTEST_CORE and shorter != core:
            core = shorter
    return core if len(core) >= SHORTEST_CORE else name_key(name)


def are_initials(key: str) -> bool:
    """Tell whether a key may be meant as first letters; a single one finds too much."""
    return len(key) > 1 and key.isascii() and key.isalpha()


@lru_cache(REMEMBERED)
def initials(key: str) -> str:
    """Spell a key by the first letters of its syllables, as one types Chinese: 公平在线 is gpzx."""
    return "".join(lazy_pinyin(key, style=Style.FIRST_LETTER))


def _plain(name: str) -> str:
    # Case is folded after the width, which gives letters that can still be folded.
    return unicodedata.normalize("NFKC", name).casefold().translate(SIMPLIFIED)


def _letters_and_digits(text: str) -> str:
    kept = (character for character in text if unicodedata.category(character)[0] in "LN")
    # Once more, for letters that have become neighbors and are one letter now.
    return unicodedata.normalize("NFKC", "".join(kept))
