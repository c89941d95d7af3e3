"""A bundle is written whole or not at all."""

import os

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command

from reform_apps.exchange import bundles
from tests.editions import bundled
from tests.operations.worlds import drafted, online, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(officer):
    return published(officer, online(), online(visibility="internal"))


def export(*arguments):
    call_command("export_edition", *map(str, arguments))


def test_a_bundle_is_full(edition, officer, tmp_path, capsys):
    file = tmp_path / "s0.zip"

    export("S0", file)

    assert file.read_bytes() == bundled(edition, user=officer)
    assert capsys.readouterr().out == f"S0 第S0版 is in {file}; its seal: {edition.digest}\n"


def test_a_bundle_for_everybody_withholds_what_is_internal(edition, officer, tmp_path):
    file = tmp_path / "s0.zip"

    export("S0", file, "--public")

    assert file.read_bytes() == bundled(edition, user=AnonymousUser())
    assert file.read_bytes() != bundled(edition, user=officer)


def test_an_older_file_is_replaced(edition, tmp_path):
    file, link = tmp_path / "s0.zip", tmp_path / "latest.zip"
    file.write_text("older")
    link.symlink_to(file)

    export("S0", link)

    assert link.is_symlink()
    assert file.read_bytes()[:2] == b"PK"
    assert sorted(os.listdir(tmp_path)) == ["latest.zip", "s0.zip"]


@pytest.mark.parametrize(
    ("code", "said"), [("S9", "There is no edition S9. There are: S0."), ("S1", "S1")]
)
def test_what_is_not_published_is_refused(code, said, edition, officer, tmp_path):
    drafted(officer, code="S1")
    file = tmp_path / "s.zip"
    file.write_text("older")

    with pytest.raises(CommandError, match=said):
        export(code, file)

    assert file.read_text() == "older"
    assert os.listdir(tmp_path) == ["s.zip"]


@pytest.mark.parametrize("name", ["", "missing/s0.zip", "file/s0.zip"])
def test_what_cannot_be_written_is_said(name, edition, tmp_path):
    (tmp_path / "file").write_text("a file, not a folder")

    with pytest.raises(CommandError, match=r"cannot be written|not a file"):
        export("S0", tmp_path / name)

    assert os.listdir(tmp_path) == ["file"]


def test_a_failure_on_the_way_leaves_what_was_there(edition, tmp_path, monkeypatch):
    file = tmp_path / "s0.zip"
    file.write_text("older")

    def failing(target, edition, *, user):
        target.write(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(bundles, "write", failing)
    with pytest.raises(CommandError, match="No space left"):
        export("S0", file)

    assert file.read_text() == "older"
    assert os.listdir(tmp_path) == ["s0.zip"]


def test_a_device_stays_one(edition):
    with pytest.raises(CommandError, match="not a file"):
        export("S0", os.devnull)

    assert not os.path.isfile(os.devnull)
