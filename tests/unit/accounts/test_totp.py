"""Codes of authenticator apps against the examples of RFC 6238, and recovery codes as people type them."""

import base64
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from saas.core.accounts.totp import (
    code_at,
    enrolment_address,
    matching_step,
    new_recovery_code,
    new_secret,
    read_code,
    shown_in_groups,
)
from saas.platform.web import qr_svg

# RFC 6238, appendix B; there the codes have eight digits, of which an app shows the last six.
_SECRET = base64.b32encode(b"12345678901234567890").decode()
_EXAMPLES = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.mark.parametrize(("seconds", "code"), _EXAMPLES)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert code_at(_SECRET, seconds // 30) == code
    moment = datetime.fromtimestamp(seconds, UTC)
    assert matching_step(_SECRET, code, moment, after=0) == seconds // 30


def test_code_of_a_clock_that_is_half_a_minute_off_is_taken_and_none_beyond() -> None:
    moment = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    code = code_at(_SECRET, int(moment.timestamp()) // 30)
    fits = [
        matching_step(_SECRET, code, moment + timedelta(seconds=30 * n), after=0) is not None
        for n in (-2, -1, 0, 1, 2)
    ]
    assert fits == [False, True, True, True, False]


def test_code_is_not_taken_again_nor_an_earlier_one() -> None:
    moment = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
    here = int(moment.timestamp()) // 30
    assert matching_step(_SECRET, code_at(_SECRET, here), moment, after=here) is None
    assert matching_step(_SECRET, code_at(_SECRET, here - 1), moment, after=here) is None
    assert matching_step(_SECRET, code_at(_SECRET, here + 1), moment, after=here) == here + 1


def test_code_is_read_however_it_is_typed() -> None:
    assert read_code(" 123 456 ") == "123456"
    assert read_code("１２３４５６") == "123456"
    code = new_recovery_code()
    assert read_code(shown_in_groups(code).upper()) == code


def test_app_reads_secret_login_and_issuer() -> None:
    secret = new_secret()
    address = enrolment_address(secret, "lina@example.com", "Aftercare")
    assert address.startswith("otpauth://totp/Aftercare:lina%40example.com?")
    assert f"secret={secret}" in address


def test_picture_is_an_element_without_style() -> None:
    picture = qr_svg(enrolment_address(new_secret(), "lina@example.com", "Aftercare"))
    assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "style" not in picture
