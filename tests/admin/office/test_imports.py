"""Files in the admin: sent, looked at, had back marked, carried out."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reform_apps.exchange.imports import carrying
from reform_apps.models import Application, ImportBatch, ImportState
from tests.admin.addresses import adding, errors_of, listing, told
from tests.clock import NOON
from tests.editions import draft
from tests.exchange.imports.conftest import Book, exported
from tests.factories import ApplicationFactory, UserFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}
SEND = adding("importbatch")
FAULTY = "名称,类别\n浙里新事,轮船\n".encode()


def address(name, batch):
    return reverse(f"admin:reform_apps_importbatch_{name}", args=[batch.pk])


def send(client, content, name="报送.csv"):
    return client.post(SEND, {"file": SimpleUploadedFile(name, content)}, follow=True)


def planned(by, content=FAULTY, name="报送.csv"):
    return carrying.upload(file_name=name, content=content, by=by, at=NOON)


def amending(officer, *rows):
    """Write a workbook in which these applications have another summary."""
    book = Book(exported(officer))
    for row in rows:
        book.set(row.code, summary="改写的一句")
    return book.content()


@pytest.fixture
def unit_editor():
    return UserFactory(role="unit_editor", is_staff=True)


class TestSent:
    def test_what_it_would_do_is_shown_and_nothing_is_written(self, at_the_office, officer):
        row = ApplicationFactory(summary="原来的一句")

        page = send(at_the_office, amending(officer, row), "报送.xlsx")

        assert page.status_code == 200
        assert "原来的一句" in page.content.decode()
        assert "改写的一句" in page.content.decode()
        row.refresh_from_db()
        assert row.summary == "原来的一句"

    def test_problems_name_row_and_column(self, at_the_office):
        page = send(at_the_office, FAULTY).content.decode()

        assert "轮船" in page
        assert "类别" in page
        assert "下载标注后的工作簿" in page
        assert "执行导入" not in page

    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"PK\x03\x04 broken", "a.xlsx"),
            (b"\x00\x01\x02", "a.csv"),
            (b"", "empty.csv"),
            (FAULTY, "n" * 300 + ".csv"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1locked", "secret.xlsx"),
        ],
    )
    def test_what_cannot_be_read_is_said_in_the_form(self, content, name, at_the_office):
        page = send(at_the_office, content, name)

        if page.status_code == 200:  # it could be read after all: not the name that was too long
            assert ImportBatch.objects.get().file_name != name
        else:
            assert page.status_code == 400
            assert errors_of(page)["file"]
            assert not ImportBatch.objects.exists()

    def test_no_file_is_asked_for_again(self, at_the_office):
        page = at_the_office.post(SEND)

        assert page.status_code == 400
        assert errors_of(page)["file"]

    def test_readers_send_nothing(self, client):
        client.force_login(UserFactory(role="reader", is_staff=True))

        assert send(client, FAULTY).status_code == 403
        assert client.get(SEND).status_code == 403
        assert client.get(reverse("admin:reform_apps_importbatch_template")).status_code == 403


class TestHadBack:
    def test_marked(self, at_the_office, officer):
        answer = at_the_office.get(address("workbook", planned(officer)))

        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert sheet["B2"].fill.start_color.rgb == "00FFC7CE"
        assert "轮船" in sheet["B2"].comment.text

    def test_the_template_is_one(self, at_the_office):
        answer = at_the_office.get(reverse("admin:reform_apps_importbatch_template"))

        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
        assert "name" in [cell.value for cell in sheet[2]]


class TestCarriedOut:
    def test_as_it_was_shown(self, at_the_office, officer):
        row = ApplicationFactory(summary="原来的一句")
        batch = planned(officer, amending(officer, row), "报送.xlsx")

        page = at_the_office.post(address("apply", batch), follow=True)

        assert told(page) == ["导入已执行：新增 0 条，变更 1 条。"]
        row.refresh_from_db()
        assert row.summary == "改写的一句"
        entry = row.journal.order_by("version").last()
        assert entry.changes["import_batch"][1]["id"] == batch.pk
        assert "执行导入" not in page.content.decode()

    def test_not_while_problems_stand(self, at_the_office, officer):
        batch = planned(officer)

        page = at_the_office.post(address("apply", batch), follow=True, headers=ENGLISH)

        assert told(page) == ["Nothing was carried out: 1 problems stand."]
        assert not Application.objects.exists()

    def test_not_twice(self, at_the_office, officer):
        content = amending(officer, ApplicationFactory())
        first, second = planned(officer, content), planned(officer, content)
        at_the_office.post(address("apply", first))

        page = at_the_office.get(address("change", second)).content.decode()
        again = at_the_office.post(address("apply", second), follow=True)

        assert address("change", first) in page
        assert address("apply", second) not in page
        assert len(told(again)) == 1
        second.refresh_from_db()
        assert second.state == ImportState.PLANNED

    def test_only_by_sending_a_form(self, at_the_office, officer):
        assert at_the_office.get(address("apply", planned(officer))).status_code == 405


class TestSeen:
    def test_the_office_sees_all(self, at_the_office, unit_editor):
        planned(unit_editor)

        assert "报送.csv" in at_the_office.get(listing("importbatch")).content.decode()

    @pytest.mark.parametrize("name", ["change", "workbook", "apply"])
    def test_others_see_their_own(self, name, client, officer, unit_editor):
        own, foreign = planned(unit_editor), planned(officer, name="别人.csv")
        client.force_login(unit_editor)
        ask = client.post if name == "apply" else client.get

        assert "别人.csv" not in client.get(listing("importbatch")).content.decode()
        assert ask(address(name, foreign)).status_code == 404
        assert ask(address(name, own)).status_code in (200, 302)

    @pytest.mark.parametrize("key", ["0", "999999", "9" * 30])
    def test_what_is_not_there(self, key, at_the_office):
        for page in ("change", "workbook"):
            assert at_the_office.get(f"{listing('importbatch')}{key}/{page}/").status_code == 404

    def test_queries_do_not_grow_with_rows(self, at_the_office, officer):
        rows = ApplicationFactory.create_batch(3)
        counts = []
        for some in (rows[:1], rows):
            batch = planned(officer, amending(officer, *some))
            at_the_office.get(address("change", batch))
            with CaptureQueriesContext(connection) as asked:
                at_the_office.get(address("change", batch))
            counts.append(len(asked))

        assert counts[0] == counts[1]

    def test_links_from_the_list_of_applications(self, at_the_office):
        page = at_the_office.get(listing("application"), {"status": "online"}).content.decode()

        assert listing("importbatch") in page
        assert f"{reverse('api:export-xlsx')}?status=online" in page


def test_a_table_of_observations_is_shown_with_its_kind(at_the_office):
    content = b"indicator,value,unit,as_of\ncities,11,count,2022-06-30\n"

    page = send(at_the_office, content, "指标.csv")

    batch = ImportBatch.objects.get()
    assert (batch.kind, batch.to_add) == ("observations", 1)
    assert "全省" in page.content.decode()


def test_the_page_to_send_offers_every_template(at_the_office, officer):
    edition = draft(by=officer)

    page = at_the_office.get(adding("importbatch")).content.decode()

    assert reverse("api:observations-template") in page
    assert reverse("api:edition-entries-xlsx", args=[edition.code]) in page
