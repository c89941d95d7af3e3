"""Editions as pages: the list, one of them, its seal."""

from datetime import date

import pytest

from reform_apps.operations import edition_entries, editions, transitions
from reform_apps.rules.lifecycle import Status, Transition
from reform_apps.rules.vocabulary import Visibility
from tests.clock import NOON, TODAY
from tests.editions import draft, published
from tests.factories import ApplicationFactory, RunwayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    """Read a page in English."""

    def ask(address, *, status=200):
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == status
        answer.text_shown = answer.content.decode()
        return answer

    return ask


def codes(answer):
    return [row.code for row in answer.context["rows"]]


@pytest.mark.parametrize("length", [1, 3])
def test_edition_costs_the_same_for_any_length(length, client, django_assert_num_queries):
    runways = [RunwayFactory() for _number in range(length)]
    rows = [
        ApplicationFactory(complete=True, system=runway.system, runway=runway) for runway in runways
    ]
    published(*rows)

    # The edition, the count and the page of its entries, their systems, the counts by batch,
    # what was dropped, and the editions that follow.
    with django_assert_num_queries(7):
        answer = client.get("/editions/S0/")

    assert len(codes(answer)) == length


@pytest.mark.parametrize("length", [1, 3])
def test_list_costs_the_same_for_any_length(length, client, django_assert_num_queries):
    for number in range(length):
        published(ApplicationFactory(), code=f"S{number}")

    with django_assert_num_queries(2):
        answer = client.get("/editions/")

    assert len(answer.context["editions"]) == length


def test_editions_are_listed_the_latest_first(read):
    published(ApplicationFactory(), code="S0")
    published(ApplicationFactory(), code="S1")

    listed = [(row.code, number) for row, number in read("/editions/").context["editions"]]

    assert listed == [("S1", 2), ("S0", 1)]


def test_edition_prints_its_seal(read):
    edition = published(ApplicationFactory())

    shown = read("/editions/S0/").text_shown

    for words in (edition.root, edition.digest, edition.seal.digest, "verify.py", "2022-06-30",
                  'href="/api/v1/editions/S0/bundle.zip"'):  # fmt: skip
        assert words in shown
    assert f"No. {edition.seal.number}" in shown


def test_edition_shows_its_applications_as_they_stood(read, officer):
    runway = RunwayFactory(name="市场监管")
    application = ApplicationFactory(
        name="公平在线", complete=True, system=runway.system, runway=runway, status=Status.ONLINE
    )
    published(application, batch="upgrade", task="覆盖全省", due_on=date(2022, 12, 31))
    transitions.make_transition(
        application=application, transition=Transition.SUSPEND, version=3, reason="检修",
        by=officer, at=NOON,
    )  # fmt: skip

    shown = read("/editions/S0/").text_shown

    for words in ("公平在线", "Online", "市场监管", runway.system.name, "Upgrade", "覆盖全省",
                  "2022-12-31", "Overdue"):  # fmt: skip
        assert words in shown
    assert "Suspended" not in shown


def test_what_is_completed_is_not_overdue(read, officer):
    edition = published(ApplicationFactory(), due_on=date(2022, 12, 31))
    edition_entries.revise(
        entry=edition.entries.get(), values={"completed_on": date(2022, 6, 29)}, by=officer, at=NOON
    )

    shown = read("/editions/S0/").text_shown

    assert "2022-06-29" in shown
    assert "Overdue" not in shown


def test_slips_are_told_with_the_first_day(read, officer):
    edition = draft(ApplicationFactory(), code="S0", by=officer, due_on=date(2022, 12, 31))
    edition_entries.revise(
        entry=edition.entries.get(), values={"due_on": date(2023, 3, 1)}, reason="延期",
        by=officer, at=NOON,
    )  # fmt: skip
    editions.publish(edition=edition, issued_on=TODAY, by=officer, at=NOON)

    shown = read("/editions/S0/").text_shown

    assert "2023-03-01" in shown
    assert "slipped 1 time; first due 2022-12-31" in shown


def test_batch_narrows_the_entries(read, officer):
    upgraded, other = ApplicationFactory(), ApplicationFactory()
    edition = draft(upgraded, code="S0", by=officer, batch="upgrade")
    edition_entries.add(edition=edition, application=other, values={}, by=officer, at=NOON)
    editions.publish(edition=edition, issued_on=TODAY, by=officer, at=NOON)

    assert codes(read("/editions/S0/?batch=upgrade")) == [upgraded.code]
    assert codes(read("/editions/S0/?has_batch=false")) == [other.code]
    assert codes(read("/editions/S0/?batch=plan")) == []


@pytest.mark.parametrize("question", ["?batch=nope", "?has_batch=maybe", "?page=x", "?q=1"])
def test_what_is_not_understood_is_refused(question, read):
    published(ApplicationFactory())

    read(f"/editions/S0/{question}", status=400)


def test_what_is_dropped_is_told_with_its_reason(read, officer):
    application = ApplicationFactory()
    published(application)
    edition = draft(ApplicationFactory(), by=officer)
    edition_entries.drop(
        entry=edition.entries.get(application=application), reason="不再列入",
        document="浙改办〔2022〕9号", by=officer, at=NOON,
    )  # fmt: skip
    editions.publish(edition=edition, issued_on=TODAY, by=officer, at=NOON)

    shown = read("/editions/S1/").text_shown

    for words in (application.name, "不再列入", "浙改办〔2022〕9号"):
        assert words in shown
    assert 'rel="prev" href="/editions/S0/"' in shown
    assert 'rel="next" href="/editions/S1/"' in read("/editions/S0/").text_shown


def test_drafts_are_for_those_who_are_signed_in(read, client, reader):
    published(ApplicationFactory())
    draft()

    assert "第S1版" not in read("/editions/").text_shown
    assert 'rel="next"' not in read("/editions/S0/").text_shown
    read("/editions/S1/", status=404)
    read("/editions/S1/diff/", status=404)
    read("/editions/S0/diff/?against=S1", status=404)

    client.force_login(reader)
    assert "第S1版" in read("/editions/").text_shown
    shown = read("/editions/S1/").text_shown
    assert "bundle.zip" not in shown
    assert "None" not in shown


def test_what_is_internal_is_not_in_the_public_edition(read, client, reader):
    published(ApplicationFactory(name="内部应用", visibility=Visibility.INTERNAL))

    answer = read("/editions/S0/")
    assert "内部应用" not in answer.text_shown
    assert answer.context["total"] == 0

    client.force_login(reader)
    assert "内部应用" in read("/editions/S0/").text_shown


def test_long_editions_have_pages_under_the_same_question(read, monkeypatch):
    monkeypatch.setattr("reform_apps.pages.editions.ROWS_ON_A_PAGE", 2)
    rows = ApplicationFactory.create_batch(3)
    published(*rows, batch="plan")

    assert codes(read("/editions/S0/?batch=plan")) == [row.code for row in rows[:2]]
    assert codes(read("/editions/S0/?batch=plan&page=2")) == [rows[2].code]
    assert 'href="?batch=plan&amp;page=2"' in read("/editions/S0/?batch=plan").text_shown
    read("/editions/S0/?page=3", status=404)
