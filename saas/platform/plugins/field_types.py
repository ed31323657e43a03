"""Whether the fields of a dataclass hold what they promise: authors without a type checker find out here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

Fits = Callable[[object], bool]


def misfits(value: object) -> list[str]:
    """The names of the fields that hold something else than they promise; none for what is no dataclass."""
    kind: Any = type(value)
    if not is_dataclass(value):
        return []
    return [name for name, fits in _promises(kind) if not fits(getattr(value, name))]


@lru_cache(maxsize=512)
def _promises(kind: Any) -> tuple[tuple[str, Fits], ...]:
    try:
        hints = get_type_hints(kind)
    except (NameError, TypeError):
        # A name that only a type checker sees.
        return ()
    found = [(one.name, _fits(hints[one.name])) for one in fields(kind)]
    return tuple((name, fits) for name, fits in found if fits is not None)


def _fits(annotation: Any) -> Fits | None:
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        options = [_fits(one) for one in get_args(annotation)]
        return None if None in options else lambda value: any(fits(value) for fits in options if fits)
    if annotation is None:
        return lambda value: value is None
    if isinstance(origin, type):
        return _container(origin)
    return _plain(annotation) if isinstance(annotation, type) and annotation is not object else None


def _container(origin: type) -> Fits | None:
    if issubclass(origin, Callable):  # type: ignore[arg-type]  # a class at run time
        return callable
    if issubclass(origin, Mapping):
        return lambda value: isinstance(value, Mapping)
    if origin is not type and issubclass(origin, Iterable):
        # Any collection will do; a text is one of texts, which nobody ever means.
        return lambda value: isinstance(value, Iterable) and not isinstance(value, str | bytes)
    return None


def _plain(wanted: type) -> Fits:
    if wanted is NoneType:
        return lambda value: value is None
    if wanted is bool:
        return lambda value: isinstance(value, bool)
    if wanted is float:
        return lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)
    if wanted is int:
        return lambda value: isinstance(value, int) and not isinstance(value, bool)
    return lambda value: isinstance(value, wanted)
