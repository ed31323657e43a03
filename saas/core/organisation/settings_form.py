"""The form of a plugin's settings at one level, made from its schema: label, help, section, where a value comes from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Request
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
from saas.platform.web.forms.reading import read_part
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
    values = {name: _shown(value) for name, value in own.own.items()}
    return SettingsForm(
        form=Form(schema, values, error=error, version=own.version),
        sections=[SectionView(title=title, names=names) for title, names in sections.items()],
        secrets=[
            (name, schema.fields[name].metadata["label"])
            for name in sorted(own.secret & schema.fields.keys())
        ],
        own=own,
    )


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


def missing_only(form: SettingsForm) -> SettingsForm:
    """The form cut down to what must be given before the plugin can be switched on."""
    wanted = form.own.counting.missing
    return SettingsForm(
        form=form.form, sections=[SectionView(title="", names=wanted)], secrets=(), own=form.own
    )


def _schema(plugin: str, store_id: int | None) -> Schema:
    return level_schema(
        declared_settings(plugin), SettingLevel.GROUP if store_id is None else SettingLevel.STORE
    )


def _drawn(name: str, field: fields.Field[Any], own: OwnValues) -> dict[str, Any]:
    about: dict[str, Any] = {"label": field.metadata.get("title", name), "shown_when_needed": True}
    help_text = str(field.metadata.get("help", ""))
    told = _provenance(name, own, secret=is_secret(field))
    about["help"] = " ".join(part for part in (help_text, told) if part)
    if is_secret(field):
        about |= {"widget": "password", "autocomplete": "new-password"}
    elif isinstance(field, fields.Boolean):
        about |= {"widget": "select", "choices": _YES_NO}
    if name not in own.own:
        about["placeholder"] = _("Inherited")
    return about


def _provenance(name: str, own: OwnValues, *, secret: bool) -> str:
    if secret:
        if name in own.secret:
            return _("It is set and is not shown. Leave this empty to keep it.")
        return "" if own.above.sources[name] is Source.DEFAULT else _from(own.above, name, MASK)
    value = own.above.values[name]
    inherited = _from(own.above, name, _as_text(value))
    if name in own.own:
        return _("Set here. Empty: %(inherited)s", inherited=inherited)
    return inherited


def _from(above: ResolvedSettings, name: str, shown: str) -> str:
    source = _SOURCES[above.sources[name]]
    return _("%(value)s, from %(source)s.", value=shown or _("Nothing"), source=source)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return str(_YES_NO[0 if value else 1][1])
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(getattr(value, "value", value))


def _shown(value: object) -> object:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else value
