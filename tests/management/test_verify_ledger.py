"""The proof: clean on a ledger that people have worked on, and every kind of tampering is named."""

import pytest
from django.core.management import call_command
from django.db import connection

from reform_apps.migrations import _append_only
from reform_apps.models import (
    Alias,
    Application,
    Assessment,
    DuplicateCheck,
    JournalEntry,
    Numbering,
    Observation,
    Region,
    Runway,
    User,
)
from tests.factories import RegionFactory, SystemFactory, UserFactory
from tests.management.tampering import TABLE, entry_of, said_of_applications, states_of, verify

pytestmark = pytest.mark.django_db


def test_an_empty_ledger_is_whole(capsys):
    call_command("verify_ledger")

    assert tuple(capsys.readouterr()) == (
        "The ledger is whole: 0 entries on 0 applications, 0 of 0 under seal, 0 editions.\n", "",
    )  # fmt: skip


def test_a_ledger_that_people_have_worked_on_is_whole(lived_ledger, capsys):
    call_command("verify_ledger")

    assert tuple(capsys.readouterr()) == (
        "The ledger is whole: 20 entries on 3 applications, 0 of 0 under seal, 0 editions.\n", "",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("reason", "更好的理由"),
        ("evidence", "假文"),
        ("effective_on", "2022-01-01"),
        ("recorded_at", "2022-01-01T00:00:00Z"),
        ("verb", "check"),
        ("changes", {}),
        ("format", 2),
        ("digest", "0" * 64),
    ],
)
def test_an_entry_that_was_altered_is_named(field, value, lived_ledger, unguarded):
    first = lived_ledger["first"]

    unguarded(where=entry_of(first, 5), **{field: value})

    entry = JournalEntry.objects.get(**entry_of(first, 5))
    named = f"Journal entry {entry.pk} (ZJ-0001, version 5) "
    assert f"{named}does not have the content that its digest was made of." in verify()


def test_an_altered_snapshot_is_named(lived_ledger, unguarded):
    first = lived_ledger["first"]
    snapshot = first.journal.get(version=2).snapshot

    unguarded(where=entry_of(first, 2), snapshot=snapshot | {"name": "浙里假事"})

    content, *others = verify()
    assert "(ZJ-0001, version 2) does not have the content" in content
    assert others == states_of("ZJ-0001")


def test_an_altered_last_snapshot_differs_from_the_application_too(lived_ledger, unguarded):
    third = lived_ledger["third"]
    snapshot = third.journal.get(version=2).snapshot

    unguarded(where=entry_of(third, 2), snapshot=snapshot | {"batch": "launch"})

    content, *others, projection = verify()
    assert "(ZJ-0003, version 2) does not have the content" in content
    assert others == states_of("ZJ-0003")
    assert projection == "ZJ-0003: batch is not what its journal says."


def test_an_entry_whose_digest_was_made_to_fit_breaks_the_chain_after_it(lived_ledger, unguarded):
    first = lived_ledger["first"]
    entry = JournalEntry.objects.select_related("by").get(**entry_of(first, 4))
    entry.reason = "更好的理由"

    unguarded(where=entry_of(first, 4), reason=entry.reason, digest=entry.expected_digest())

    (fault,) = verify()
    assert fault.endswith("(ZJ-0001, version 5) is not chained to the entry before it.")


def test_somebody_else_who_acted_is_named(lived_ledger, unguarded):
    unguarded(where=entry_of(lived_ledger["first"], 3), by=UserFactory())

    (fault,) = verify()
    assert "(ZJ-0001, version 3) does not have the content" in fault


def test_another_pseudonym_breaks_every_entry_of_that_person(lived_ledger, officer):
    User.objects.filter(pk=officer.pk).update(pseudonym="00000000-0000-4000-8000-000000000000")

    assert len(verify()) == officer.acts.count() == 19


def test_an_entry_that_is_gone_from_the_middle_is_missed(lived_ledger, unguarded):
    unguarded(where=entry_of(lived_ledger["first"], 3))

    faults = verify()
    assert [fault.partition(") ")[2] for fault in faults[:2]] == [
        "comes where entry 3 should.", "is not chained to the entry before it.",
    ]  # fmt: skip


def test_a_first_entry_that_is_gone_is_missed(lived_ledger, unguarded):
    unguarded(where=entry_of(lived_ledger["third"], 1))

    assert "comes where entry 1 should." in verify()[0]


def test_a_last_entry_that_is_gone_is_missed(lived_ledger, unguarded):
    unguarded(where=entry_of(lived_ledger["third"], 2))

    assert verify() == ["ZJ-0003 stands at version 2, its journal ends at 1."]


def test_an_entry_that_was_moved_to_another_application_is_noticed(lived_ledger, unguarded):
    unguarded(where=entry_of(lived_ledger["first"], 11), application=lived_ledger["third"])

    faults = " ".join(verify())
    assert "comes where entry 3 should" in faults
    assert "ZJ-0001 stands at version 11, its journal ends at 10." in faults


def test_a_missing_trigger_is_named(lived_ledger):
    _append_only.remove(connection, TABLE)

    assert verify() == [
        f"{TABLE}: the trigger {name} is gone, the table can be changed."
        for name in _append_only.guard(TABLE).triggers(connection.vendor)
    ]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"status": "trial"}, ["status"]),
        ({"name": "浙里假事"}, ["name", "name_core", "name_key"]),
        ({"name_key": "假事"}, ["initials", "name_key"]),
        ({"initials": "js"}, ["initials"]),
        ({"name_core": "假事"}, ["name_core"]),
        ({"summary": "假的"}, ["summary"]),
        ({"status_since": "2022-01-01"}, ["status_since"]),
        ({"terminals": ["tv"]}, ["terminals"]),
        ({"basis": {}}, ["basis"]),
        ({"visibility": "public"}, ["visibility"]),
        ({"updated_at": "2022-01-01T00:00:00Z"}, ["updated_at"]),
        ({"created_at": "2022-01-01T00:00:00Z"}, ["created_at"]),
        ({"organization": None}, ["organization"]),
        ({"system": None, "runway": None}, ["runway", "system"]),
        ({"irs_code": "A1"}, ["irs_code"]),
    ],
    ids=repr,
)
def test_an_application_that_was_altered_past_its_journal_is_named(changed, named, lived_ledger):
    Application.objects.filter(pk=lived_ledger["third"].pk).update(**changed)

    told = said_of_applications(verify())
    assert sorted(told) == [f"ZJ-0003: {name} is not what its journal says." for name in named]


def test_a_batch_that_no_edition_has_given_is_named(lived_ledger):
    Application.objects.filter(pk=lived_ledger["third"].pk).update(batch="upgrade")

    assert said_of_applications(verify()) == [
        "ZJ-0003: batch is not what its journal says.",
        "ZJ-0003: its batch is not that of the last edition.",
    ]


def test_a_version_without_its_entry_is_named(lived_ledger):
    Application.objects.filter(pk=lived_ledger["third"].pk).update(version=7)

    assert verify() == ["ZJ-0003 stands at version 7, its journal ends at 2."]


def test_a_version_that_was_turned_back_is_noticed(lived_ledger):
    Application.objects.filter(pk=lived_ledger["third"].pk).update(version=1)

    assert verify() == ["ZJ-0003 stands at version 1, its journal ends at 2."]


def test_an_application_without_any_entry_is_named(lived_ledger, unguarded):
    unguarded(where=entry_of(lived_ledger["third"], 2))
    unguarded(where=entry_of(lived_ledger["third"], 1))

    assert verify() == ["ZJ-0003 stands at version 2 without its entry."]


def moved_city():
    """Give a city another code than that of its county."""
    city = RegionFactory(city=True, code="330100")
    RegionFactory(county=True, code="330102", parent=city)
    Region.objects.filter(pk=city.pk).update(code="339900")


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (
            lambda first: Alias.objects.create(
                application=first, name="假名", key="假名", core="假名"
            ),
            "ZJ-0001: aliases is not what its journal says.",
        ),
        (
            lambda first: first.aliases.filter(name="甲事新").delete(),
            "ZJ-0001: aliases is not what its journal says.",
        ),
        (
            lambda first: Assessment.objects.update(body="假的"),
            "ZJ-0001: assessments is not what its journal says.",
        ),
        (
            lambda first: Assessment.objects.all().delete(),
            "ZJ-0001: assessments is not what its journal says.",
        ),
        (
            lambda first: first.observations.filter(value=55).update(value="56"),
            "ZJ-0001: Observation rows differ from what its journal says.",
        ),
        (
            lambda first: first.observations.filter(value=50).delete(),
            "ZJ-0001: Observation rows differ from what its journal says.",
        ),
        (
            lambda first: first.observations.filter(value=50).update(application=None),
            "ZJ-0001: Observation rows differ from what its journal says.",
        ),
        (
            lambda first: Observation.objects.filter(application=None).update(application=first),
            "ZJ-0001: Observation rows differ from what its journal says.",
        ),
        (
            lambda first: first.duplicate_checks.update(decision="partial"),
            "ZJ-0001: DuplicateCheck rows differ from what its journal says.",
        ),
        (
            lambda first: first.duplicate_checks.update(by=UserFactory()),
            "ZJ-0001: DuplicateCheck rows differ from what its journal says.",
        ),
        (
            lambda first: first.duplicate_checks.update(recorded_at="2022-01-01T00:00:00Z"),
            "ZJ-0001: DuplicateCheck rows differ from what its journal says.",
        ),
        (
            lambda first: first.duplicate_checks.update(name="浙里假事"),
            "ZJ-0001: DuplicateCheck rows differ from what its journal says.",
        ),
        (lambda first: first.duplicate_checks.update(candidates=0.5), "cannot be read"),
        (
            lambda first: first.aliases.filter(name="甲事新").update(key="假"),
            "ZJ-0001: the key of its alias 甲事新 is another name's.",
        ),
        (
            lambda first: first.duplicate_checks.update(reason="假的"),
            "ZJ-0001: DuplicateCheck rows differ from what its journal says.",
        ),
        (
            lambda first: first.duplicate_checks.update(candidates=[{"code": "ZJ-0003"}]),
            "ZJ-0001: DuplicateCheck rows differ from what its journal says.",
        ),
        (
            lambda first: DuplicateCheck.objects.filter(application=first).delete(),
            "ZJ-0001: DuplicateCheck rows differ from what its journal says.",
        ),
        (
            lambda first: Numbering.objects.update(last_number=2),
            "Number 3 is in use, but 2 is noted as the last one given.",
        ),
        (
            lambda first: Numbering.objects.all().delete(),
            "Number 3 is in use, but 0 is noted as the last one given.",
        ),
        (
            lambda first: Runway.objects.update(system=SystemFactory()),
            "ZJ-0001: its runway runway-0 lies in another system.",
        ),
        (
            lambda first: (
                type(first.system).objects.filter(pk=first.system_id).update(tier="support")
            ),
            "ZJ-0001: its system system-0 carries no applications.",
        ),
        (
            lambda first: RegionFactory(city=True, code="440100"),
            "Region 440100 does not lie in 330000.",
        ),
        (lambda _first: moved_city(), "does not lie in 339900."),
    ],
)
def test_a_row_beside_the_journal_that_was_altered_is_named(tamper, fault, lived_ledger):
    first = lived_ledger["first"]
    runway, system = first.runway.code, first.system.code
    fault = fault.replace("runway-0", runway).replace("system-0", system)

    tamper(first)

    assert any(fault in sentence for sentence in verify())


def test_an_alias_that_is_the_name_of_another_is_named(lived_ledger):
    Alias.objects.create(
        application=lived_ledger["first"], name="浙里丙事", key="浙里丙事", core="丙事"
    )

    assert "ZJ-0001: its alias 浙里丙事 is the name of an application." in verify()


def test_a_code_that_is_not_its_number_is_named(lived_ledger):
    Application.objects.filter(pk=lived_ledger["third"].pk).update(number=4)
    Numbering.objects.update(last_number=4)

    assert verify() == ["ZJ-0003 does not have its number, 4."]


def test_a_loop_of_mergers_is_named_once(lived_ledger):
    first, second, third = (lived_ledger[name] for name in ("first", "second", "third"))
    for one, into in ((first, second), (second, third), (third, first)):
        Application.objects.filter(pk=one.pk).update(
            status="merged", merged_into=into, online_on=None
        )

    loops = [fault for fault in verify() if "merged into itself" in fault]
    assert loops == ["ZJ-0001 is merged into itself by way of others."]


@pytest.mark.parametrize("changed", [{"key": "别的"}, {"core": "别的"}], ids=repr)
def test_an_alias_that_is_found_under_another_key_is_named(changed, lived_ledger):
    alias = Alias.objects.order_by("pk").first()
    Alias.objects.filter(pk=alias.pk).update(**changed)

    assert [fault for fault in verify() if f"the key of its alias {alias.name} is" in fault]


def test_another_day_of_registration_is_named(lived_ledger):
    third = lived_ledger["third"]
    Application.objects.filter(pk=third.pk).update(created_at=third.created_at.replace(year=2001))

    assert verify() == ["ZJ-0003: created_at is not what its journal says."]


def test_an_entry_by_nobody_is_not_passed_over(lived_ledger, unguarded):
    nobody = UserFactory()
    unguarded(where=entry_of(lived_ledger["third"], 2), by=nobody, reason="假的")
    with connection.constraint_checks_disabled():
        User.objects.filter(pk=nobody.pk)._raw_delete("default")

    faults = verify()

    assert any("cannot be read" in fault for fault in faults)
    # What else is there to say is said, and the tables are left as other tests want them.
    User.objects.bulk_create([nobody])
