"""Tables of entries and of observations: out, changed, and in again."""

from contextlib import closing
from decimal import Decimal
from itertools import chain

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from reform_apps.exchange import exports, seed
from reform_apps.exchange.imports import carrying
from reform_apps.exchange.schemas import EDITION_ENTRIES, OBSERVATIONS
from reform_apps.models import Edition, EditionEntry, JournalEntry, Observation
from reform_apps.operations import edition_entries, observations
from reform_apps.operations.office.imports import ImportRefused
from reform_apps.queries.proofs import consistency
from tests.clock import NOON
from tests.clock import TODAY as DAY
from tests.editions import draft, published
from tests.exchange.imports.conftest import Book
from tests.factories import ApplicationFactory, SourceFactory

pytestmark = pytest.mark.django_db
NOTHING = {"add": 0, "amend": 0, "refused": 0}
ROWS = {
    EDITION_ENTRIES: lambda: EditionEntry.objects.for_list().order_by("pk"),
    OBSERVATIONS: lambda: Observation.objects.select_related("application", "source").order_by(
        "pk"
    ),
}


def as_workbook(schema, user):
    with closing(exports.xlsx_file(ROWS[schema](), user=user, schema=schema)) as file:
        return file.read()


def as_text(schema, user):
    return b"".join(exports.csv_lines(ROWS[schema](), user=user, schema=schema))


class Sheet(Book):
    """A workbook whose rows are known by their number."""

    def __init__(self, schema, user):
        super().__init__(as_workbook(schema, user))
        self.rows = {}


def planned(book, by):
    return carrying.plan(book.content(), by=by, at=NOON)


def sent(book, by):
    batch = carrying.upload(file_name="表.xlsx", content=book.content(), by=by, at=NOON)
    assert batch.problems == []
    return carrying.carry_out(batch=batch, by=by, at=NOON)


def problems(plan):
    return [(each.row, each.column) for each in plan.problems]


@pytest.fixture
def entry(officer):
    """One application in a draft, with a task and a day."""
    edition = draft(by=officer)
    return edition_entries.add(
        edition=edition, application=ApplicationFactory(),
        values={"batch": "plan", "task": "建成", "due_on": DAY}, by=officer, at=NOON,
    )  # fmt: skip


@pytest.fixture
def observation(officer):
    return observations.record(
        application=ApplicationFactory(), by=officer, at=NOON,
        values={"indicator": "usage_rate", "value": Decimal("85.3"), "unit": "percent",
                "as_of": DAY},
    )  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("write", [as_workbook, as_text])
@pytest.mark.parametrize("schema", ROWS, ids=lambda schema: str(schema.kind))
def test_the_whole_seed_comes_back_unchanged(schema, write, language, officer):
    seed.carry_out(seed.read(settings.BASE_DIR / "fixtures"), by=officer, at=NOON)
    with translation.override(language):
        content = write(schema, officer)

    plan = carrying.plan(content, by=officer, at=NOON)

    assert plan.problems == []
    assert plan.table.schema.kind == schema.kind
    assert plan.summary() == NOTHING | {"unchanged": ROWS[schema]().count()}


class TestEntries:
    def test_changed_and_added_rows_are_acts_that_name_their_file(self, entry, officer):
        other = ApplicationFactory()
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, task="建成并推广", batch="启动实施")
        book.set(4, edition=entry.edition.code, application=other.code, task="新任务")

        batch = sent(book, officer)

        entry.refresh_from_db()
        assert (entry.task, entry.batch) == ("建成并推广", "launch")
        assert EditionEntry.objects.get(application=other).task == "新任务"
        assert (batch.kind, batch.to_add, batch.to_amend) == ("edition_entries", 1, 1)
        told = [
            (each.verb, each.changes["import_batch"][1]["id"])
            for each in JournalEntry.objects.order_by("-pk")[:2]
        ]
        assert told == [("plan", batch.pk)] * 2
        assert list(chain(*consistency.broken_entries())) == []

    def test_a_plan_writes_nothing(self, entry, officer):
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, task="另一任务")
        before = JournalEntry.objects.count()

        plan = planned(book, officer)

        assert plan.summary()["amend"] == 1
        ((line,),) = [plan.lines()]
        assert line["changes"]["edition_entry"][1]["task"] == "另一任务"
        entry.refresh_from_db()
        assert (entry.task, JournalEntry.objects.count()) == ("建成", before)

    def test_a_target_that_slips_takes_its_reason(self, entry, officer):
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, due_on="2023-12-31")

        assert problems(planned(book, officer)) == [(3, "reason")]
        book.set(3, reason="资金未到")
        sent(book, officer)
        entry.refresh_from_db()
        assert entry.slips == 1

    @pytest.mark.parametrize(
        ("values", "column"),
        [
            ({"edition": "S9"}, "edition"),
            ({"edition": None}, "edition"),
            ({"application": "ZJ-9999"}, "application"),
            ({"batch": "大批"}, "batch"),
            ({"due_on": "03/04/2022"}, "due_on"),
            ({"due_on": None}, "due_on"),
            ({"completed_on": "2999-01-01"}, "completed_on"),
            ({"source": "nowhere"}, "source"),
            ({"task": "=1+1"}, "task"),
            ({"slips": 5}, "slips"),
            ({"application_name": "别的名称"}, "application_name"),
            ({"version": 99, "task": "新"}, "task"),
            ({"version": None, "task": "新"}, "version"),
            ({"version": "很多", "task": "新"}, "version"),
        ],
    )
    def test_a_fault_is_told_at_its_cell(self, values, column, entry, officer):
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, **values)

        assert problems(planned(book, officer)) == [(3, column)]

    def test_two_rows_of_one_application(self, entry, officer):
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(4, edition=entry.edition.code, application=entry.application.code, task="再来")

        assert problems(planned(book, officer)) == [(3, "application"), (4, "application")]

    def test_an_older_version_shows_both_values(self, entry, officer):
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, task="甲的任务")
        edition_entries.revise(entry=entry, values={"task": "乙的任务"}, by=officer, at=NOON)

        (problem,) = planned(book, officer).problems

        assert (problem.column, "乙的任务" in problem.message) == ("task", True)

    def test_one_application_in_two_editions_is_no_conflict(self, officer):
        one = ApplicationFactory()
        published(one, by=officer, task="建成")
        edition = draft(by=officer, code="S2")
        book = Sheet(EDITION_ENTRIES, officer)
        rows = {book.sheet.cell(number, 1).value: number for number in (3, 4)}
        book.set(rows["S0"], completed_on="2022-06-01")
        book.set(rows[edition.code], task="推广")

        assert [each.message for each in planned(book, officer).problems] == []

    def test_of_a_published_edition_only_completion_is_told(self, officer):
        one = ApplicationFactory()
        edition = published(one, by=officer, task="建成")
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, task="别的")
        assert problems(planned(book, officer)) == [(3, "edition")]

        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, completed_on="2022-06-01")
        sent(book, officer)

        assert edition.entries.get().completed_on is not None

    def test_who_may_not_is_told_row_by_row(self, entry, editor):
        book = Sheet(EDITION_ENTRIES, editor)
        book.set(3, task="别的")

        assert problems(planned(book, editor)) == [(3, "application")]

    def test_all_or_nothing(self, entry, officer):
        other = ApplicationFactory()
        book = Sheet(EDITION_ENTRIES, officer)
        book.set(3, task="别的任务")
        book.set(4, edition=entry.edition.code, application=other.code)
        batch = carrying.upload(file_name="表.xlsx", content=book.content(), by=officer, at=NOON)
        edition_entries.revise(entry=entry, values={"task": "乙的任务"}, by=officer, at=NOON)

        with pytest.raises(ImportRefused):
            carrying.carry_out(batch=batch, by=officer, at=NOON)

        assert not EditionEntry.objects.filter(application=other).exists()
        batch.refresh_from_db()
        assert [each["column"] for each in batch.problems] == ["task"]


class TestObservations:
    def test_recorded_and_corrected(self, observation, officer):
        source = SourceFactory()
        other = ApplicationFactory()
        book = Sheet(OBSERVATIONS, officer)
        book.set(3, value=86, reason="抄录有误")
        book.set(4, application=other.code, indicator_name="日均访问", value=1200,
                 unit="visits_per_day", as_of="2022-06-30", is_rounded="是", basis="stated",
                 source=source.code, locator="L3")  # fmt: skip
        book.set(5, indicator="cities", value=11, unit="count", as_of="2022-06-30")

        plan = planned(book, officer)
        assert [problem.message for problem in plan.problems] == []
        batch = sent(book, officer)

        observation.refresh_from_db()
        assert observation.value == 86
        new = Observation.objects.get(application=other)
        assert (new.value, new.is_rounded, new.source) == (1200, True, source)
        assert Observation.objects.get(application=None).value == 11
        entry = other.journal.get(verb="observe")
        assert entry.changes["import_batch"][1]["id"] == batch.pk

    @pytest.mark.parametrize(
        ("values", "column"),
        [
            ({"value": 185, "reason": "误"}, "value"),
            ({"value": -1, "reason": "误"}, "value"),
            ({"value": "八成"}, "value"),
            ({"value": "85.3"}, "value"),
            ({"value": True}, "value"),
            ({"value": 86}, "reason"),
            ({"indicator": "好用率"}, "indicator"),
            ({"unit": "斤"}, "unit"),
            ({"is_rounded": "也许"}, "is_rounded"),
            ({"as_of": "2999-01-01", "reason": "误"}, "as_of"),
            ({"basis": "stated", "reason": "误"}, "source"),
            ({"application": None}, "application"),
            ({"id": 999}, "id"),
            ({"id": None, "application": "ZJ-9999"}, "application"),
            ({"id": None, "value": None}, "value"),
        ],
    )
    def test_a_fault_is_told_at_its_cell(self, values, column, observation, officer):
        book = Sheet(OBSERVATIONS, officer)
        book.set(3, **values)

        assert problems(planned(book, officer)) == [(3, column)]

    def test_an_older_version_does_not_write_over_a_correction(self, observation, officer):
        book = Sheet(OBSERVATIONS, officer)
        book.set(3, note="补注", reason="补注")
        observations.correct(
            observation=observation, values={"value": 90}, reason="误", by=officer, at=NOON
        )

        assert problems(planned(book, officer)) == [(3, "value"), (3, "note")]

    def test_the_same_value_is_not_recorded_twice(self, observation, officer):
        book = Sheet(OBSERVATIONS, officer)
        book.set(3, id=None)

        assert problems(planned(book, officer)) == [(3, "value")]

    def test_what_is_not_theirs_is_told_row_by_row(self, observation, editor):
        book = Sheet(OBSERVATIONS, editor)
        book.set(3, value=86, reason="抄录有误")

        assert problems(planned(book, editor)) == [(3, "id")]


def test_a_table_of_two_kinds_is_refused(entry, observation, officer):
    book = Sheet(EDITION_ENTRIES, officer)
    book.sheet.cell(1, book.sheet.max_column + 1).value = "indicator"

    (problem,) = planned(book, officer).problems

    assert "indicator" in problem.message


@pytest.mark.parametrize("schema", ROWS, ids=lambda schema: str(schema.kind))
def test_looking_up_asks_no_more_for_more_rows(schema, officer):
    def asked(rows):
        edition = Edition.objects.drafts().first() or draft(by=officer)
        for each in ApplicationFactory.create_batch(rows):
            edition_entries.add(edition=edition, application=each, values={}, by=officer, at=NOON)
            observations.record(
                application=each, by=officer, at=NOON,
                values={"indicator": "usage_rate", "value": 5, "unit": "percent", "as_of": DAY},
            )  # fmt: skip
        content = as_workbook(schema, officer)
        with CaptureQueriesContext(connection) as queries:
            assert carrying.plan(content, by=officer, at=NOON).problems == []
        return len(queries)

    assert asked(1) == asked(3)
