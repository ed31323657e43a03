"""What `saas.plugin_api` lists, by the package that defines it, with docstrings and fields."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from saas import plugin_api
from saas.platform.tenancy import Versioned
from saas.platform.tenancy.columns import Reference
from saas.scaffold.reference.source import Member, members, paragraphs, signature

_BOOKS = {"tenant_id", *Versioned.__annotations__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table that plugins may read. leads_to: the table of its key; codes: what it may hold, of an enumeration."""

    name: str
    type: str
    nullable: bool
    leads_to: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A name that plugins may import. call: its signature, of functions; members: of data classes and enumerations;
    columns: of the core's tables."""  # fmt: skip

    name: str
    what: str
    call: str
    text: str
    members: list[Member]
    columns: list[Column]


def listed_names() -> dict[str, list[Listed]]:
    """The names by the package that they come from, in the order of the imports."""
    tree = ast.parse(Path(plugin_api.__file__ or "").read_text(encoding="utf-8"))
    found: dict[str, list[Listed]] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [_listed(alias.asname or alias.name) for alias in node.names]
            found.setdefault(_room(node.module), []).extend(names)
    return found


def _room(module: str) -> str:
    return ".".join(module.split(".")[:3])


def _listed(name: str) -> Listed:
    value = getattr(plugin_api, name)
    return Listed(
        name=name,
        what=_what(value),
        call=signature(value) if _is_function(value) else "",
        text=paragraphs(value) if inspect.isclass(value) or _is_function(value) else "",
        members=members(value) if _has_fields(value) else [],
        columns=list(_columns(value)) if inspect.isclass(value) else [],
    )


def _columns(value: Any) -> Iterator[Column]:
    """In the order of the table; without the group and the books of who changed the row."""
    for column in getattr(getattr(value, "__table__", None), "columns", ()):
        if column.name not in _BOOKS:
            reference = column.info.get("reference")
            yield Column(
                name=column.name,
                type=column.type.python_type.__name__,
                nullable=bool(column.nullable),
                leads_to=reference.table if isinstance(reference, Reference) else "",
                codes=tuple(getattr(column.type, "enums", ())),
            )


def _is_function(value: Any) -> bool:
    # What is remembered (`lru_cache`) is an object around its function.
    return inspect.isfunction(inspect.unwrap(value)) if callable(value) else False


def _has_fields(value: Any) -> bool:
    return inspect.isclass(value) and (is_dataclass(value) or issubclass(value, Enum))


def _what(value: Any) -> str:
    if inspect.isclass(value):
        if issubclass(value, Enum):
            return "enumeration"
        if issubclass(value, Exception):
            return "error"
        return "data class" if is_dataclass(value) else "class"
    return "function" if callable(value) else "value"
