"""A seal is closed over what is new, and can be taken out of the registry's reach."""

import os

import pytest
from django.core.management import CommandError, call_command

from reform_apps.exchange.seals import lines
from reform_apps.models import Seal
from reform_apps.queries import seals
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def seal_ledger(capsys, *arguments):
    call_command("seal_ledger", *arguments)
    return capsys.readouterr().out


def test_what_is_new_is_closed_and_told(capsys):
    ApplicationFactory.create_batch(2)
    first = seal_ledger(capsys)
    ApplicationFactory()
    second = seal_ledger(capsys)

    one, two = seals.chain()
    assert first == f"Seal 1 closes 2 entries, 1 to 2: {one.digest}\n"
    assert second == f"Seal 2 closes 1 entries, 3 to 3: {two.digest}\n"


def test_nothing_new_is_nothing_to_seal(capsys):
    assert seal_ledger(capsys) == "There was nothing to seal.\n"

    ApplicationFactory()
    seal_ledger(capsys)
    assert seal_ledger(capsys) == "There was nothing to seal.\n"
    assert Seal.objects.count() == 1


def test_the_last_seal_is_exported_even_if_nothing_is_new(capsys, tmp_path):
    ApplicationFactory.create_batch(3)
    seal_ledger(capsys)
    file = tmp_path / "seal.txt"

    said = seal_ledger(capsys, "--export", str(file))

    assert said == f"There was nothing to seal.\nSeal 1 is in {file}.\n"
    assert file.read_text() == "".join(lines(Seal.objects.get()))
    assert file.read_text().startswith("# format: 1\n# number: 1\n")


def test_there_is_no_seal_to_export(tmp_path):
    with pytest.raises(CommandError, match="no seal"):
        call_command("seal_ledger", "--export", str(tmp_path / "seal.txt"))

    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["", "missing/seal.txt"])
def test_what_cannot_be_written_is_said(name, tmp_path):
    ApplicationFactory()

    with pytest.raises(CommandError, match=r"cannot be written|not a file"):
        call_command("seal_ledger", "--export", str(tmp_path / name))

    # The seal is closed all the same.
    assert Seal.objects.count() == 1
    assert os.listdir(tmp_path) == []
