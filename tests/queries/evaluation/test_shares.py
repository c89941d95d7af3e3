"""The database counts coverage as the page does."""

import random
from datetime import timedelta

import pytest

from reform_apps.models import Region, Rollout
from reform_apps.queries.evaluation.coverage import coverage, regions_in_scope, shares
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
STATES = ("not_started", "in_progress", "connected", "not_applicable")


@pytest.fixture
def regions():
    """A province of three cities: of three counties, of one that has closed, of none."""
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    made = [province]
    for code in ("330100", "330200", "330300"):
        made.append(Region.objects.create(code=code, name=code, level="city", parent=province))
    for code, city in (("330102", 1), ("330105", 1), ("330106", 1), ("330203", 2), ("330204", 2)):
        made.append(Region.objects.create(code=code, name=code, level="county", parent=made[city]))
    Region.objects.filter(code="330204").update(closed_on=TODAY - timedelta(days=1))
    return list(Region.objects.order_by("code"))


@pytest.mark.parametrize("seed", range(12))
def test_the_same_shares(seed, regions):
    chance = random.Random(seed)
    rows = []
    for _ in range(6):
        local = chance.random() < 0.5
        rows.append(
            ApplicationFactory(
                status="online", scope="local" if local else "provincial_major",
                origin_region=chance.choice(regions[:-1]) if local else None,
            )
        )  # fmt: skip
        scope = {row.pk for row in regions_in_scope(rows[-1], day=TODAY)}
        for region in regions:
            if region.pk in scope and chance.random() < 0.6:
                state = chance.choice(STATES)
                Rollout.objects.create(
                    application=rows[-1], region=region, state=state, recorded_at=NOON,
                    connected_on=TODAY if state == "connected" else None,
                )  # fmt: skip

    told = {each["application"]: each["share"] for each in shares(TODAY)}

    for row in rows:
        share = coverage(row, day=TODAY).whole.share()
        if row.rollouts.exists():
            expected = None if share is None else pytest.approx(share * 100, abs=0.01)
            assert told[row.pk] == expected
        else:
            assert row.pk not in told
