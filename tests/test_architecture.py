"""The tests that the project makes of itself."""

import ast
import re
from itertools import chain
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "reform_apps"
TESTS = ROOT / "tests"

LINES_OF_CODE = 300
LINES_OF_TEST = 400
LINES_OF_APP = 27_000
FILES_IN_FOLDER = 12
JUNK_DRAWERS = {"common", "data", "helper", "helpers", "misc", "process", "util", "utils"}
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")
VARIABLE = re.compile(r"\b(?:DATABASE_URL|(?:DJANGO|REGISTRY)_[A-Z_]+)\b")


def modules(*folders):
    """List the Python files of the project, without what Django writes."""
    found = chain.from_iterable(folder.rglob("*.py") for folder in folders)
    return sorted(path for path in found if "migrations" not in path.parts)


def named(paths):
    return [path.relative_to(ROOT).as_posix() for path in paths]


def lines(path):
    return len(path.read_text().splitlines())


def our_models():
    return list(apps.get_app_config("reform_apps").get_models())


def imported(path):
    """Name every module, and every name in a module, that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_files_of_code_stay_small():
    large = [path for path in modules(ROOT / "registry", APP) if lines(path) > LINES_OF_CODE]

    assert named(large) == []


def test_files_of_tests_stay_small():
    assert named(path for path in modules(TESTS) if lines(path) > LINES_OF_TEST) == []


def test_folders_stay_small():
    folders = {path.parent for path in modules(APP)}
    large = [
        folder
        for folder in folders
        if len([path for path in folder.glob("*.py") if path.stem != "__init__"]) > FILES_IN_FOLDER
    ]

    assert named(large) == []


def test_the_app_stays_small():
    assert sum(lines(path) for path in modules(APP)) <= LINES_OF_APP


def test_no_file_is_a_junk_drawer():
    paths = modules(ROOT / "registry", APP, TESTS)

    assert named(p for p in paths if JUNK_DRAWERS & {p.stem, p.parent.name}) == []


def test_no_model_orders_rows_that_nobody_asked_to_order():
    assert [model.__name__ for model in our_models() if model._meta.ordering] == []


def test_saving_a_model_does_nothing_else():
    overriding = [
        f"{base.__name__}.{method}"
        for model in our_models()
        for base in model.__mro__
        for method in ("save", "delete")
        if base.__module__.startswith("reform_apps") and method in vars(base)
    ]

    assert overriding == []


def test_nothing_listens_to_signals():
    listening = [path for path in modules(APP) if set(SIGNALS) & set(imported(path))]

    assert named(listening) == []


@pytest.mark.parametrize("path", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_says_why(path):
    requirements = [
        line
        for line in (ROOT / path).read_text().splitlines()
        if line and not line.startswith(("#", "-r "))
    ]

    assert requirements
    assert [r for r in requirements if not re.fullmatch(r"[\w.\[\]-]+==[\w.]+  # \S.*", r)] == []


def test_the_readme_names_every_command():
    commands = {path.stem for path in (APP / "management" / "commands").glob("[a-z]*.py")}

    assert commands - words_of_the_readme() == set()


def test_the_readme_names_every_target_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, flags=re.MULTILINE))
    readme = (ROOT / "README.md").read_text()

    assert {target for target in targets if f"make {target}" not in readme} == set()


def test_the_readme_names_every_variable_of_the_environment():
    settings = [*(ROOT / "registry" / "settings").glob("*.py"), ROOT / "registry" / "env.py"]
    variables = {name for path in settings for name in VARIABLE.findall(path.read_text())}

    assert len(variables) > 7
    assert variables - words_of_the_readme() == set()


def words_of_the_readme():
    return set(re.findall(r"\w+", (ROOT / "README.md").read_text()))
