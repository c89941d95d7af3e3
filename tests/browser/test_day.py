"""A clerk's day in the admin, in Chinese, by browser alone."""

from pathlib import Path

from reform_apps.models import Application
from reform_apps.rules.lifecycle import Status
from tests.admin.addresses import changing, listing
from tests.browser.conftest import needs_chromium
from tests.exchange.imports.conftest import Book

pytestmark = needs_chromium


def test_filter_edit_and_make_a_transition(page, picture):
    page.goto(listing("application"))
    picture("list")
    page.fill("input[name=search]", "gpzx")
    page.press("input[name=search]", "Enter")
    page.wait_for_url("**search=gpzx**")
    assert page.locator("#result_list tbody tr").count() == 1
    page.click("#result_list tbody th a")
    page.wait_for_selector("[name=summary]")
    page.fill("[name=summary]", "市场主体公平竞争的统一入口")
    page.fill("[name=reason]", "单位来函补正")
    picture("form")
    page.click("input[name=_continue]")
    page.wait_for_selector(".messagelist .success")
    assert Application.objects.get(name="公平在线").summary == "市场主体公平竞争的统一入口"

    planned = Application.objects.get(name="浙有善育")
    page.goto(changing(planned))
    blocked = page.locator(".standing .blocked .reason").all_inner_texts()
    assert blocked
    page.click(".standing .transitions a[href$='/baseline/']")
    page.wait_for_selector("[name=to_status]")
    picture("transition")
    page.select_option("[name=to_status]", Status.BUILDING)
    page.fill("[name=reason]", "已由单位确认")
    page.click("#content-main .submit-row [type=submit]")
    page.wait_for_selector(".messagelist .success")
    picture("moved")
    planned.refresh_from_db()
    assert planned.status == Status.BUILDING


def test_send_a_faulty_workbook_then_the_mended_one(page, picture, tmp_path):
    page.goto(listing("application"))
    with page.expect_download() as export:
        page.click(".object-tools a[href*='export.xlsx']")
    book = Book(Path(export.value.path()).read_bytes())
    code = Application.objects.get(name="浙有善育").code
    book.set(code, system="没有的系统", summary="覆盖托育服务全过程")
    faulty, mended = tmp_path / "报送.xlsx", tmp_path / "报送(改).xlsx"
    faulty.write_bytes(book.content())

    page.click(".object-tools a[href$='/importbatch/']")
    page.wait_for_url("**/importbatch/")
    page.click(".object-tools a.addlink")
    page.wait_for_selector("input[type=file]")
    picture("send")
    page.set_input_files("input[type=file]", faulty)
    page.click("#content-main .submit-row [type=submit]")
    page.wait_for_selector("#problems-heading")
    picture("problems")
    with page.expect_download() as marked:
        page.click("#content-main a[href$='/workbook/']")
    book = Book(Path(marked.value.path()).read_bytes())
    assert "没有的系统" in book.cell(code, "system").comment.text

    book.set(code, system="society")
    mended.write_bytes(book.content())
    page.click("#content-main .buttons a[href$='/add/']")
    page.wait_for_selector("input[type=file]")
    page.set_input_files("input[type=file]", mended)
    page.click("#content-main .submit-row [type=submit]")
    page.wait_for_selector("#lines-heading")
    picture("plan")
    page.click("#content-main .submit-row [type=submit]")
    page.wait_for_selector(".messagelist .success")
    picture("carried-out")
    assert Application.objects.get(code=code).summary == "覆盖托育服务全过程"
