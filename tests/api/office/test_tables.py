"""Tables of entries and observations over the API: had, sent back, carried out."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reform_apps.models import Observation
from reform_apps.operations import observations
from tests.clock import NOON, TODAY
from tests.editions import draft, published
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/"


@pytest.fixture
def observation(officer):
    values = {"indicator": "usage_rate", "value": 85, "unit": "percent", "as_of": TODAY}
    return observations.record(application=ApplicationFactory(), values=values, by=officer, at=NOON)


def whole(answer):
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(whole(answer))).worksheets[0]


def send(api, content, name="报送.xlsx"):
    file = SimpleUploadedFile(name, content)
    return api.post(f"{API}imports/", {"file": file}, format="multipart")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_observations_come_back_unchanged(form, observation, officer_api):
    content = whole(officer_api.get(f"{API}observations/export.{form}"))

    answer = send(officer_api, content, f"指标.{form}").json()

    assert (answer["kind"], answer["summary"]["unchanged"]) == ("observations", 1)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_entries_come_back_unchanged(form, officer_api, officer):
    edition = draft(ApplicationFactory(), by=officer, task="建成", due_on=TODAY)
    content = whole(officer_api.get(f"{API}editions/{edition.code}/entries/export.{form}"))

    answer = send(officer_api, content, f"条目.{form}").json()

    assert (answer["kind"], answer["summary"]["unchanged"]) == ("edition_entries", 1)


def test_a_changed_value_is_carried_out(observation, officer_api):
    sheet = openpyxl.load_workbook(
        io.BytesIO(whole(officer_api.get(f"{API}observations/export.xlsx")))
    )
    names = [cell.value for cell in sheet.worksheets[0][2]]
    for name, value in {"value": 86.5, "reason": "抄录有误"}.items():
        sheet.worksheets[0].cell(3, names.index(name) + 1).value = value
    file = io.BytesIO()
    sheet.save(file)

    made = send(officer_api, file.getvalue()).json()
    done = officer_api.post(f"{API}imports/{made['id']}/apply/")

    assert done.json()["state"] == "applied"
    assert float(Observation.objects.get().value) == 86.5


def test_a_filter_narrows_what_is_sent(observation, officer_api):
    address = f"{API}observations/export.csv"
    assert whole(officer_api.get(f"{address}?indicator=cities")).count(b"\r\n") == 1
    assert whole(officer_api.get(f"{address}?indicator=usage_rate")).count(b"\r\n") == 2
    assert officer_api.get(f"{address}?indicator=lost").status_code == 400
    assert officer_api.get(f"{address}?page=1").status_code == 400


def test_nobody_outside_is_told_what_is_internal(observation, officer, client):
    internal = ApplicationFactory(visibility="internal")
    values = {"indicator": "usage_rate", "value": 1, "unit": "percent", "as_of": TODAY}
    observations.record(application=internal, values=values, by=officer, at=NOON)

    told = whole(client.get(f"{API}observations/export.csv")).decode()

    assert internal.code not in told
    assert observation.application.code in told


def test_of_a_draft_nobody_outside_learns(officer, client):
    edition = draft(ApplicationFactory(), by=officer)
    assert client.get(f"{API}editions/{edition.code}/entries/export.csv").status_code == 404


def test_of_a_published_edition_everybody_has_the_list(officer, client):
    one = ApplicationFactory()
    edition = published(one, by=officer, task="建成")
    told = whole(client.get(f"{API}editions/{edition.code}/entries/export.csv")).decode()
    assert one.code in told


def test_the_template_has_the_columns_and_no_row(officer_api, client):
    sheet = sheet_of(officer_api.get(f"{API}observations/template.xlsx"))

    assert [cell.value for cell in sheet[2]][:3] == ["id", "application", "application_name"]
    assert sheet.max_row == 2
    assert client.get(f"{API}observations/template.xlsx").status_code == 401


@pytest.mark.parametrize("rows", [1, 3])
def test_a_file_asks_no_more_for_more_rows(rows, officer, officer_api, django_assert_num_queries):
    for _ in range(rows):
        values = {"indicator": "usage_rate", "value": 1, "unit": "percent", "as_of": TODAY}
        observations.record(application=ApplicationFactory(), values=values, by=officer, at=NOON)
    with django_assert_num_queries(1):
        whole(officer_api.get(f"{API}observations/export.csv"))
