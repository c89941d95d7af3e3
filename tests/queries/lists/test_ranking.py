"""What is searched is found by any of its texts, the best first, on both engines alike."""

import random

import pytest

from reform_apps.models import Application
from reform_apps.models.lists.grams import Place
from reform_apps.operations import applications
from reform_apps.queries.lists import ranking
from reform_apps.rules.names import name_key
from tests.clock import NOON

pytestmark = pytest.mark.django_db

WORLD = [
    {"name": "城市交通", "summary": "为老百姓的健康出行"},
    {"name": "放心消费", "aliases": [{"name": "大健康商城"}]},
    {"name": "浙里健康码"},
    {"name": "健康大脑"},
    {"name": "健康"},
    {"name": "外卖在线", "name_en": "Health on wheels", "summary": "健、康"},
]


@pytest.fixture
def world(officer):
    return [applications.register(particulars=each, by=officer, at=NOON) for each in WORLD]


def found(words, start=0, stop=100):
    numbers = ranking.best(Application.objects.all(), words, start, stop)
    names = dict(Application.objects.values_list("number", "name"))
    return [names[number] for number in numbers]


def test_whole_names_first_then_beginnings_names_other_names_summaries(world):
    expected = ["健康", "健康大脑", "浙里健康码", "放心消费", "城市交通", "外卖在线"]
    assert found("健康") == expected
    assert [found("健康", start, start + 2) for start in (0, 2, 4)] == [
        expected[0:2], expected[2:4], expected[4:],
    ]  # fmt: skip
    assert found("健康", 2, 2) == []
    assert {row.name for row in Application.objects.matching("健康")} == set(expected)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("码", "浙里健康码"), ("浙裡健康碼", "浙里健康码"), ("健康 大脑", "健康大脑"),
        ("ＨＥＡＬＴＨ", "外卖在线"), ("on wheels", "外卖在线"), ("zljkm", "浙里健康码"),
        ("ZJ-0002", "放心消费"), ("zj-0002 ", "放心消费"), ("djksc", "放心消费"),
        ("老百姓的健康", "城市交通"), ("健康商城", "放心消费"),
    ],
)  # fmt: skip
def test_one_to_many_characters_of_any_text(words, name, world):
    assert found(words) == [name]
    assert [row.name for row in Application.objects.matching(words)] == [name]


@pytest.mark.parametrize("words", ["康健", "健大", "健康脑", "ZJ-00", "%", "_", "不存在的", "0002"])
def test_what_does_not_stand_together_is_not_found(words, world):
    assert found(words) == []
    assert not Application.objects.matching(words).exists()


def test_an_amended_text_is_found_anew(world, officer):
    changes = {"name": "码上办", "summary": "", "aliases": [{"name": "健康通"}]}
    applications.amend(application=world[2], changes=changes, version=1, by=officer, at=NOON)

    assert found("浙里健康") == []
    assert found("健康通") == ["码上办"]
    assert found("码上") == ["码上办"]


def test_it_ranks_as_a_reader_would(officer):
    chance = random.Random(6)
    for n in range(60):
        name = "".join(chance.choices("健康码通", k=chance.randrange(2, 5))) + f"甲{n}"
        summary = "".join(chance.choices("健康码通", k=6))
        sent = {"name": name, "summary": summary}
        applications.register(particulars=sent, by=officer, at=NOON)
    for words in ("健", "健康", "康码通", "码通健康", "健康码通码"):
        assert found(words) == _by_reading(words)


def _by_reading(words):
    def rank(row):
        key, summary = name_key(row.name), name_key(row.summary)
        told = [key == words, key.startswith(words), words in key, False, words in summary]
        return told.index(True) if any(told) else None

    rows = [(rank(row), row.number, row.name) for row in Application.objects.all()]
    return [name for place, _number, name in sorted(r for r in rows if r[0] is not None)]


def test_the_places_are_those_that_the_words_say():
    assert [place.name for place in Place] == ["EXACT", "PREFIX", "NAME", "OTHERS", "SUMMARY"]
