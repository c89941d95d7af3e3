"""What entries say of that which their act has left as it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reform_apps.operations import applications, assessments, transitions
from reform_apps.operations.office import attestations
from reform_apps.queries.proofs import consistency
from tests.clock import NOON

pytestmark = pytest.mark.django_db


def amend(**how):
    return applications.amend(changes={"summary": "补全"}, **how)


def terminate(**how):
    return transitions.make_transition(transition="terminate", reason="停建", **how)


def faults():
    return [fault for found in consistency.drifted_applications() for fault in found]


@pytest.mark.parametrize("act", [amend, terminate, attestations.attest])
def test_other_names_and_recognitions_are_told_by_the_entry_before(act, officer):
    application = applications.register(
        particulars={"name": "公平在线", "aliases": [{"name": "公平码"}]}, by=officer, at=NOON
    )
    assessments.record(application=application, values={"kind": "frontrunner"}, by=officer, at=NOON)

    with CaptureQueriesContext(connection) as asked:
        act(application=application, version=2, by=officer, at=NOON)

    told = set(" ".join(each["sql"] for each in asked).replace('"', " ").split())
    assert not {"reform_apps_alias", "reform_apps_assessment"} & told
    before, after = application.journal.order_by("version")[1:]
    assert after.snapshot["aliases"][0]["name"] == "公平码"
    assert after.snapshot["assessments"][0]["kind"] == "frontrunner"
    differing = {n for n, value in after.snapshot.items() if value != before.snapshot[n]}
    assert differing == after.changes.keys()
    assert after.previous_digest == before.digest


def test_names_that_are_sent_put_right_what_was_altered_past_the_journal(officer):
    application = applications.register(
        particulars={"name": "公平在线", "aliases": [{"name": "公平码"}]}, by=officer, at=NOON
    )
    application.aliases.update(name="假码", key="假码", core="假码")

    applications.amend(
        application=application, changes={"aliases": [{"name": "公平码"}]}, version=1,
        by=officer, at=NOON,
    )  # fmt: skip

    assert list(application.aliases.values_list("name", flat=True)) == ["公平码"]
    assert faults() == []


def test_what_was_altered_past_the_journal_is_taken_into_it_by_nobody(officer):
    application = applications.register(
        particulars={"name": "公平在线", "aliases": [{"name": "公平码"}]}, by=officer, at=NOON
    )
    application.aliases.update(name="假码", key="假码", core="假码")

    amend(application=application, version=1, by=officer, at=NOON)
    assert application.journal.get(version=2).snapshot["aliases"][0]["name"] == "公平码"
    assert faults() != []

    # Who sends back what is shown means it, and the journal tells so.
    applications.amend(
        application=application, changes={"aliases": [{"name": "假码"}]}, version=2,
        by=officer, at=NOON,
    )  # fmt: skip
    before, after = application.journal.get(version=3).changes["aliases"]
    assert (before[0]["name"], after[0]["name"]) == ("公平码", "假码")
