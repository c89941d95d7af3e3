"""A unit proposes, the office decides; and what a keyboard alone can do."""

import pytest

from reform_apps.models import Application, Organization, Proposal
from tests.admin.addresses import adding, changing, listing
from tests.browser.conftest import needs_chromium
from tests.factories import UserFactory
from tests.factories.users import PASSWORD

pytestmark = needs_chromium


@pytest.fixture
def at_the_unit(chromium, served):
    """A page on which an editor of the unit that leads 公平在线 has signed in."""
    unit = Organization.objects.first()
    Application.objects.filter(name="公平在线").update(organization=unit)
    UserFactory(username="unit", role="unit_editor", organization=unit)
    context = chromium.new_context(base_url=served, locale="zh-CN")
    page = context.new_page()
    page.goto("/admin/")
    page.fill("#id_username", "unit")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def test_a_unit_proposes_and_the_office_decides(at_the_unit, page, picture):
    application = Application.objects.get(name="公平在线")
    at_the_unit.goto(changing(application))
    at_the_unit.click(".transitions a[href*='/proposal/add/']")
    at_the_unit.wait_for_url("**/proposal/add/**")
    at_the_unit.fill("[name=name]", "公平在线（二期）")
    at_the_unit.select_option("[name=kind]", "platform")
    at_the_unit.fill("[name=reason]", "编办已批复更名")
    at_the_unit.click("#content-main .submit-row [type=submit]")
    at_the_unit.wait_for_selector(".messagelist .success")
    proposal = Proposal.objects.get()

    page.goto("/admin/")
    page.click("a[href*='/proposal/?state__exact=open']")
    page.wait_for_url("**state__exact=open**")
    picture("proposals")
    page.click("#result_list tbody th a")
    page.wait_for_selector("[name=kind-why]")
    picture("proposal")
    page.check("[name=kind-is][value=refused]")
    page.fill("[name=kind-why]", "仍属应用")
    page.click("#content-main .batch .submit-row [type=submit]")
    page.wait_for_selector(".messagelist .success")
    picture("decided")

    application.refresh_from_db()
    proposal.refresh_from_db()
    assert (application.name, application.kind) == ("公平在线（二期）", "application")
    assert proposal.decisions["kind"] == {"accepted": False, "reason": "仍属应用"}


def test_a_long_question_is_answered_by_typing(page, picture):
    page.goto(listing("application"))
    page.click("details.questions > summary")
    box = page.locator("select[name=region] + .select2-container .select2-search__field")
    box.focus()
    page.keyboard.type("杭州")
    page.wait_for_selector(".select2-results__option--highlighted")
    picture("typed")
    page.keyboard.press("Enter")
    page.locator("details.questions .ask [type=submit]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**region=**")
    assert "杭州" in page.locator(".answers").inner_text()


def test_a_letter_opens_the_choice_of_a_row(page):
    page.goto(adding("application"))
    page.locator("#id_system + .select2-container .select2-selection").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(".select2-container--open .select2-search__field")
    page.keyboard.type("数字政府")
    page.wait_for_selector(".select2-results__option--highlighted")
    page.keyboard.press("Enter")
    assert page.locator("#id_system + .select2-container").inner_text().strip("×\n ") != ""
    assert page.input_value("#id_system") != ""


def test_while_one_types_the_form_tells_who_may_be_building_it(page, picture):
    page.goto(adding("application"))
    assert page.locator("[data-alike]").is_hidden()
    page.fill("[name=name]", "浙里公平平台")
    page.wait_for_selector("[data-alike] li")
    picture("alike")
    assert "公平在线" in page.locator("[data-alike] li").first.inner_text()
    page.fill("[name=name]", "一件全然不同的事情")
    page.wait_for_selector("[data-alike]", state="hidden")
