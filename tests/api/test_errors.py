"""One shape for every refusal, and never a failure."""

import pytest

from reform_apps.models import Application
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/applications/"


def post(api, body, content_type="application/json", path=LIST):
    return api.generic("POST", path, body, content_type=content_type)


def faults(answer):
    assert set(answer.json()) == {"type", "errors"}
    assert all(set(error) == {"code", "detail", "attr"} for error in answer.json()["errors"])
    return [(error["attr"], error["code"]) for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"{]", b'{"name": "a",}', b"\xff\xfe", b'{"name": "\xff"}', b"{'name': 'a'}", b"nul",
        b'{"name": NaN}', b'{"name": Infinity}', b'{"name": -Infinity}', b'{"name": 1e999}',
        b'{"name": "\\ud800"}', b'{"\\udfff": 1}', b'{"kind": "\\ud800"}', b'{"name": "\x01"}',
        b'{"name": "a", "name": "b"}', b'{"aliases": [{"name": "a", "name": "b"}]}',
        b'{"name": "\\x"}', b"\xef\xbb\xbf{}", b"[" * 100_000, b'{"a":' * 100_000,
        b'{"name": ' + b"9" * 5000 + b"}",
    ],
    ids=range(22),
)  # fmt: skip
def test_what_is_not_json(body, officer_api):
    answer = post(officer_api, body)

    assert (answer.status_code, faults(answer)) == (400, [(None, "parse_error")])


@pytest.mark.parametrize("body", [b"[]", b'"a"', b"1", b"null", b"true", b'[{"name": "a"}]'])
def test_what_is_no_object(body, officer_api):
    answer = post(officer_api, body)

    assert (answer.status_code, len(faults(answer))) == (400, 1)
    assert faults(answer)[0][0] == "non_field_errors"


@pytest.mark.parametrize("depth", [10, 500, 900])
def test_what_is_nested_deeply(depth, officer_api):
    for sent in (b'{"name": %s}', b'{"aliases": %s}', b'{"name": "ab", "x": %s}'):
        answer = post(officer_api, sent % (b"[" * depth + b"]" * depth))
        assert answer.status_code == 400


def test_half_a_character_may_come_in_two(officer_api):
    answer = post(officer_api, rb'{"name": "\ud83d\ude00\u5e94\u7528"}')

    assert (answer.status_code, answer.json()["name"]) == (201, "😀应用")


def test_an_empty_body_is_not_json(officer_api):
    answer = post(officer_api, b"")

    assert (answer.status_code, Application.objects.count()) == (400, 0)


def test_a_body_that_is_too_large(officer_api, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = post(officer_api, b'{"summary": "%s"}' % (b"a" * 1000))

    assert (answer.status_code, faults(answer)) == (413, [(None, "too_large")])


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense",
                     "application/x-www-form-urlencoded", "application/octet-stream"],
)  # fmt: skip
def test_what_is_no_json_by_its_own_word(content_type, officer_api):
    answer = post(officer_api, b"name=a", content_type)

    assert (answer.status_code, faults(answer)) == (415, [(None, "unsupported_media_type")])


@pytest.mark.parametrize("charset", ["utf-8", "latin-1", "utf-16", "nonsense"])
def test_json_is_in_utf_8_whatever_is_said(charset, officer_api):
    content_type = f"application/json; charset={charset}"

    answer = post(officer_api, '{"name": "办事应用"}'.encode(), content_type)

    assert (answer.status_code, answer.json()["name"]) == (201, "办事应用")


@pytest.mark.parametrize("accept", ["application/xml", "text/html", "image/png"])
def test_an_answer_that_there_is_not(accept, visitor_api):
    answer = visitor_api.get(LIST, headers={"Accept": accept})

    assert (answer.status_code, faults(answer)) == (406, [(None, "not_acceptable")])


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/v1/", "/api/v2/applications/", "/api/v1/nothing/", "/api/v1/nothing",
     "/api/v1/applications/zj-0001/", "/api/v1/applications/ZJ-0001/nothing/",
     "/api/v1/applications/%00/", "/api/v1/applications/%ED%A0%80/", "/api/v1/applications/ZJ-1/"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_an_address_that_there_is_not(method, path, visitor_api):
    answer = getattr(visitor_api, method)(path)

    assert (answer.status_code, faults(answer)) == (404, [(None, "not_found")])
    assert answer["Content-Type"] == "application/json"


def test_a_write_is_not_sent_on_to_the_address_with_a_slash(officer_api):
    answer = officer_api.post(LIST.rstrip("/"), {"name": "办事应用"})

    assert (answer.status_code, faults(answer)) == (404, [(None, "not_found")])


def test_a_failure_has_the_same_shape(visitor_api, monkeypatch):
    def fail(*args):
        raise RuntimeError("told to nobody")

    monkeypatch.setattr("reform_apps.queries.facets.counts", fail)
    visitor_api.raise_request_exception = False

    answer = visitor_api.get(f"{LIST}facets/")

    assert (answer.status_code, answer.json()["type"]) == (500, "server_error")
    assert "told to nobody" not in answer.content.decode()


@pytest.mark.parametrize(("language", "detail"), [("en", "Unknown parameter."), ("zh-hans", None)])
def test_a_refusal_is_in_the_language_that_is_asked_for(language, detail, visitor_api):
    answer = visitor_api.get(f"{LIST}?colour=red", headers={"Accept-Language": language})

    assert answer["Content-Language"] == language
    told = answer.json()["errors"][0]["detail"]
    assert told == detail or (detail is None and told != "Unknown parameter.")


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_a_method_that_there_is_not(method, visitor_api):
    answer = visitor_api.generic(method.upper(), LIST)

    assert (answer.status_code, faults(answer)) == (405, [(None, "method_not_allowed")])
    assert answer["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    "query",
    ["search=%00", "search=%ED%A0%80", "search=%F0%9F%98%80", "search=%27%22%3B--", "search=%5C",
     "status=%00", "%00=1", "a%00b=1", "&&&", "=", "==", "%", "search=%", "%FF=%FF",
     "system=%F0%9F%98%80", "ordering=%00", "fields=%00", "page=%00", "updated_since=%00",
     "online_after=%00", "has_system=%00", "search=" + "%E4%BA%BA" * 200],
)  # fmt: skip
def test_no_question_makes_it_fail(query, visitor_api):
    ApplicationFactory()

    assert visitor_api.get(f"{LIST}?{query}").status_code in (200, 400)
