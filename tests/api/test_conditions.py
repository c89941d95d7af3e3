"""Lists and facets that have not changed are not sent again, nor made."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from reform_apps.models import Indicator, Organization, Tally
from reform_apps.operations import applications, observations
from tests.clock import NOON, TODAY
from tests.factories import ApplicationFactory, OrganizationFactory, SourceFactory

pytestmark = pytest.mark.django_db
LIST = "/api/v1/applications/"
ADDRESSES = [LIST, f"{LIST}?status=planning&page_size=2", f"{LIST}?cursor=", f"{LIST}facets/"]


def tag(api, url=LIST, **headers):
    return api.get(url, headers=headers)["ETag"]


def again(api, known, url=LIST, **headers):
    return api.get(url, headers={"If-None-Match": known} | headers)


@pytest.fixture
def application():
    OrganizationFactory(code="unit", name="旧名")
    return ApplicationFactory(organization=Organization.objects.get(code="unit"))


@pytest.mark.parametrize("url", ADDRESSES)
def test_what_is_unchanged_costs_one_statement(
    url, application, visitor_api, django_assert_num_queries
):
    known = tag(visitor_api, url)

    with django_assert_num_queries(1):
        answer = again(visitor_api, known, url)

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", known)
    assert again(visitor_api, f'"other", W/{known}', url).status_code == 304


def _act(application, officer):
    changes = {"summary": "改过"}
    applications.amend(application=application, changes=changes, version=1, by=officer, at=NOON)


def _act_on_another(application, officer):
    applications.register(particulars={"name": "另一个"}, by=officer, at=NOON)


def _rename(application, officer):
    Organization.objects.filter(code="unit").update(name="新名")


def _record_a_figure_of_the_province(application, officer):
    observations.record(
        values={
            "indicator": Indicator.objects.get(code="cities"), "value": 11, "unit": "count",
            "basis": "stated", "source": SourceFactory().code, "locator": "L1", "as_of": TODAY,
        },
        by=officer,
        at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize("url", ADDRESSES)
@pytest.mark.parametrize(
    "change", [_act, _act_on_another, _rename, _record_a_figure_of_the_province]
)
def test_whatever_is_written_is_told(change, url, application, officer, visitor_api):
    known = tag(visitor_api, url)

    change(application, officer)

    answer = again(visitor_api, known, url)
    assert answer.status_code == 200
    assert answer["ETag"] != known
    assert again(visitor_api, answer["ETag"], url).status_code == 304


def test_a_new_name_is_shown_at_once(application, officer, visitor_api):
    assert visitor_api.get(LIST).json()["results"][0]["organization"]["name"] == "旧名"

    _rename(application, officer)

    for url in (LIST, f"{LIST}?organization=unit"):
        assert visitor_api.get(url).json()["results"][0]["organization"]["name"] == "新名"
    shown = visitor_api.get(f"{LIST}{application.code}/").json()
    assert shown["organization"]["name"] == "新名"


def test_another_question_has_another_tag(application, visitor_api, officer_api):
    known = tag(visitor_api)

    assert again(visitor_api, known, f"{LIST}?page_size=2").status_code == 200
    assert again(visitor_api, known, f"{LIST}?colour=red").status_code == 400
    assert again(officer_api, known).status_code == 200
    assert again(visitor_api, known, **{"Accept-Language": "en"}).status_code == 200
    assert again(visitor_api, known, Accept="application/json; indent=2").status_code == 200
    assert again(visitor_api, "*").status_code == 200


def test_tomorrow_is_another_day(application, visitor_api, time_machine):
    known = tag(visitor_api)

    time_machine.move_to(timezone.now() + timedelta(days=1))

    assert again(visitor_api, known).status_code == 200


def test_ones_own_have_no_tag(application, officer_api):
    assert "ETag" not in officer_api.get(f"{LIST}?mine=true")


def test_an_application_is_known_before_it_is_read(
    application, visitor_api, django_assert_num_queries
):
    url = f"{LIST}{application.code}/"
    known = tag(visitor_api, url)

    with django_assert_num_queries(2):  # the revision and the row
        assert again(visitor_api, known, url).status_code == 304


def test_a_merged_one_is_another_when_its_successor_is(officer, visitor_api):
    target = ApplicationFactory(name="去处")
    url = f"{LIST}{ApplicationFactory(status='merged', merged_into=target).code}/"
    known = tag(visitor_api, url)

    changes = {"name": "新去处"}
    applications.amend(application=target, changes=changes, version=1, by=officer, at=NOON)

    answer = again(visitor_api, known, url)
    assert (answer.status_code, answer.json()["successor"]["name"]) == (200, "新去处")


def test_a_compressed_answer_is_known_too(visitor_api):
    ApplicationFactory.create_batch(20, summary="健康监测与预警" * 20)
    packed = visitor_api.get(LIST, headers={"Accept-Encoding": "gzip"})
    plain = visitor_api.get(LIST)

    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) * 4 < len(plain.content)
    assert packed["ETag"] == f"W/{plain['ETag']}"
    assert again(visitor_api, packed["ETag"], **{"Accept-Encoding": "gzip"}).status_code == 304


def test_what_was_put_right_is_sent_again(application, visitor_api):
    url = f"{LIST}facets/"
    Tally.objects.all().delete()
    known = tag(visitor_api, url)

    call_command("rebuild_states", "--all", stdout=io.StringIO())

    answer = again(visitor_api, known, url)
    assert (answer.status_code, answer.json()["count"]) == (200, 1)


def test_a_workbook_is_not_packed_twice(visitor_api):
    ApplicationFactory.create_batch(20)
    answer = visitor_api.get(f"{LIST}export.xlsx", headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in answer
    answer.close()


@pytest.mark.parametrize("name", ["ordering", "fields", "status", "organization"])
def test_five_hundred_values_are_refused(name, visitor_api):
    answer = visitor_api.get(f"{LIST}?{name}={','.join(['code'] * 500)}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0] == {
        "code": "too_many", "detail": "至多 100 个值。", "attr": name,
    }  # fmt: skip
