"""Limits on Valkey, and what they do without it."""

import pytest
from flask import Flask

from saas.platform.errors import TooMany
from saas.platform.security.throttle import WhenDown, forgive, hit
from saas.platform.tenancy import tenant_context
from saas.platform.valkey import install_valkey, valkey
from tests.integration.platform.conftest import Settings


def test_hit_refuses_the_try_after_the_last_allowed_one(group: int) -> None:
    for _try in range(3):
        hit("test", "1.2.3.4", limit=3, per_seconds=60)
    with pytest.raises(TooMany) as refused:
        hit("test", "1.2.3.4", limit=3, per_seconds=60)
    assert 0 < refused.value.retry_after <= 60
    hit("test", "1.2.3.5", limit=3, per_seconds=60)


def test_hit_counts_each_group_for_itself(group: int) -> None:
    hit("test", "same", limit=1, per_seconds=60)
    with tenant_context(group + 500_000):
        hit("test", "same", limit=1, per_seconds=60)


def test_hit_stores_neither_key_nor_a_window_without_end(group: int) -> None:
    hit("test", "wang@example.com", limit=5, per_seconds=60)
    names = [name.decode() for name in valkey().scan_iter(match=f"t:{group}:throttle:*")]
    assert len(names) == 1
    assert "wang" not in names[0]
    assert 0 < valkey().ttl(names[0]) <= 60


def test_forgive_begins_the_window_anew(group: int) -> None:
    hit("test", "x", limit=1, per_seconds=60)
    forgive("test", "x")
    hit("test", "x", limit=1, per_seconds=60)


@pytest.fixture
def without_valkey(platform: Flask, platform_settings: Settings) -> None:
    gone = Settings(
        **{name: getattr(platform_settings, name) for name in platform_settings.__slots__}
        | {"redis_url": "unix:///nowhere/valkey.sock"}
    )
    install_valkey(platform, gone)


@pytest.mark.usefixtures("without_valkey")
def test_hit_allows_an_ordinary_try_while_valkey_is_down(group: int) -> None:
    for _try in range(5):
        hit("ordinary", "x", limit=1, per_seconds=60)


@pytest.mark.usefixtures("without_valkey")
def test_hit_counts_sign_in_here_while_valkey_is_down(group: int) -> None:
    hit("sign-in", "x", limit=1, per_seconds=60, when_down=WhenDown.COUNT_HERE)
    with pytest.raises(TooMany):
        hit("sign-in", "x", limit=1, per_seconds=60, when_down=WhenDown.COUNT_HERE)
    forgive("sign-in", "x")
    hit("sign-in", "x", limit=1, per_seconds=60, when_down=WhenDown.COUNT_HERE)
