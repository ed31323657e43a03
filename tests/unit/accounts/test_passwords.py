"""Which passwords are taken: long, not leaked, not a row of keys, not made of what is known; no rules of composition."""

import string
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.accounts.common_passwords import FILE, Hashes, has_leaked
from saas.core.accounts.common_passwords_make import content
from saas.core.accounts.passwords import LONGEST, SHORTEST, check_new_password
from saas.platform.errors import Invalid

_ABOUT = ("lina@huatong.example", "+8613812341234", "李娜", "华通汽车集团", "huatong")


def refusal(password: str) -> str:
    with pytest.raises(Invalid) as refused:
        check_new_password(password, about=_ABOUT)
    return refused.value.message


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "马踏飞燕一日千里呢啊",
        "Tr0ub4dor&3x",
        "only small letters here",
        "83 20 77 15 46 09",
        "x" * 3 + "yzqv" * 31 + "w",
        "🚗🔧 drei Ersatzreifen",
    ],
)
def test_long_and_rare_is_enough(password: str) -> None:
    check_new_password(password, about=_ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "basketball",
        "Sunshine-2019",
        "P@ssw0rd2024!",
        "dragon123456",
        "monkeymonkey",
        "ILOVEYOU1314",
        "zhejiang2024",
    ],
)
def test_leaked_password_is_refused_with_digits_and_signs_about_it_too(password: str) -> None:
    assert "leaked" in refusal(password)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaa", "1qaz2wsx1qaz2wsx3", "woaini5201314", "qwerty12345678"])
def test_row_of_keys_is_refused(password: str) -> None:
    assert "keyboard" in refusal(password) or "leaked" in refusal(password)


@pytest.mark.parametrize(
    "password",
    [
        "Lina likes long walks",
        "call 138-1234-1234 now",
        "我们华通汽车集团最好了",
        "HuaTong is where I work",
        "李娜的备用钥匙在抽屉里",
    ],
)
def test_what_is_known_about_the_person_is_left_out(password: str) -> None:
    assert "name of the group" in refusal(password)


def test_length_is_counted_in_characters_of_one_form() -> None:
    assert str(SHORTEST) in refusal("九个汉字不够长啊呀")
    assert str(LONGEST) in refusal("a car " * 22)
    wide = "Ｔｗｅｌｖｅ ｗｉｄｅ ｄｕｃｋｓ"
    assert unicodedata.normalize("NFKC", wide) == "Twelve wide ducks"
    check_new_password(wide)


def test_list_is_what_its_source_makes_of_it() -> None:
    """Made by `python -m saas.core.accounts.common_passwords_make`."""
    made = content()
    assert len(Hashes(made)) > 80_000
    assert list(Hashes(made)) == sorted(Hashes(made))
    assert has_leaked("iloveyou")
    bundled = files("saas.core.accounts").joinpath(FILE)
    assert bundled.read_bytes() == made


@given(st.text(alphabet=string.ascii_letters + string.digits + "-! ", max_size=LONGEST))
def test_capitals_make_no_difference_to_the_list(text: str) -> None:
    assert has_leaked(text) == has_leaked(text.swapcase())
