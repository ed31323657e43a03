"""The pages of legal entities, stores, departments and employees: a list, a new one, a change, each the same way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from marshmallow import Schema, missing

from saas.core.organisation import queries
from saas.core.organisation.registers import DEPARTMENTS, EMPLOYEES, LEGAL_ENTITIES, STORES, Register
from saas.core.organisation.views.blueprint import pages
from saas.core.organisation.views.saving import Conflicted, save
from saas.platform.database import load
from saas.platform.i18n import LazyStr, _, _l
from saas.platform.permissions import requires
from saas.platform.web import Form, form_version, read_form, render, tell
from saas.platform.web.forms.showing import Choices

References = Mapping[str, Mapping[int, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPages:
    """A register as pages: its words, and what its list shows.

    columns: names of the schema's fields. references: fields whose values are ids, with the function that gives the
    names of all of them.
    """

    of: Register
    title: LazyStr
    add: LazyStr
    empty: LazyStr
    icon: str
    columns: Sequence[str]
    references: Mapping[str, Callable[[], Mapping[int, str]]]
    searchable: bool = False

    def names(self) -> References:
        """The names behind the ids of all referring fields."""
        return {field: names() for field, names in self.references.items()}

    def address(self, what: str, **values: Any) -> str:
        """The address of one of its pages."""
        return url_for(f"organisation.{self.of.key}_{what}", **values)


def _stores() -> Mapping[int, str]:
    return {store.id: store.name for store in queries.all_stores()}


def _entities() -> Mapping[int, str]:
    return {entity.id: entity.name for entity in queries.all_legal_entities()}


def _calendars() -> Mapping[int, str]:
    return {calendar.id: calendar.name for calendar in queries.all_calendars()}


def _departments() -> Mapping[int, str]:
    stores = _stores()
    return {
        one.id: f"{stores[one.store_id]} · {one.name}" if one.store_id else one.name
        for one in queries.all_departments()
    }


REGISTERS = (
    RegisterPages(
        of=LEGAL_ENTITIES,
        title=_l("Legal entities"),
        add=_l("Add a legal entity"),
        empty=_l("No legal entity yet"),
        icon="building",
        columns=("name", "uscc", "privacy_contact"),
        references={},
    ),
    RegisterPages(
        of=STORES,
        title=_l("Stores"),
        add=_l("Add a store"),
        empty=_l("No store yet"),
        icon="building-store",
        columns=("code", "name", "legal_entity_id", "city", "status"),
        references={"legal_entity_id": _entities, "calendar_id": _calendars},
    ),
    RegisterPages(
        of=DEPARTMENTS,
        title=_l("Departments"),
        add=_l("Add a department"),
        empty=_l("No department yet"),
        icon="users-group",
        columns=("name", "store_id", "status"),
        references={"store_id": _stores},
    ),
    RegisterPages(
        of=EMPLOYEES,
        title=_l("Employees"),
        add=_l("Add an employee"),
        empty=_l("No employee yet"),
        icon="id",
        columns=("employee_no", "name", "store_id", "department_id", "position"),
        references={"store_id": _stores, "department_id": _departments},
        searchable=True,
    ),
)


def _list_view(register: RegisterPages) -> Callable[[], Response]:
    @requires(register.of.read)
    def show() -> Response:
        search = {"search": request.args.get("q", "").strip()} if register.searchable else {}
        page = register.of.page(after=request.args.get("after"), before=request.args.get("before"), **search)
        return render(
            "organisation/register.html",
            register=register,
            page=page,
            names=register.names(),
            fields=register.of.schema().fields,
        )

    return show


def _new_view(register: RegisterPages) -> Callable[[], Response]:
    @requires(register.of.write)
    def show() -> Response:
        return _form_page(
            register, Form(register.of.schema, _defaults(register.of.schema), choices=_choices(register))
        )

    return show


def _create_view(register: RegisterPages) -> Callable[[], Response]:
    @requires(register.of.write)
    def create() -> Response:
        def work() -> None:
            row = register.of.create(read_form(register.of.schema, request))
            tell(_("%(name)s was added.", name=row.name))

        faults = save(work)
        if faults is not None:
            return _form_page(
                register, Form(register.of.schema, error=faults.error, choices=_choices(register)), status=422
            )
        return make_response(redirect(_next(register), 303))

    return create


def _edit_view(register: RegisterPages) -> Callable[[int], Response]:
    @requires(register.of.write)
    def show(row_id: int) -> Response:
        row = load(register.of.model, row_id)
        return _form_page(
            register,
            Form(register.of.schema, row, choices=_choices(register), version=row.row_version),
            row=row,
        )

    return show


def _change_view(register: RegisterPages) -> Callable[[int], Response]:
    @requires(register.of.write)
    def change(row_id: int) -> Response:
        def work() -> None:
            row = register.of.change(row_id, read_form(register.of.schema, request), version=form_version())
            tell(_("%(name)s was saved.", name=row.name))

        faults = save(work)
        if faults is None:
            return make_response(redirect(_next(register), 303))
        row = load(register.of.model, row_id)
        form = Form(
            register.of.schema, error=faults.error, choices=_choices(register), version=faults.version(row)
        )
        return _form_page(register, form, row=row, faults=faults, status=faults.status)

    return change


def _defaults(schema: type[Schema]) -> Mapping[str, object]:
    fields = schema().load_fields
    return {name: field.load_default for name, field in fields.items() if field.load_default is not missing}


def _choices(register: RegisterPages) -> Mapping[str, Choices]:
    return {
        field: [(str(row_id), name) for row_id, name in names.items()]
        for field, names in register.names().items()
    }


def _form_page(
    register: RegisterPages,
    form: Form,
    *,
    row: Any = None,
    faults: Conflicted | None = None,
    status: int = 200,
) -> Response:
    return render(
        "organisation/register_form.html",
        status=status,
        register=register,
        form=form,
        row=row,
        differences=faults.differences(form, row) if faults and row is not None else (),
    )


def _next(register: RegisterPages) -> str:
    # The wizard sends its own address along, and gets the person back.
    step = request.args.get("step", "")
    return url_for("organisation.onboarding_step", step=step) if step else register.address("list")


for _register in REGISTERS:
    _place = f"/settings/{_register.of.place}"
    pages.add_url_rule(f"{_place}/", f"{_register.of.key}_list", _list_view(_register))
    pages.add_url_rule(f"{_place}/new", f"{_register.of.key}_new", _new_view(_register))
    pages.add_url_rule(
        f"{_place}/new", f"{_register.of.key}_create", _create_view(_register), methods=["POST"]
    )
    pages.add_url_rule(f"{_place}/<int:row_id>", f"{_register.of.key}_edit", _edit_view(_register))
    pages.add_url_rule(
        f"{_place}/<int:row_id>", f"{_register.of.key}_change", _change_view(_register), methods=["POST"]
    )
