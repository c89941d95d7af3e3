"""How far applications are connected: reported, counted, proven."""

from datetime import timedelta
from itertools import chain

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.models import Region, Rollout
from reform_apps.operations import applications
from reform_apps.operations.evaluation import rollouts
from reform_apps.operations.evaluation.rollouts import ReportRefused
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.queries.evaluation.coverage import coverage
from reform_apps.queries.proofs import consistency
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
BEFORE = TODAY - timedelta(days=10)


@pytest.fixture
def regions():
    """A province of two cities, the first of two counties, the second of one."""
    province = Region.objects.create(code="330000", name="浙江省", level="province")
    made = {"330000": province}
    for code, name, level, above in [
        ("330100", "杭州市", "city", "330000"), ("330200", "宁波市", "city", "330000"),
        ("330102", "上城区", "county", "330100"), ("330105", "拱墅区", "county", "330100"),
        ("330203", "海曙区", "county", "330200"),
    ]:  # fmt: skip
        made[code] = Region.objects.create(code=code, name=name, level=level, parent=made[above])
    return made


@pytest.fixture
def application(regions):
    return ApplicationFactory(
        status="online", scope="provincial_major", status_since=BEFORE, online_on=BEFORE
    )


@pytest.fixture
def send(regions, officer):
    def sending(application, *reports, by=officer, version=None, **more):
        spelled = [
            {"region": regions[code], "state": state, **values} for code, state, values in reports
        ]
        return rollouts.report(
            application=application, reports=spelled, by=by, at=NOON, version=version, **more
        )

    return sending


CONNECTED = {"connected_on": TODAY}


def test_many_regions_are_one_act(application, send, officer):
    send(application, ("330100", "connected", CONNECTED), ("330203", "in_progress", {}),
         reason="贯通清单")  # fmt: skip

    assert Rollout.objects.count() == 2
    entry = application.journal.get(version=2)
    assert (entry.verb, entry.reason) == ("roll_out", "贯通清单")
    before, after = entry.changes["rollout"]
    assert before == []
    assert [(each["region"], each["state"]) for each in after] == [
        ("330100", "connected"), ("330203", "in_progress"),
    ]  # fmt: skip
    assert list(chain(*consistency.broken_entries(), *consistency.drifted_applications())) == []


def test_what_is_said_again_is_no_act(application, send):
    send(application, ("330100", "connected", CONNECTED))
    application.refresh_from_db()

    send(application, ("330100", "connected", CONNECTED))

    application.refresh_from_db()
    assert application.version == 2


def test_a_change_tells_what_stood_there(application, send):
    send(application, ("330100", "connected", CONNECTED))
    send(application, ("330100", "in_progress", {}))

    row = Rollout.objects.get()
    assert (row.state, row.connected_on) == ("in_progress", None)
    before, after = application.journal.get(version=3).changes["rollout"]
    assert (before[0]["state"], after[0]["state"]) == ("connected", "in_progress")
    assert list(chain(*consistency.drifted_applications())) == []


def test_a_row_that_was_altered_is_found(application, send):
    send(application, ("330100", "in_progress", {}))
    Rollout.objects.update(state="not_started")

    assert len(list(chain(*consistency.drifted_applications()))) == 1


def test_the_counties_follow_their_city_where_they_say_nothing(application, send):
    send(application, ("330100", "connected", CONNECTED), ("330105", "not_applicable", {}))

    found = coverage(application, day=TODAY)

    first, second = found.cities
    assert first.counts() == {
        "not_started": 0, "in_progress": 0, "connected": 1, "not_applicable": 1, "not_reported": 0,
    }  # fmt: skip
    assert (first.share(), second.share()) == (1.0, 0.0)
    assert second.counts()["not_reported"] == 1
    assert (found.whole.share(), found.whole.counts()["not_reported"]) == (0.5, 1)


def test_of_what_applies_nowhere_there_is_no_share(application, send):
    send(application, ("330100", "not_applicable", {}), ("330200", "not_applicable", {}))

    assert coverage(application, day=TODAY).whole.share() is None


def test_a_local_application_has_the_scope_of_its_origin(regions, send):
    local = ApplicationFactory(
        scope="local", origin_region=regions["330100"], status="online", online_on=BEFORE
    )
    (city,) = coverage(local, day=TODAY).cities
    assert [place.region.code for place in city.places] == ["330102", "330105"]

    with pytest.raises(ReportRefused) as refused:
        send(local, ("330203", "connected", CONNECTED))
    assert list(refused.value.faults) == [0]


def test_a_region_that_is_closed_is_in_no_scope(application, regions, send):
    Region.objects.filter(code="330105").update(closed_on=TODAY)

    assert len(coverage(application, day=TODAY).whole.places) == 2
    assert len(coverage(application, day=BEFORE).whole.places) == 3
    with pytest.raises(ReportRefused):
        send(application, ("330105", "in_progress", {}))


@pytest.mark.parametrize(
    ("report", "field"),
    [
        (("330000", "connected", CONNECTED), "region"),
        (("330100", "connected", {"connected_on": TODAY + timedelta(days=1)}), "connected_on"),
        (("330100", "connected", {"connected_on": BEFORE - timedelta(days=1)}), "connected_on"),
        (("330100", "lost", {}), "state"),
        (("330100", "connected", CONNECTED | {"evidence": "x" * 301}), "evidence"),
        (("330100", "connected", CONNECTED | {"recorded_at": NOON}), "recorded_at"),
        (("330200", "connected", CONNECTED), "region"),  # reported twice
    ],
)
def test_all_or_nothing_with_the_index_of_what_is_wrong(report, field, application, send):
    with pytest.raises(ReportRefused) as refused:
        send(application, ("330200", "in_progress", {}), report)

    assert {index: list(found) for index, found in refused.value.faults.items()} == {1: [field]}
    assert not Rollout.objects.exists()


def test_a_connection_has_its_day_or_evidence(application, send):
    with pytest.raises(ValidationError):
        send(application, ("330100", "connected", {}))

    send(application, ("330100", "connected", {"evidence": "浙改办〔2022〕3号"}))
    assert Rollout.objects.get().evidence


def test_nothing_is_connected_before_it_is_online(regions, send):
    trial = ApplicationFactory(status="trial", scope="provincial_major")

    with pytest.raises(ReportRefused) as refused:
        send(trial, ("330100", "connected", CONNECTED))
    assert list(refused.value.faults[0]) == ["state"]
    send(trial, ("330100", "in_progress", {}))


def test_on_what_was_seen_and_by_whom_it_is_theirs(application, send, officer, editor, reader):
    applications.amend(
        application=application, changes={"summary": "新"}, version=1, by=officer, at=NOON
    )
    with pytest.raises(StaleVersion):
        send(application, ("330100", "in_progress", {}), version=1)
    for person in (editor, reader):
        with pytest.raises(ActRefused):
            send(application, ("330100", "in_progress", {}), by=person)


@pytest.mark.parametrize("every", [["330100"], ["330100", "330102", "330203"]])
def test_coverage_costs_the_same_for_any_number(every, application, send):
    send(application, *((code, "in_progress", {}) for code in every))

    with CaptureQueriesContext(connection) as queries:
        coverage(application, day=TODAY)

    assert len(queries) == 2


class TestPromoted:
    @pytest.fixture
    def local(self, regions):
        return ApplicationFactory(
            scope="local", origin_region=regions["330100"], status="online", online_on=BEFORE
        )

    def promote(self, application, by, reason="全省推广", **more):
        return rollouts.promote(application=application, by=by, at=NOON, reason=reason, **more)

    def test_the_rest_of_the_province_is_opened(self, local, send, officer):
        send(local, ("330100", "connected", CONNECTED))

        self.promote(local, officer, evidence="会议纪要")

        local.refresh_from_db()
        assert (local.scope, local.origin_region.code) == ("provincial_major", "330100")
        states = dict(local.rollouts.values_list("region__code", "state"))
        assert states == {"330100": "connected", "330200": "not_started"}
        entry = local.journal.get(version=3)
        assert (entry.verb, entry.evidence) == ("promote", "会议纪要")
        assert entry.changes["scope"] == ["local", "provincial_major"]
        assert list(chain(*consistency.broken_entries(), *consistency.drifted_applications())) == []

    def test_once_and_by_the_office_alone(self, local, officer, lead):
        with pytest.raises(ActRefused):
            self.promote(local, lead)
        self.promote(local, officer)
        with pytest.raises(ValidationError):
            self.promote(local, officer)

    def test_online_and_with_a_reason(self, regions, local, officer):
        trial = ApplicationFactory(scope="local", origin_region=regions["330100"], status="trial")
        for application, reason in ((trial, "推广"), (local, " ")):
            with pytest.raises(ValidationError):
                self.promote(application, officer, reason=reason)
