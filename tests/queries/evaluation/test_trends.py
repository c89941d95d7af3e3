"""How values have moved, and what they score."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from reform_apps.models import Indicator, Observation, Weighting
from reform_apps.operations.evaluation import weightings
from reform_apps.operations.writing.acts import ActRefused
from reform_apps.queries.evaluation import trends
from tests.clock import NOON
from tests.factories import ApplicationFactory, ObservationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def application():
    return ApplicationFactory()


def measure(application, value, day, indicator="usage_rate", unit="percent"):
    return ObservationFactory(
        application=application, value=value, unit=unit, indicator=indicator, as_of=day,
        as_of_note="" if day else "未载日期",
    )  # fmt: skip


def test_the_latest_is_held_against_the_one_before(application):
    for value, day in ((80, date(2022, 5, 1)), (60, date(2022, 6, 1)), (70, date(2022, 4, 1))):
        measure(application, value, day)

    (trend,) = trends.trends(application)

    assert [row.value for row in trend.points] == [70, 80, 60]
    assert (trend.change, trend.course) == (-20, "worse")


@pytest.mark.parametrize(
    ("direction", "course"), [("higher", "worse"), ("lower", "better"), ("neither", None)]
)
def test_which_way_is_better_the_indicator_says(direction, course, application):
    Indicator.objects.filter(code="usage_rate").update(direction=direction)
    measure(application, 5, date(2022, 5, 1))
    measure(application, 4, date(2022, 6, 1))

    assert [each.course for each in trends.trends(application)] == [course]


def test_what_is_of_no_known_day_is_compared_with_nothing(application):
    measure(application, 50, None)
    measure(application, 60, date(2022, 6, 1))

    (trend,) = trends.trends(application)

    assert (trend.latest.value, trend.change, trend.course) == (60, None, None)


def test_the_database_finds_the_same_latest_and_previous(application):
    for value, day in ((50, None), (80, date(2022, 5, 1)), (60, date(2022, 6, 1))):
        measure(application, value, day)
    measure(ApplicationFactory(), 10, None)

    found = Observation.objects.latest().with_previous().order_by("-value")

    assert [(row.value, row.previous) for row in found] == [(60, 80), (10, None)]


@pytest.fixture
def weighted(officer):
    def adopt(**weights):
        told = {code: Decimal(weight) for code, weight in weights.items()}
        return weightings.adopt(title="试行", weights=told, reason="会议", by=officer, at=NOON)

    return adopt


def test_a_score_shows_its_parts(application, weighted):
    weighting = weighted(usage_rate="3", awareness_rate="1", satisfaction_rate="4")
    measure(application, 50, date(2022, 6, 1))
    measure(application, 90, date(2022, 6, 1), indicator="awareness_rate")

    score = trends.scores([application], weighting)[application.pk]

    assert score.value == 60
    assert score.known_share == Decimal("0.5")
    assert [(part.indicator.code, part.weight, part.points) for part in score.parts] == [
        ("awareness_rate", 1, 90), ("satisfaction_rate", 4, None), ("usage_rate", 3, 50),
    ]  # fmt: skip


def test_the_lower_end_may_be_the_better(application, weighted):
    Indicator.objects.create(
        code="days_taken", name="办理天数", unit="days", direction="lower", lowest=0, highest=20
    )
    measure(application, 5, date(2022, 6, 1), indicator="days_taken", unit="days")

    weighting = weighted(days_taken="1")

    assert trends.scores([application], weighting)[application.pk].value == 75


def test_of_nothing_there_is_no_score(application, weighted):
    assert trends.scores([application], weighted(usage_rate="1"))[application.pk].value is None


def test_a_later_version_leaves_the_earlier(weighted):
    first, second = weighted(usage_rate="1"), weighted(usage_rate="2.50")

    assert (first.number, second.number) == (1, 2)
    assert Weighting.objects.get(number=1).weights == {"usage_rate": "1"}
    assert Weighting.objects.get(number=2).weights == {"usage_rate": "2.5"}
    assert trends.standing_weighting() == second


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({}, "at least one"),
        ({"luck": "1"}, "no indicator luck"),
        ({"issues_handled": "1"}, "cannot be scored"),
        ({"usage_rate": "0"}, "more than 0"),
        ({"usage_rate": "-1"}, "more than 0"),
        ({"usage_rate": "1001"}, "at most 1000"),
        ({"usage_rate": "NaN"}, "more than 0"),
    ],
)
def test_what_cannot_be_weighed(weights, sentence, weighted):
    with translation.override("en"), pytest.raises(ValidationError, match=sentence):
        weighted(**weights)
    assert not Weighting.objects.exists()


def test_weights_are_the_offices(lead):
    with pytest.raises(ActRefused):
        weightings.adopt(
            title="t", weights={"usage_rate": Decimal(1)}, reason="r", by=lead, at=NOON
        )


@pytest.mark.parametrize("length", [1, 3])
def test_many_are_scored_in_two_statements(length, weighted, django_assert_num_queries):
    weighting = weighted(usage_rate="1")
    rows = ApplicationFactory.create_batch(length)
    for row in rows:
        measure(row, 40, date(2022, 6, 1))

    with django_assert_num_queries(2):
        assert {s.value for s in trends.scores(rows, weighting).values()} == {40}
