"""What an event carries comes back as it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.platform.events import Event
from saas.platform.events.codec import decode, encode


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything(Event):
    """Every kind of value that an event may carry."""

    name: ClassVar[str] = "test.everything"
    ordered_by: ClassVar[str] = "number"

    number: int
    text: str
    truth: bool
    share: float
    colour: Colour
    day: date
    moment: datetime
    perhaps: int | None
    several: tuple[Colour, ...]
    counts: Mapping[str, int]
    added_later: str = "unknown"


events = st.builds(
    Everything,
    number=st.integers(-(2**63), 2**63 - 1),
    share=st.floats(allow_nan=False, allow_infinity=False),
    day=st.dates(),
    moment=st.datetimes(timezones=st.just(UTC)),
    perhaps=st.none() | st.integers(),
    several=st.lists(st.sampled_from(Colour)).map(tuple),
    counts=st.dictionaries(st.text(), st.integers()),
)


@given(events)
def test_payload_comes_back_through_json(event: Everything) -> None:
    stored = json.loads(json.dumps(event.payload()))
    assert Everything.from_payload(stored) == event


@given(events)
def test_aggregate_is_field_and_value(event: Everything) -> None:
    assert event.aggregate == f"number:{event.number}"


@given(events, st.text(min_size=1))
def test_payload_of_another_version_takes_defaults_and_leaves_out_what_is_unknown(
    event: Everything, extra: str
) -> None:
    stored = {f"gone_{extra}": 1, **event.payload()}
    del stored["added_later"]
    assert Everything.from_payload(stored).added_later == "unknown"


@given(events)
def test_payload_without_a_needed_field_is_refused(event: Everything) -> None:
    stored = event.payload()
    del stored["number"]
    with pytest.raises(TypeError):
        Everything.from_payload(stored)


@pytest.mark.parametrize("value", [object(), b"bytes", {1, 2}, [object()]])
def test_encode_refuses_what_json_cannot_carry(value: object) -> None:
    with pytest.raises(TypeError):
        encode(value)


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (int, "1"),
        (int, True),
        (str, 1),
        (bool, 1),
        (float, True),
        (Colour, "green"),
        (date, "soon"),
        (date, 1),
        (tuple[int, ...], 1),
        (Mapping[str, int], []),
        (int | None, "1"),
    ],
)
def test_decode_refuses_a_value_of_another_type(kind: Any, raw: Any) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (its text is Python's own for some types)
        decode(kind, raw)
