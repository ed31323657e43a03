"""Whose word stands for the person of a session: a group's provider speaks for its own group."""

from saas.core.accounts.proofs import (
    vouched_with_second_factor,
    vouching_groups,
    with_provider,
    without_provider,
)


def test_groups_are_read_whole() -> None:
    assert vouching_groups("") == frozenset()
    assert vouching_groups("1 12+mfa") == frozenset({1, 12})


def test_providers_word_is_added_in_place_of_an_earlier_one_and_taken_back() -> None:
    both = with_provider("12", 1, second_factor=True)
    assert both == "12 1+mfa"
    assert with_provider(both, 1, second_factor=False) == "12 1"
    assert without_provider(both, 2) == both
    assert without_provider(both, 1) == "12"
    assert without_provider("1+mfa", 1) == ""


def test_second_factor_is_told_for_its_own_group_only() -> None:
    assert vouched_with_second_factor("1+mfa", 1)
    assert not vouched_with_second_factor("1+mfa", 11)
    assert not vouched_with_second_factor("11+mfa 1", 1)
