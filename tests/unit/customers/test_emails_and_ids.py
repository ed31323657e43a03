from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.core.customers.emails import mask_email, normalise_email, read_emails
from saas.core.customers.id_documents import (
    IdDocument,
    IdKind,
    IdProblem,
    company_check_digit,
    id_tail,
    read_id_document,
    resident_check_digit,
)
from saas.core.customers.names import Gender

first17 = st.builds(
    lambda area, born, serial: f"{area}{born:%Y%m%d}{serial:03d}",
    st.sampled_from(["110105", "310115", "440303"]),
    st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Zhang.San@Example.COM ", "zhang.san@example.com"),
        ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "zhang@example.com"),
        ("mailto:a+b@x.cn", "a+b@x.cn"),
        ("a@b", None),
        ("a..b@x.cn", None),
        ("@x.cn", None),
        ("无", None),
    ],
)
def test_normalise_email(text: str, address: str | None) -> None:
    assert normalise_email(text) == address


def test_read_emails_several_and_masked() -> None:
    assert read_emails("a@x.cn；b@x.cn、A@x.cn oops") == (("a@x.cn", "b@x.cn"), ("oops",))
    assert mask_email("zhang@x.cn") == "z***@x.cn"


@given(st.emails())
def test_normalise_email_is_idempotent(address: str) -> None:
    once = normalise_email(address)
    if once is not None:
        assert normalise_email(once) == once


def test_read_id_document_resident() -> None:
    # The example of GB 11643-1999, Annex A.
    assert read_id_document("11010519491231002Ｘ") == IdDocument(
        kind=IdKind.RESIDENT, number="11010519491231002X", birth_date=date(1949, 12, 31), gender=Gender.FEMALE
    )
    assert read_id_document("110105194912310021") is IdProblem.CHECK_DIGIT
    assert read_id_document("1101051949123") is IdProblem.SHAPE
    assert id_tail("11010519491231002X") == "002X"


def test_read_id_document_old_card_is_the_same_person() -> None:
    assert read_id_document("110105491231002") == read_id_document("110105 19491231 002x")


def test_read_id_document_impossible_birth_date() -> None:
    number = "11010519490231002"
    assert read_id_document(number + resident_check_digit(number)) is IdProblem.BIRTH_DATE


def test_read_id_document_company_and_passport() -> None:
    company = read_id_document("91350100M000100Y43")  # the example of GB 32100-2015
    assert isinstance(company, IdDocument)
    assert company.kind is IdKind.COMPANY
    assert company_check_digit("91350100M000100Y4") == "3"
    passport = read_id_document("E12345678")
    assert isinstance(passport, IdDocument)
    assert passport.kind is IdKind.OTHER


@given(first17, st.integers(0, 16), st.integers(1, 9))
def test_resident_check_digit_shows_any_single_wrong_digit(digits: str, at: int, shift: int) -> None:
    wrong = digits[:at] + str((int(digits[at]) + shift) % 10) + digits[at + 1 :]
    assert resident_check_digit(wrong) != resident_check_digit(digits)


@given(first17)
def test_read_id_document_is_idempotent(digits: str) -> None:
    once = read_id_document(digits + resident_check_digit(digits))
    assert isinstance(once, IdDocument)
    assert read_id_document(once.number) == once
