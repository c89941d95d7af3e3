"""The journal in the admin: read, and nothing else."""

from datetime import date

import pytest

from reform_apps.operations import applications, edition_entries
from reform_apps.operations.transitions import make_transition
from reform_apps.rules.lifecycle import Status
from tests.admin.addresses import adding, changing, listing
from tests.clock import NOON, TODAY
from tests.editions import draft, published
from tests.factories import ApplicationFactory, SystemFactory

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def suspended(officer):
    """An application that was amended, and then suspended."""
    application = applications.amend(
        application=ApplicationFactory(complete=True, status=Status.ONLINE),
        changes={"system": SystemFactory(name="数字文化"), "aliases": [{"name": "别的名字"}]},
        version=1, by=officer, at=NOON,
    )  # fmt: skip
    return make_transition(
        application=application, transition="suspend", version=2, by=officer, at=NOON,
        reason="检修一周", evidence="浙改办〔2022〕7号",
    )  # fmt: skip


def test_timeline_tells_the_newest_first(suspended, as_reader):
    events = as_reader.get(changing(suspended), headers=ENGLISH).context["events"]

    assert [event.entry.version for event in events] == [3, 2, 1]
    assert [event.title for event in events] == ["Suspend", "Amended", "Registered"]


def test_timeline_tells_who_why_and_on_what_evidence(suspended, as_reader, officer):
    page = as_reader.get(changing(suspended)).content.decode()

    told = [
        "检修一周",
        "浙改办〔2022〕7号",
        officer.username,
        suspended.journal.first().digest[:12],
    ]
    assert [word for word in told if word not in page] == []


def test_changes_are_told_field_by_field_in_words(suspended, as_reader):
    events = as_reader.get(changing(suspended), headers=ENGLISH).context["events"]

    amended = {change.label: (change.before, change.after) for change in events[1].changes}
    assert amended["System"][1] == ["数字文化"]
    assert amended["Aliases"][0] == []
    assert "别的名字" in amended["Aliases"][1][0]
    # What a transition has moved stands beside its name.
    assert "Status" not in {change.label for change in events[0].changes}


def test_timeline_tells_the_acts_on_editions_in_words(as_reader, officer):
    application = ApplicationFactory()
    edition = published(application, by=officer, batch="plan", due_on=date(2099, 1, 1))
    edition_entries.revise(
        entry=edition.entries.get(), values={"completed_on": TODAY}, by=officer, at=NOON
    )
    other = draft(by=officer)
    edition_entries.drop(
        entry=other.entries.get(), reason="不再列入", document="9号", by=officer, at=NOON
    )

    events = as_reader.get(changing(application), headers=ENGLISH).context["events"]

    assert [event.title for event in events] == [
        "Planned for an edition", "Reported a task's completion", "Published an edition",
        "Planned for an edition", "Registered",
    ]  # fmt: skip
    dropped, completed, placed, _planned, _registered = [event.changes for event in events]
    assert [(row.before, row.after) for row in dropped] == [([], ["S1", "不再列入", "9号"])]
    assert [(row.before, row.after) for row in completed] == [
        (["S0", "Completed on: –"], ["S0", "Completed on: 2022-06-30"])
    ]
    assert ["S0", "Batch: plan", "Due on: 2099-01-01", "Basis: entered"] in [
        row.after for row in placed
    ]


def test_list_tells_the_positions_that_were_given(as_reader):
    published(ApplicationFactory())
    ApplicationFactory()

    page = as_reader.get(listing("journalentry"))

    places = [getattr(row, "position", None) for row in page.context["cl"].result_list]
    assert [place and place.number for place in places] == [None, 3, 2, 1]


def test_timeline_is_cut_short_with_a_link_to_the_whole(as_reader, officer):
    application = ApplicationFactory()
    for version in range(1, 53):
        applications.amend(
            application=application, changes={"summary": f"第{version}稿"}, version=version,
            by=officer, at=NOON,
        )  # fmt: skip

    page = as_reader.get(changing(application))
    whole = f"{listing('journalentry')}?application__id__exact={application.pk}"

    assert len(page.context["events"]) == 50
    assert f'href="{whole}"' in page.content.decode()
    assert as_reader.get(whole).context["cl"].result_count == 53


@pytest.mark.parametrize("length", [1, 3])
def test_list_costs_the_same_for_any_length(length, as_reader, django_assert_num_queries):
    ApplicationFactory.create_batch(length)

    # Session, user, roles, the count and the page.
    with django_assert_num_queries(5):
        as_reader.get(listing("journalentry"))


@pytest.mark.parametrize("who", ["as_reader", "at_the_office", "as_superuser"])
def test_nobody_writes_an_entry(who, suspended, request):
    client, entry = request.getfixturevalue(who), suspended.journal.first()

    assert client.get(changing(entry)).status_code == 200
    assert client.post(changing(entry), {"reason": "改写"}).status_code == 403
    assert client.get(adding("journalentry")).status_code == 403
