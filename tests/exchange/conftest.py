"""Editions to carry away."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from reform_apps.operations import edition_entries, editions, seals
from tests.clock import NOON
from tests.factories import OrganizationFactory, RunwayFactory, SourceFactory, SystemFactory
from tests.operations.steps import make
from tests.operations.worlds import online, published

FORMULA = '=HYPERLINK("http://evil.example","点我")'


@pytest.fixture
def visitor():
    return AnonymousUser()


@pytest.fixture
def two_editions(officer):
    """S0 of four; S1, from which the third was dropped when it was merged, and one is internal."""
    system = SystemFactory(code="party", name="党政机关整体智治", name_en="Party and Government")
    runway = RunwayFactory(code="lane", system=system, name="跑道甲", name_en="Lane A")
    place = {"system": system, "runway": runway, "organization": OrganizationFactory()}
    first = online(name="甲事在线", **place)
    second = online(name="乙事在线", visibility="internal", **place)
    third = online(name="丙事在线", **place)
    fourth = online(name="丁事在线", **place)
    source = SourceFactory(code="paper", title="某文件")
    cited = {"basis": "stated", "source": source.code, "locator": "L1"}
    older = published(officer, first, second, third, fourth, batch="upgrade", **cited)
    third.refresh_from_db()
    make(third, "merge", officer, merged_into=first, reason="功能相近")
    at = NOON + timedelta(days=30)
    seals.close(at=at)
    newer = editions.start(code="S1", title="第二版", by=officer, at=at)
    entry = newer.entries.get(application=first)
    values = {"task": FORMULA, "due_on": date(2022, 12, 31)}
    edition_entries.revise(entry=entry, values=values, by=officer, at=at)
    newer = editions.publish(edition=newer, issued_on=None, by=officer, at=at)
    return older, newer
