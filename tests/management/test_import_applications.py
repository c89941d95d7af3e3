"""A file from the shell: planned, and carried out when asked."""

import pytest
from django.core.management import CommandError, call_command

from reform_apps.models import Application, ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def written(text):
        path = tmp_path / "报送.csv"
        path.write_text(text, encoding="gb18030")
        return str(path)

    return written


def test_it_plans_and_with_apply_carries_out(file, officer, capsys):
    name = file("名称,类别\n浙里新事,应用\n")

    call_command("import_applications", name, "--as", officer.username)
    assert Application.objects.count() == 0
    call_command("import_applications", name, "--as", officer.username, "--apply")

    assert capsys.readouterr().out.splitlines()[-2:] == [
        "To add 1, to amend 0, unchanged 0, refused 0.",
        f"Carried out as import {ImportBatch.objects.last().pk}.",
    ]
    assert Application.objects.get().name == "浙里新事"


def test_problems_are_told_with_row_and_column(file, officer, capsys):
    with pytest.raises(CommandError, match="1 problems"):
        call_command(
            "import_applications", file("名称,类别\n浙里新事,轮船\n"), "--as", officer.username,
            "--apply",
        )  # fmt: skip

    assert capsys.readouterr().err.startswith("row 2, kind: ")
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "user", "said"),
    [("nowhere.csv", None, "cannot be read"), (None, "nobody", "no user nobody")],
)
def test_what_is_not_there_is_told(name, user, said, file, officer):
    path = name or file("名称,类别\n浙里新事,应用\n")

    with pytest.raises(CommandError, match=said):
        call_command("import_applications", path, "--as", user or officer.username)


def test_who_may_not_is_told(file, reader):
    with pytest.raises(CommandError):
        call_command(
            "import_applications", file("名称,类别\n浙里新事,应用\n"), "--as", reader.username
        )
