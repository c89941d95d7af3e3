"""What has changed between two editions, an edition and now, and two days."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from reform_apps.operations import applications, edition_entries, editions
from reform_apps.queries import differences
from tests.clock import NOON
from tests.factories import ApplicationFactory, RunwayFactory
from tests.operations.steps import make
from tests.operations.worlds import DAY, drafted, online, published

pytestmark = pytest.mark.django_db
PUBLIC = AnonymousUser()
SEPTEMBER, OCTOBER = date(2022, 9, 30), date(2022, 10, 31)


def told(difference):
    return {(change.code, change.kind.value): change for change in difference.changes}


def amend(application, by, *, reason="", **changes):
    application.refresh_from_db()
    return applications.amend(
        application=application, changes=changes, version=application.version,
        by=by, at=NOON + DAY, reason=reason,
    )  # fmt: skip


@pytest.fixture
def world(officer):
    """Two editions between which everything happens, each to an application of its own."""
    names = ("same", "renamed", "moved", "batch", "paused", "slipped", "merged", "gone", "amended")
    rows = {name: online(name=f"浙里{name}") for name in names}
    rows["target"] = online(name="浙里吸纳")
    first = published(officer, *rows.values(), batch="upgrade", task="扩面", due_on=SEPTEMBER)
    amend(rows["renamed"], officer, name="浙里新名", reason="规范名称")
    runway = RunwayFactory(system=rows["moved"].system)
    amend(rows["moved"], officer, runway=runway, reason="归入跑道")
    amend(rows["amended"], officer, summary="做什么", reason="补全")
    for name, step, more in (
        ("paused", "suspend", {}),
        ("merged", "merge", {"merged_into": rows["target"]}),
    ):
        rows[name].refresh_from_db()
        make(rows[name], step, officer, reason="并建" if more else "检修", **more)
    second = editions.start(code="S1", title="第二版", by=officer, at=NOON + 2 * DAY)
    entry_of = {entry.application_id: entry for entry in second.entries.all()}
    act = {"by": officer, "at": NOON + 2 * DAY}
    edition_entries.revise(
        entry=entry_of[rows["batch"].pk], values={"batch": "plan"}, reason="重新谋划", **act
    )
    edition_entries.revise(
        entry=entry_of[rows["slipped"].pk], values={"due_on": OCTOBER}, reason="承办调整", **act
    )
    edition_entries.drop(entry=entry_of[rows["gone"].pk], reason="撤出", document="3号", **act)
    rows["new"] = online(name="浙里新增")
    edition_entries.add(
        edition=second, application=rows["new"], values={"batch": "plan", "task": "试点"}, **act
    )
    second = editions.publish(
        edition=second, issued_on=None, by=officer, at=NOON + 3 * DAY, reason="审定"
    )
    return first, second, rows


@pytest.mark.parametrize("public", [True, False])
def test_every_kind_of_change_is_told_with_its_reason(public, world, officer):
    first, second, rows = world
    difference = differences.of_editions(first, second, user=PUBLIC if public else officer)

    found = told(difference)
    code = {name: row.code for name, row in rows.items()}
    assert {key: change.reason for key, change in found.items()} == {
        (code["renamed"], "renamed"): "规范名称",
        (code["moved"], "moved"): "归入跑道",
        (code["batch"], "batch_changed"): "重新谋划",
        (code["paused"], "status_changed"): "检修",
        (code["slipped"], "slipped"): "承办调整",
        (code["merged"], "merged"): "并建",
        (code["gone"], "dropped"): "撤出",
        (code["amended"], "amended"): "补全",
        (code["new"], "added"): "",
    }
    assert found[code["renamed"], "renamed"].fields == {"name": ["浙里renamed", "浙里新名"]}
    assert found[code["batch"], "batch_changed"].fields == {"batch": ["upgrade", "plan"]}
    assert found[code["slipped"], "slipped"].fields == {
        "due_on": ["2022-09-30", "2022-10-31"], "slips": [0, 1],
    }  # fmt: skip
    merged = found[code["merged"], "merged"]
    assert merged.fields["merged_into"] == [None, code["target"]]
    assert merged.successor == code["target"]
    assert found[code["new"], "added"].fields["task"] == [None, "试点"]
    assert [change.code for change in difference.changes] == sorted(code for code, _ in found)


def test_the_summary_counts_every_kind(world, officer):
    first, second, _rows = world
    difference = differences.of_editions(first, second, user=officer)

    assert (difference.older, difference.newer) == ("S0", "S1")
    assert difference.summary() == dict.fromkeys(
        ["added", "dropped", "merged", "renamed", "moved", "batch_changed", "status_changed",
         "slipped", "amended"], 1,
    )  # fmt: skip


def test_backward_what_was_added_is_dropped(world, officer):
    first, second, rows = world
    found = told(differences.of_editions(second, first, user=officer))

    assert (rows["new"].code, "dropped") in found
    assert (rows["gone"].code, "added") in found


def test_an_edition_does_not_differ_from_itself(world, officer):
    _first, second, _rows = world

    assert differences.of_editions(second, second, user=officer).changes == []
    assert differences.since_edition(second, user=officer).changes == []


def test_since_an_edition_is_told_what_has_happened_and_who_is_new(world, officer):
    _first, second, rows = world
    target, same = rows["target"], rows["same"]
    for row in (target, same):
        row.refresh_from_db()
    make(target, "merge", officer, merged_into=same, reason="再并", at=NOON + 4 * DAY)
    later = ApplicationFactory(created_at=NOON + 5 * DAY, updated_at=NOON + 5 * DAY)

    found = told(differences.since_edition(second, user=officer))

    assert set(found) == {(target.code, "merged"), (later.code, "added")}
    assert found[target.code, "merged"].reason == "再并"


def test_a_merger_is_followed_to_its_end(world, officer):
    first, second, rows = world
    target, same = rows["target"], rows["same"]
    for row in (target, same):
        row.refresh_from_db()
    make(target, "merge", officer, merged_into=same, reason="再并", at=NOON + 4 * DAY)

    merged = told(differences.of_editions(first, second, user=officer))[
        rows["merged"].code, "merged"
    ]

    assert merged.fields["merged_into"][1] == target.code
    assert merged.successor == same.code


def test_the_public_learns_nothing_of_what_is_internal(world, officer):
    first, second, rows = world
    amend(rows["target"], officer, visibility="internal")
    amend(rows["renamed"], officer, visibility="internal")

    found = told(differences.of_editions(first, second, user=PUBLIC))

    assert (rows["renamed"].code, "renamed") not in found
    merged = found[rows["merged"].code, "merged"]
    assert merged.fields["merged_into"] == [None, None]
    assert merged.successor is None
    assert rows["target"].code not in str(differences.of_editions(first, second, user=PUBLIC))


def test_a_draft_is_compared_as_its_applications_stand(world, officer):
    _first, second, rows = world
    draft = editions.start(code="S2", title="第三版", by=officer, at=NOON + 4 * DAY)
    amend(rows["same"], officer, name="浙里又名")

    found = told(differences.of_editions(second, draft, user=officer))

    assert set(found) == {(rows["same"].code, "renamed")}


def test_two_moments_are_compared_as_recorded_by_then(world, officer):
    _first, _second, rows = world

    def between(start, end):
        return told(
            differences.of_moments(
                NOON + start * DAY, NOON + end * DAY, names=("甲", "乙"), user=officer
            )
        )

    assert between(3, 4) == {}
    changed = between(0, 2)
    assert (rows["merged"].code, "merged") in changed
    assert changed[rows["renamed"].code, "renamed"].reason == "规范名称"
    assert (rows["slipped"].code, "slipped") not in changed  # targets are an edition's
    assert {kind for _code, kind in between(-1, 0)} == {"added"}


@pytest.mark.parametrize("length", [1, 3])
def test_a_difference_costs_the_same_for_any_length(length, officer, django_assert_num_queries):
    rows = [online() for _ in range(length)]
    first = published(officer, *rows, batch="upgrade")
    for row in rows:
        amend(row, officer, name=f"浙里新名{row.pk}", reason="规范")
    act = {"by": officer, "at": NOON + 2 * DAY}
    second = drafted(officer, code="S1", at=act["at"])
    for entry in second.entries.all():
        edition_entries.revise(entry=entry, values={"batch": "plan"}, **act)
    second = editions.publish(edition=second, issued_on=None, **act)

    with django_assert_num_queries(4):  # two sides, what was dropped, the reasons
        difference = differences.of_editions(first, second, user=officer)

    assert difference.summary()["renamed"] == difference.summary()["batch_changed"] == length


def internal_for_a_while(application, officer, act):
    """Do something to an application while it is internal."""
    amend(application, officer, visibility="internal")
    application.refresh_from_db()
    act()
    amend(application, officer, visibility="public")


def test_the_public_is_not_told_why_something_was_done_while_it_was_internal(officer):
    secret = online()
    first = published(officer, secret, online())
    internal_for_a_while(
        secret, officer, lambda: amend(secret, officer, summary="做什么", reason="机密理由")
    )
    second = published(officer, code="S1", at=NOON + 2 * DAY)

    assert reasons(first, second, officer) == ["机密理由"]
    assert reasons(first, second, PUBLIC) == [""]


def reasons(first, second, user):
    found = differences.of_editions(first, second, user=user).changes
    return [change.reason for change in found if "summary" in change.fields]


def test_the_public_is_not_told_of_an_end_that_was_internal(officer):
    ended, target = online(), online()
    first = published(officer, ended, target)
    amend(ended, officer, visibility="internal")
    ended.refresh_from_db()
    make(ended, "merge", officer, reason="机密理由", evidence="机密文号", merged_into=target)
    second = published(officer, code="S1", at=NOON + 2 * DAY)
    amend(ended, officer, visibility="public")

    (told,) = differences.of_editions(first, second, user=officer).changes
    assert (told.kind, told.reason) == ("merged", "机密理由")
    assert second.drops.visible_to(PUBLIC).count() == 0
    for change in differences.of_editions(first, second, user=PUBLIC).changes:
        assert change.reason == ""


def test_what_the_public_may_not_see_in_an_edition_is_neither_gone_nor_new(officer):
    application = online()
    first = published(officer, application, online())
    amend(application, officer, visibility="internal")
    second = published(officer, code="S1", at=NOON + 2 * DAY)
    amend(application, officer, visibility="public")

    assert differences.of_editions(first, second, user=PUBLIC).changes == []
    assert differences.of_editions(second, first, user=PUBLIC).changes == []
    told = differences.since_edition(second, user=PUBLIC).changes
    assert [change for change in told if change.kind == "added"] == []


def test_what_was_merged_between_editions_that_do_not_follow_one_another(officer):
    merged, target = online(), online()
    first = published(officer, merged, target)
    merged.refresh_from_db()
    make(merged, "merge", officer, reason="并建", merged_into=target)
    published(officer, code="S1", at=NOON + 2 * DAY)
    third = published(officer, code="S2", at=NOON + 3 * DAY)

    (told,) = differences.of_editions(first, third, user=PUBLIC).changes

    assert (told.kind, told.reason, told.successor) == ("merged", "并建", target.code)


def test_moments_are_compared_in_parts(officer, monkeypatch):
    rows = [online() for _ in range(5)]
    for row in rows:
        amend(row, officer, name=f"浙里新名{row.pk}", reason="规范")
    span = {"names": ("a", "b"), "user": officer}
    whole = differences.of_moments(NOON, NOON + 2 * DAY, **span)
    monkeypatch.setattr(differences, "CHUNK", 2)

    assert differences.of_moments(NOON, NOON + 2 * DAY, **span) == whole
    assert whole.summary()["renamed"] == 5


@pytest.fixture
def slipped_and_dropped(officer):
    """S0 of two; in S1 one has slipped, and the other one was dropped."""
    slipped, dropped = online(), online()
    first = published(officer, slipped, dropped, batch="upgrade", task="扩面", due_on=SEPTEMBER)
    act = {"by": officer, "at": NOON + 2 * DAY}
    draft = drafted(officer, code="S1", at=act["at"])
    entries = {entry.application_id: entry for entry in draft.entries.all()}
    edition_entries.revise(
        entry=entries[slipped.pk], values={"due_on": OCTOBER}, reason="承办调整", **act
    )
    edition_entries.drop(entry=entries[dropped.pk], reason="撤出", document="3号", **act)
    editions.publish(edition=draft, issued_on=None, **act)
    return first, slipped, dropped


@pytest.mark.parametrize("public", [True, False])
def test_until_now_targets_slip_and_applications_are_dropped(public, slipped_and_dropped, officer):
    first, slipped, dropped = slipped_and_dropped

    found = told(differences.since_edition(first, user=PUBLIC if public else officer))

    assert found[slipped.code, "slipped"].fields["slips"] == [0, 1]
    assert found[dropped.code, "dropped"].reason == "撤出"


def test_between_two_days_targets_slip(slipped_and_dropped, officer):
    _first, slipped, _dropped = slipped_and_dropped

    found = told(differences.of_moments(NOON, NOON + 3 * DAY, names=("a", "b"), user=officer))

    assert found[slipped.code, "slipped"].fields["due_on"] == ["2022-09-30", "2022-10-31"]
    assert found[slipped.code, "slipped"].reason == "承办调整"
