"""Names are found by the first letters of their syllables, now and as they were."""

import pytest

from reform_apps.models import Application
from reform_apps.operations import applications
from reform_apps.queries import states
from reform_apps.queries.states import Point
from reform_apps.rules.names import are_initials, initials, name_key
from tests.clock import NOON
from tests.operations.worlds import DAY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "expected"),
    [("公平在线", "gpzx"), ("浙里办", "zlb"), ("重大应用", "zdyy"), ("数字乡村2.0", "szxc20"),
     ("Ｅ行在线", "exzx"), ("雙減", "sj")],
)  # fmt: skip
def test_a_name_has_the_first_letters_of_its_syllables(name, expected):
    assert initials(name_key(name)) == expected


@pytest.mark.parametrize(
    ("key", "may"), [("gp", True), ("g", False), ("公p", False), ("g2", False)]
)
def test_a_single_letter_is_not_meant_so(key, may):
    assert are_initials(key) is may


@pytest.fixture
def renamed(officer):
    """An application that was called 公平在线 and has another name since."""
    row = applications.register(
        particulars={"name": "公平在线", "aliases": [{"name": "外卖在线"}]}, by=officer, at=NOON
    )
    applications.register(particulars={"name": "浙里养老"}, by=officer, at=NOON)
    changes = {"name": "市场监管", "aliases": [{"name": "监管通"}]}
    return applications.amend(
        application=row, changes=changes, version=1, by=officer, at=NOON + 2 * DAY
    )


@pytest.mark.parametrize("words", ["scjg", "SCJG", "sc jg", "jgt", "cj"])
def test_it_is_found_by_name_and_by_other_names(words, renamed):
    assert list(Application.objects.matching(words)) == [renamed]


@pytest.mark.parametrize("words", ["gpzx", "wmzx"])
def test_it_is_found_as_it_was_called_then(words, renamed, officer):
    assert not Application.objects.matching(words).exists()
    for point in (Point(recorded_by=NOON + DAY), Point(effective_on=NOON.date())):
        (found,) = states.ledger(officer, point).matching(words)
        assert found.application_id == renamed.pk
