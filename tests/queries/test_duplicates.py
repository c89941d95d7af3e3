"""Who may already be building the same thing."""

import pytest

from reform_apps.models import Alias
from reform_apps.operations.writing import rows
from reform_apps.queries.duplicates import candidates
from tests.factories import ApplicationFactory

SAME, ALIKE = "same_name", "same_core"

pytestmark = pytest.mark.django_db


@pytest.fixture
def fairness():
    application = ApplicationFactory(name="公平在线")
    rows.write(Alias(application=application, name="平台经济监管"))
    return application


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("公平·在線", SAME),
        ("平台经济“监管”", SAME),
        ("浙江公平平台", ALIKE),
        ("杭州市公平应用 v2.0", ALIKE),
        ("浙里平台经济监管系统", ALIKE),
    ],
)
def test_a_name_or_alias_that_is_the_same_is_found(name, reason, fairness):
    assert candidates(name=name) == [{"code": fairness.code, "name": "公平在线", "reason": reason}]


@pytest.mark.parametrize("name", ["公正在线", "公平竞争", "", "？！", "经济"])
def test_other_names_are_not_found(name, fairness):
    assert candidates(name=name) == []


def test_an_application_is_no_candidate_for_itself(fairness):
    assert candidates(name="公平在线", exclude=fairness) == []
    assert candidates(name="平台经济监管", exclude=fairness) == []


def test_the_same_name_comes_first_and_each_application_once(fairness):
    before, after = ApplicationFactory(name="浙江公平平台"), ApplicationFactory(name="公平应用")
    rows.write(Alias(application=fairness, name="浙江公平在线"))

    assert candidates(name="公平应用") == [
        {"code": after.code, "name": "公平应用", "reason": SAME},
        {"code": fairness.code, "name": "公平在线", "reason": ALIKE},
        {"code": before.code, "name": "浙江公平平台", "reason": ALIKE},
    ]


@pytest.mark.parametrize("length", [1, 3])
def test_candidates_cost_the_same_for_any_number(length, django_assert_num_queries):
    for number in range(length):
        ApplicationFactory(name=f"公平{'在线' * (number + 1)}")

    with django_assert_num_queries(2):
        found = candidates(name="公平")

    assert len(found) == length
