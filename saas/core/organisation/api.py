"""The organisation over REST: the same operations, schemas and rights as the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from saas.core.organisation import schemas
from saas.core.organisation.registers import DEPARTMENTS, EMPLOYEES, LEGAL_ENTITIES, STORES, Register
from saas.platform.api import ApiBlueprint, PageQuery, expected_version, listed, page_of, tell_version
from saas.platform.database import load
from saas.platform.i18n import _l
from saas.platform.permissions import requires

api = ApiBlueprint(
    "organisation", __name__, description=_l("Legal entities, stores, departments and employees.")
)


class _Stored(Schema):
    id = fields.Integer(dump_only=True)
    row_version = fields.Integer(dump_only=True, metadata={"description": "Also the `ETag`."})


class LegalEntityOut(schemas.LegalEntitySchema, _Stored):
    """A company as it is stored."""


class StoreOut(schemas.StoreSchema, _Stored):
    """A store as it is stored."""


class DepartmentOut(schemas.DepartmentSchema, _Stored):
    """A department as it is stored."""


class EmployeeOut(schemas.EmployeeSchema, _Stored):
    """An employee as it is stored."""


class EmployeeQuery(PageQuery):
    """A page of employees."""

    search = fields.String(load_default="", metadata={"description": "Beginning of the number or the name."})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Resource:
    """A register over REST. given: what is answered; query: what a list is narrowed to."""

    of: Register
    words: str
    given: type[Schema]
    query: type[Schema] = PageQuery


_RESOURCES = (
    _Resource(of=LEGAL_ENTITIES, words="legal entities", given=LegalEntityOut),
    _Resource(of=STORES, words="stores", given=StoreOut),
    _Resource(of=DEPARTMENTS, words="departments", given=DepartmentOut),
    _Resource(of=EMPLOYEES, words="employees", given=EmployeeOut, query=EmployeeQuery),
)


def _serve_reading(resource: _Resource) -> None:
    def list_rows(arguments: dict[str, Any]) -> dict[str, object]:
        return listed(resource.of.page(**arguments))

    def show_row(row_id: int) -> object:
        row = load(resource.of.model, row_id)
        tell_version(row)
        return row

    list_rows.__doc__, show_row.__doc__ = f"List the {resource.words}.", f"Show one of the {resource.words}."
    answered = api.response(200, page_of(resource.given))(list_rows)
    asked = api.arguments(resource.query, location="query")(answered)
    _route(resource, "list", "GET", "", requires(resource.of.read)(asked))
    _route(
        resource,
        "show",
        "GET",
        "/<int:row_id>",
        requires(resource.of.read)(api.response(200, resource.given)(show_row)),
    )


def _serve_writing(resource: _Resource) -> None:
    def add_row(values: dict[str, Any]) -> object:
        row = resource.of.create(values)
        tell_version(row)
        return row

    def edit_row(values: dict[str, Any], row_id: int) -> object:
        row = resource.of.change(row_id, values, version=expected_version())
        tell_version(row)
        return row

    add_row.__doc__, edit_row.__doc__ = (
        f"Add one of the {resource.words}.",
        f"Change one of the {resource.words}.",
    )
    added = api.arguments(resource.of.schema)(api.response(201, resource.given)(add_row))
    # A name of its own in the document: in a change every field may be left out.
    parts = type(resource.of.schema.__name__.replace("Schema", "Change"), (resource.of.schema,), {})(
        partial=True
    )
    edited = api.arguments(parts)(api.response(200, resource.given)(edit_row))
    _route(resource, "add", "POST", "", requires(resource.of.write)(added))
    _route(resource, "edit", "PATCH", "/<int:row_id>", requires(resource.of.write)(edited))


def _route(resource: _Resource, verb: str, method: str, rest: str, view: Callable[..., Any]) -> None:
    name = f"{verb}_{resource.of.key}"
    api.route(f"/{resource.of.place}{rest}", methods=[method], endpoint=name)(view)


for _resource in _RESOURCES:
    _serve_reading(_resource)
    _serve_writing(_resource)
