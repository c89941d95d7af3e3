"""What was exported and is imported unchanged, changes nothing."""

import io

import openpyxl
import pytest
from django.conf import settings
from django.utils import translation

from reform_apps.exchange import seed
from reform_apps.exchange.imports import carrying
from reform_apps.models import Application
from reform_apps.operations import applications
from tests.clock import NOON
from tests.exchange.imports.conftest import exported, exported_as_text
from tests.factories import ApplicationFactory, RegionFactory, RunwayFactory

pytestmark = pytest.mark.django_db
NOTHING = {"add": 0, "amend": 0, "refused": 0}


def resaved(content):
    """Save a workbook as another program would."""
    file = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(content)).save(file)
    return file.getvalue()


def in_gbk(content):
    return content.decode("utf-8-sig").encode("gb18030")


FILES = {
    "xlsx": exported,
    "xlsx resaved": lambda user: resaved(exported(user)),
    "csv": exported_as_text,
    "csv in GBK": lambda user: in_gbk(exported_as_text(user)),
}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("file", FILES)
def test_the_whole_seed_comes_back_unchanged(file, language, officer):
    seed.carry_out(seed.read(settings.BASE_DIR / "fixtures"), by=officer, at=NOON)
    with translation.override(language):
        content = FILES[file](officer)

    plan = carrying.plan(content, by=officer, at=NOON)

    assert plan.problems == []
    assert plan.summary() == NOTHING | {"unchanged": Application.objects.count()}


@pytest.mark.parametrize("file", FILES)
def test_odd_values_come_back_unchanged(file, officer):
    runway = RunwayFactory()
    row = ApplicationFactory(
        complete=True, system=runway.system, runway=runway, name="=1+1 应用", name_en="@Home",
        summary="'=一行\n二行, \"引号\"; 分号\t制表", reform="-减", irs_code="A" + "0" * 24,
        terminals=["pc", "mobile"], front_ends=["zlb"], origin_region=RegionFactory(),
        status="online", status_since=NOON.date(), online_on=NOON.date(), scope="local",
    )  # fmt: skip
    applications.amend(
        application=row, version=1, by=officer, at=NOON,
        changes={"aliases": [{"name": "又名一"}, {"name": "＝又名二"}]},
    )  # fmt: skip
    ApplicationFactory(name="另一应用", visibility="internal", status="merged", merged_into=row)

    plan = carrying.plan(FILES[file](officer), by=officer, at=NOON)

    assert plan.problems == []
    assert plan.summary() == NOTHING | {"unchanged": 2}


def test_what_cannot_be_written_by_the_reader_comes_back_unchanged_too(officer, reader):
    ApplicationFactory(complete=True)

    assert carrying.plan(exported(officer), by=reader, at=NOON).summary()["unchanged"] == 1
