"""Two people at one application: nothing that was typed is lost, nor overwritten unseen."""

from reform_apps.operations import applications
from tests.admin.addresses import changing, errors_of, form_of, typed
from tests.clock import NOON
from tests.factories import ApplicationFactory, SystemFactory


def amend(application, by, **changes):
    return applications.amend(
        application=application, changes=changes, version=application.version, by=by, at=NOON
    )


def conflict(client, application, officer, *, meanwhile, typing):
    """Open the form, let somebody else write, and save what was typed."""
    page = client.get(changing(application))
    amend(application, officer, **meanwhile)
    return client.post(changing(application), typed(page, **typing))


def test_conflict_names_the_fields_and_both_values(at_the_office, officer):
    application = ApplicationFactory(summary="原先", complete=True)

    answer = conflict(
        at_the_office, application, officer,
        meanwhile={"summary": "别人的"}, typing={"summary": "我的", "reform": "某项改革"},
    )  # fmt: skip

    told = next(each for each in answer.context["conflicts"] if each["stands"] == ["别人的"])
    assert answer.status_code == 200
    assert list(errors_of(answer)) == ["__all__"]
    assert (told["was"], told["is_typed_over"]) == (["原先"], True)
    assert [word for word in ("原先", "别人的") if word not in answer.content.decode()] == []
    assert application.journal.count() == 2


def test_conflict_keeps_what_was_typed(at_the_office, officer):
    application = ApplicationFactory(summary="原先", complete=True)

    answer = conflict(
        at_the_office, application, officer,
        meanwhile={"summary": "别人的"}, typing={"summary": "我的", "reform": "某项改革"},
    )  # fmt: skip

    form = form_of(answer)
    assert (form["summary"].value(), form["reform"].value()) == ("我的", "某项改革")


def test_conflict_takes_over_what_was_not_typed(at_the_office, officer):
    application = ApplicationFactory(summary="原先", complete=True)
    system = SystemFactory()
    meanwhile = {
        "summary": "别人的",
        "system": system,
        "terminals": ["pc", "tv"],
        "aliases": [{"name": "别人加的"}],
    }

    answer = conflict(
        at_the_office, application, officer, meanwhile=meanwhile, typing={"reform": "某项改革"}
    )

    form = form_of(answer)
    assert form["summary"].value() == "别人的"
    assert form["system"].value() == system.pk
    assert form["terminals"].value() == ["pc", "tv"]
    assert form["aliases"].value() == "别人加的"


def test_who_has_seen_the_conflict_can_save(at_the_office, officer):
    application = ApplicationFactory(summary="原先", complete=True)
    answer = conflict(
        at_the_office, application, officer,
        meanwhile={"summary": "别人的", "name_en": "Theirs"}, typing={"reform": "某项改革"},
    )  # fmt: skip

    again = at_the_office.post(changing(application), typed(answer))

    application.refresh_from_db()
    assert again.status_code == 302
    assert (application.summary, application.name_en) == ("别人的", "Theirs")
    assert application.reform == "某项改革"
    assert set(application.journal.get(version=3).changes) == {"reform", "basis"}
