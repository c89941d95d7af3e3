"""One step, or one change, for many applications that were ticked in the list."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reform_apps.operations import applications
from reform_apps.rules.lifecycle import Status, Transition
from tests.admin.addresses import errors_of, form_of, listing, told
from tests.clock import NOON
from tests.factories import ApplicationFactory, OrganizationFactory, RunwayFactory

ENGLISH = {"accept-language": "en"}
LIST = listing("application")
TODAY = "2022-06-30"


def batch(page, rows, **named):
    keys = ",".join(str(row.pk) for row in rows)
    asked = "&".join(f"{name}={value}" for name, value in {"ids": keys, **named}.items())
    return f"{reverse(f'admin:reform_apps_application_batch_{page}')}?{asked}"


def ticked(*rows):
    return [f"{row.pk}:{row.version}" for row in rows]


def statuses(rows):
    for row in rows:
        row.refresh_from_db()
    return [row.status for row in rows]


@pytest.fixture
def online(db):
    """Two applications that are online."""
    return ApplicationFactory.create_batch(2, complete=True, status=Status.ONLINE)


class TestOpened:
    @pytest.mark.parametrize(
        ("action", "page"), [("make_a_transition", "transitions"), ("change_one_field", "change")]
    )
    def test_from_the_list_as_it_was_asked(self, action, page, at_the_office, online):
        sent = {"action": action, "_selected_action": [row.pk for row in online]}

        answer = at_the_office.post(f"{LIST}?status=online&search=", sent)

        address = urlsplit(answer["Location"])
        assert address.path == urlsplit(batch(page, online)).path
        assert parse_qs(address.query)["ids"] == [",".join(str(row.pk) for row in online)]
        shown = at_the_office.get(answer["Location"])
        assert shown.context["back"] == f"{LIST}?status=online&search="

    def test_with_no_more_than_two_hundred(self, at_the_office, monkeypatch, online):
        for place in ("batches", "selections"):
            monkeypatch.setattr(f"reform_apps.admin.office.{place}.MOST_AT_ONCE", 1)
        sent = {"action": "make_a_transition", "_selected_action": [row.pk for row in online]}

        answer = at_the_office.post(LIST, sent, follow=True, headers=ENGLISH)
        assert told(answer) == ["At most 1 at once."]
        answer = at_the_office.get(batch("change", online), follow=True, headers=ENGLISH)
        assert told(answer) == ["At most 1 at once."]

    @pytest.mark.parametrize("page", ["transitions", "change"])
    def test_not_for_readers(self, page, as_reader, online):
        assert as_reader.get(batch(page, online)).status_code == 403
        assert "make_a_transition" not in as_reader.get(LIST).content.decode()

    @pytest.mark.parametrize("ids", ["", "x", "-1", "9" * 400, "%00", "1,,2", "99999999"])
    @pytest.mark.parametrize("page", ["transitions", "change"])
    def test_not_of_nothing(self, page, ids, at_the_office):
        answer = at_the_office.get(batch(page, [], ids=ids))

        assert (answer.status_code, answer["Location"]) == (302, LIST)


class TestTransitions:
    def test_the_table_is_offered_with_how_many_could(self, at_the_office, online):
        rows = [*online, ApplicationFactory(status=Status.PLANNING)]

        page = at_the_office.get(batch("transitions", rows))

        counted = {choice["value"]: choice["open"] for choice in page.context["choices"]}
        assert list(counted) == Transition.values
        assert {name: n for name, n in counted.items() if n} == {
            "suspend": 2, "merge": 2, "retire": 2, "terminate": 1,
        }  # fmt: skip
        assert page.context["form"] is None

    def test_each_row_is_open_or_says_why_not(self, at_the_office, online):
        planned = ApplicationFactory(status=Status.PLANNING)

        page = at_the_office.get(batch("transitions", [*online, planned], transition="suspend"))

        lines = {line["row"].pk: line["reasons"] for line in page.context["lines"]}
        assert [lines[row.pk] for row in online] == [[], []]
        assert lines[planned.pk][0] in page.content.decode()
        assert set(form_of(page).fields) == {"reason", "evidence", "effective_on"}
        boxes = [f'value="{each}" checked' in page.content.decode() for each in ticked(*online)]
        assert boxes == [True, True]
        assert f'value="{planned.pk}:1"' not in page.content.decode()

    def test_inputs_are_typed_once_and_each_makes_its_own_act(self, at_the_office, officer):
        rows = ApplicationFactory.create_batch(2, complete=True, status=Status.TRIAL)
        sent = {"online_on": TODAY, "evidence": "文号", "row": ticked(*rows)}

        answer = at_the_office.post(
            batch("transitions", rows, transition="go_online", _changelist_filters="kind%3Dportal"),
            sent,
        )

        assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?kind=portal")
        assert statuses(rows) == ["online", "online"]
        entries = [row.journal.get(version=2) for row in rows]
        assert {(e.transition, e.evidence, e.by) for e in entries} == {
            ("go_online", "文号", officer)
        }
        assert LogEntry.objects.count() == 2

    def test_only_the_ticked_make_it(self, at_the_office, online):
        sent = {"reason": "检修", "row": ticked(online[1])}

        at_the_office.post(batch("transitions", online, transition="suspend"), sent)

        assert statuses(online) == ["online", "suspended"]

    @pytest.mark.parametrize(
        ("change", "blamed"),
        [
            ({"reason": ""}, "reason"),
            ({"effective_on": "2999-01-01"}, "effective_on"),
            ({"effective_on": "2022-02-31"}, "effective_on"),
            ({"row": []}, "__all__"),
            ({"row": ["x", "1", "0:0", "9:" + "9" * 99]}, "__all__"),
        ],
    )
    def test_what_is_wrong_for_all_is_said_at_its_field(
        self, change, blamed, at_the_office, online
    ):
        sent = {"reason": "检修", "row": ticked(*online)} | change

        answer = at_the_office.post(batch("transitions", online, transition="suspend"), sent)

        assert list(errors_of(answer)) == [blamed]
        assert statuses(online) == ["online", "online"]

    def test_what_fails_meanwhile_is_listed_and_the_others_stand(
        self, at_the_office, officer, online
    ):
        sent = {"reason": "写了很久", "row": ticked(*online)}
        applications.amend(
            application=online[0], changes={"summary": "新"}, version=1, by=officer, at=NOON
        )

        answer = at_the_office.post(
            batch("transitions", online, transition="suspend"), sent, headers=ENGLISH
        )

        assert statuses(online) == ["online", "suspended"]
        (line,) = answer.context["lines"]
        assert (line["row"], line["reasons"]) == (online[0], [])
        assert "has changed since you read it" in line["refused"][0]
        assert form_of(answer)["reason"].value() == "写了很久"
        assert f'value="{online[0].pk}:2" checked' in answer.content.decode()

    def test_what_is_not_theirs_is_not_open(self, as_editor, editor):
        own, other = (
            ApplicationFactory(organization=unit, status=Status.APPROVED)
            for unit in (editor.organization, OrganizationFactory())
        )
        address = batch("transitions", [own, other], transition="start_building")

        lines = as_editor.get(address).context["lines"]
        assert [bool(line["reasons"]) for line in lines] == [False, True]
        as_editor.post(address, {"row": ticked(own, other)})

        assert statuses([own, other]) == ["building", "approved"]

    def test_a_transition_that_does_not_exist_is_not_offered(self, at_the_office, online):
        page = at_the_office.get(batch("transitions", online, transition="delete"))

        assert page.context["form"] is None

    @pytest.mark.parametrize("step", Transition.values)
    def test_every_transition_has_a_page(self, step, at_the_office, online):
        page = at_the_office.get(batch("transitions", online, transition=step))

        assert page.status_code == 200
        assert page.context["lines"]

    def test_the_page_costs_the_same_for_any_number(self, at_the_office):
        costs = []
        for length in (1, 3):
            rows = ApplicationFactory.create_batch(length, complete=True, status=Status.ONLINE)
            with CaptureQueriesContext(connection) as statements:
                at_the_office.get(batch("transitions", rows, transition="suspend"))
            costs.append(len(statements))

        assert costs[0] == costs[1]


class TestChange:
    def test_a_field_is_chosen_among_those_that_are_theirs(self, at_the_office, as_editor, online):
        address = batch("change", online)

        def offered(client):
            page = client.get(address)
            choices = [url.rpartition("=")[2] for _label, url in page.context["choices"]]
            return choices, page.context["form"]

        everything, form = offered(at_the_office)
        assert {"name", "aliases", "irs_code"} & set(everything) == set()
        assert len(everything) == 13
        assert form is None
        assert offered(as_editor)[0] == ["name_en", "summary", "reform", "terminals", "front_ends"]

    @pytest.mark.parametrize(
        "field",
        ["name_en", "kind", "scope", "summary", "reform", "system", "runway", "organization",
         "origin_region", "terminals", "front_ends", "online_on", "visibility"],
    )  # fmt: skip
    def test_every_field_can_be_typed_and_previewed(self, field, at_the_office, online):
        address = batch("change", online, field=field)
        page = at_the_office.get(address)
        sent = {"reason": "更正", "row": ticked(*online), "wish": "preview"}
        if field in ("kind", "visibility"):
            sent[field] = form_of(page).fields[field].choices[-1][0]

        answer = at_the_office.post(address, sent)

        assert list(form_of(page).fields) == [field, "reason", "evidence", "effective_on"]
        assert errors_of(answer) == {}
        assert len(answer.context["preview"]) == 2

    @pytest.mark.parametrize("field", ["name", "aliases", "irs_code", "status", "x"])
    def test_other_fields_are_not_offered(self, field, at_the_office, online):
        page = at_the_office.get(batch("change", online, field=field))

        assert page.context["form"] is None

    def test_it_is_previewed_and_then_written(self, at_the_office, officer, online):
        unit = OrganizationFactory(name="某某厅")
        address = batch("change", online, field="organization")
        sent = {"organization": unit.pk, "reason": "机构改革", "row": ticked(*online)}

        shown = at_the_office.post(address, sent | {"wish": "preview"})
        assert [row.journal.count() for row in online] == [1, 1]
        assert [line["changes"][0].after for line in shown.context["preview"]] == [["某某厅"]] * 2
        assert (shown.context["moving"], shown.context["refused"]) == (2, 0)
        text = shown.content.decode()
        assert f'type="hidden" name="organization" value="{unit.pk}"' in text
        assert [f'name="row" value="{each}"' in text for each in ticked(*online)] == [True, True]

        answer = at_the_office.post(address, sent | {"wish": "write"})

        assert (answer.status_code, answer["Location"]) == (302, LIST)
        entries = [row.journal.get(version=2) for row in online]
        assert {(e.verb, e.reason, e.by) for e in entries} == {("amend", "机构改革", officer)}
        assert [set(e.changes) for e in entries] == [{"organization", "basis"}] * 2
        assert LogEntry.objects.count() == 2

    def test_lists_of_words_survive_the_preview(self, at_the_office, online):
        address = batch("change", online, field="terminals")
        sent = {"terminals": ["mobile", "tv"], "reason": "更正", "row": ticked(*online)}

        text = at_the_office.post(address, sent | {"wish": "preview"}).content.decode()
        at_the_office.post(address, sent | {"wish": "write"})

        assert text.count('type="hidden" name="terminals"') == 2
        online[0].refresh_from_db()
        assert online[0].terminals == ["mobile", "tv"]

    @pytest.mark.parametrize("wish", ["preview", "write"])
    def test_what_is_refused_says_why_and_stops_all(self, wish, at_the_office):
        runway = RunwayFactory()
        fitting = ApplicationFactory(system=runway.system)
        other = ApplicationFactory(complete=True)
        address = batch("change", [fitting, other], field="runway")
        sent = {"runway": runway.pk, "reason": "归位", "row": ticked(fitting, other)}

        page = at_the_office.post(address, sent | {"wish": wish})

        lines = {line["row"].pk: line for line in page.context["preview"]}
        assert lines[fitting.pk]["reasons"] == []
        assert lines[other.pk]["reasons"][0] in page.content.decode()
        assert [row.journal.count() for row in (fitting, other)] == [1, 1]
        text = page.content.decode()
        assert 'value="write"' not in text
        assert f'name="row" value="{other.pk}:1"' not in text

    def test_another_value_is_typed_for_those_that_were_refused_too(self, at_the_office, online):
        address = batch("change", online, field="summary")
        sent = {
            "summary": "打错了", "reason": "更正", "row": ticked(online[0]),
            "refused": online[1].pk, "wish": "again",
        }  # fmt: skip

        page = at_the_office.post(address, sent)

        assert page.context["preview"] == []
        assert [line["is_ticked"] for line in page.context["lines"]] == [True, True]
        assert form_of(page)["summary"].value() == "打错了"

    def test_what_changed_since_it_was_seen_is_not_written_over(
        self, at_the_office, officer, online
    ):
        applications.amend(
            application=online[0], changes={"summary": "别人的"}, version=1, by=officer, at=NOON
        )
        sent = {"summary": "我的", "reason": "更正", "row": ticked(*online), "wish": "write"}

        page = at_the_office.post(batch("change", online, field="summary"), sent)

        assert page.context["refused"] == 1
        assert "别人的" in page.content.decode()
        assert online[1].journal.count() == 1

    def test_nothing_is_written_where_nothing_differs(self, at_the_office, online):
        sent = {"summary": "", "reason": "更正", "row": ticked(*online), "wish": "write"}

        answer = at_the_office.post(
            batch("change", online, field="summary"), sent, follow=True, headers=ENGLISH
        )

        assert told(answer) == ["Nothing was changed, so nothing was written."]
        assert online[0].journal.count() == 1

    @pytest.mark.parametrize(
        ("change", "blamed"),
        [
            ({"reason": ""}, "reason"),
            ({"online_on": "2999-01-01"}, "online_on"),
            ({"online_on": "x"}, "online_on"),
            ({"effective_on": "1066-10-14"}, "effective_on"),
            ({"row": []}, "__all__"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, change, blamed, at_the_office, online):
        sent = {"online_on": TODAY, "reason": "更正", "row": ticked(*online), "wish": "write"}

        answer = at_the_office.post(batch("change", online, field="online_on"), sent | change)

        assert list(errors_of(answer)) == [blamed]
        assert online[0].journal.count() == 1

    def test_the_preview_costs_the_same_for_any_number(self, at_the_office):
        unit = OrganizationFactory()
        costs = []
        for length in (1, 3):
            rows = ApplicationFactory.create_batch(length, complete=True)
            sent = {"organization": unit.pk, "reason": "改革", "row": ticked(*rows)}
            with CaptureQueriesContext(connection) as statements:
                at_the_office.post(batch("change", rows, field="organization"), sent)
            costs.append(len(statements))

        assert costs[0] == costs[1]
