"""The states of applications can be told anew from their journals at any time."""

import pytest
from django.core.management import call_command

from reform_apps.management.commands import rebuild_states
from reform_apps.models import Application, Bigram, EffectiveState, RecordedState

pytestmark = pytest.mark.django_db

MODELS = (RecordedState, EffectiveState)


def told():
    """List all states, whatever their primary keys."""
    return [
        [
            {name: value for name, value in row.items() if name != "id"}
            for row in model.objects.order_by("application", "since", "until").values()
        ]
        for model in MODELS
    ]


def rebuild(capsys, *arguments):
    call_command("rebuild_states", *arguments)
    return capsys.readouterr().out


def test_nothing_is_missing(lived_ledger, capsys):
    before = [list(model.objects.order_by("pk").values()) for model in MODELS]

    assert rebuild(capsys) == "States told of 0 applications.\n"
    assert [list(model.objects.order_by("pk").values()) for model in MODELS] == before


@pytest.mark.parametrize("lost", [[RecordedState], [EffectiveState], MODELS])
def test_what_is_missing_is_told_again(lost, lived_ledger, capsys):
    before = told()
    for model in lost:
        model.objects.exclude(application=lived_ledger["second"]).delete()

    assert rebuild(capsys) == "States told of 2 applications.\n"
    assert told() == before


def test_all_are_told_anew(lived_ledger, capsys, monkeypatch):
    monkeypatch.setattr(rebuild_states, "AT_ONCE", 2)
    before = told()
    RecordedState.objects.update(name_en="Forged")

    assert rebuild(capsys) == "States told of 0 applications.\n"
    assert rebuild(capsys, "--all") == "States told of 3 applications.\n"
    assert told() == before


def test_finding_out_takes_one_question(lived_ledger, django_assert_num_queries):
    EffectiveState.objects.filter(application=lived_ledger["first"]).delete()

    with django_assert_num_queries(1):
        missing = list(rebuild_states._untold())

    assert missing == [Application.objects.get(pk=lived_ledger["first"].pk)]


def test_the_index_of_names_and_summaries_is_told_too(lived_ledger, capsys):
    def pairs():
        return set(Bigram.objects.values_list("application", "pair"))

    before = pairs()
    assert before
    Bigram.objects.all().delete()
    Bigram.objects.create(application=lived_ledger["first"], pair="假的")

    rebuild(capsys, "--all")

    assert pairs() == before
