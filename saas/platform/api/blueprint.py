"""The blueprint of a room's API: prefix, tags and the checks that every call passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import g
from flask_smorest import Blueprint
from marshmallow import Schema

from saas.platform.api.parsing import StrictParser
from saas.platform.api.repeats import begin_once
from saas.platform.api.versions import answer_version, require_version
from saas.platform.i18n import LazyStr
from saas.platform.security.repeats import keep_answer

View = TypeVar("View", bound=Callable[..., Any])


class ApiBlueprint(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """A room's routes below `/api/v1/t/<group>/<room>`, a plugin's below `/api/v1/t/<group>/x/<plugin>`.

    room: its name or the plugin's, and the tag of its operations; the blueprint is called `<room>_api`. description:
    for the documentation. The views do not get `group`: the tenant is bound before they run.
    """

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, room: str, import_name: str, *, description: LazyStr = "") -> None:
        # Without a prefix: the mount gives a room its own, and a plugin the one below `x/`.
        super().__init__(f"{room}_api", import_name)
        self.room = room
        self.told = description
        self.before_request(require_version)
        self.before_request(begin_once)
        # These run in the opposite order: the kept answer has its ETag.
        self.after_request(keep_answer)
        self.after_request(answer_version)
        self.url_value_preprocessor(_take_group)
        self.url_defaults(_give_group)

    def route(
        self, rule: str, *, parameters: Any = None, tags: list[str] | None = None, **options: Any
    ) -> Callable[[View], View]:
        """Register a view; its operations carry the room's tag unless `tags` says otherwise."""
        decorate: Callable[[View], View] = super().route(
            rule, parameters=parameters, tags=tags or [self.room], **options
        )
        return decorate

    def get(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view for reading."""
        return self.route(rule, methods=["GET"], **options)

    def post(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view that makes something or acts; repeated with the same `Idempotency-Key` it acts once."""
        return self.route(rule, methods=["POST"], **options)

    def put(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view that replaces a row; needs `If-Match`."""
        return self.route(rule, methods=["PUT"], **options)

    def patch(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view that changes a row; needs `If-Match`."""
        return self.route(rule, methods=["PATCH"], **options)

    def delete(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Register a view that ends a row; needs `If-Match`."""
        return self.route(rule, methods=["DELETE"], **options)

    def arguments(
        self, schema: type[Schema] | Schema, *, location: str = "json", **options: Any
    ) -> Callable[[View], View]:
        """Give the view what the schema reads from the body, or from `location`."""
        decorate: Callable[[View], View] = super().arguments(schema, location=location, **options)
        return decorate

    def response(
        self, status_code: int, schema: type[Schema] | Schema | None = None, **options: Any
    ) -> Callable[[View], View]:
        """Answer with this status what the view returns, as the schema writes it."""
        decorate: Callable[[View], View] = super().response(status_code, schema, **options)
        return decorate


def _take_group(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        g.api_group = values.pop("group", "")


def _give_group(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("group", g.get("api_group", ""))
