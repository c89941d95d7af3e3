"""When two names are the same name."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from zhconv import zhconv

from reform_apps.rules.names import name_core, name_key

TABLE = zhconv.getdict("zh-hans")
# Texts that are likely to be names: Chinese in both scripts, letters, digits, marks of all kinds.
LETTERS = some.sampled_from("浙里办餘馀庆慶乾坤穀谷應用应线線臺颱ＡaÅåßſıİΣςﬁ①１1v.·‘’ 　(）")
NAMES = some.text(LETTERS | some.characters(codec="utf-8"), max_size=30)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＩＲＳ", "irs"),
        ("一体化数字资源系统(IRS)", "一体化数字资源系统（ＩＲＳ）"),
        ("浙裡辦", "浙里办"),
        ("應用", "应用"),
        ("胡慶餘堂", "胡庆余堂"),
        ("数字乾坤", "数字·乾坤"),
        ("民生‘关键小事’智能速办", "民生“关键小事”智能速办"),
        ("民生‘关键小事’智能速办", "民生关键小事智能速办"),
        ("执行‘一件事’", " 执行 一件事 "),
        ("未来社区(乡村)在线", "未来社区（乡村）在线"),
        ("e\u0301tat", "État"),
        ("健康\u200b码", "健康码"),
        ("STRASSE", "straße"),
        ("①号", "1号"),
        ("V２.0", "v2.0"),
    ],
)
def test_these_are_one_name(one, other):
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙里办", "浙里"),
        ("公平在线", "浙江公平在线"),
        ("七张问题清单", "八张问题清单"),
        ("浙里办1", "浙里办2"),
        ("浙政钉", "浙政丁"),
    ],
)
def test_these_are_two_names(one, other):
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ＩＲＳ 系统", "irs系统"),
        ("‘大综合一体化’执法监管", "大综合一体化执法监管"),
        ("能效倒逼‘双碳’协同创新", "能效倒逼双碳协同创新"),
        ("……", ""),
        ("", ""),
    ],
)
def test_the_key_is_letters_and_digits(name, key):
    assert name_key(name) == key


@given(NAMES)
def test_a_key_is_its_own_key(name):
    assert name_key(name_key(name)) == name_key(name)


@given(NAMES)
def test_a_core_is_its_own_key(name):
    assert name_key(name_core(name)) == name_core(name)


@given(NAMES)
def test_names_of_one_key_differ_by_nothing_that_can_be_put_between(name):
    assert name_key("·".join(name_key(name))) == name_key(name)


def test_no_word_of_the_table_breaks_these_rules():
    words = [word for word in TABLE if name_key("·".join(word)) != name_key(word)]
    keys = [word for word in TABLE if name_key(name_key(word)) != name_key(word)]

    assert (words, keys) == ([], [])
    assert len(TABLE) > 5000


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("浙江公平在线", "公平"),
        ("浙江省公平在线", "公平"),
        ("公平在线", "公平"),
        ("公平平台", "公平"),
        ("公平在线应用系统平台", "公平"),
        ("杭州市公平在线", "公平"),
        ("浙里康养", "康养"),
        ("浙里康养 v2.0", "康养"),
        ("浙里康养（2.0版）", "康养"),
        ("浙里康养V3", "康养"),
        ("浙里康养2.0版", "康养"),
        ("浙里康养 3版", "康养"),
        ("浙里康养Version 2", "康养"),
        ("出生一件事", "出生"),
        ("執行‘一件事’", "执行"),
        # At least two characters remain.
        ("浙里办", "浙里办"),
        ("办平台", "办平台"),
        ("杭州平台", "平台"),
        ("在线", "在线"),
        # A number alone is no version: it tells two applications apart.
        ("七张问题清单2", "七张问题清单2"),
        ("健康码", "健康码"),
        ("", ""),
    ],
)
def test_the_core_is_what_is_named(name, core):
    assert name_core(name) == core
