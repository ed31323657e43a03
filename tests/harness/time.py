"""The clock of a test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime

import pytest

from saas.platform.clock import moved


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """`clock(moment)` sets the clock, which runs on from there until the test ends; it may be set again."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(moved(moment))
