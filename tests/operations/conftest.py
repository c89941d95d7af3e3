"""What tests of operations lean on."""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.utils import translation

from reform_apps.models import Revision


@pytest.fixture(autouse=True)
def _in_english():
    """Hear the sentences as they stand in the source."""
    with translation.override("en"):
        yield


def all_rows():
    """List every row of the registry, table by table; but the token is new at every write."""
    models = apps.get_app_config("reform_apps").get_models(include_auto_created=True)
    return {
        model.__name__: list(model.objects.order_by("pk").values())
        for model in models
        if model is not Revision
    }


@pytest.fixture
def untouched():
    """Say that whatever is done inside leaves every row of every table as it was."""

    @contextmanager
    def unchanged():
        before = all_rows()
        assert any(before.values())
        yield
        assert all_rows() == before

    return unchanged
