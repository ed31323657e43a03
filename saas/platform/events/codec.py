"""The values that an event may carry, to JSON and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def encode(value: object) -> Json:
    """A value as JSON: numbers, texts, truth values, dates, instants, enum members, tuples and mappings of these.

    Raises TypeError for anything else.
    """
    if isinstance(value, Enum):
        return encode(value.value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [encode(item) for item in value]
    raise TypeError(f"an event cannot carry a {type(value).__name__}")


def decode(annotation: Any, raw: Json) -> Any:
    """The value of type `annotation` that `encode` made `raw` from; raises ValueError when it cannot be one."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return _optional(annotation, raw)
    if origin is tuple and isinstance(raw, list):
        return tuple(decode(get_args(annotation)[0], item) for item in raw)
    if origin is not None and issubclass(origin, Mapping) and isinstance(raw, dict):
        return {key: decode(get_args(annotation)[1], item) for key, item in raw.items()}
    return _plain(annotation, raw)


def _optional(annotation: Any, raw: Json) -> Any:
    kinds = [kind for kind in get_args(annotation) if kind is not NoneType]
    return None if raw is None else decode(kinds[0], raw)


def _plain(annotation: Any, raw: Json) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return annotation(raw)
    if annotation in (date, datetime) and isinstance(raw, str):
        return annotation.fromisoformat(raw)
    if annotation is float and isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if not isinstance(annotation, type) or type(raw) is not annotation:
        raise ValueError(f"{raw!r} is not a {annotation}")
    return raw
