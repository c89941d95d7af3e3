"""A ledger of before lists, counts and is found as one of today."""

from django.core.management import call_command

from reform_apps.models import Application, Organization, SearchText, Tally
from reform_apps.operations import applications
from reform_apps.operations.office.attestations import attest
from reform_apps.queries.lists import revisions
from tests.clock import NOON
from tests.factories import OrganizationFactory, UserFactory


def test_what_lists_go_by_is_told_from_what_is_there(real_transactions):
    officer = UserFactory(role="reform_office")
    particulars = {"name": "健康码", "aliases": [{"name": "康码"}], "summary": "扫码通行"}
    application = applications.register(particulars=particulars, by=officer, at=NOON)
    attest(application=application, version=1, by=officer, at=NOON)
    columns = ("attested_at", "attested_by", "bases")
    before = Application.objects.values(*columns).get()
    texts, number = SearchText.objects.values().get(), Tally.objects.count()

    call_command("migrate", "reform_apps", "0019", verbosity=0)
    OrganizationFactory()  # nothing tells of it any more, and nothing breaks
    call_command("migrate", verbosity=0)

    assert Application.objects.values(*columns).get() == before
    assert before["attested_at"] == NOON
    assert SearchText.objects.values().get() == texts
    assert Tally.objects.count() <= number
    assert Application.objects.matching("康码").exists()
    token = revisions.token()
    Organization.objects.update(name="新名")
    assert revisions.token() != token
