"""Read a form: typed values, or every fault at its field with all that was typed kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Request
from flask import request as current_request
from marshmallow import RAISE, Schema, ValidationError

from saas.platform.errors import Invalid
from saas.platform.web.forms.messages import translated
from saas.platform.web.forms.parsing import Pairs, is_list, parse
from saas.platform.web.repeats import answer_repetition


class FormInvalid(Invalid):
    """A form that cannot be taken: `fields` maps input names (`phones-0-value`) to messages, `typed` is what was sent."""

    def __init__(self, fields: Mapping[str, list[str]], typed: Mapping[str, Any]) -> None:
        name, messages = next(iter(fields.items()))
        super().__init__(name, messages[0])
        self.fields = {key: list(value) for key, value in fields.items()}
        self.typed = dict(typed)


def read_form(schema: Schema | type[Schema], request: Request) -> dict[str, Any]:
    """The typed values of the form in `request`, every field of the schema present.

    A field left empty has its `load_default`, else None, a list `[]`; an unticked box is False. Text is stripped.
    Uploaded files come under the names of their fields. Raises FormInvalid with each fault at its input's name.
    A form that was already done ends here: its first answer is given again.
    """
    answer_repetition(request)
    uploads = [(name, file) for name, file in request.files.items(multi=True) if file.filename]
    return _taken(schema, [*request.form.items(multi=True), *uploads], "")


def read_part(schema: Schema | type[Schema], request: Request, prefix: str) -> dict[str, Any]:
    """Like `read_form`, of the fields alone whose names begin with a prefix; faults have their full names."""
    return _taken(schema, below(request, prefix), prefix)


def below(request: Request, prefix: str) -> list[tuple[str, str]]:
    """What was sent under names that begin with a prefix, without it."""
    sent = request.form.items(multi=True)
    return [(name.removeprefix(prefix), value) for name, value in sent if name.startswith(prefix)]


def _taken(schema: Schema | type[Schema], sent: Pairs, prefix: str) -> dict[str, Any]:
    schema = schema() if isinstance(schema, type) else schema
    typed = parse(schema, sent)
    try:
        values: dict[str, Any] = schema.load(typed, unknown=RAISE)
    except ValidationError as error:
        faults = _flattened(error.messages)
        raise FormInvalid({prefix + name: texts for name, texts in faults.items()}, typed) from None
    return _completed(schema, values)


def form_version() -> int | None:
    """The row version that the person saw when the form was drawn, or none.

    A form that comes back with faults carries this one on, not the stored row's: else a change that was saved meanwhile
    and never shown would be overwritten.
    """
    sent = current_request.form.get("_version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None


def _completed(schema: Schema, values: dict[str, Any]) -> dict[str, Any]:
    for name, field in schema.load_fields.items():
        attribute = field.attribute or name
        values.setdefault(attribute, [] if is_list(field) else None)
    return values


def _flattened(messages: Any, prefix: str = "") -> dict[str, list[str]]:
    if isinstance(messages, Mapping):
        flat: dict[str, list[str]] = {}
        for key, inner in messages.items():
            # "_schema" is marshmallow's name for the whole input
            name = prefix if key == "_schema" else (f"{prefix}-{key}" if prefix else str(key))
            flat.update(_flattened(inner, name))
        return flat
    texts = messages if isinstance(messages, list) else [messages]
    return {prefix: [translated(str(text)) for text in texts]}
