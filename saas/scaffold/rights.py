"""The page of the documentation that says who may do what: every address, its permission, the roles and their reach."""

from __future__ import annotations

import base64
import secrets
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from flask import Flask
from werkzeug.routing import Rule

from saas import create_app
from saas.config import Settings
from saas.parts import load_registry
from saas.platform.i18n import locale_context
from saas.platform.permissions import Scope
from saas.platform.permissions.catalogue import Catalogue, catalogue_of

PAGE = Path(__file__).parents[2] / "docs" / "operators" / "rights.md"
_OF_A_GROUP = ("/t/<group>", "/api/v1/t/<group>")
_HEAD = """# Who may do what

Made from the code by `python -m saas.scaffold.rights`, and compared with it by a test. It says what is so in a new group; \
a group may change its roles.

How far a role reaches: **group** all rows, **store** those of the stores for which the role was given, **own** those that \
name the member. Given for one store, a role reaches no further than that store, whatever stands here. What is *the \
group's* is held only by who has the role for the whole group.

## Separations of duty

| separation | rule |
|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Line:
    """One address with one method."""

    owner: str
    address: str
    method: str
    permission: str


def lines_of(app: Flask) -> list[Line]:
    """Every address of a group's members and programs, with the permission that it asks for, if any."""
    owners = load_registry().blueprint_owners
    found = (
        Line(
            owner=owners.get(rule.endpoint.split(".")[0], rule.endpoint.split(".")[0]).removesuffix("_api"),
            address=rule.rule,
            method=method,
            permission=_permission(app, rule, method),
        )
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(_OF_A_GROUP)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
    return sorted(found)


def reach(catalogue: Catalogue, role: str, permission: str) -> Scope | None:
    """How far a built-in role has a permission from the start, itself or by one that implies it; none without it."""
    has = catalogue.defaults.get(role, {})
    scopes = [has[name] for name in catalogue.sources[permission] if name in has]
    return max(scopes, key=lambda scope: scope.width, default=None)


def rights_page(app: Flask) -> str:
    """The whole page, in English."""
    catalogue = catalogue_of(load_registry())
    with locale_context("en"):
        text = _HEAD + "".join(
            f"| `{key}` | {one.value.rule} |\n" for key, one in sorted(catalogue.separations.items())
        )
        return text + "".join(_matrix(catalogue)) + "".join(_addresses(app, catalogue))


def _matrix(catalogue: Catalogue) -> Iterator[str]:
    roles = _roles(catalogue)
    yield "\n## Permissions and roles\n\n"
    yield f"| permission | {' | '.join(f'`{role}`' for role in roles)} |\n|{'---|' * (len(roles) + 1)}\n"
    for name in sorted(catalogue.permissions):
        mark = " *the group's*" if catalogue.permissions[name].value.of_the_group else ""
        cells = [reach(catalogue, role, name) for role in roles]
        yield f"| `{name}`{mark} | {' | '.join(one.value if one else '' for one in cells)} |\n"


def _addresses(app: Flask, catalogue: Catalogue) -> Iterator[str]:
    by_owner: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines_of(app):
        by_owner[line.owner].append(line)
    yield "\n## Addresses\n"
    for owner, lines in sorted(by_owner.items()):
        yield f"\n### {owner}\n\n| method | address | permission | roles |\n|---|---|---|---|\n"
        for line in lines:
            told = f"`{line.permission}`" if line.permission else ""
            yield f"| {line.method} | `{line.address}` | {told} | {_holders(catalogue, line.permission)} |\n"


def _holders(catalogue: Catalogue, permission: str) -> str:
    if not permission:
        return "every member; what they see and do is asked for one by one"
    by_scope: defaultdict[Scope, list[str]] = defaultdict(list)
    for role in _roles(catalogue):
        if (scope := reach(catalogue, role, permission)) is not None:
            by_scope[scope].append(role)
    widest_first = sorted(by_scope.items(), key=lambda one: -one[0].width)
    return "; ".join(f"{scope.value}: {', '.join(roles)}" for scope, roles in widest_first) or "none"


def _roles(catalogue: Catalogue) -> list[str]:
    """In the order of their declaration, of which the catalogue has the last first."""
    return list(catalogue.roles)[::-1]


def _permission(app: Flask, rule: Rule, method: str) -> str:
    view = app.view_functions[rule.endpoint]
    own = getattr(view, "view_class", None)
    asked = getattr(own, method.lower(), view) if own is not None else view
    return str(getattr(asked, "required_permission", getattr(view, "required_permission", "")))


def _nowhere() -> Settings:
    """Settings of an application that is looked at and never run."""
    nothing = "postgresql://nobody@/none"
    return Settings.from_env(
        {
            "SAAS_ENV": "test",
            "SAAS_SECRET_KEY": secrets.token_hex(32),
            "SAAS_PLATFORM_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "DATABASE_URL": nothing,
            "SYSTEM_DATABASE_URL": nothing,
            "OWNER_DATABASE_URL": nothing,
            "REDIS_URL": "unix:///nowhere",
        }
    )


@click.command()
def main() -> None:
    """Write the page of rights anew from the code."""
    PAGE.write_text(rights_page(create_app(_nowhere())), encoding="utf-8")
    click.echo(str(PAGE))


if __name__ == "__main__":
    main()
