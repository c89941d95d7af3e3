"""What every test may lean on; people and worlds have fixtures of their own."""

import pytest
from django.conf import settings as project
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from reform_apps.migrations import _guards, _indicators, _triggers
from reform_apps.models import Indicator
from reform_apps.rules.roles import Role
from tests.factories import OrganizationFactory, SystemFactory, UserFactory

# A machine that is busy is no fault of the code.
hypothesis_settings.register_profile("registry", deadline=None, print_blob=True)
hypothesis_settings.load_profile("registry")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """Put SQLite on a file, as it is where people use it: in memory, threads do not wait."""
    database = project.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "ledger.sqlite3")


@pytest.fixture(autouse=True)
def _the_language_of_the_project():
    """Undo what a test, or a request of its, has left behind in this thread."""
    with translation.override(project.LANGUAGE_CODE):
        yield


@pytest.fixture
def officer(db):
    """Somebody of the reform office."""
    return UserFactory(username="officer", role="reform_office")


@pytest.fixture
def lead(db):
    """A system lead; `lead.systems` holds one system."""
    return UserFactory(username="lead", role="system_lead", systems=[SystemFactory()])


@pytest.fixture
def editor(db):
    """A unit editor, with a unit."""
    return UserFactory(username="editor", role="unit_editor", organization=OrganizationFactory())


@pytest.fixture
def reader(db):
    """Somebody who may look and nothing else."""
    return UserFactory(username="reader", role="reader")


@pytest.fixture
def _what_migrations_made(django_db_setup, django_db_blocker):
    """Put back, after tables were emptied, what is theirs from the first migration on."""
    yield
    with django_db_blocker.unblock():
        for guard in _guards.GUARDS:
            _triggers.install(connection, guard)
        for role in Role:
            Group.objects.get_or_create(name=role)
        _indicators.add(Indicator)


@pytest.fixture
def real_transactions(_what_migrations_made, transactional_db):
    """Let a test commit, and see what other threads commit; the tables are emptied afterwards."""
    yield
    # Django empties tables in ways that the triggers refuse.
    for guard in _guards.GUARDS:
        _triggers.remove(connection, guard)
