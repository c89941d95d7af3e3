"""The list of today block by block: what each column reads of a row, told of many at a time."""

import zipfile
from contextlib import closing
from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils import timezone, translation

from reform_apps.exchange import blocks, exports, sheets
from reform_apps.exchange.blocks import Blocks
from reform_apps.exchange.columns import COLUMNS
from reform_apps.models import Alias, Application, Dependency, Order, Rollout
from reform_apps.operations.evaluation import orders
from reform_apps.queries.evaluation.coverage import shares
from reform_apps.queries.evaluation.flags import with_flags
from reform_apps.rules.names import name_key
from tests.clock import NOON, TODAY
from tests.factories import (
    ApplicationFactory,
    ObservationFactory,
    OrganizationFactory,
    RegionFactory,
    RunwayFactory,
)

pytestmark = pytest.mark.django_db
EVERY_LANGUAGE = pytest.mark.parametrize("language", ["zh-hans", "en"])
# Of what a spreadsheet takes for a formula, and of what XML and Excel spell in their own ways.
TEXTS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", "－", "＋1", "＠a", "'-x", "''=1", "'x", "'",
    "'' ", "a & b", "<b>", "_x0041_", "a_b", " before", "after ", "one\ntwo", "end\n", "\u3000宽",
    "a\x07b", 'say "so"', "a,b; c", "长" * 17_000, "长" * 40_000, "😀" * 20_000, "\ufffe", "\x85",
    "x\xa0", "0012", "一行\r\n二行", "", "0",
]  # fmt: skip


class AsRead:
    """Leaves every value as a column reads it."""

    def one(self, value):
        return value

    def texts(self, values):
        return list(values)

    def moments(self, values):
        return [timezone.make_aware(datetime.fromisoformat(value)) for value in values]


@pytest.fixture
def ledger(officer):
    """Applications of which each column has something to tell, and one that has nothing."""
    runway = RunwayFactory(name="跑道甲", name_en="=Lane A", system__code="party")
    city = RegionFactory(city=True)
    hidden = ApplicationFactory(name="内部去处", visibility="internal", scope="local")
    used = [ApplicationFactory(name=f"被用{n}", kind="component") for n in range(3)]
    full = ApplicationFactory(
        number=4000, complete=True, system=runway.system, runway=runway, name="=甲事在线",
        name_en="Matter A", scope="local", status="online", status_since=date(2020, 2, 29),
        batch="plan", online_on=TODAY, terminals=["pc", "mobile"], front_ends=["zlb"],
        irs_code="A" + "3" * 24, summary="一行\n二行", reform="'-x", origin_region=city,
        organization=OrganizationFactory(name="@局"),
        updated_at=datetime(2022, 6, 30, 16, 59, 59, 999_999, tzinfo=UTC),
    )  # fmt: skip
    for name in ("乙名", "甲名", "=名", "a名"):
        key = name_key(name)
        Alias.objects.create(application=full, name=name, key=key, core=key, initials="")
    for row in (hidden, *reversed(used)):
        Dependency.objects.create(application=full, uses=row)
    Dependency.objects.create(application=used[0], uses=hidden)
    for disposition in ("improve", "clear"):
        values = {"disposition": disposition, "reason": "重复", "due_on": TODAY}
        orders.issue(application=full, values=values, by=officer, at=NOON)
    values = {"disposition": "improve", "reason": "重复", "due_on": TODAY}
    order = orders.issue(application=used[1], values=values, by=officer, at=NOON)
    orders.withdraw(order=order, reason="保留", by=officer, at=NOON)
    ObservationFactory(application=full, value=0, as_of=TODAY)
    Rollout.objects.create(
        application=used[0], region=city, state="connected", connected_on=TODAY, recorded_at=NOON
    )
    Rollout.objects.create(
        application=full, region=RegionFactory(city=True), state="not_applicable", recorded_at=NOON
    )
    for into in (hidden, full):
        ApplicationFactory(status="merged", merged_into=into, status_since=TODAY)
    ApplicationFactory(status="trial", status_since=date(1899, 1, 1))
    for text in TEXTS:
        ApplicationFactory(summary=text, name_en=text[:100], reform=text[:100], irs_code=None)
    return full


def asked(user):
    return Application.objects.visible_to(user).for_list().order_by("number")


def one_by_one(user):
    """Fetch with each row what its columns read of it."""
    share = shares(TODAY).filter(application=OuterRef("pk")).values("share")
    uses = Prefetch("dependencies", Dependency.objects.select_related("uses"))
    found = with_flags(asked(user), TODAY).annotate(coverage=Subquery(share))
    return found.prefetch_related("aliases", "orders", uses)


def told(user, cells=None):
    found = Blocks(asked(user), user=user, day=TODAY)
    for columns in found.columns(cells or [AsRead()] * len(COLUMNS)):
        yield from zip(*columns, strict=True)


@pytest.fixture(params=[False, True], ids=["visitor", "reader"])
def user(request):
    return request.getfixturevalue("reader") if request.param else AnonymousUser()


def to_the_second(value):
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


@EVERY_LANGUAGE
def test_each_cell_is_what_its_column_reads(language, user, ledger, monkeypatch):
    monkeypatch.setattr(blocks, "AT_ONCE", 7)
    with translation.override(language):
        expected = [
            [to_the_second(column.read(row, user)) for column in COLUMNS]
            for row in one_by_one(user)
        ]
        found = list(map(list, told(user)))

    assert found == expected
    shown = dict(zip((column.name for column in COLUMNS), zip(*found, strict=True), strict=True))
    silent = set() if user.is_authenticated else {"disposition", "flag"}
    assert {name for name, cells in shown.items() if not any(cells)} == silent


@EVERY_LANGUAGE
def test_a_csv_is_the_same_bytes(language, user, ledger, monkeypatch):
    monkeypatch.setattr(blocks, "AT_ONCE", 7)
    with translation.override(language):
        expected = b"".join(exports.csv_lines(one_by_one(user), user=user))
        found = exports.csv_of(Blocks(asked(user), user=user, day=TODAY))
    # It is read when the request, and its language, have gone.
    with translation.override("de"):
        assert b"".join(found) == expected


@EVERY_LANGUAGE
def test_a_workbook_is_the_same_bytes(language, user, ledger, monkeypatch):
    monkeypatch.setattr(blocks, "AT_ONCE", 7)
    with translation.override(language):
        with closing(exports.xlsx_file(one_by_one(user), user=user)) as file:
            expected = parts(file)
        with closing(exports.xlsx_of(Blocks(asked(user), user=user, day=TODAY))) as file:
            found = parts(file)

    assert found == expected


def parts(file):
    with zipfile.ZipFile(file) as book:
        return {name: book.read(name) for name in book.namelist()}


def test_no_row_is_a_list_with_a_head(user):
    found = Blocks(asked(user), user=user, day=TODAY)

    assert b"".join(exports.csv_of(found)).count(b"\r\n") == 1
    with closing(exports.xlsx_of(found)) as file:
        assert b'<row r="2">' in (sheet := parts(file)["xl/worksheets/sheet1.xml"])
    assert b'<row r="3">' not in sheet


@pytest.mark.parametrize("length", [1, 3])
def test_a_block_costs_the_same_for_any_length(length, user, ledger, django_assert_num_queries):
    list(told(user))
    keys = [row.pk for row in asked(user)[:length]]
    found = asked(user).filter(pk__in=keys)

    # Beside what is asked of the whole, each noun once.
    with django_assert_num_queries(9 + 2 * user.is_authenticated):
        list(Blocks(found, user=user, day=TODAY).columns([AsRead()] * len(COLUMNS)))


def test_what_nobody_has_told_is_not_asked(user, django_assert_num_queries):
    ApplicationFactory(complete=True)
    list(told(user))

    # The token, the cities, which nouns there are, and the rows.
    with django_assert_num_queries(6 + user.is_authenticated):
        list(told(user))
    assert not Order.objects.exists()


def test_what_is_younger_than_the_export_is_told(visitor):
    ApplicationFactory()
    found = Blocks(asked(visitor), user=visitor, day=TODAY)
    row = ApplicationFactory(organization=OrganizationFactory(name="新局"))

    lines = b"".join(exports.csv_of(found)).decode()

    assert f"{row.organization.code},新局" in lines


def test_what_no_sheet_can_hold_is_left_out(visitor, monkeypatch):
    monkeypatch.setattr(sheets, "LAST_ROW", 3)
    monkeypatch.setattr(blocks, "AT_ONCE", 3)
    ApplicationFactory.create_batch(7)

    with closing(exports.xlsx_of(Blocks(asked(visitor), user=visitor, day=TODAY))) as file:
        sheet = parts(file)["xl/worksheets/sheet1.xml"]
    assert b'<row r="4">' in sheet
    assert b'<row r="5">' not in sheet
