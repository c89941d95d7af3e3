"""Each name belongs to one application, across names and aliases."""

import pytest
from django.core.exceptions import ValidationError

from reform_apps.models import Alias
from reform_apps.operations import applications
from tests.clock import NOON
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(officer):
    def run(name, *aliases, **more):
        return applications.register(
            particulars={"name": name, "aliases": [{"name": alias} for alias in aliases]} | more,
            by=officer,
            at=NOON,
        )

    return run


@pytest.fixture
def amend(officer):
    def run(application, **changes):
        return applications.amend(
            application=application,
            changes=changes,
            version=application.version,
            by=officer,
            at=NOON,
        )

    return run


def names(application):
    return set(application.aliases.values_list("name", flat=True))


def test_the_whole_list_is_replaced(register, amend):
    application = register("浙里别名", "旧名一", "旧名二")

    amended = amend(application, aliases=[{"name": "旧名二"}, {"name": "新名"}])

    assert names(amended) == {"旧名二", "新名"}
    assert [[alias["name"] for alias in side] for side in changed(amended)] == [
        ["旧名一", "旧名二"], ["新名", "旧名二"],
    ]  # fmt: skip
    assert amended.version == 2


def changed(application):
    return application.journal.get(version=application.version).changes["aliases"]


def test_a_kept_alias_keeps_its_row_and_its_citation(register, amend):
    source = SourceFactory(code="article")
    application = register("浙里别名", "旧名")
    cited = {"basis": "stated", "source": source, "locator": "L14", "note": "注", "kind": "former"}
    Alias.objects.update(**cited)
    before = Alias.objects.values().get()
    # What was written past the journal is no matter of this test.
    amended = amend(application, aliases=[{"name": "旧名"}, {"name": "新名"}])

    assert Alias.objects.filter(name="旧名").values().get() == before
    assert names(amended) == {"旧名", "新名"}


def test_an_alias_can_be_given_another_kind_and_basis(register, amend):
    SourceFactory(code="article")
    application = register("浙里别名", "旧名")

    amended = amend(
        application,
        aliases=[
            {
                "name": "旧名",
                "kind": "former",
                "basis": "external",
                "source": "article",
                "locator": "全文",
            }
        ],
    )

    before, after = changed(amended)
    assert before[0]["kind"] == "variant"
    assert after == [
        {
            "name": "旧名",
            "kind": "former",
            "basis": "external",
            "source": "article",
            "locator": "全文",
            "note": "",
        }
    ]


def test_the_same_list_again_is_no_act(register, amend, untouched):
    application = register("浙里别名", "甲名", "乙名")

    with untouched():
        amend(application, aliases=[{"name": "乙名"}, {"name": "甲名", "kind": "variant"}])


def test_another_spelling_of_an_alias_takes_its_place(register, amend):
    application = register("浙里别名", "irs")

    assert names(amend(application, aliases=[{"name": "ＩＲＳ"}])) == {"ＩＲＳ"}


def test_a_name_and_an_alias_can_change_places(register, amend):
    application = register("浙里甲名", "浙里乙名")

    amended = amend(application, name="浙里乙名", aliases=[{"name": "浙里甲名"}])

    assert (amended.name, names(amended)) == ("浙里乙名", {"浙里甲名"})


def test_an_application_cannot_be_renamed_to_its_own_alias(register, amend, untouched):
    application = register("浙里甲名", "浙里乙名")

    with untouched(), pytest.raises(ValidationError) as refusal:
        amend(application, name="浙里·乙名")

    assert refusal.value.message_dict == {
        "aliases": ["“浙里乙名” and “浙里·乙名” are the same name."]
    }


def test_a_name_may_be_spelled_otherwise(register, amend):
    application = register("浙里甲名")

    assert amend(application, name="浙裡·甲名").name == "浙裡·甲名"


@pytest.mark.parametrize("typed", ["公平·在线", "浙江“公平”在线"])
@pytest.mark.parametrize("field", ["name", "aliases"])
def test_a_taken_name_is_refused_with_the_code_that_has_it(
    field, typed, register, amend, untouched
):
    register("公平在线", "浙江公平在线")
    application = register("浙里后来", "后来")
    value = typed if field == "name" else [{"name": "后来"}, {"name": typed}]

    with untouched(), pytest.raises(ValidationError) as refusal:
        amend(application, **{field: value})

    assert refusal.value.message_dict == {field: [f"ZJ-0001 already has the name “{typed}”."]}


def test_a_name_that_was_given_up_can_be_taken(register, amend):
    first = register("浙里甲名", "浙里乙名")
    amend(first, name="浙里丙名", aliases=[])

    second = register("浙里甲名", "浙里乙名")

    assert (second.name, names(second), names(first)) == ("浙里甲名", {"浙里乙名"}, set())


def test_an_alias_that_is_refused_leaves_the_others_alone(register, amend, untouched):
    application = register("浙里别名", "甲名", "乙名")

    for wrong in (
        {"name": "丙"},
        {"name": "丙名", "kind": "pet"},
        {"name": "丙\0名"},
        {"name": "丙名", "application": None},
        {"name": "丙名", "id": 1},
        {"name": "丙名", "source": "hearsay"},
    ):
        with untouched(), pytest.raises(ValidationError) as refusal:
            amend(application, aliases=[{"name": "丁名"}, wrong])
        assert list(refusal.value.message_dict) == ["aliases"]
