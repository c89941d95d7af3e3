"""Confirming that nothing has changed: who may, and for how long it counts."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import Application, EffectiveState, RecordedState
from reform_apps.models.journal import last_attested
from reform_apps.operations import applications
from reform_apps.operations.office.attestations import AttestationRefused, attest
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.queries import snapshots
from reform_apps.queries.proofs import consistency
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, OrganizationFactory, SystemFactory, UserFactory
from tests.operations.steps import complete
from tests.policy import EDITORS, ROLES, STATUSES

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
ENDED = ("merged", "retired", "terminated")


def attested(application):
    return Application.objects.attested().get(pk=application.pk).attested_at


def confirm(application, by, *, days=0, **more):
    application.refresh_from_db()
    return attest(
        application=application, version=application.version, by=by, at=NOON + days * DAY, **more
    )


def amend(application, by, *, days=0, **more):
    application.refresh_from_db()
    return applications.amend(
        application=application, changes={"summary": f"第{days}天"}, version=application.version,
        by=by, at=NOON + days * DAY, **more,
    )  # fmt: skip


def test_it_is_an_act_that_changes_nothing(officer):
    application = ApplicationFactory(status="online")
    before = snapshots.frozen(application)

    done = confirm(application, officer, days=1, reason=" 电话核实 ")

    entry = application.journal.get(version=2)
    assert (done.version, done.updated_at) == (2, NOON + DAY)
    assert (entry.verb, entry.transition, entry.by) == ("attest", "", officer)
    assert (entry.changes, entry.snapshot, entry.reason) == ({}, before, "电话核实")
    assert (entry.effective_on, entry.recorded_at) == (TODAY + DAY, NOON + DAY)
    assert [fault for found in consistency.broken_entries() for fault in found] == []
    assert [fault for found in consistency.drifted_applications() for fault in found] == []


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", STATUSES)
def test_it_is_theirs_who_may_edit_until_the_application_ends(status, role, untouched):
    application = complete(status)
    person = UserFactory(
        role=role, organization=application.organization, systems=[application.system]
    )

    if role not in EDITORS:
        with untouched(), pytest.raises(ActRefused):
            confirm(application, person)
    elif status in ENDED:
        with untouched(), pytest.raises(AttestationRefused, match=status):
            confirm(application, person)
    else:
        assert attested(confirm(application, person)) == NOON


@pytest.mark.parametrize("role", ["unit_editor", "system_lead"])
def test_anothers_application_is_not_theirs(role, untouched):
    application = complete("online")
    person = UserFactory(role=role, organization=OrganizationFactory(), systems=[SystemFactory()])

    with untouched(), pytest.raises(ActRefused):
        confirm(application, person)


def test_an_older_version_is_not_confirmed(officer, untouched):
    application = complete("online")
    amend(application, officer)

    with untouched(), pytest.raises(StaleVersion):
        attest(application=application, version=1, by=officer, at=NOON)


def test_a_reason_that_cannot_be_read_is_refused(officer, untouched):
    application = complete("online")

    with untouched(), pytest.raises(ValidationError) as refusal:
        confirm(application, officer, reason="控\u0007制")

    assert list(refusal.value.message_dict) == ["reason"]


def test_it_counts_until_somebody_else_acts(officer):
    application, other = complete("online"), UserFactory(role="reform_office")
    assert attested(application) is None

    confirm(application, officer, days=1)
    amend(application, officer, days=2)
    assert attested(application) == NOON + DAY

    amend(application, other, days=3)
    assert attested(application) is None

    amend(application, officer, days=4)
    assert attested(application) is None


def test_the_last_that_counts_is_told(officer):
    application, other = complete("online"), UserFactory(role="reform_office")

    confirm(application, officer, days=1)
    confirm(application, officer, days=2)
    assert attested(application) == NOON + 2 * DAY

    confirm(application, other, days=3)
    assert attested(application) == NOON + 3 * DAY


def test_what_happens_to_another_application_is_nothing_to_it(officer):
    first, second = complete("online"), complete("online")
    confirm(first, officer, days=1)

    amend(second, UserFactory(role="reform_office"), days=2)

    assert (attested(first), attested(second)) == (NOON + DAY, None)


def standing(model, point):
    return model.objects.standing(point).attested().get().attested_at


def test_states_tell_what_counted_then(officer):
    application, other = ApplicationFactory(), UserFactory(role="reform_office")
    confirm(application, officer, days=1)
    amend(application, officer, days=2)
    amend(application, other, days=3)
    confirm(application, other, days=4)

    told = [None, NOON + DAY, NOON + DAY, None, NOON + 4 * DAY]
    assert [standing(RecordedState, NOON + n * DAY) for n in range(5)] == told
    assert [standing(EffectiveState, TODAY + n * DAY) for n in range(5)] == told


def test_what_was_reported_late_is_judged_by_either_clock(officer):
    application, other = ApplicationFactory(), UserFactory(role="reform_office")
    confirm(application, officer, days=4)
    amend(application, other, days=6, effective_on=TODAY + 2 * DAY)

    recorded = [standing(RecordedState, NOON + n * DAY) for n in (2, 4, 6)]
    happened = [standing(EffectiveState, TODAY + n * DAY) for n in (2, 4, 6)]
    assert recorded == [None, NOON + 4 * DAY, None]
    # On the second day nobody had confirmed it; on the fourth it is known what was amended.
    assert happened == [None, None, None]


def test_the_row_knows_what_the_journal_tells(officer, reader):
    others = [officer, UserFactory(role="reform_office"), UserFactory(role="reform_office")]
    chance = random.Random(5)
    rows = ApplicationFactory.create_batch(3)

    for day in range(60):
        chance.choice([confirm, amend, amend])(chance.choice(rows), chance.choice(others), days=day)

    told = Application.objects.annotate(told=last_attested("pk"))
    assert [row.attested_at for row in told] == [row.told for row in told]
    assert any(row.attested_at for row in told)
    assert [fault for faults in consistency.drifted_applications() for fault in faults] == []
