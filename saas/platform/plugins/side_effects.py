"""Finding what a blueprint would do to the whole application and thereby to groups that have its plugin off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Flask

from saas.platform.plugins.addresses import mount_prefix

# Flask keeps what is global to the application under the key None of these attributes.
_SCOPED = (
    "before_request_funcs",
    "after_request_funcs",
    "teardown_request_funcs",
    "template_context_processors",
    "url_value_preprocessors",
    "url_default_functions",
)


class _BareApplication(Flask):
    """Takes note of views and compiles no rules, which is most of the time that mounting takes."""

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *_: Any, **__: Any
    ) -> None:
        """Note the view under its endpoint, or under its rule where it names none."""
        self.view_functions[endpoint or rule] = view_func


class Rehearsal:
    """A bare application on which blueprints are mounted before the real one sees them.

    `before_app_request`, `app_errorhandler`, `app_template_filter` and their like would run for every group,
    whatever it has switched on, and Flask cannot take them back; so they are looked for beforehand.
    """

    def __init__(self) -> None:
        self._app = _BareApplication(__name__, static_folder=None)

    def problems(self, owner: str, blueprints: Sequence[Blueprint]) -> list[str]:
        """What these blueprints of a plugin do outside themselves, in words for the operator."""
        before = _snapshot(self._app)
        known = set(self._app.view_functions)
        for blueprint in blueprints:
            self._app.register_blueprint(blueprint, url_prefix=mount_prefix(owner, blueprint))
        found = [f"it changes the application's {area}" for area in _changed(before, _snapshot(self._app))]
        return found + self._foreign_views(blueprints, known)

    def _foreign_views(self, blueprints: Sequence[Blueprint], known: set[str]) -> list[str]:
        own = tuple(f"{blueprint.name}." for blueprint in blueprints)
        new = set(self._app.view_functions) - known
        return [
            f"its view {name} belongs to no blueprint of its own"
            for name in sorted(new)
            if not name.startswith(own)
        ]


def _snapshot(app: Flask) -> Mapping[str, object]:
    scoped = {name: tuple(getattr(app, name).get(None, ())) for name in _SCOPED}
    handlers = {code: tuple(found) for code, found in app.error_handler_spec.get(None, {}).items() if found}
    jinja = app.jinja_env
    return {
        **scoped,
        "error handlers": handlers,
        "teardown of its context": tuple(app.teardown_appcontext_funcs),
        "shell context": tuple(app.shell_context_processors),
        "template filters": dict(jinja.filters),
        "template tests": dict(jinja.tests),
        "template globals": dict(jinja.globals),
        "template extensions": frozenset(jinja.extensions),
        "configuration": dict(app.config),
        "extensions": dict(app.extensions),
        "WSGI application": app.wsgi_app,
        "commands": frozenset(app.cli.commands),
    }


def _changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return [area for area in after if before[area] != after[area]]
