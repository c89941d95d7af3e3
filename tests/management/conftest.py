"""Ledgers to walk through."""

from datetime import timedelta

import pytest

from reform_apps.models import JournalEntry
from reform_apps.operations import applications, assessments, duplicate_checks, observations
from tests.clock import NOON
from tests.factories import (
    OrganizationFactory,
    RunwayFactory,
    SourceFactory,
    SystemFactory,
    UserFactory,
)
from tests.management.tampering import past_the_guards, remove
from tests.operations.steps import make

CITED = {"basis": "stated", "source": "article", "locator": "L14"}
VALUE = {"indicator": "usage_rate", "value": "50", "unit": "percent", "as_of_note": "试"} | CITED


class Days:
    """A clock that goes on by a day whenever it is asked."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        self.now += timedelta(days=1)
        return self.now


@pytest.fixture
def clock():
    return Days()


@pytest.fixture
def lived_ledger(officer, clock):
    """Three applications that people have worked on: {first, second, third}."""
    SourceFactory(code="article")
    runway = RunwayFactory()

    def register(name, *aliases):
        return applications.register(
            particulars={
                "name": name,
                "system": runway.system,
                "runway": runway,
                "organization": OrganizationFactory(),
                "terminals": ["pc"],
                "aliases": [{"name": alias} | CITED for alias in aliases],
            },
            by=officer,
            at=clock(),
        )

    def amend(application, **changes):
        return applications.amend(
            application=application,
            changes=changes,
            version=application.version,
            by=officer,
            at=clock(),
        )

    def step(application, transition, **sent):
        return make(application, transition, officer, at=clock(), **sent)

    first = register("浙里甲事", "甲事通", "甲事办")
    second, third = register("浙里乙事"), register("浙里丙事")
    duplicate_checks.record(
        application=first, decision="distinct", reason="不同", by=officer, at=clock()
    )
    first.refresh_from_db()
    first = step(first, "approve", evidence="文一")
    first = step(first, "start_building")
    first = amend(first, summary="说明", aliases=[{"name": "甲事通"}, {"name": "甲事新"}])
    first = step(first, "start_trial", evidence="文二")
    first = step(first, "go_online", evidence="文三", online_on=clock.now.date())
    observation = observations.record(
        application=first, values=VALUE, by=UserFactory(role="reform_office"), at=clock()
    )
    observations.correct(
        observation=observation, values={"value": "55"}, by=officer, at=clock(), reason="更正"
    )
    observations.record(application=first, values=VALUE, by=officer, at=clock())
    observations.record(values=VALUE, by=officer, at=clock())
    assessments.record(application=first, values={"kind": "nationwide"}, by=officer, at=clock())
    second = step(second, "terminate", reason="不做了")
    second = step(second, "reverse", reason="还做")
    second.refresh_from_db()
    duplicate_checks.record(
        application=second, decision="partial", reason="有别", by=officer, at=clock()
    )
    second.refresh_from_db()
    second = step(second, "approve", evidence="文四")
    second = step(second, "start_building")
    second = step(second, "merge", merged_into=first, reason="相近")
    third = amend(third, visibility="internal", online_on=None)
    first.refresh_from_db()
    return {"first": first, "second": second, "third": third, "spare": SystemFactory()}


@pytest.fixture
def unguarded():
    """Give the function that tampers with entries past the guards, or removes them."""

    def tamper(**changed):
        entries = JournalEntry.objects.filter(**changed.pop("where"))
        with past_the_guards():
            count = entries.update(**changed) if changed else remove(entries)
        assert count == 1

    return tamper
