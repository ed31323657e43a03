"""The form of a plugin's settings at one level, made from its schema: label, help, section, where a value comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Request
from flask import request as current_request
from marshmallow import Schema, fields

from saas.platform.errors import Invalid
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.plugins import ResolvedSettings, SettingLevel, Source
from saas.platform.plugins.declared_settings import is_secret
from saas.platform.plugins.settings import MASK, level_schema, own_values
from saas.platform.plugins.settings.asking import by_schema, declared_settings
from saas.platform.plugins.settings.reading import OwnValues
from saas.platform.plugins.settings.values import as_json
from saas.platform.web import Form
from saas.platform.web.filters import listed
from saas.platform.web.forms.reading import read_part
from saas.platform.web.forms.showing import choices_of
from saas.platform.web.repeats import answer_repetition

CLEAR = "_clear"
"""The boxes that take a stored secret away; a name of ours, so no field of the schema."""

_SOURCES: Mapping[Source, LazyStr] = {
    Source.DEFAULT: _l("the plugin's default"),
    Source.PLATFORM: _l("the operator"),
    Source.GROUP: _l("the group"),
    Source.STORE: _l("this store"),
}
_YES_NO = (("true", _l("Yes")), ("false", _l("No")))


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A heading of the form with the names of its fields."""

    title: LazyStr
    names: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsForm:
    """The form of one level. secrets: names of those that are set here, with their labels."""

    form: Form
    sections: Sequence[SectionView]
    secrets: Sequence[tuple[str, LazyStr]]
    own: OwnValues


def settings_form(plugin: str, store_id: int | None = None, *, error: Invalid | None = None) -> SettingsForm:
    """The form of the group's settings of a plugin, or of one store's; raises LookupError for a plugin without any."""
    own, schema = own_values(plugin, store_id=store_id), form_schema(plugin, store_id)
    for name, field in schema.fields.items():
        field.metadata = {**field.metadata, **_drawn(name, field, own)}
    sections: dict[LazyStr, list[str]] = {}
    for name, field in schema.fields.items():
        sections.setdefault(str(field.metadata.get("section", "")), []).append(name)
    return SettingsForm(
        form=_form(schema, own, error),
        sections=[SectionView(title=title, names=names) for title, names in sections.items()],
        secrets=[
            (name, schema.fields[name].metadata["label"])
            for name in sorted(own.secret & schema.fields.keys())
        ],
        own=own,
    )


def wanted_form(plugin: str, *, error: Invalid | None = None) -> SettingsForm:
    """The form of what must be given before a plugin can be switched on."""
    own, schema = own_values(plugin), form_schema(plugin)
    wanted = own.counting.missing
    for name in wanted:
        field = schema.fields[name]
        field.required = True
        field.metadata = {**field.metadata, **_labelled(name, field)}
    sections = [SectionView(title="", names=wanted)]
    return SettingsForm(form=_form(schema, own, error), sections=sections, secrets=(), own=own)


def form_schema(plugin: str, store_id: int | None = None) -> Schema:
    """What the form of a level takes; raises Unavailable when the plugin's schema fails."""
    return by_schema(plugin, lambda: _schema(plugin, store_id))


def read_settings(plugin: str, request: Request, store_id: int | None = None) -> dict[str, Any]:
    """What was sent, as `change_settings` takes it: an empty field inherits, an empty secret stays.

    Raises FormInvalid, and Unavailable when the plugin's schema fails.
    """
    # Outside: a form that was already done ends here, and that is no failure of the plugin.
    answer_repetition(request)
    return by_schema(plugin, lambda: _read(plugin, request, store_id))


def _read(plugin: str, request: Request, store_id: int | None) -> dict[str, Any]:
    schema = _schema(plugin, store_id)
    typed = read_part(schema, request, "")
    given = {name: value for name, value in typed.items() if value not in (None, "", [])}
    sent: dict[str, Any] = {**dict.fromkeys(schema.fields), **as_json(schema, given)}
    cleared = request.form.getlist(CLEAR)
    for name, field in schema.fields.items():
        if is_secret(field) and sent[name] is None and name not in cleared:
            sent[name] = MASK
    return sent


def _form(schema: Schema, own: OwnValues, error: Invalid | None) -> Form:
    form = Form(
        schema, {name: _shown(value) for name, value in own.own.items()}, error=error, version=own.version
    )
    for name, field in schema.fields.items():
        if error and is_secret(field) and current_request.form.get(name):
            # It is not sent back to the browser, so whoever typed it has to know that it is gone.
            form.errors.setdefault(name, [_("Enter this once more; it is not shown again.")])
    return form


def _schema(plugin: str, store_id: int | None) -> Schema:
    return level_schema(
        declared_settings(plugin), SettingLevel.GROUP if store_id is None else SettingLevel.STORE
    )


def _labelled(name: str, field: fields.Field[Any]) -> dict[str, Any]:
    about: dict[str, Any] = {"label": field.metadata.get("title", name), "shown_when_needed": True}
    if is_secret(field):
        about |= {"widget": "password", "autocomplete": "new-password"}
    elif isinstance(field, fields.Boolean):
        about |= {"widget": "select", "choices": _YES_NO}
    return about


def _drawn(name: str, field: fields.Field[Any], own: OwnValues) -> dict[str, Any]:
    inherited = _inherited(name, field, own.above)
    parts = (str(field.metadata.get("help", "")), _provenance(name, own, inherited))
    about = {**_labelled(name, field), "help": " ".join(part for part in parts if part)}
    if name in own.secret:
        about["placeholder"] = MASK
    elif name not in own.own and inherited:
        about["placeholder"] = _("Inherited")
    return about


def _provenance(name: str, own: OwnValues, inherited: str) -> str:
    if name in own.secret:
        return _("It is set and is not shown. Leave this empty to keep it.")
    if name not in own.own:
        return inherited or _("Nothing is set.")
    return _("Set here. Empty: %(inherited)s", inherited=inherited) if inherited else _("Set here.")


def _inherited(name: str, field: fields.Field[Any], above: ResolvedSettings) -> str:
    shown = MASK if is_secret(field) and above.values.get(name) else _as_text(field, above.values.get(name))
    return (
        _("%(value)s, from %(source)s.", value=shown, source=_SOURCES[above.sources[name]]) if shown else ""
    )


def _as_text(field: fields.Field[Any], value: object) -> str:
    if isinstance(value, bool):
        return str(_YES_NO[0 if value else 1][1])
    words = dict(choices_of(field))
    several = value if isinstance(value, list | tuple) else [value]
    plain = ["" if one is None else str(getattr(one, "value", one)) for one in several]
    return listed(words.get(one, one) for one in plain)


def _shown(value: object) -> object:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value
