"""What applications stand upon, and what stands upon them."""

from itertools import chain

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError

from reform_apps.models import Dependency
from reform_apps.operations.evaluation import dependencies
from reform_apps.operations.writing.acts import ActRefused, StaleVersion
from reform_apps.queries.evaluation import impact
from reform_apps.queries.proofs import consistency
from tests.clock import NOON
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def faults():
    return list(chain(*consistency.broken_entries(), *consistency.drifted_applications()))


@pytest.fixture
def platforms():
    return [ApplicationFactory(kind="platform", name=f"平台{n}", status="online") for n in "甲乙丙"]


def declare(application, *uses, by, version=None):
    application.refresh_from_db()
    return dependencies.declare(
        application=application, uses=uses, version=version or application.version, by=by, at=NOON
    )


def test_what_is_used_is_declared_whole(platforms, officer):
    one, two, _three = platforms
    application = ApplicationFactory()

    declare(application, one, by=officer)
    declare(application, two, by=officer)

    assert [row.uses for row in application.dependencies.all()] == [two]
    last = application.journal.order_by("version").last()
    assert (last.verb, last.changes) == ("use", {"uses": [[one.code], [two.code]]})
    assert faults() == []


def test_nothing_is_written_when_nothing_differs(platforms, officer, untouched):
    application = ApplicationFactory()
    declare(application, platforms[0], by=officer)

    with untouched():
        declare(application, platforms[0], by=officer)


def test_no_circle_is_closed(platforms, officer, untouched):
    one, two, three = platforms
    declare(one, two, by=officer)
    declare(two, three, by=officer)

    with untouched(), pytest.raises(ValidationError, match="itself uses"):
        declare(three, one, by=officer)
    with untouched(), pytest.raises(ValidationError, match="does not use itself"):
        declare(one, one, by=officer)


def test_what_cannot_be_used(officer):
    application, other = ApplicationFactory.create_batch(2)
    ended = ApplicationFactory(kind="component", status="terminated")

    with pytest.raises(ValidationError, match="is an application"):
        declare(application, other, by=officer)
    with pytest.raises(ValidationError, match="nothing new stands upon it"):
        declare(application, ended, by=officer)
    with pytest.raises(StaleVersion):
        declare(application, by=officer, version=7)


def test_whose_it_is(platforms, editor, reader):
    own = ApplicationFactory(organization=editor.organization)

    declare(own, platforms[0], by=editor)
    for application, person in ((ApplicationFactory(), editor), (own, reader)):
        with pytest.raises(ActRefused):
            declare(application, platforms[1], by=person)


def test_what_would_be_touched_and_by_which_way(platforms, officer):
    base, middle, _other = platforms
    direct, far, ended = (ApplicationFactory(status=s) for s in ("online", "online", "terminated"))
    internal = ApplicationFactory(visibility="internal")
    declare(middle, base, by=officer)
    declare(direct, base, by=officer)
    declare(far, middle, by=officer)
    declare(internal, base, by=officer)
    Dependency.objects.create(application=ended, uses=base)

    told = [(each.application, each.steps, each.via) for each in impact.touched(base, user=officer)]
    seen = {each.application for each in impact.touched(base, user=AnonymousUser())}

    assert told == [(middle, 1, None), (direct, 1, None), (internal, 1, None), (far, 2, middle)]
    assert seen == {middle, direct, far}


@pytest.mark.parametrize("users", [1, 3])
def test_looking_costs_one_statement_for_each_step(
    users, platforms, officer, django_assert_num_queries
):
    for _ in range(users):
        declare(ApplicationFactory(), platforms[0], by=officer)

    with django_assert_num_queries(2):
        assert len(impact.touched(platforms[0], user=officer)) == users


def test_an_altered_row_is_found(platforms, officer):
    application = ApplicationFactory()
    declare(application, platforms[0], by=officer)
    Dependency.objects.update(uses=platforms[1])

    assert any("Dependency rows differ" in fault for fault in faults())
