"""What the form macros draw: each field of a schema with its label, widget, choices, value and faults."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import g, has_request_context, request
from marshmallow import Schema, fields, missing, validate

from saas.platform.errors import Invalid
from saas.platform.i18n import LazyStr
from saas.platform.web.forms.parsing import OF_OTHERS, inner_schema, is_list, parse
from saas.platform.web.forms.reading import below

Choices = Sequence[tuple[str, LazyStr]]

_NOTHING = (missing, None, "", False)


class Widget(StrEnum):
    """How a field is drawn; `metadata={"widget": …}` of the schema's field overrides the guess."""

    TEXT = "text"
    TEXTAREA = "textarea"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "datetime-local"
    TIME = "time"
    EMAIL = "email"
    PHONE = "tel"
    PASSWORD = "password"  # noqa: S105 - a kind of input
    SELECT = "select"
    PICKER = "picker"
    CHOICES = "choices"
    LINES = "lines"
    CHECKBOX = "checkbox"
    FILE = "file"
    ROWS = "rows"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One input as the macros draw it.

    key: of the schema's field; name: of the input; errors: in the language of the page; preset: nothing chosen means a
    value all the same. mark: what tells it from a field of the same name in another form of the page.
    """

    key: str
    name: str
    label: LazyStr
    widget: Widget
    value: Any
    errors: Sequence[str]
    required: bool
    preset: bool
    help: LazyStr = ""
    choices: Choices = ()
    about: Mapping[str, Any]
    mark: str = ""

    @property
    def id(self) -> str:
        """The id of the input on its page."""
        return f"f-{self.mark}{self.name}"

    @property
    def under(self) -> str:
        """The id of its help and faults, which stand below it."""
        return f"u-{self.mark}{self.name}"

    @property
    def text(self) -> str:
        """The value as the input shows it; nothing typed is an empty text, of several each has its line."""
        if isinstance(self.value, datetime):
            return self.value.strftime("%Y-%m-%dT%H:%M")
        if isinstance(self.value, (list, tuple)):
            return "\n".join(map(str, self.value))
        return "" if self.value is None or self.value is False else str(self.value)

    def chosen(self, value: str) -> bool:
        """Whether a choice is selected, in a single or a multiple one."""
        if isinstance(self.value, (list, tuple, set)):
            return value in {str(one) for one in self.value}
        return value == self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    """One row of a list in a form. index: a number, or `__n__` in the template of a new row."""

    index: str
    fields: Sequence[FieldView]


class Form:
    """A schema with what stands in its inputs: stored values first, what was typed after a refusal.

    values: a mapping or an object whose attributes are named like the fields. error: the refusal, if there was one;
    then the inputs show what was sent. choices: by field name, for those that the schema cannot know.
    version: the row version that the person sees, for the optimistic lock. prefix: what the names of all inputs begin
    with, for a part of a form.
    """

    def __init__(
        self,
        schema: Schema | type[Schema],
        values: object = None,
        *,
        error: Invalid | None = None,
        choices: Mapping[str, Choices] | None = None,
        version: int | None = None,
        prefix: str = "",
    ) -> None:
        self.schema = schema() if isinstance(schema, type) else schema
        self.errors: dict[str, list[str]] = dict(error.fields) if error else {}
        self.version = version
        self._choices = dict(choices or {})
        self._prefix = prefix
        self._mark = ""
        self._values = _sent(self.schema, prefix) if error else values

    @property
    def request_id(self) -> str:
        """The random id that lets the form be sent twice and act once."""
        sent = request.form.get("_request", "") if has_request_context() and self.errors else ""
        return sent or secrets.token_urlsafe(16)

    def stand_in(self, form_id: str) -> str:
        """Say in which form it is drawn, by its id; returns the id.

        Of several forms that are drawn for one page, the fields of all but the first are told apart by it, and those of a
        form that is loaded into a page.
        """
        if has_request_context():
            drawn: list[str] = g.setdefault("forms_drawn", [])
            again = drawn.count(form_id)
            loaded = request.method == "GET" and "HX-Request" in request.headers
            self._mark = f"{form_id}{again or ''}-" if drawn or loaded else ""
            drawn.append(form_id)
        return form_id

    @property
    def general_errors(self) -> list[str]:
        """Faults of the whole form, and those whose field this page does not show."""
        names = {field.name for field in self.all()}
        return [
            text
            for name, texts in self.errors.items()
            if name not in names and name.partition("-")[0] not in names and not name.startswith(OF_OTHERS)
            for text in texts
        ]

    def field(self, name: str) -> FieldView:
        """The field of this name; raises KeyError for one that the schema lacks."""
        return self._view(name, self.schema.load_fields[name], self._prefix, _item(self._values, name))

    def all(self) -> list[FieldView]:
        """All fields in the schema's order."""
        return [self.field(name) for name in self.schema.load_fields]

    def rows(self, name: str) -> list[RowView]:
        """The rows of a list field; at least one, so that there is something to fill in."""
        values = _item(self._values, name)
        present: Iterable[Any] = values if isinstance(values, (list, tuple)) and values else [None]
        return [self._row(name, str(index), row) for index, row in enumerate(present)]

    def blank_row(self, name: str) -> RowView:
        """The template of a new row, numbered `__n__`."""
        return self._row(name, "__n__", None)

    def _errors(self, name: str, *, several: bool) -> Sequence[str]:
        """What is wrong with an input; of several values in one, each fault once."""
        if not several:
            return self.errors.get(name, ())
        found = [texts for key, texts in self.errors.items() if key == name or key.startswith(f"{name}-")]
        return list(dict.fromkeys(text for texts in found for text in texts))

    def _row(self, name: str, index: str, row: object) -> RowView:
        schema = inner_schema(self.schema.load_fields[name])
        parts = schema.load_fields if schema else {}
        return RowView(
            index=index,
            fields=[
                self._view(inner, field, f"{self._prefix}{name}-{index}-", _item(row, inner))
                for inner, field in parts.items()
            ],
        )

    def _view(self, name: str, field: fields.Field[Any], prefix: str, value: object) -> FieldView:
        full = prefix + (field.data_key or name)
        choices = self._choices.get(name) or choices_of(field)
        return FieldView(
            key=name,
            name=full,
            label=field.metadata.get("label", name),
            widget=_widget(field, choices, offered=name in self._choices),
            value=value,
            errors=self._errors(full, several=is_list(field) and inner_schema(field) is None),
            required=field.required,
            preset=not callable(field.load_default) and field.load_default not in _NOTHING,
            help=field.metadata.get("help", ""),
            choices=choices,
            about=field.metadata,
            mark=self._mark,
        )


def _sent(schema: Schema, prefix: str) -> Mapping[str, Any]:
    typed = parse(schema, below(request, prefix)) if has_request_context() else {}
    named = {field.data_key or name: name for name, field in schema.load_fields.items()}
    return {named.get(key, key): value for key, value in typed.items()}


def _item(values: object, name: str) -> Any:
    if isinstance(values, Mapping):
        return values.get(name)
    return getattr(values, name, None)


def choices_of(field: fields.Field[Any]) -> Choices:
    """The values that a field offers, with what people read; none where anything may be typed."""
    given = field.metadata.get("choices")
    if given:
        return [(str(value), label) for value, label in given]
    inner = field.inner if isinstance(field, fields.List) else field
    if isinstance(inner, fields.Enum):
        return [(one.value, getattr(one, "label", one.value)) for one in inner.enum]
    for check in inner.validators:
        if isinstance(check, validate.OneOf):
            labels = list(check.labels) or [str(one) for one in check.choices]
            return list(zip(map(str, check.choices), labels, strict=False))
    return ()


_BY_TYPE: tuple[tuple[type[fields.Field[Any]], Widget], ...] = (
    (fields.Boolean, Widget.CHECKBOX),
    (fields.Email, Widget.EMAIL),
    (fields.Integer, Widget.NUMBER),
    (fields.Decimal, Widget.NUMBER),
    (fields.Float, Widget.NUMBER),
    (fields.Time, Widget.TIME),
    (fields.Date, Widget.DATE),
    (fields.DateTime, Widget.DATETIME),
)


def _widget(field: fields.Field[Any], choices: Choices, *, offered: bool) -> Widget:
    if "widget" in field.metadata:
        return Widget(field.metadata["widget"])
    if is_list(field):
        if inner_schema(field):
            return Widget.ROWS
        return Widget.CHOICES if choices or offered else Widget.LINES
    if choices:
        return Widget.SELECT
    return next((widget for kind, widget in _BY_TYPE if isinstance(field, kind)), Widget.TEXT)
