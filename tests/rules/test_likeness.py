"""How much two applications are alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reform_apps.rules.likeness import (
    Described,
    Scales,
    compare,
    differing_words,
    pairs,
    plain,
    runs,
    telling,
)

TEXTS = st.text(max_size=40)


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ("电瓶车充电", "电动自行车充电", None),
        ("医保报销", "医疗保险报销", None),
        ("酒驾治理", "醉驾治理", None),
        ("托育机构监管", "幼儿照护机构监管", ("托育", "幼儿照护")),
        ("公平在线", "公平在线", None),
        ("桃花源", "农房激活", None),
        ("养老服务", "托幼服务", ("养老", "托幼")),
    ],
)
def test_the_one_word_in_which_names_differ(one, other, words):
    assert differing_words(one, other) == words


def test_a_text_without_what_tells_nothing():
    assert telling("打造全链条闭环，渔船精密智控平台") == "渔船"
    assert pairs(plain("渔船·进港 A1")) == {"渔船", "进港", "a1"}


def test_stretches_that_are_shared():
    assert runs("渔船进港 调度", "港口调度 渔船进") == ("渔船进", "调度")


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_any_text_is_judged(name, summary, other, other_summary):
    found = compare(Described(name, (), summary), Described(other, (), other_summary), Scales())

    assert found is None or 0 <= found.score <= 1


@given(st.text(alphabet="渔船港口调度监管甲乙", min_size=2, max_size=8))
def test_a_name_is_the_same_as_itself(name):
    verdict = compare(Described(name), Described(name), Scales())

    assert (verdict.score, verdict.word) == (1.0, "same")
