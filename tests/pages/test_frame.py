"""What all pages have in common: who may read them, languages, policy, refusals."""

import re
from urllib.parse import quote

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.editions import published
from tests.factories import ApplicationFactory, SourceFactory

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def addresses():
    """One address of each page."""
    edition = published(ApplicationFactory(), code="S0")
    return [
        "/", f"/applications/{ApplicationFactory().code}/", f"/sources/{SourceFactory().code}/",
        "/editions/", f"/editions/{edition.code}/", f"/editions/{edition.code}/diff/", "/diff/",
        "/?as_of=2022-06-30",
    ]  # fmt: skip


def test_pages_ask_strangers_to_sign_in_where_reading_is_not_public(
    client, settings, reader, addresses
):
    settings.REGISTRY_PUBLIC_READ = False

    for address in addresses:
        answer = client.get(address)
        way = f"/admin/login/?next={quote(address)}"
        assert (answer.status_code, answer.url) == (302, way)

    client.force_login(reader)
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)


def test_pages_are_only_read(client, addresses):
    assert [client.post(address).status_code for address in addresses] == [405] * len(addresses)


def test_pages_hold_nothing_that_their_policy_forbids(client, addresses):
    for address in addresses:
        answer = client.get(address)
        shown = answer.content.decode()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|src=\"https?:", shown)


def test_pages_have_landmarks_and_one_heading(client, addresses):
    for address in addresses:
        shown = client.get(address).content.decode()
        assert '<a class="skip" href="#content">' in shown
        for tag in ("<header", "<nav", '<main id="content"', "<footer", "<title>"):
            assert tag in shown
        assert len(re.findall(r"<h1\b", shown)) == 1
        ids = re.findall(r'\sid="([^"]+)"', shown)
        assert len(ids) == len(set(ids))


def test_every_field_of_the_form_has_a_label(client):
    ApplicationFactory(complete=True)

    shown = client.get("/").content.decode()

    fields = re.findall(r'<(?:input|select) id="([^"]+)"', shown)
    assert len(fields) > 5
    assert set(fields) == set(re.findall(r'<label for="([^"]+)"', shown))


@pytest.mark.parametrize(
    ("wanted", "language"), [("", "zh-Hans"), ("en", "en"), ("fr", "zh-Hans"), ("zh-CN", "zh-Hans")]
)
def test_language_is_negotiated(wanted, language, client):
    shown = client.get("/", headers={"accept-language": wanted}).content.decode()

    assert f'<html lang="{language}">' in shown


def test_language_can_be_switched_and_leads_back(client):
    answer = client.post("/i18n/setlang/", {"language": "en", "next": "/?status=online"})

    assert (answer.status_code, answer.url) == (302, "/?status=online")
    shown = client.get("/").content.decode()
    assert '<html lang="en">' in shown
    assert 'value="en" lang="en" aria-current="true">English</button>' in shown
    assert 'lang="zh-Hans">简体中文</button>' in shown


def test_source_shows_its_citation_note(client):
    source = SourceFactory(title="", publisher="某报", note="引用时写行号。")

    shown = client.get(f"/sources/{source.code}/", headers=ENGLISH).content.decode()

    assert "<h1>某报</h1>" in shown
    assert "引用时写行号。" in shown
    assert "not stated" in shown
    assert client.get("/sources/nowhere/").status_code == 404


def test_a_missing_page_is_refused_in_the_language_of_the_visitor(client):
    english = client.get("/nowhere/", headers=ENGLISH)
    chinese = client.get("/nowhere/")

    assert (english.status_code, chinese.status_code) == (404, 404)
    assert '<html lang="en">' in english.content.decode()
    assert "Nothing stands here" in english.content.decode()
    assert '<html lang="zh-Hans">' in chinese.content.decode()


def test_a_form_that_cannot_be_verified_is_refused():
    answer = Client(enforce_csrf_checks=True).post("/i18n/setlang/", headers=ENGLISH)

    assert answer.status_code == 403
    assert "The form could not be verified" in answer.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html"])
def test_refusals_need_no_request(template):
    shown = render_to_string(template)

    assert "<h1" in shown
    assert "csrf" not in shown


def test_a_failure_is_told_in_both_languages_without_tags_or_context():
    shown = render_to_string("500.html")

    assert shown.startswith("<!doctype html>")
    assert "服务器出错" in shown
    assert "Something went wrong here" in shown
