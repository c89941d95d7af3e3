"""The ledger as the article has it, and what people have made of it since."""

from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reform_apps.models import (
    Alias,
    Application,
    Assessment,
    Edition,
    JournalEntry,
    Observation,
    Organization,
    Region,
    Runway,
    Source,
    System,
    User,
)
from reform_apps.operations import applications, edition_entries, editions, observations
from reform_apps.queries import snapshots
from tests.clock import NOON, TODAY
from tests.factories import SystemFactory, UserFactory
from tests.operations.conftest import all_rows
from tests.operations.steps import make

ARTICLE = "study-times-2022"
NOUNS = (Source, System, Runway, Region, Organization)
REFERENCE = ["sources", "systems", "runways", "regions", "organizations"]

pytestmark = pytest.mark.django_db


def seed():
    told = StringIO()
    call_command("seed_ledger", stdout=told)
    return told.getvalue()


@pytest.fixture
def seeded(db):
    return seed()


def named(name):
    return Application.objects.for_list().get(name=name)


def facts(name):
    """Say what is known of an application: every field that has a value, with its basis."""
    state = snapshots.frozen(named(name))
    basis = state.pop("basis")
    always = ("code", "status_since", "visibility")
    known = {field: value for field, value in state.items() if value not in (None, "", [])}
    how = {
        field: f"{source['basis']} {source.get('locator', '')}".strip()
        for field, source in basis.items()
    }
    return {field: value for field, value in known.items() if field not in always}, how


def values_of(application):
    rows = Observation.objects.filter(application=application).order_by("pk")
    return {
        row.indicator_id: (
            row.value.normalize(),
            row.unit,
            row.printed,
            row.is_rounded,
            row.locator,
        )
        for row in rows
    }


def test_as_many_rows_enter_as_the_inventory_has(seeded):
    assert seeded == (
        "Added: 9 sources, 10 systems, 18 runways, 102 regions, 5 organizations, "
        f"{Application.objects.count()} applications, 10 observations, "
        "4 outcomes, 1 editions.\n"
    )
    assert Counter(Application.objects.values_list("kind", flat=True)) == {
        "application": 29, "platform": 3, "portal": 2, "component": 1, "brain": 18,
    }  # fmt: skip
    assert [model.objects.count() for model in NOUNS] == [9, 10, 18, 102, 5]
    assert Counter(Runway.objects.values_list("basis", flat=True)) == {"derived": 9, "external": 9}
    assert Counter(Region.objects.values_list("level", flat=True)) == {
        "province": 1, "city": 11, "county": 90,
    }  # fmt: skip


def test_statuses_are_stated_derived_or_unstated(seeded):
    named_ones = Application.objects.filter(kind="application")
    how = Counter((row.status, row.basis.get("status", {}).get("basis")) for row in named_ones)

    assert how == {
        ("online", "stated"): 9,
        ("online", "derived"): 10,
        ("building", "derived"): 2,
        ("unstated", None): 8,
    }
    assert not Application.objects.exclude(status_since=None).exists()
    assert not Application.objects.exclude(online_on=None).exists()
    assert not Application.objects.exclude(organization=None).exists()


def test_every_application_has_its_first_entry_by_the_seeder(seeded):
    seeder = User.objects.get(username="seed")

    first = JournalEntry.objects.filter(version=1, verb="register")
    assert first.count() == Application.objects.count()
    assert set(JournalEntry.objects.values_list("by", flat=True)) == {seeder.pk}
    assert (seeder.is_active, seeder.has_usable_password()) == (False, False)
    assert set(first.values_list("evidence", flat=True)) >= {f"{ARTICLE}, L20"}


def test_codes_follow_the_order_of_the_article(seeded):
    in_order = Application.objects.order_by("number").values_list("code", "name")

    assert list(in_order[:3]) == [
        ("ZJ-0001", "疫情防控精密智控"), ("ZJ-0002", "七张问题清单"), ("ZJ-0003", "公平在线"),
    ]  # fmt: skip


def test_the_facts_of_the_seven_lists(seeded):
    application, how = facts("七张问题清单")

    recognition = application.pop("assessments")
    assert application.pop("summary").startswith("对七类重点问题")
    assert application == {
        "name": "七张问题清单",
        "name_en": "Seven Problem Lists",
        "kind": "application",
        "scope": "provincial_major",
        "system": "party",
        "batch": "upgrade",
        "status": "online",
    }
    assert how == {
        "name": "stated L14, L20",
        "name_en": "entered",
        "kind": "entered",
        "scope": "stated L14",
        "status": "stated L14",
        "summary": "stated L14",
        "system": "derived L20",
        "batch": "derived L20",
    }
    assert [(row["kind"], row["basis"], row["locator"], row["body"]) for row in recognition] == [
        ("national_commendation", "stated", "L14", "")
    ]
    assert values_of(named("七张问题清单")) == {
        "problem_aspects": (Decimal(7), "count", "7方面", False, "L14"),
        "issues_handled": (Decimal("1.4E+4"), "count", "1.4万个", True, "L14"),
    }


def test_the_facts_of_the_small_matters(seeded):
    application, how = facts("民生‘关键小事’智能速办")

    assert [row["kind"] for row in application.pop("assessments")] == ["national_commendation"]
    assert application.pop("summary")
    assert application == {
        "name": "民生‘关键小事’智能速办",
        "name_en": "Smart Fast-Track for 'Key Small Matters' of People's Livelihood",
        "kind": "application",
        "scope": "provincial_major",
        "status": "online",
    }
    assert how == {
        "name": "stated L14",
        "name_en": "entered",
        "kind": "entered",
        "scope": "stated L14",
        "status": "stated L14",
        "summary": "stated L14",
    }
    assert values_of(named("民生‘关键小事’智能速办")) == {
        "items_integrated": (Decimal("5E+1"), "count", "50个", False, "L14"),
        "applications_after": (Decimal(1), "count", "1个", False, "L14"),
        "materials_cut": (Decimal(67), "percent", "67%", False, "L14"),
        "time_cut": (Decimal(66), "percent", "66%", False, "L14"),
        "daily_visits": (Decimal("8.1E+5"), "visits_per_day", "81万人次", True, "L14"),
    }


def test_the_figures_of_the_province(seeded):
    figures = {
        indicator: (f"{value:f}", printed, rounded, locator)
        for indicator, (value, _unit, printed, rounded, locator) in values_of(None).items()
    }

    assert figures == {
        "major_apps_online": ("107", "107个", False, "L14"),
        "components_shelved": ("334", "334个", False, "L13"),
        "open_records": ("6200000000", "62亿条", True, "L13"),
        "sharing_satisfaction": ("99.5", "99.5%", False, "L13"),
        "theory_results": ("307", "307项", False, "L15"),
        "frontrunner_cases": ("31", "31个", False, "L16"),
        "best_application_batches": ("2", "两批", False, "L16"),
        "best_applications": ("55", "55个", False, "L16"),
        "breakthrough_awards": ("99", "99个", False, "L16"),
        "cities": ("11", "11个", False, "L22"),
    }


def test_the_edition_as_the_article_has_it(seeded):
    edition = Edition.objects.get(code="ARTICLE-2022")

    assert (edition.state, edition.issued_on, edition.published_by.username) == (
        "published", None, "seed",
    )  # fmt: skip
    assert Counter(edition.entries.values_list("batch", "basis")) == {
        ("upgrade", "derived"): 11, ("launch", "derived"): 1, (None, "stated"): 17,
    }  # fmt: skip
    assert set(edition.entries.values_list("source__code", flat=True)) == {ARTICLE}
    assert not edition.entries.filter(locator="").exists()
    assert edition.seal.last_position == JournalEntry.objects.count()


def test_the_recognitions(seeded):
    kinds = Counter(Assessment.objects.values_list("kind", flat=True))

    assert kinds == {"national_commendation": 5, "nationwide": 4, "promoted_major": 3}
    promoted = Application.objects.filter(assessments__kind="promoted_major")
    origins = dict(promoted.values_list("name", "origin_region__code"))
    assert origins == {
        "医学检查检验结果互认共享": "330111", "数字农合联": "330482", "执行‘一件事’": "330681",
    }  # fmt: skip


def test_a_second_run_changes_nothing_at_all(seeded):
    before = all_rows()

    assert seed() == "Nothing was missing.\n"
    assert all_rows() == before


def test_the_seeded_ledger_is_whole(seeded, capsys):
    call_command("verify_ledger")

    entries = JournalEntry.objects.count()
    assert capsys.readouterr().out == (
        f"The ledger is whole: {entries} entries on 53 applications, "
        f"{entries} of {entries} under seal, 1 editions.\n"
    )


@pytest.fixture
def change(officer):
    """Amend an application by its name, as a person would."""

    def run(known_as, **changes):
        application = named(known_as)
        return applications.amend(
            application=application,
            changes=changes,
            version=application.version,
            by=officer,
            at=NOON,
        )

    return run


def put_into_another_batch(name, officer):
    Edition.objects.get()
    second = editions.start(code="S1", title="二版", by=officer, at=NOON)
    entry = second.entries.get(application__name=name)
    edition_entries.revise(entry=entry, values={"batch": "plan"}, by=officer, at=NOON)
    editions.publish(edition=second, issued_on=TODAY, by=officer, at=NOON)


def test_what_people_have_changed_since_stays(seeded, change, officer):
    change("健康码", name="浙江健康码", aliases=[])
    change("疫情防控精密智控", name="疫情智控", aliases=[{"name": "智控"}])
    change("公平在线", summary="改写过的说明", aliases=[], runway=None)
    change("七张问题清单", summary="")
    put_into_another_batch("公平在线", officer)
    make(named("浙农服"), "suspend", officer, reason="检修")
    System.objects.filter(code="party").update(name="党建统领", aliases=["旧称"])
    Runway.objects.filter(code="government-02").update(closed_on=TODAY)
    Region.objects.filter(code="330111").update(name="富阳")
    Source.objects.filter(code=ARTICLE).update(note="")
    figure = Observation.objects.get(indicator="cities")
    observations.correct(
        observation=figure, values={"value": "12"}, by=officer, at=NOON, reason="更正"
    )
    before = all_rows()

    assert seed() == "Nothing was missing.\n"
    assert all_rows() == before


@pytest.mark.parametrize("wanted", ["name", "alias"])
@pytest.mark.parametrize("taken", ["公平在线", "浙江公平在线"])
def test_a_name_that_a_person_took_before_stays_theirs(taken, wanted, officer, capsys):
    particulars = {"name": "公·平·在·线" if taken == "公平在线" else "浙江·公平在线"}
    if wanted == "alias":
        particulars = {"name": "我的应用", "aliases": [particulars]}
    mine = applications.register(particulars=particulars, by=officer, at=NOON)
    before = snapshots.frozen(mine)

    seed()

    mine.refresh_from_db()
    after = snapshots.frozen(mine)
    verbs = list(mine.journal.order_by("version").values_list("verb", flat=True))
    # The edition means the application that has the name, whoever registered it.
    if (taken, wanted) == ("公平在线", "name"):
        assert (after.pop("batch"), before.pop("batch")) == ("upgrade", None)
        assert after["basis"].pop("batch")["locator"] == "L20"
        assert verbs == ["register", "plan", "publish"]
    else:
        assert verbs == ["register"]
    assert after == before
    assert Application.objects.filter(name="公平在线").exists() == (taken == "浙江公平在线")
    assert not Alias.objects.filter(name="浙江公平在线").exists()
    rows = all_rows()
    assert seed() == "Nothing was missing.\n"
    assert all_rows() == rows
    call_command("verify_ledger")


@pytest.mark.parametrize(
    "changed", [{"indicator": "other", "unit": "count"}, {"printed": "十一个"}]
)
def test_a_figure_of_the_province_is_known_again_after_a_correction(changed, seeded, officer):
    observations.correct(
        observation=Observation.objects.get(indicator="cities"),
        values=changed,
        by=officer,
        at=NOON,
        reason="更正",
    )

    assert seed() == "Nothing was missing.\n"


def test_what_is_missing_is_added_and_nothing_else(seeded):
    Observation.objects.filter(indicator="cities").delete()
    Organization.objects.filter(code="zj-justice").delete()

    assert seed() == "Added: 1 organizations, 1 observations.\n"
    assert seed() == "Nothing was missing.\n"


def test_reference_data_loads_plainly_on_an_empty_database(db):
    call_command("loaddata", *REFERENCE, verbosity=0)

    assert [model.objects.count() for model in NOUNS] == [9, 10, 18, 102, 5]
    before = all_rows()
    call_command("loaddata", *REFERENCE, verbosity=0)
    assert all_rows() == before


def test_the_seed_goes_on_from_reference_data_that_was_loaded(db):
    call_command("loaddata", *REFERENCE, verbosity=0)
    before = {noun: all_rows()[noun] for noun in ("Source", "System", "Runway", "Region")}

    assert seed().startswith("Added: 53 applications, ")
    assert {noun: all_rows()[noun] for noun in before} == before


@pytest.mark.parametrize("clash", ["seeder", "system", "code"])
def test_what_stands_in_the_way_of_the_seed_is_said_in_a_sentence(clash):
    if clash == "seeder":
        UserFactory(username="seed", role="reader")
    elif clash == "system":
        SystemFactory(code="mine", name="数字政府")
    else:
        SystemFactory(code="theirs", position=3)
    before = without_people()

    with pytest.raises(CommandError, match=r"^Nothing was added: \S"):
        seed()

    assert without_people() == before


def without_people():
    return {noun: rows for noun, rows in all_rows().items() if not noun.startswith("User")}
