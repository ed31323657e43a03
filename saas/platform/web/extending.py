"""What rooms and plugins add to headers, forms, lists and the search, as data; the pages ask the registry for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema
from sqlalchemy import ColumnElement

from saas.platform.i18n import LazyStr
from saas.platform.plugins import SlotContext


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A chip in the header of a page or in a list: "VIP", "2 open complaints".

    tone: plain, good, warn, bad, info, accent. icon: a name of `frontend/icons.txt`. weight: smaller comes first.
    """

    text: LazyStr
    tone: str = "plain"
    icon: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSource:
    """Chips for the header of the pages of a slot. facts: asked once a page, so it makes one cheap query at most.

    permission: without it nobody is asked for, so `facts` need not look.
    """

    key: str
    slot: str
    facts: Callable[[SlotContext], Sequence[Fact]]
    permission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormExtension:
    """Fields of a plugin in a form of others; they stand below the form's own, under `title`.

    schema: validated with the form, faults stand at their fields; field names are the plugin's own and need no prefix.
    load: what stands in the fields of a row that exists; not asked for one that is being made.
    save: called with the row's id and the typed values after the form was saved, in its transaction; raises Invalid
    (by the schema's field names) or Conflict to refuse, and then nothing of the form is saved. Whatever else it
    raises loses the plugin's own part only: the form is saved without it, and the person is told what was not saved.
    permission: whoever lacks it does not see the fields, and what they send under their names is refused.
    """

    key: str
    slot: str
    title: LazyStr
    schema: type[Schema]
    load: Callable[[SlotContext], Mapping[str, object]]
    save: Callable[[SlotContext, Mapping[str, Any]], None]
    permission: str
    icon: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One thing found. title: what it is called; text: what tells it from others of the name.

    endpoint, values: the page it leads to, built with the group. icon: a name of `frontend/icons.txt`.
    """

    title: LazyStr
    endpoint: str
    values: Mapping[str, int | str] = field(default_factory=dict)
    text: LazyStr = ""
    icon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSource:
    """A section of the search page, loaded by a request of its own.

    find: called with what was typed and how many are shown at most; the best first, and only what whoever asks may
    see. permission: whoever lacks it has no such section.
    """

    key: str
    title: LazyStr
    find: Callable[[str, int], Sequence[SearchHit]]
    permission: str
    icon: str = ""
    weight: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """A choice among the filters of a list: "has an open complaint".

    slot: the list, `core.customers`. criterion: what its rows then fulfil, a condition on the list's own table, as
    `Customer.id.in_(…)`; asked only while the filter is chosen. permission: whoever lacks it has no such filter.
    """

    key: str
    slot: str
    label: LazyStr
    criterion: Callable[[], ColumnElement[bool]]
    permission: str
    weight: int = 50
