"""Files that were sent, to look at in the admin."""

import pytest

from reform_apps.exchange.imports import carrying
from tests.clock import NOON
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/reform_apps/importbatch/"


@pytest.fixture
def batch(officer):
    content = "名称,类别\n浙里新事,轮船\n".encode()
    return carrying.upload(file_name="报送.csv", content=content, by=officer, at=NOON)


def test_the_office_sees_what_stands_in_the_way(batch, client):
    client.force_login(UserFactory(role="reform_office", is_staff=True))

    assert "报送.csv" in client.get(LIST).content.decode()
    assert "轮船" in client.get(f"{LIST}{batch.pk}/change/").content.decode()


def test_others_see_their_own(batch, client):
    client.force_login(UserFactory(role="unit_editor", is_staff=True))

    assert "报送.csv" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{batch.pk}/change/").status_code == 302
