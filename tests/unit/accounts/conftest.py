"""What these tests read is in the source's own language, also where tests before them have loaded the translations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from saas.platform.i18n import locale_context


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with locale_context("en"):
        yield
