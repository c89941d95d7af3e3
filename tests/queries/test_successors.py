import pytest
from django.contrib.auth.models import AnonymousUser

from reform_apps.models import Application
from reform_apps.queries.successors import final_successor, told_of
from reform_apps.rules.lifecycle import Status
from reform_apps.rules.vocabulary import Visibility
from tests.factories import ApplicationFactory

pytestmark = pytest.mark.django_db


def chain(*, visibilities=(Visibility.PUBLIC,) * 3):
    """Merge each into the one before it; the last has been merged most often."""
    links = []
    for visibility in visibilities:
        merged = {"status": Status.MERGED, "merged_into": links[-1]} if links else {}
        links.append(ApplicationFactory(visibility=visibility, **merged))
    return links


def test_final_successor_follows_to_the_end():
    end, middle, start = chain()

    assert [final_successor(each) for each in (start, middle, end)] == [end, end, end]


def test_final_successor_ends_in_a_loop():
    _end, middle, start = chain()
    Application.objects.filter(pk=middle.pk).update(merged_into=start)

    assert final_successor(Application.objects.get(pk=start.pk)) == middle


def test_told_of_names_the_next_and_the_final_one():
    end, middle, start = chain()

    assert told_of(start, user=AnonymousUser()) == [middle, end]
    assert told_of(middle, user=AnonymousUser()) == [end]
    assert told_of(end, user=AnonymousUser()) == []


def test_told_of_leaves_out_what_is_internal(reader):
    end, middle, start = chain(
        visibilities=[Visibility.PUBLIC, Visibility.INTERNAL, Visibility.PUBLIC]
    )

    assert told_of(start, user=AnonymousUser()) == [end]
    assert told_of(start, user=reader) == [middle, end]
