"""The ledger and its applications as they stood at another point, as pages."""

from datetime import date, timedelta

import pytest

from reform_apps.models import Application
from reform_apps.operations import applications, observations, transitions
from reform_apps.rules.lifecycle import Status, Transition
from tests.clock import NOON
from tests.editions import published
from tests.factories import ApplicationFactory, ObservationFactory, RunwayFactory

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=10)


@pytest.fixture
def read(client):
    """Read a page in English."""

    def ask(address, *, status=200):
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == status
        answer.text_shown = answer.content.decode()
        return answer

    return ask


@pytest.fixture
def merged(officer):
    """An application that was renamed and merged ten days later, as of five days later."""
    application = ApplicationFactory(name="从前的名字", status=Status.ONLINE)
    successor = ApplicationFactory(name="后继", status=Status.ONLINE)
    application = applications.amend(
        application=application, changes={"name": "现在的名字"}, version=1, by=officer, at=LATER
    )
    transitions.make_transition(
        application=application, transition=Transition.MERGE, version=2, merged_into=successor,
        effective_on=date(2022, 7, 5), reason="并入", by=officer, at=LATER,
    )  # fmt: skip
    return Application.objects.get(pk=application.pk)


def listed(answer):
    return {row.application.code: row.application.name for row in answer.context["rows"]}


@pytest.mark.parametrize("length", [1, 3])
def test_ledger_at_a_point_costs_the_same_for_any_length(length, client, django_assert_num_queries):
    for _number in range(length):
        runway = RunwayFactory()
        ApplicationFactory(complete=True, system=runway.system, runway=runway)

    # The count, the page, how its rows were frozen, and four lists to choose from.
    with django_assert_num_queries(7):
        answer = client.get("/?as_of=2022-06-30")

    assert len(answer.context["rows"]) == length


def test_ledger_is_shown_as_it_was_recorded(read, merged):
    answer = read("/?as_of=2022-07-09&status=online")

    assert listed(answer)[merged.code] == "从前的名字"
    assert "The ledger as of 2022-07-09 (as recorded by then)" in answer.text_shown
    assert f'href="/applications/{merged.code}/?as_of=2022-07-09"' in answer.text_shown
    assert answer.context["notice"].today == "?status=online"
    assert merged.code not in listed(read("/?as_of=2022-07-11&status=online"))


def test_ledger_is_shown_as_it_had_happened(read, merged):
    answer = read("/?effective_as_of=2022-07-06&status=merged")

    assert list(listed(answer)) == [merged.code]
    assert "The ledger as of 2022-07-06 (as it had happened)" in answer.text_shown
    assert list(listed(read("/?effective_as_of=2022-07-04&status=merged"))) == []


def test_before_anything_was_recorded_the_ledger_is_empty(read, merged):
    assert listed(read("/?as_of=2022-06-29")) == {}


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("?as_of=2999-01-01", "as_of"),
        ("?as_of=2022-02-31", "as_of"),
        ("?effective_as_of=2999-01-01", "effective_as_of"),
        ("?effective_as_of=soon", "effective_as_of"),
        ("?as_of=2022-06-30&effective_as_of=2022-06-30", "effective_as_of"),
    ],
)
def test_points_that_are_none_are_refused(question, parameter, read, merged):
    answer = read(f"/{question}", status=400)

    assert [fault.name for fault in answer.context["faults"]] == [parameter]
    read(f"/applications/{merged.code}/{question}", status=400)


def test_application_is_shown_as_it_stood_with_what_became_of_it(read, merged):
    ObservationFactory(application=merged, value="4711")

    answer = read(f"/applications/{merged.code}/?as_of=2022-07-09")

    shown = answer.text_shown
    assert '<h1 lang="zh-Hans">从前的名字</h1>' in shown
    for words in ("What it has become since", "现在的名字", "Merged", "后继", "2022-07-09"):
        assert words in shown
    assert "4,711" not in shown
    assert [event.entry.version for event in answer.context["events"]] == [1]
    assert 'href="/?as_of=2022-07-09"' in shown


def test_application_as_it_had_happened_has_the_journal_up_to_then(read, merged):
    answer = read(f"/applications/{merged.code}/?effective_as_of=2022-07-06")

    assert answer.context["application"].status == Status.MERGED
    assert [event.entry.version for event in answer.context["events"]] == [3, 1]


def test_application_is_shown_with_the_figures_that_were_known(read, officer, merged):
    value = {
        "indicator": "daily_visits",
        "value": "4711",
        "unit": "visits_per_day",
        "as_of": NOON.date(),
    }
    observations.record(values=value, application=merged, by=officer, at=LATER)

    at = f"/applications/{merged.code}/?as_of="

    assert "4,711" in read(f"{at}2022-07-11").text_shown
    assert "4,711" not in read(f"{at}2022-07-09").text_shown


def test_application_that_was_not_yet_known_is_not_found(read, merged):
    read(f"/applications/{merged.code}/?as_of=2022-06-29", status=404)


def test_page_of_an_application_tells_its_editions(read, officer):
    application = ApplicationFactory()
    published(application, batch="plan", task="覆盖全省", due_on=date(2022, 12, 31))

    answer = read(f"/applications/{application.code}/")

    for words in ('href="/editions/S0/"', "覆盖全省", "2022-12-31", "Plan"):
        assert words in answer.text_shown
    earlier = read(f"/applications/{application.code}/?effective_as_of=2022-06-30")
    assert len(earlier.context["places"]) == 1


def test_an_edition_published_later_is_not_told_of_a_point(read):
    application = ApplicationFactory()
    published(application, at=LATER)

    answer = read(f"/applications/{application.code}/?as_of=2022-07-01")

    assert answer.context["places"] == []
    assert "No edition had it by then." in answer.text_shown


def test_journal_tells_in_words_what_an_edition_holds(read, client, reader):
    application = ApplicationFactory()
    published(application, batch="plan", task="覆盖全省", due_on=date(2022, 12, 31))

    public = read(f"/applications/{application.code}/")
    assert [event.title for event in public.context["events"]] == [
        "Published an edition", "Registered",
    ]  # fmt: skip
    (place,) = [c for c in public.context["events"][0].changes if c.label == "Edition entry"]
    assert place.before == []
    assert place.after == [
        "S0", "Batch: plan", "Annual task: 覆盖全省", "Due on: 2022-12-31", "Basis: entered",
    ]  # fmt: skip

    client.force_login(reader)
    inside = read(f"/applications/{application.code}/")
    assert "Planned for an edition" in [event.title for event in inside.context["events"]]
