"""Differences as pages: between editions, since one, between two days."""

from datetime import timedelta

import pytest

from reform_apps.models import Application
from reform_apps.operations import applications, edition_entries, editions, transitions
from reform_apps.rules.lifecycle import Status, Transition
from reform_apps.rules.vocabulary import Visibility
from tests.clock import NOON, TODAY
from tests.editions import draft, published
from tests.factories import ApplicationFactory, SystemFactory

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=3)


@pytest.fixture
def read(client):
    """Read a page in English."""

    def ask(address, *, status=200):
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == status
        answer.text_shown = answer.content.decode()
        return answer

    return ask


def told(answer):
    return [(change.code, change.kind) for change in answer.context["changes"]]


def fields(answer):
    return {
        field.label: (field.before, field.after)
        for change in answer.context["changes"]
        for field in change.fields
    }


def renamed(application, name, *, by, at=LATER, **more):
    current = Application.objects.get(pk=application.pk)
    return applications.amend(
        application=current, changes={"name": name, **more}, version=current.version,
        reason="按文件更名", by=by, at=at,
    )  # fmt: skip


@pytest.mark.parametrize("length", [1, 3])
def test_difference_costs_the_same_for_any_length(length, client, django_assert_num_queries):
    published(ApplicationFactory())
    published(*(ApplicationFactory(complete=True) for _number in range(length)), code="S1")

    # The edition and the other one, the entries of each side and those unseen, the drops, the
    # choices, and the systems and organizations that the changes name.
    with django_assert_num_queries(10):
        answer = client.get("/editions/S1/diff/?against=S0")

    assert len(told(answer)) == length


def test_two_editions_are_compared_field_by_field_in_words(read, officer):
    system = SystemFactory(name_en="Digital Society")
    application = ApplicationFactory(name="从前的名字", status=Status.ONLINE)
    published(application)
    renamed(application, "现在的名字", by=officer, system=system)
    edition = draft(by=officer, at=LATER)
    edition_entries.revise(
        entry=edition.entries.get(), values={"batch": "upgrade"}, by=officer, at=LATER
    )
    editions.publish(edition=edition, issued_on=None, by=officer, at=LATER)

    answer = read("/editions/S1/diff/?against=S0")

    assert told(answer) == [
        (application.code, "renamed"), (application.code, "moved"),
        (application.code, "batch_changed"),
    ]  # fmt: skip
    assert fields(answer)["Name"] == (["从前的名字"], ["现在的名字"])
    assert fields(answer)["System"] == ([], ["Digital Society"])
    assert fields(answer)["Batch"] == ([], ["upgrade"])
    assert "按文件更名" in answer.text_shown
    assert 'href="/api/v1/editions/S1/diff.xlsx?against=S0"' in answer.text_shown


def test_an_edition_is_compared_with_the_one_that_is_named(read):
    published(ApplicationFactory())
    added = ApplicationFactory()
    published(added, code="S1")

    assert told(read("/editions/S0/diff/?against=S1")) == [(added.code, "dropped")]
    assert told(read("/editions/S1/diff/")) == [(added.code, "added")]


def test_an_edition_does_not_differ_from_itself(read):
    published(ApplicationFactory())

    assert "Nothing differs." in read("/editions/S0/diff/?against=S0").text_shown


def test_an_edition_is_compared_with_now(read, officer):
    application, successor = (ApplicationFactory(status=Status.ONLINE) for _number in range(2))
    published(application, successor)
    current = Application.objects.get(pk=application.pk)
    transitions.make_transition(
        application=current, transition=Transition.MERGE, version=current.version,
        merged_into=successor, reason="并入", by=officer, at=LATER,
    )  # fmt: skip

    answer = read("/editions/S0/diff/?against=now")

    assert told(answer) == [(application.code, "merged")]
    assert answer.context["changes"][0].successor == successor
    assert f'href="/applications/{successor.code}/"' in answer.text_shown


def test_an_internal_successor_is_not_named(read, officer):
    successor = ApplicationFactory(
        name="内部的后继", status=Status.ONLINE, visibility=Visibility.INTERNAL
    )
    application = ApplicationFactory(status=Status.ONLINE)
    published(application)
    current = Application.objects.get(pk=application.pk)
    transitions.make_transition(
        application=current, transition=Transition.MERGE, version=current.version,
        merged_into=successor, reason="并入", by=officer, at=LATER,
    )  # fmt: skip

    shown = read("/editions/S0/diff/?against=now").text_shown

    assert application.code in shown
    assert "内部的后继" not in shown
    assert successor.code not in shown


def test_kinds_narrow_the_changes(read):
    published(ApplicationFactory())
    added = ApplicationFactory()
    published(added, code="S1")

    assert told(read("/editions/S1/diff/?kind=renamed")) == []
    answer = read("/editions/S1/diff/?kind=added,renamed")
    assert told(answer) == [(added.code, "added")]
    summary = {kind: (number, address) for kind, _n, number, address in answer.context["summary"]}
    assert summary["added"] == (1, "?against=S0&kind=added")


@pytest.mark.parametrize("question", ["?kind=nope", "?colour=red", "?page=x", "?against="])
def test_what_is_not_understood_is_refused(question, read):
    published(ApplicationFactory())

    read(f"/editions/S0/diff/{question}", status=400)


@pytest.mark.parametrize(
    "address",
    [
        "/editions/S9/",
        "/editions/S9/diff/",
        "/editions/S0/diff/?against=S9",
        "/editions/S0/diff/?against=%00",
    ],
)
def test_unknown_codes_are_not_found(address, read):
    published(ApplicationFactory())

    read(address, status=404)


def test_two_days_are_compared_as_recorded(read, officer):
    application = ApplicationFactory(name="从前的名字")
    renamed(application, "现在的名字", by=officer, at=LATER)
    day = TODAY.isoformat()

    answer = read(f"/diff/?from={day}&to=2022-07-03")

    assert told(answer) == [(application.code, "renamed")]
    assert f"What has changed from {day} to 2022-07-03" in answer.text_shown
    way = f"/api/v1/applications/diff.xlsx?from={day}&amp;to=2022-07-03"
    assert f'href="{way}"' in answer.text_shown
    assert told(read(f"/diff/?from={day}&to=2022-07-02")) == []
    assert told(read(f"/diff/?from={day}&to=")) == [(application.code, "renamed")]
    assert told(read("/diff/?from=2022-06-01&to=2022-06-30")) == [(application.code, "added")]


def test_days_are_asked_by_a_form(read):
    shown = read("/diff/").text_shown

    assert 'name="from"' in shown
    assert "was not understood" not in shown


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ("?from=2022-02-31", "from"),
        ("?from=2999-01-01", "from"),
        ("?to=2022-01-01", "from"),
        ("?from=", "from"),
        ("?from=2022-06-30&to=2022-06-01", "from"),
        ("?from=2022-06-30&to=2999-01-01", "to"),
        ("?from=2022-06-30&colour=red", "colour"),
        ("?from=2022-06-30&from=2022-06-29", "from"),
    ],
)
def test_days_that_are_not_understood_are_named(question, parameter, read):
    answer = read(f"/diff/{question}", status=400)

    assert [name for name, _found in answer.context["faults"]] == [parameter]
    assert "changes" not in answer.context
