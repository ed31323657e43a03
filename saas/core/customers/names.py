"""Names of persons and companies: normalised, guessed for kind and gender, and put into pinyin."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache

from saas.core.customers.surnames import SURNAME_READINGS


class Gender(StrEnum):
    """What forms of address depend on."""

    MALE = "male"
    FEMALE = "female"


class CustomerType(StrEnum):
    """A person or a company."""

    PERSON = "person"
    COMPANY = "company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A normalised name and what its form suggests."""

    text: str
    customer_type: CustomerType
    gender_hint: Gender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinyin:
    """A name in pinyin: syllables (ü is v), written together, by initials, and the key that lists sort by."""

    syllables: tuple[str, ...]
    full: str
    initials: str
    sort_key: str


_HAN = r"㐀-䶿一-鿿豈-﫿𠀀-𲎯〇"
_IS_HAN = re.compile(f"[{_HAN}]")
_SPACE_AT_HAN = re.compile(rf"(?<=[{_HAN}·])\s+|\s+(?=[{_HAN}·])")
_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅˙．", "·"))
_CONTROL = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_HONORIFIC = re.compile(r"\s*[(]?(先生|女士|小姐|太太|夫人)[)]?$")
_HONORIFIC_GENDER = {"先生": Gender.MALE}
_COMPANY = re.compile(
    r"公司|集团|有限|合伙|事务所|委员会|合作社|银行|医院|学校|大学|学院|中学|小学|幼儿园|研究院|研究所|协会|商会|"
    r"工作室|工厂|酒店|餐厅|超市|商店|门市|经营部|服务部|营业部|管理处|办事处|政府|公安|法院|检察|支队|大队|"
    r"中心$|个体户|\b(?:ltd|inc|corp|llc|gmbh|co)\b",
    re.IGNORECASE,
)
_COMPANY_END = re.compile(r".{3,}(?:厂|店|局|部|处|队|院|行|社|站|馆)$")


@lru_cache(maxsize=8192)
def read_name(text: str) -> Name:
    """Half width, no stray spaces or invisible characters, honorific taken off; "" stays "".

    An honorific after a surname alone ("王先生") stays, because it is all that is known of the name.
    """
    tidy, gender = _tidy(text), None
    while match := _HONORIFIC.search(tidy):
        gender = gender or _HONORIFIC_GENDER.get(match[1], Gender.FEMALE)
        bare = _tidy(tidy[: match.start()])
        if len(bare) < 2 or bare in SURNAME_READINGS:
            tidy = bare + match[1]
            break
        tidy = bare
    return Name(text=tidy, customer_type=guess_customer_type(tidy), gender_hint=gender)


def guess_customer_type(name: str) -> CustomerType:
    """Company by its words (公司, 集团, 医院 …) or by its ending when it is too long for a person."""
    if _COMPANY.search(name) or (len(name) > 4 and "·" not in name and _COMPANY_END.match(name)):
        return CustomerType.COMPANY
    return CustomerType.PERSON


@lru_cache(maxsize=8192)
def pinyin(name: str) -> Pinyin:
    """The pinyin of a normalised name; surnames are read as surnames (单 shan, 曾 zeng, 仇 qiu)."""
    pairs = _readings(name)
    syllables = tuple(reading for _, reading in pairs)
    return Pinyin(
        syllables=syllables,
        full="".join(syllables),
        initials="".join(reading[0] for reading in syllables),
        # The sign after its reading keeps 张 and 章 apart instead of mixing their people.
        sort_key=" ".join(reading if reading == sign else reading + sign for sign, reading in pairs),
    )


def _tidy(text: str) -> str:
    if text.isalpha() and len(text) < 5 and _IS_HAN.match(text):  # nine names in ten
        return unicodedata.normalize("NFKC", text)
    tidy = _CONTROL.sub(" ", unicodedata.normalize("NFKC", text)).translate(_DOTS)
    return _SPACE_AT_HAN.sub("", " ".join(tidy.split())).strip("*·,;:'\" ")


def _readings(name: str) -> list[tuple[str, str]]:
    """(what stands there, its reading) per Chinese sign and per run of Latin letters or digits."""
    if guess_customer_type(name) is CustomerType.COMPANY:
        return _phrase_readings(name)
    for length in (2, 1):
        surname = SURNAME_READINGS.get(name[:length])
        if surname and len(name) >= length:
            head = list(zip(name[:length], surname.split(), strict=True))
            return head + _sign_readings(name[length:])
    return _sign_readings(name)


def _sign_readings(text: str) -> list[tuple[str, str]]:
    readings = sign_table()
    pairs: list[tuple[str, str]] = []
    run = ""
    for sign in text.lower():
        if sign in readings:
            if run:
                pairs.append((run, run))
                run = ""
            pairs.append((sign, readings[sign]))
        elif sign.isalnum():
            run += sign
        elif run:
            pairs.append((run, run))
            run = ""
    return [*pairs, (run, run)] if run else pairs


def _phrase_readings(text: str) -> list[tuple[str, str]]:
    """Companies are read by phrases (重庆, 长安, 银行), which a table of single signs would get wrong."""
    from pypinyin import Style, lazy_pinyin

    signs = [sign for sign in text.lower() if _IS_HAN.match(sign)]
    han = "".join(signs)
    syllables = lazy_pinyin(han, style=Style.NORMAL) if han else []
    if len(syllables) != len(signs):
        return _sign_readings(text)
    pairs = iter(zip(signs, syllables, strict=True))
    tokens = re.findall(rf"[{_HAN}]|[a-z0-9]+", text.lower())
    return [next(pairs) if _IS_HAN.match(token) else (token, token) for token in tokens]


@cache
def sign_table() -> dict[str, str]:
    """The commonest reading of every Chinese sign, without tone; pypinyin's data, loaded at first use."""
    from pypinyin.pinyin_dict import pinyin_dict

    return {chr(code): _toneless(readings.partition(",")[0]) for code, readings in pinyin_dict.items()}


@lru_cache(maxsize=4096)
def _toneless(reading: str) -> str:
    plain = reading.replace("ü", "v").translate(str.maketrans("ǖǘǚǜ", "vvvv")).replace("ê", "e")
    bare = "".join(s for s in unicodedata.normalize("NFD", plain) if not unicodedata.combining(s))
    return bare or "x"
