"""Whether what a hook gave back is what its specification promises."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from saas.platform.plugins.field_types import misfits


class WrongReturn(TypeError):
    """An implementation gave back something else than its specification says."""


def promised(spec: Callable[..., object]) -> Any:
    """The return type of a specification, resolved; raises TypeError when it states none."""
    hints = get_type_hints(spec)
    if "return" not in hints:
        raise TypeError(f"hook {spec.__name__} states no return type")
    return hints["return"]


def element_type(annotation: Any) -> Any:
    """What a declaration hook returns a sequence of: the class (for `Sequence[type[X]]`, X)."""
    inner = get_args(annotation)[0]
    return get_args(inner)[0] if get_origin(inner) is type else inner


def checked(value: object, annotation: Any) -> Any:
    """The value as promised, with sequences and iterables drained into a tuple, mappings copied.

    Draining matters: a generator's own errors must show here and not in the page that reads it.
    Raises WrongReturn.
    """
    origin = get_origin(annotation)
    if annotation is Any or annotation is object:
        return value
    if origin in (Union, UnionType):
        return _any_of(value, annotation)
    if origin is type:
        return _class(value, annotation)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(value, annotation)
    if isinstance(origin, type) and issubclass(origin, Iterable):
        return _sequence(value, annotation)
    return _instance(value, NoneType if annotation is None else origin or annotation)


def _instance(value: object, wanted: Any) -> object:
    # A bool is an int for Python and for nobody else.
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted in (int, float)):
        raise WrongReturn(f"{_name(wanted)} was promised, {_name(type(value))} was returned")
    if wrong := misfits(value):
        raise WrongReturn(f"{_name(type(value))} was returned with something wrong in {', '.join(wrong)}")
    return value


def _class(value: object, annotation: Any) -> object:
    wanted = get_args(annotation)[0]
    if not isinstance(value, type) or not issubclass(value, wanted):
        raise WrongReturn(f"a subclass of {_name(wanted)} was promised, {value!r} was returned")
    return value


def _any_of(value: object, annotation: Any) -> object:
    for option in get_args(annotation):
        try:
            return checked(value, option)
        except WrongReturn:
            continue
    raise WrongReturn(f"{annotation} was promised, {_name(type(value))} was returned")


def _mapping(value: object, annotation: Any) -> dict[object, object]:
    if not isinstance(value, Mapping):
        raise WrongReturn(f"a mapping was promised, {_name(type(value))} was returned")
    key, item = get_args(annotation)
    return {checked(k, key): checked(v, item) for k, v in value.items()}


def _sequence(value: object, annotation: Any) -> tuple[object, ...]:
    # A text is a sequence of texts, which nobody ever means.
    if not isinstance(value, Iterable) or isinstance(value, str | bytes | Mapping):
        raise WrongReturn(f"a sequence was promised, {_name(type(value))} was returned")
    inner = get_args(annotation)[0]
    return tuple(checked(item, inner) for item in value)


def _name(kind: Any) -> str:
    return getattr(kind, "__name__", str(kind))
