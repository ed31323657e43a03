"""Reading the forms of a page, and filling them in as a person would."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser

from saas.platform.clock import now
from saas.testing.kit.values import PHONE, word

_SENDING = ("hx-post", "hx-put", "hx-patch", "hx-delete")
_NEW_EACH_TIME = {"_csrf", "_request"}
_UNSENT = {"submit", "button", "image", "reset", "file"}


class Manner(StrEnum):
    """How a person fills a form in."""

    WHOLE = "whole"
    """Something in every field, the first of what is offered."""
    OTHERWISE = "otherwise"
    """The same with the last of what is offered: not everything fits how a row stands."""
    SPARE = "spare"
    """What must be filled in and nothing else."""


@dataclass(slots=True, kw_only=True)
class Input:
    """One field of a form. options: the values of a choice."""

    name: str
    kind: str
    value: str = ""
    chosen: bool = False
    required: bool = False
    options: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class SeenForm:
    """A form of a page, or a control that sends something without one. action: empty for the page's own address."""

    action: str
    method: str
    inputs: list[Input] = field(default_factory=list)

    def filled(self, manner: Manner, rows: Mapping[str, int | None]) -> dict[str, str | list[str]]:
        """What a person sends. rows: for the fields that name a row which the person looks for, by their names."""
        found: dict[str, list[str]] = {}
        for one in self.inputs:
            value = _typed(one, manner, rows.get(one.name))
            if one.name not in _NEW_EACH_TIME and value is not None:
                found.setdefault(one.name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _typed(one: Input, manner: Manner, row: int | None) -> str | None:
    if one.kind in ("checkbox", "radio"):
        return one.value if one.chosen else None
    offered = [value for value in one.options if value] or [""]
    if row is not None and not one.value and offered == [""]:
        return str(row)
    if one.kind == "select" and manner is Manner.OTHERWISE:
        return offered[-1]
    if one.value or (manner is Manner.SPARE and not one.required):
        return one.value
    if one.kind == "select":
        return offered[0]
    if one.kind == "hidden":
        return ""
    day = now().date()
    kinds = {"number": "1", "date": day.isoformat(), "datetime-local": f"{day}T09:30", "time": "09:30",
             "email": "kit@example.com", "tel": PHONE, "url": "https://example.com/kit"}  # fmt: skip
    return kinds.get(one.kind, word())


def forms_of(page: str) -> list[SeenForm]:
    """All that can be sent from a page."""
    reader = _Reader()
    reader.feed(page)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[SeenForm] = []
        self._form: SeenForm | None = None
        self._choice: Input | None = None
        self._text: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = SeenForm(action=given.get("action", ""), method=given.get("method", "get").upper())
            if self._form.method not in ("GET", "DIALOG"):
                self.found.append(self._form)
        else:
            self.found += _controls(given)
        if self._form is not None and given.get("name"):
            self._input(tag, given)
        elif tag == "option" and self._choice is not None:
            self._option(given)

    def _input(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        if tag not in ("input", "select", "textarea") or kind in _UNSENT or self._form is None:
            return
        made = Input(
            name=given["name"],
            kind=kind,
            value=given.get("value", "on" if kind == "checkbox" else ""),
            chosen="checked" in given,
            required="required" in given or given.get("aria-required") == "true",
        )
        self._form.inputs.append(made)
        self._choice = made if tag == "select" else None
        self._text = made if tag == "textarea" else None

    def _option(self, given: dict[str, str]) -> None:
        assert self._choice is not None
        self._choice.options.append(given.get("value", ""))
        if "selected" in given:
            self._choice.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._choice = None
        elif tag == "textarea":
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data.strip()


def _controls(given: dict[str, str]) -> Iterator[SeenForm]:
    for name in _SENDING:
        if given.get(name):
            yield SeenForm(action=given[name], method=name.removeprefix("hx-").upper())
    if given.get("formaction"):
        yield SeenForm(action=given["formaction"], method="POST")
