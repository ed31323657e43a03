"""The form of a role: a choice for each permission of how far it reaches, by who declares it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Request
from marshmallow import Schema, fields, validate

from saas.platform.errors import Invalid
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.permissions import Permission, Scope, current_catalogue
from saas.platform.permissions.contents import Contents
from saas.platform.permissions.role_editing import LONGEST_TITLE
from saas.platform.plugins import CORE, Contribution, contributions, loaded_plugin
from saas.platform.web import Form, read_form

SCOPES: Mapping[Scope, LazyStr] = {
    Scope.OWN: _l("Own rows"),
    Scope.TEAM: _l("Rows of the team"),
    Scope.STORE: _l("Rows of the store"),
    Scope.REGION: _l("Rows of the region"),
    Scope.GROUP: _l("Whole group"),
}
ROOMS: Mapping[str, LazyStr] = {
    "accounts": _l("Members and tokens"),
    "auditing": _l("Audit"),
    "customers": _l("Customers"),
    "exports": _l("Exports"),
    "followups": _l("Follow-ups"),
    "imports": _l("Imports"),
    "messaging": _l("Messages"),
    "organisation": _l("Organisation"),
    "plugins": _l("Plugins"),
    "privacy": _l("Privacy"),
    "vehicles": _l("Vehicles"),
    "webhooks": _l("Webhooks"),
}
"""What the first part of a permission's name is called; plugins have their own titles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The permissions of one room or plugin: a heading and the names of the form's fields."""

    title: LazyStr
    fields: Sequence[str]


def title_field() -> fields.String:
    """What a role of the group's own is called."""
    about = {"label": _l("Name of the role"), "maxlength": LONGEST_TITLE}
    return fields.String(required=True, validate=validate.Length(min=1, max=LONGEST_TITLE), metadata=about)


class NewRoleSchema(Schema):
    """A role of the group's own."""

    title = title_field()
    like = fields.Integer(
        load_default=None,
        allow_none=True,
        metadata={
            "label": _l("Begins with what this role may do"),
            "widget": "select",
            "placeholder": _l("Nothing"),
        },
    )


def parts() -> list[Part]:
    """The permissions that are the group's to give, those of plugins that are on after the system's own."""
    found: dict[str, list[str]] = {}
    for one in _offered():
        room = one.value.name.split(".")[0] if one.owner == CORE else one.owner
        found.setdefault(room, []).append(field_of(one.value.name))
    return [Part(title=_title_of(room), fields=names) for room, names in found.items()]


def role_form(
    title: str | None, contents: Contents, *, version: int | None, error: Invalid | None = None
) -> Form:
    """The form. title: of a role of the group's own; none for a built-in one, which keeps its name."""
    values: dict[str, Any] = {field_of(name): scope.value for name, scope in contents.granted.items()}
    named = None if error is None else _at_its_field(error)
    return Form(_schema(title is not None, contents), values | {"title": title}, error=named, version=version)


def read_role(request: Request, *, own: bool) -> tuple[str | None, dict[str, Scope | None]]:
    """The title, if it has one to type, and how far each permission is to reach."""
    typed = read_form(_schema(own, None), request)
    wanted = {name: typed[field_of(name)] for name in (one.value.name for one in _offered())}
    return typed.get("title"), {name: Scope(to) if to else None for name, to in wanted.items()}


def field_of(permission: str) -> str:
    """The name of a permission's input."""
    return permission.replace(".", "_").replace(":", "__")


def _offered() -> list[Contribution[Permission]]:
    found = contributions(Permission)
    return sorted(found, key=lambda one: (one.owner != CORE, one.value.name))


def _schema(own: bool, contents: Contents | None) -> Schema:
    about: dict[str, fields.Field[Any]] = {"title": title_field()} if own else {}
    for one in _offered():
        about[field_of(one.value.name)] = _scope_field(one.value, contents)
    return Schema.from_dict(about, name="RoleSchema")()


def _scope_field(permission: Permission, contents: Contents | None) -> fields.String:
    offered = [Scope.GROUP] if permission.of_the_group else list(Scope)
    about: dict[str, Any] = {
        "label": permission.title,
        "widget": "select",
        "choices": [(scope.value, SCOPES[scope]) for scope in offered],
        "placeholder": _l("Not included"),
        "shown_when_needed": True,
    }
    if contents is not None and contents.declared and permission.name in contents.changed:
        declared = contents.declared.get(permission.name)
        told = SCOPES[declared] if declared else _l("Not included")
        about["help"] = _("Changed; from the start: %(reach)s", reach=told)
    names = [scope.value for scope in offered]
    return fields.String(load_default=None, allow_none=True, validate=validate.OneOf(names), metadata=about)


def _at_its_field(error: Invalid) -> Invalid:
    known = current_catalogue().permissions
    return Invalid.many(
        {field_of(name) if name in known else name: told for name, told in error.fields.items()}
    )


def _title_of(room: str) -> LazyStr:
    plugins = {one.owner for one in _offered()} - {CORE}
    return loaded_plugin(room).title if room in plugins else ROOMS.get(room, room)
