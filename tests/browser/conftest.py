"""A browser, and a registry for it to look at; skipped with a clear word where there is none."""

import os
import shutil

import pytest
from django.core.management import call_command
from django.db import connections
from pytest_django.live_server_helper import LiveServer

from tests.factories import UserFactory
from tests.factories.users import PASSWORD

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
WIDE, NARROW = 1440, 390

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="There is no Chromium on this machine (Debian: apt install chromium)."
)


@pytest.fixture
def served(real_transactions, monkeypatch):
    """Serve the seeded ledger; a clerk of the reform office may sign in."""
    # Playwright keeps a loop of events in this thread, which is no reason to refuse the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    call_command("seed_ledger")
    UserFactory(username="clerk", role="reform_office")
    server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def chromium(served):
    """Start the system's Chromium, for one test: its loop of events would be in others' way."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is missing: pip install -r requirements-dev.txt"
    )
    with playwright.sync_playwright() as started:
        # Containers give a browser neither a sandbox nor much shared memory.
        browser = started.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()
        # Beside a loop of events Django keeps a connection of its own, which nobody else closes.
        connections.close_all()


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(request, chromium, served):
    """A page on which the clerk has signed in, in Chinese; broken scripts fail the test."""
    context = chromium.new_context(
        base_url=served, locale="zh-CN", viewport={"width": request.param, "height": 900}
    )
    page, broken = context.new_page(), []
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto("/admin/")
    page.fill("#id_username", "clerk")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/admin/")
    yield page
    context.close()
    assert broken == []


@pytest.fixture
def picture(page, request):
    """Keep a picture of the page where REGISTRY_PICTURES names a folder."""

    def keep(name):
        folder = os.environ.get("REGISTRY_PICTURES")
        if folder:
            width = page.viewport_size["width"]
            page.screenshot(path=f"{folder}/{width}-{name}.png", full_page=True)

    return keep
