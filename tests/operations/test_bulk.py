"""Many applications at once: judged together, written all or none, journaled one by one."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from reform_apps.models import Application, JournalEntry
from reform_apps.operations import applications, bulk
from reform_apps.operations.bulk import Wish
from reform_apps.queries import snapshots
from reform_apps.queries.proofs import consistency
from tests.clock import NOON
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory, UserFactory
from tests.policy import named

pytestmark = pytest.mark.django_db


def fetched(application):
    return Application.objects.for_list().get(pk=application.pk)


def carried_out(wishes, officer, **beside):
    with transaction.atomic():
        bulk.lock([wish.application.code for wish in wishes if wish.application])
        prepared = bulk.prepare(wishes, by=officer, at=NOON)
        assert [each.faults for each in prepared if each.faults] == []
        return bulk.write(prepared, by=officer, at=NOON, beside=beside)


def faults(wishes, by):
    return [dict(each.faults) for each in bulk.prepare(wishes, by=by, at=NOON)]


def drift():
    broken = [fault for found in consistency.broken_entries() for fault in found]
    return broken + [fault for found in consistency.drifted_applications() for fault in found]


def test_many_are_registered_as_one_would_be(officer):
    system = SystemFactory()
    values = {"system": system, "terminals": ["mobile", "pc"], "summary": " 概述 "}
    sent = [values | {"name": f"浙里应用{n}", "aliases": [{"name": f"别名{n}"}]} for n in range(3)]

    entries = carried_out([Wish(each, reason="建账") for each in sent], officer)
    single = applications.register(
        particulars=values | {"name": "浙里单件", "aliases": [{"name": "单件别名"}]},
        by=officer, at=NOON, reason="建账",
    )  # fmt: skip

    rows = list(Application.objects.for_list().order_by("number"))
    assert [row.code for row in rows] == ["ZJ-0001", "ZJ-0002", "ZJ-0003", "ZJ-0004"]
    own = {"code", "name", "aliases"}
    frozen = [snapshots.frozen(row) for row in rows]
    plain = [{key: value for key, value in state.items() if key not in own} for state in frozen]
    assert plain[:3] == [plain[3]] * 3
    assert [state["aliases"][0]["name"] for state in frozen] == [
        "别名0", "别名1", "别名2", "单件别名",
    ]  # fmt: skip
    assert {(entry.verb, entry.reason, entry.version) for entry in entries} == {
        ("register", "建账", 1)
    }
    assert single.journal.get().changes.keys() == entries[0].changes.keys()
    assert drift() == []


def test_many_are_amended_as_one_would_be(officer):
    first, second, third = (fetched(ApplicationFactory()) for _ in range(3))
    unit = OrganizationFactory()

    entries = carried_out(
        [
            Wish({"organization": unit, "summary": "一"}, first, version=1, reason="机构改革"),
            Wish({"summary": second.summary}, second, version=1),
            Wish({"aliases": [{"name": "又名"}]}, third, version=1),
        ],
        officer,
        import_batch=[None, {"id": 7}],
    )

    assert [(entry.application, entry.verb, entry.version) for entry in entries] == [
        (first, "amend", 2),
        (third, "amend", 2),
    ]
    assert entries[0].changes["organization"] == [None, unit.code]
    assert entries[0].changes["basis"][1]["organization"] == {"basis": "entered"}
    assert entries[1].changes["aliases"][1][0]["name"] == "又名"
    assert [entry.changes["import_batch"][1]["id"] for entry in entries] == [7, 7]
    assert second.journal.count() == 1
    assert drift() == []


def test_what_is_wished_is_told_and_not_written(officer):
    application = fetched(ApplicationFactory(summary="旧"))

    (new, old) = bulk.prepare(
        [Wish({"name": "浙里新事", "kind": "platform"}), Wish({"summary": "新"}, application)],
        by=officer, at=NOON,
    )  # fmt: skip

    assert new.changes() == {"name": [None, "浙里新事"], "kind": [None, "platform"]}
    assert old.changes() == {"summary": ["旧", "新"]}
    assert (Application.objects.count(), JournalEntry.objects.count()) == (1, 1)


def test_each_wish_is_told_all_that_stands_in_its_way(officer):
    taken = ApplicationFactory(name="浙里已有", irs_code="A1")
    wishes = [
        Wish({"name": "浙里 已有", "irs_code": "A1", "kind": "ship"}),
        Wish({"name": "浙里两件", "online_on": date(2099, 1, 1)}),
        Wish({"name": "浙里两件", "irs_code": "A2"}),
        Wish({"name": "浙里三件", "irs_code": "A2", "batch": "plan"}),
    ]

    found = faults(wishes, officer)

    assert [sorted(each) for each in found] == [
        ["irs_code", "kind", "name"],
        ["name", "online_on"],
        ["name"],
        ["batch"],
    ]
    assert taken.code in found[0]["name"][0]


@pytest.mark.parametrize("role", ["unit_editor", "reader", "auditor"])
def test_who_may_not_register_is_told(role):
    (found,) = faults([Wish({"name": "浙里新事"})], UserFactory(role=role))

    assert found["__all__"] == [
        "Not yours to do. It takes: " + named({"system_lead", "reform_office"}) + "."
    ]


def test_what_somebody_else_has_written_since_is_not_written_over(officer):
    application = ApplicationFactory(summary="旧", name_en="Old")
    applications.amend(
        application=application, changes={"summary": "别人的"}, version=1, by=officer, at=NOON
    )
    stands = fetched(application)

    same, other, never = faults(
        [
            Wish({"summary": "别人的"}, fetched(application), version=1),
            Wish({"summary": "我的"}, stands, version=1),
            Wish({"summary": "我的"}, fetched(application), version=9),
        ],
        officer,
    )

    assert same == {}
    assert "别人的" in other["summary"][0]
    assert "9" in never["version"][0]


def test_the_database_has_the_last_word(officer):
    prepared = bulk.prepare([Wish({"name": "浙里新事", "irs_code": "A1"})], by=officer, at=NOON)
    ApplicationFactory(number=5, code="ZJ-0005", irs_code="A1")

    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        bulk.write(prepared, by=officer, at=NOON, beside={})

    assert set(refusal.value.message_dict) == {"irs_code"}


def test_the_number_of_statements_does_not_grow_with_each(officer):
    unit = OrganizationFactory()
    carried_out([Wish({"name": "浙里首件"})], officer)
    costs = []
    for length in (1, 3):
        with CaptureQueriesContext(connection) as statements:
            sent = [{"name": f"浙里{length}之{n}", "organization": unit} for n in range(length)]
            entries = carried_out([Wish(values, reason="建账") for values in sent], officer)
        rows = [fetched(entry.application) for entry in entries]
        with CaptureQueriesContext(connection) as more:
            carried_out([Wish({"summary": "新"}, row, version=1) for row in rows], officer)
        costs.append([len(statements), len(more)])

    assert costs[0] == costs[1]
