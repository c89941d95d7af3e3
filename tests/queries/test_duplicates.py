"""Who may already be building the same thing."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.models import Alias, Bigram, Synonym
from reform_apps.operations import applications
from reform_apps.operations.writing import rows
from reform_apps.queries.duplicates import candidates
from tests.clock import NOON
from tests.factories import ApplicationFactory, RegionFactory, SystemFactory

PAIRS = Path(__file__).parent.parent / "data" / "likeness.csv"

pytestmark = pytest.mark.django_db


@pytest.fixture
def fairness():
    application = ApplicationFactory(name="公平在线")
    rows.write(Alias(application=application, name="平台经济监管"))
    return application


def told(**asked):
    return [(each["code"], each["verdict"], each["reasons"][0]["kind"])
            for each in candidates(**asked)]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "verdict", "reason"),
    [
        ("公平·在線", "same", "same_name"),
        ("平台经济“监管”", "same", "same_name"),
        ("浙江公平平台", "likely", "same_core"),
        ("杭州市公平应用 v2.0", "likely", "same_core"),
        ("浙里平台经济监管系统", "same", "same_core"),
    ],
)
def test_a_name_or_alias_that_is_the_same_is_found(name, verdict, reason, fairness):
    assert told(name=name) == [(fairness.code, verdict, reason)]


@pytest.mark.parametrize("name", ["公正在线", "", "？！", "经济", "一件事", "在线平台", "A" * 100])
def test_other_names_are_not_found(name, fairness):
    assert candidates(name=name) == []


def test_an_application_is_no_candidate_for_itself(fairness):
    assert candidates(name="公平在线", exclude=fairness) == []
    assert candidates(name="平台经济监管", exclude=fairness) == []


def test_the_same_name_comes_first_and_each_application_once(fairness):
    before, after = ApplicationFactory(name="浙江公平平台"), ApplicationFactory(name="公平应用")
    rows.write(Alias(application=fairness, name="浙江公平在线"))

    found = [each["code"] for each in candidates(name="公平应用")]

    assert found == [after.code, fairness.code, before.code]


def test_the_purpose_is_found_under_another_name():
    twin = ApplicationFactory(name="农房激活", summary="盘活闲置农房出租给创客，收益分红")
    ApplicationFactory(name="农房保险", summary="台风后农房倒损的查勘和理赔")

    ((code, verdict, reason),) = told(
        name="桃花源", summary="村里闲置农房出租给创客，合同备案，收益分红"
    )

    assert (code, reason) == (twin.code, "shared_summary")
    assert verdict in ("likely", "possible")


def test_what_all_summaries_say_makes_nothing_alike():
    said = "打造全链条数字化平台，实现多跨场景协同、闭环管理和精密智控"
    ApplicationFactory(name="数字税务", summary=said)

    assert candidates(name="数字财政", summary=said) == []


def test_words_that_mean_the_same_are_read_so(officer):
    twin = ApplicationFactory(name="电动自行车充电")
    rows.write(Synonym(word="酒驾", read_as="醉驾"))
    learned = ApplicationFactory(name="醉驾治理")

    assert told(name="电瓶车充电") == [(twin.code, "same", "synonym")]
    assert told(name="酒驾治理") == [(learned.code, "same", "synonym")]


def test_among_equals_the_same_system_and_region_come_first():
    system, region = SystemFactory(), RegionFactory()
    ApplicationFactory(name="渔船精密智控甲", summary="渔船进出港")
    near = ApplicationFactory(name="渔船精密智控乙", system=system, origin_region=region)

    first = candidates(name="渔船精密智控", system=system, region=region)[0]

    assert first["code"] == near.code
    assert {"same_system", "same_region"} <= {each["kind"] for each in first["reasons"]}


def test_the_index_follows_what_is_written(officer):
    row = applications.register(
        particulars={"name": "渔港避风调度", "summary": "渔船避风的容量"}, by=officer, at=NOON
    )
    assert {"渔港", "避风", "容量"} <= set(Bigram.objects.values_list("pair", flat=True))

    changes = {"name": "海港避风调度", "summary": "", "aliases": [{"name": "锚地指引"}]}
    applications.amend(application=row, changes=changes, version=1, by=officer, at=NOON)

    pairs = set(Bigram.objects.filter(application=row).values_list("pair", flat=True))
    assert {"海港", "锚地"} <= pairs
    assert not {"渔港", "容量"} & pairs

    # Words that stand everywhere are all that is left: there is nothing to find it by.
    changes = {"name": "平台", "aliases": []}
    applications.amend(application=row, changes=changes, version=2, by=officer, at=NOON)
    assert not Bigram.objects.filter(application=row).exists()


@pytest.mark.parametrize("shared", ["公平", "渔船避风"])
def test_candidates_cost_the_same_for_any_number(shared):
    names = iter("甲乙丙丁")

    def cost(rows):
        for _ in range(rows):
            ApplicationFactory(name=f"{shared}{next(names)}港", summary="渔船进出港的容量")
        with CaptureQueriesContext(connection) as queries:
            assert candidates(name=f"{shared}戊港", summary="渔船进出港的容量")
        return len(queries)

    assert cost(1) == cost(3) <= 7


def test_frequent_pairs_do_not_hide_a_rare_one(monkeypatch):
    monkeypatch.setattr("reform_apps.queries.duplicates.ENOUGH", 3)
    for number in range(6):
        ApplicationFactory(name=f"港口{'甲乙丙丁戊己'[number]}")
    rare = ApplicationFactory(name="港口岸电")

    assert candidates(name="港口岸电改造")[0]["code"] == rare.code


def graded():
    """Put all that is known into the ledger, and ask for each pair: the rank and the verdict."""
    with PAIRS.open(encoding="utf-8") as file:
        asked = list(csv.DictReader(file))
    known = {row["found"]: row["found_summary"] for row in asked}
    for name, summary in known.items():
        ApplicationFactory(name=name, summary=summary)
    for row in asked:
        found = candidates(name=row["asked"], summary=row["asked_summary"])
        names = [each["name"] for each in found]
        rank = names.index(row["found"]) + 1 if row["found"] in names else 0
        yield row["grade"], rank, found[rank - 1]["verdict"] if rank else ""


def test_the_labelled_pairs_are_told_apart():
    ranks = defaultdict(list)
    for grade, rank, verdict in graded():
        ranks[grade].append((rank, verdict))

    negative = ranks.pop("negative")
    assert sum(map(len, ranks.values())) + len(negative) >= 119
    # What is another thing is never called the same, nor likely so.
    assert {verdict for _rank, verdict in negative} <= {"", "possible"}
    for grade, found in ranks.items():
        first = sum(rank == 1 for rank, _verdict in found)
        assert first / len(found) >= 0.9, (grade, found)
