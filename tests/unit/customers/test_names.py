import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.customers.names import CustomerType, Gender, pinyin, read_name, sign_table

chinese = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), max_size=12)


@pytest.mark.parametrize(
    ("written", "text", "gender"),
    [
        ("张　三", "张三", None),
        (" 王 小 明先生", "王小明", Gender.MALE),
        ("李丽（女士）", "李丽", Gender.FEMALE),
        ("王先生", "王先生", Gender.MALE),
        ("欧阳女士", "欧阳女士", Gender.FEMALE),
        ("John   Smith", "John Smith", None),
        ("阿布都•热合曼", "阿布都·热合曼", None),
        ("", "", None),
    ],
)
def test_read_name_normalises(written: str, text: str, gender: Gender | None) -> None:
    name = read_name(written)
    assert (name.text, name.gender_hint) == (text, gender)


@pytest.mark.parametrize(
    "name", ["上海某某汽车租赁有限公司", "第一人民医院", "红星机械厂", "ABC Motors Ltd", "某某区公安分局"]
)
def test_read_name_company(name: str) -> None:
    assert read_name(name).customer_type is CustomerType.COMPANY


@pytest.mark.parametrize("name", ["张三", "欧阳娜娜", "阿布都·热合曼", "John Smith", "王部"])
def test_read_name_person(name: str) -> None:
    assert read_name(name).customer_type is CustomerType.PERSON


@pytest.mark.parametrize(
    ("name", "full", "initials"),
    [
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国藩", "zengguofan", "zgf"),
        ("查良镛", "zhaliangyong", "zly"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("区志强", "ouzhiqiang", "ozq"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟雅", "moqiya", "mqy"),
        ("吕布", "lvbu", "lb"),
        ("重庆长安汽车有限公司", "chongqingchanganqicheyouxiangongsi", "cqcaqcyxgs"),
        ("ABC汽车", "abcqiche", "aqc"),
        ("", "", ""),
    ],
)
def test_pinyin_reads_surnames_as_surnames(name: str, full: str, initials: str) -> None:
    assert (pinyin(name).full, pinyin(name).initials) == (full, initials)


def test_pinyin_sort_key_keeps_surnames_together() -> None:
    names = ["章一", "张三", "章子", "张伟", "安达"]
    assert sorted(names, key=lambda name: pinyin(name).sort_key) == ["安达", "张三", "张伟", "章一", "章子"]


@given(st.one_of(chinese, st.text(max_size=20), st.builds("{}先生".format, chinese)))
def test_read_name_is_idempotent(text: str) -> None:
    once = read_name(text).text
    assert read_name(once).text == once


@given(chinese)
def test_pinyin_has_an_initial_per_syllable(name: str) -> None:
    reading = pinyin(name)
    assert len(reading.initials) == len(reading.syllables)
    # a few signs, units of measure made in Japan, have no Chinese reading
    assert all(one.isascii() for one in reading.syllables if one not in set(name) - set(sign_table()))


def test_sign_without_a_reading_stands_for_itself() -> None:
    assert pinyin("张甅").syllables == ("zhang", "甅")
