"""Codes that must be right: the unified social credit code and the group's own."""

import pytest
from marshmallow import ValidationError

from saas.core.organisation.group_codes import RESERVED, is_reserved, is_well_formed
from saas.core.organisation.schemas import check_uscc


@pytest.mark.parametrize("code", ["", "91350100M000100Y43", "91110000600037341L"])
def test_credit_code_with_its_check_character_is_taken(code: str) -> None:
    check_uscc(code)


@pytest.mark.parametrize("code", ["91350100M000100Y44", "9135", "91350100I000100Y43", "91350100m000100y43"])
def test_credit_code_that_cannot_be_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        check_uscc(code)


@pytest.mark.parametrize("code", ["ab", "huatong-auto", "a1", "x" * 31])
def test_group_code_is_well_formed(code: str) -> None:
    assert is_well_formed(code)


@pytest.mark.parametrize("code", ["a", "1a", "-a", "A1", "a_b", "x" * 32, "a\n"])
def test_group_code_is_malformed(code: str) -> None:
    assert not is_well_formed(code)


def test_reserved_codes_are_those_that_pass_for_the_product() -> None:
    assert all(is_reserved(code) for code in ("admin", "api", "sign-in", "platform", "static"))
    assert not is_reserved("huatong")
    assert all(code == code.lower() for code in RESERVED)
