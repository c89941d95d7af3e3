"""The proof while others write, and of what lists, search and duplicate check go by."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import F

from reform_apps.models import Bigram, SearchText, Tally
from reform_apps.operations import applications
from reform_apps.queries.proofs import consistency
from tests.clock import NOON
from tests.factories import SystemFactory, UserFactory
from tests.management.tampering import verify
from tests.operations.threads import at_once


def registered(name, officer, **particulars):
    return applications.register(particulars={"name": name, **particulars}, by=officer, at=NOON)


@pytest.mark.django_db
def test_tallies_that_were_altered_are_named_and_told_anew(officer, capsys):
    system = SystemFactory()
    registered("公平在线", officer, system=system, scope="local")
    registered("浙里先来", officer)
    Tally.objects.filter(system=system).update(number=F("number") + 2)
    Tally.objects.filter(system=None).delete()

    kinds = [
        f"planning, {system.code}, -, application, local, -",
        "planning, -, -, application, -, -",
    ]
    assert sorted(verify()) == [
        f"The tallies count {number} applications that are not there: public, {kind}."
        for number, kind in zip(["+2", "-1"], kinds, strict=True)
    ]

    call_command("rebuild_states", every=True)
    call_command("verify_ledger")
    assert "The ledger is whole" in capsys.readouterr().out


@pytest.mark.django_db
@pytest.mark.parametrize(
    "altered",
    [
        lambda row: SearchText.objects.filter(pk=row).update(others="别名"),
        lambda row: SearchText.objects.filter(pk=row).update(number=77),
        pytest.param(
            lambda row: SearchText.objects.filter(pk=row).update(grams=[1]),
            marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="It has none."),
        ),
        lambda row: SearchText.objects.filter(pk=row).delete(),
        lambda row: Bigram.objects.filter(application=row, pair="公平").delete(),
        lambda row: Bigram.objects.create(application=row, pair="渔港"),
    ],
)
def test_what_it_is_not_found_by_is_named_and_told_anew(altered, officer, capsys):
    application = registered("公平在线", officer, summary="渔船", aliases=[{"name": "公平码"}])
    altered(application)

    assert verify() == ["ZJ-0001: it is not found by what its journal says."]

    call_command("rebuild_states", every=True)
    call_command("verify_ledger")
    assert "The ledger is whole" in capsys.readouterr().out


@pytest.mark.django_db
def test_tallies_that_cannot_be_summed_are_named(officer):
    registered("公平在线", officer)
    Tally.objects.bulk_create(
        [Tally(visibility="public", status="online", kind="application", number=2**63 - 1)] * 2
    )

    (fault,) = verify()
    assert fault.startswith("Tallies: a row after number 0 cannot be read (")


def test_what_is_written_meanwhile_is_no_fault(real_transactions, monkeypatch, capsys):
    officer = UserFactory(role="reform_office")
    application = registered("公平在线", officer)
    read = consistency._ends_of_journals

    def act():
        return applications.amend(
            application=application, changes={"summary": "同时"}, version=1, by=officer, at=NOON
        ).version

    def after_an_act(batch):
        assert at_once(act) == [2]
        return read(batch)

    monkeypatch.setattr(consistency, "_ends_of_journals", after_an_act)
    call_command("verify_ledger")

    assert "The ledger is whole: 1 entries" in capsys.readouterr().out
    application.refresh_from_db()
    assert application.version == 2
