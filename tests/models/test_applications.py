"""What the database itself refuses of applications and their names, and what people are told."""

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from reform_apps.models import Alias, Application
from reform_apps.operations.writing import rows, texts
from reform_apps.rules.lifecycle import Status
from tests.clock import TODAY
from tests.factories import ApplicationFactory, RunwayFactory, SystemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def set_raw(application, column, value):
    """Write past Django, as somebody with a console would."""
    table = Application._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, application.pk])


def refusal_of(application, **changes):
    for field, value in changes.items():
        setattr(application, field, value)
    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        rows.write(application)
    return refusal.value.message_dict


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "sleeping"),
        ("status", ""),
        ("status", "merged"),
        ("kind", "website"),
        ("visibility", "secret"),
        ("scope", "world"),
        ("scope", ""),
        ("batch", "third"),
        ("online_on", "2022-01-01"),
        ("version", 0),
    ],
)
def test_the_database_refuses_what_no_row_may_say(column, value):
    application = ApplicationFactory()

    with pytest.raises(IntegrityError):
        set_raw(application, column, value)

    application.refresh_from_db()
    assert (application.status, application.version) == ("planning", 1)


@pytest.mark.parametrize("status", [status for status in Status if status != Status.MERGED])
def test_only_a_merged_application_has_a_successor(status):
    application, other = ApplicationFactory(status=status), ApplicationFactory()

    with pytest.raises(IntegrityError):
        set_raw(application, "merged_into_id", other.pk)
    assert refusal_of(application, merged_into=other) == {
        NON_FIELD_ERRORS: ["A merged application, and only that, has a successor."]
    }


def test_a_merged_application_has_a_successor():
    assert refusal_of(ApplicationFactory(), status=Status.MERGED) == {
        NON_FIELD_ERRORS: ["A merged application, and only that, has a successor."]
    }


def test_an_application_is_not_its_own_successor():
    application = ApplicationFactory()

    assert refusal_of(application, status=Status.MERGED, merged_into=application) == {
        NON_FIELD_ERRORS: ["An application cannot be merged into itself."]
    }


@pytest.mark.parametrize("status", Status)
def test_an_online_day_stands_only_where_an_application_has_been_online(status):
    once_online = status in ("online", "suspended", "merged", "retired")
    target = ApplicationFactory()
    merged = {"merged_into": target} if status == Status.MERGED else {}

    if once_online:
        application = ApplicationFactory(status=status, **merged)
        set_raw(application, "online_on", TODAY)
        application.refresh_from_db()
        assert application.online_on == TODAY
    else:
        application = ApplicationFactory(status=status)
        with pytest.raises(IntegrityError):
            set_raw(application, "online_on", TODAY)
        assert refusal_of(application, online_on=TODAY) == {
            "online_on": [
                "Only an application that has been online has a day on which it went online."
            ]
        }


def test_a_runway_needs_a_system():
    application = ApplicationFactory()
    runway = RunwayFactory()

    with pytest.raises(IntegrityError):
        set_raw(application, "runway_id", runway.pk)
    assert list(refusal_of(application, runway=runway)) == ["runway"]


def test_a_runway_lies_in_the_system_of_the_application():
    runway = RunwayFactory(system__name="数字政府")

    assert refusal_of(ApplicationFactory(system=SystemFactory()), runway=runway) == {
        "runway": ["This runway lies in another system: 数字政府."]
    }


@pytest.mark.parametrize(
    ("tier", "carries"),
    [("platform", True), ("core", True), ("grassroots", True), ("support", False)],
)
def test_a_supporting_system_carries_no_application(tier, carries):
    application, system = ApplicationFactory(), SystemFactory(tier=tier)

    if carries:
        application.system = system
        rows.write(application)
        application.refresh_from_db()
        assert application.system == system
    else:
        assert refusal_of(application, system=system) == {
            "system": ["A supporting system has no applications."]
        }


def test_a_name_is_given_once_however_it_is_spelled():
    ApplicationFactory(name="浙里同名")

    assert refusal_of(ApplicationFactory(), name="浙裡·同名") == {
        "name": ["The ledger already has an application of this name."]
    }


def test_an_irs_code_is_given_once_and_its_absence_often():
    ApplicationFactory.create_batch(2, irs_code=None)
    ApplicationFactory(irs_code="A330000123456789012345678")

    assert refusal_of(ApplicationFactory(), irs_code="A330000123456789012345678") == {
        "irs_code": ["Another application already has this IRS code."]
    }


@pytest.mark.parametrize("field", ["number", "code"])
def test_a_number_and_a_code_are_given_once(field):
    first, second = ApplicationFactory.create_batch(2)

    assert list(refusal_of(second, **{field: getattr(first, field)})) == [field]


def test_an_alias_is_given_once_however_it_is_spelled():
    first, second = ApplicationFactory.create_batch(2)
    rows.write(Alias(application=first, name="ＩＲＳ"))

    with pytest.raises(ValidationError) as refusal, transaction.atomic():
        rows.write(Alias(application=second, name="i·r·s"))

    assert refusal.value.message_dict == {"name": ["The ledger already has this other name."]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "名"),
        ("name", "……"),
        ("name", "名" * 101),
        ("name", "ﷺ" * 20),
        ("name", "两\n行"),
        ("name_en", "n" * 151),
        ("name_en", "two\nlines"),
        ("summary", "字" * 2001),
        ("summary", "空\0字"),
        ("reform", "字" * 121),
        ("irs_code", "A" * 26),
        ("kind", "website"),
        ("scope", "world"),
        ("visibility", "secret"),
        ("terminals", ["pager"]),
        ("terminals", "pc"),
        ("front_ends", ["pc"]),
        ("online_on", "2022-02-31"),
    ],
)
def test_a_field_refuses_what_it_cannot_hold_in_its_own_name(field, value):
    application = ApplicationFactory(status=Status.ONLINE)
    before = Application.objects.values().get()

    assert list(refusal_of(application, **{field: value})) == [field]
    assert Application.objects.values().get() == before


def test_a_batch_that_is_none_is_refused_by_the_database_itself():
    assert refusal_of(ApplicationFactory(), batch="third") == {
        NON_FIELD_ERRORS: ["One of these words is not in its list."]
    }


def test_the_keys_follow_the_name():
    application = ApplicationFactory()
    application.name = "浙里康養 V2.0"

    rows.write(application)

    application.refresh_from_db()
    assert (application.name_key, application.name_core) == ("浙里康养v20", "康养")


def test_a_constraint_that_nobody_knows_is_not_swallowed():
    application = ApplicationFactory()
    connection.check_constraints()  # PostgreSQL alters no table that has something deferred
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE UNIQUE INDEX nobody_knows ON {Application._meta.db_table} (summary, kind)"
        )
    application.pk = None
    application.number, application.code, application.name = 1, "ZJ-0001", "另一应用"

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.write(application)


def test_matching_finds_by_name_alias_code_and_english_name():
    found = ApplicationFactory(name="公平在线", name_en="Fairness Online", code="ZJ-0003")
    rows.write(Alias(application=found, name="浙江公平在線"))
    texts.retell([found])
    ApplicationFactory(name="外卖在线")

    words = ["公平", "ZJ-0003", "zj-0003 ", "fairness", "浙江公平", "公·平", "江公平在线"]
    assert [list(Application.objects.matching(word)) for word in words] == [[found]] * len(words)
    assert list(Application.objects.matching("不存在")) == []
    assert list(Application.objects.matching("%")) == []
    assert list(Application.objects.matching("_")) == []
