"""The organisation over REST: the same operations, schemas and rights as the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from marshmallow import Schema, fields

from saas.core.organisation import operations, queries, schemas
from saas.core.organisation.models import Department, Employee, LegalEntity, Store
from saas.core.organisation.permissions import EMPLOYEE_READ, EMPLOYEE_WRITE, STORE_READ, STORE_WRITE
from saas.core.organisation.reach import change_employee_within_reach, create_employee_within_reach
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
    place: str
    words: str
    model: type[Any]
    taken: type[Schema]
    given: type[Schema]
    query: type[Schema]
    page: Callable[..., Any]
    create: Callable[..., Any]
    change: Callable[..., Any]
    read: str
    write: str


_RESOURCES = (
    _Resource(
        place="legal-entities",
        words="legal entities",
        model=LegalEntity,
        taken=schemas.LegalEntitySchema,
        given=LegalEntityOut,
        query=PageQuery,
        page=queries.legal_entity_page,
        create=operations.create_legal_entity,
        change=operations.change_legal_entity,
        read=STORE_READ,
        write=STORE_WRITE,
    ),
    _Resource(
        place="stores",
        words="stores",
        model=Store,
        taken=schemas.StoreSchema,
        given=StoreOut,
        query=PageQuery,
        page=queries.store_page,
        create=operations.create_store,
        change=operations.change_store,
        read=STORE_READ,
        write=STORE_WRITE,
    ),
    _Resource(
        place="departments",
        words="departments",
        model=Department,
        taken=schemas.DepartmentSchema,
        given=DepartmentOut,
        query=PageQuery,
        page=queries.department_page,
        create=operations.create_department,
        change=operations.change_department,
        read=STORE_READ,
        write=STORE_WRITE,
    ),
    _Resource(
        place="employees",
        words="employees",
        model=Employee,
        taken=schemas.EmployeeSchema,
        given=EmployeeOut,
        query=EmployeeQuery,
        page=queries.employee_page,
        create=create_employee_within_reach,
        change=change_employee_within_reach,
        read=EMPLOYEE_READ,
        write=EMPLOYEE_WRITE,
    ),
)


def _serve_reading(resource: _Resource) -> None:
    def list_rows(arguments: dict[str, Any]) -> dict[str, object]:
        return listed(resource.page(**arguments))

    def show_row(row_id: int) -> object:
        row = load(resource.model, row_id)
        tell_version(row)
        return row

    list_rows.__doc__, show_row.__doc__ = f"List the {resource.words}.", f"Show one of the {resource.words}."
    answered = api.response(200, page_of(resource.given))(list_rows)
    asked = api.arguments(resource.query, location="query")(answered)
    _route(resource, "list", "GET", "", requires(resource.read)(asked))
    _route(
        resource,
        "show",
        "GET",
        "/<int:row_id>",
        requires(resource.read)(api.response(200, resource.given)(show_row)),
    )


def _serve_writing(resource: _Resource) -> None:
    def add_row(values: dict[str, Any]) -> object:
        row = resource.create(values)
        tell_version(row)
        return row

    def edit_row(values: dict[str, Any], row_id: int) -> object:
        row = resource.change(row_id, values, version=expected_version())
        tell_version(row)
        return row

    add_row.__doc__, edit_row.__doc__ = (
        f"Add one of the {resource.words}.",
        f"Change one of the {resource.words}.",
    )
    added = api.arguments(resource.taken)(api.response(201, resource.given)(add_row))
    # A name of its own in the document: in a change every field may be left out.
    parts = type(resource.taken.__name__.replace("Schema", "Change"), (resource.taken,), {})(partial=True)
    edited = api.arguments(parts)(api.response(200, resource.given)(edit_row))
    _route(resource, "add", "POST", "", requires(resource.write)(added))
    _route(resource, "edit", "PATCH", "/<int:row_id>", requires(resource.write)(edited))


def _route(resource: _Resource, verb: str, method: str, rest: str, view: Callable[..., Any]) -> None:
    name = f"{verb}_{resource.place.replace('-', '_')}"
    api.route(f"/{resource.place}{rest}", methods=[method], endpoint=name)(view)


for _resource in _RESOURCES:
    _serve_reading(_resource)
    _serve_writing(_resource)
