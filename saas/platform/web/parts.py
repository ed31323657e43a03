"""The parts of a form that plugins add to it: drawn in it, judged with it, saved in its transaction.

A part of a plugin that is off, or whose right the person lacks, is not in the form. One that cannot be drawn is left out
of it and stays as it is. One that cannot be saved is undone alone, and what was typed in it is shown to the person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import make_response, render_template, request
from marshmallow import Schema, missing
from werkzeug.wrappers import Response as AnyResponse

from saas.platform.errors import Conflict, Invalid
from saas.platform.i18n import LazyStr, _
from saas.platform.plugins import (
    Answer,
    Contribution,
    PluginVeto,
    SlotContext,
    act_declared,
    ask_declared,
    current_registry,
)
from saas.platform.web.contributed import visible_in
from saas.platform.web.extending import FormExtension
from saas.platform.web.forms import Form, FormInvalid, read_form
from saas.platform.web.forms.parsing import OF_OTHERS, is_filled, parse
from saas.platform.web.forms.reading import below, read_part

Declared = Contribution[FormExtension]
Typed = Sequence[tuple[str, str]]
"""(label, text) of each field that was filled."""

_REFUSALS = (Invalid, Conflict, PluginVeto)
_NOT_SHOWN = ("password", "hidden")


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part as the form draws it.

    marker: the name of the input that says that the part was there; form: its fields, none when it cannot be drawn.
    """

    marker: str
    title: LazyStr
    icon: str
    form: Form | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LostPart:
    """A part that was typed and could not be saved."""

    title: str
    error_id: str
    typed: Typed


@dataclass(slots=True, kw_only=True)
class FormParts:
    """The parts of one form in one request. object_id: the row that is edited, none for one that is being made."""

    slot: str
    object_id: int | None = None
    _typed: dict[str, Answer[dict[str, Any]]] = field(default_factory=dict)
    _lost: list[LostPart] = field(default_factory=list)

    def views(self, error: Invalid | None = None) -> list[PartView]:
        """The parts to draw, light ones first; after a refusal with what was sent."""
        return [self._view(found, error) for found in visible_in(self.slot, FormExtension)]

    def read(self, schema: Schema | type[Schema]) -> dict[str, Any]:
        """The typed values of the form itself; those of the parts are kept for `save`.

        Raises FormInvalid with the faults of all, each at its input.
        """
        faults: dict[str, list[str]] = {}
        values, typed = dict[str, Any](), dict[str, Any]()
        try:
            values = read_form(schema, request)
        except FormInvalid as refused:
            faults, typed = refused.fields, refused.typed
        for found in self._sent():
            faults |= self._read(found)
        if faults:
            raise FormInvalid(faults, typed)
        return values

    def save(self, object_id: int) -> None:
        """Let each part save what was read; to be called when the form's own is saved, in the same transaction.

        Raises Invalid with its faults at the inputs, when a part refuses.
        """
        for found in self._sent():
            typed = self._typed[_marker(found)]
            answer = self._save(found, object_id, typed.value) if typed.value is not None else typed
            if answer.failed:
                self._lost.append(_lost(found, answer.error_id))
        self._lost += self._gone()

    def answer(self, then: AnyResponse, form_id: str) -> AnyResponse:
        """Where the form leads after it was saved; before that, what of it could not be saved, for the person to keep.

        form_id: of the form on the page, whose place the answer takes.
        """
        if not self._lost:
            return then
        address = then.headers["Location"]
        page = render_template("form_kept.html", lost=self._lost, address=address, form_id=form_id)
        return make_response(page)

    def _read(self, found: Declared) -> Mapping[str, list[str]]:
        def read() -> dict[str, Any]:
            return read_part(found.value.schema, request, _prefix(found))

        place = f"form.{found.value.key}"
        try:
            answer = act_declared(found, place, read, dict[str, Any], passes=(FormInvalid,))
        except FormInvalid as refused:
            return refused.fields
        self._typed[_marker(found)] = answer
        return {}

    def _save(self, found: Declared, object_id: int, values: Mapping[str, Any]) -> Answer[Any]:
        context = SlotContext(slot=self.slot, object_id=object_id)

        def save() -> None:
            found.value.save(context, values)

        try:
            return act_declared(found, f"form.{found.value.key}", save, None, passes=_REFUSALS)
        except Invalid as refused:
            raise _at_inputs(found, refused) from None
        except (Conflict, PluginVeto) as refused:
            raise Invalid("", refused.message) from None

    def _view(self, found: Declared, error: Invalid | None) -> PartView:
        def drawn() -> Form:
            form = self._form(found, error)
            # Here and not in the middle of the page is where a schema that cannot be drawn is to fail.
            form.all()
            return form

        part = found.value
        form = ask_declared(found, f"form.{part.key}", drawn, Form).value
        return PartView(marker=_marker(found), title=part.title, icon=part.icon, form=form)

    def _form(self, found: Declared, error: Invalid | None) -> Form:
        part, prefix = found.value, _prefix(found)
        if error and _marker(found) in request.form:
            return Form(part.schema, error=error, prefix=prefix)
        start = {
            name: one.load_default
            for name, one in part.schema().load_fields.items()
            if one.load_default is not missing and not callable(one.load_default)
        }
        if self.object_id is None:
            return Form(part.schema, start, prefix=prefix)
        stored = part.load(SlotContext(slot=self.slot, object_id=self.object_id))
        return Form(part.schema, {**start, **stored}, prefix=prefix)

    def _sent(self) -> list[Declared]:
        return [found for found in visible_in(self.slot, FormExtension) if _marker(found) in request.form]

    def _gone(self) -> list[LostPart]:
        # Switched off, or the right taken away, while the form was open.
        seen = {_marker(found) for found in visible_in(self.slot, FormExtension)}
        gone = [
            LostPart(title=str(found.value.title), error_id="", typed=_unlabelled(found))
            for found in current_registry().declared(FormExtension)
            if found.value.slot == self.slot and _marker(found) in request.form.keys() - seen
        ]
        return [part for part in gone if part.typed]


def _marker(found: Declared) -> str:
    return f"{OF_OTHERS}{found.owner}-{found.value.key}"


def _prefix(found: Declared) -> str:
    return f"{_marker(found)}-"


def _at_inputs(found: Declared, refused: Invalid) -> Invalid:
    return Invalid.many(
        {_prefix(found) + name if name else "": texts for name, texts in refused.fields.items()}
    )


def _lost(found: Declared, error_id: str) -> LostPart:
    # A place of its own: a part that rests after failed saves still has its labels.
    answer = ask_declared(found, f"form_labels.{found.value.key}", lambda: _labelled(found), Typed)
    typed = _unlabelled(found) if answer.value is None else answer.value
    return LostPart(title=str(found.value.title), error_id=error_id, typed=typed)


def _labelled(found: Declared) -> Typed:
    schema = found.value.schema()
    sent = parse(schema, below(request, _prefix(found)))
    return [
        (str(one.metadata.get("label", name)), _in_words(sent[one.data_key or name]))
        for name, one in schema.load_fields.items()
        if is_filled(sent.get(one.data_key or name)) and one.metadata.get("widget") not in _NOT_SHOWN
    ]


def _unlabelled(found: Declared) -> Typed:
    """What was typed, by the names of the inputs: the schema fails, or nobody is to ask it any more."""
    sent = below(request, _prefix(found))
    return [(name, _in_words(value)) for name, value in sent if is_filled(value.strip())]


def _in_words(value: object) -> str:
    return _("Yes") if value in ("true", True) else str(value)
