"""Words of the other group typed wherever something is searched for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_plus

from sqlalchemy import select

from plugins.complaints.models import Case
from plugins.kano.models import Study
from saas.core.accounts.models import Member
from saas.core.customers.models import ContactKind, ContactPoint, Customer
from saas.core.organisation.models import Employee
from saas.core.vehicles.models import CustomerVehicle, Vehicle
from saas.platform.database import load, session
from tests.contract.fuzz.answers import difference
from tests.contract.fuzz.attacks import Caller, Route, both_caller, leaks
from tests.contract.fuzz.worlds import World, Worlds

NOWHERE = {
    "name": "王Nirgendwo",
    "phone": "13999998888",
    "plate": "藏Z0000Z",
    "vin": "LZZZZZZZZ00000000",
    "case": "XX-000000",
    "study": "XX-000000",
    "member": "Nirgendwo",
    "employee": "Nirgendwo",
}
"""Words that no row has, of each kind."""
COUNTED = ("case", "study")
"""Numbers that each group counts for itself: the same number may be there in both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Where something is searched for. route: its name in the table. by: what a row of `kind` is found by there.

    section: of the search page.
    """

    route: str
    kind: str
    by: tuple[str, ...]
    section: str = ""


_CUSTOMER = ("name", "phone", "plate", "vin")
SEARCHED = (
    Search(route="GET customers.index", kind="vehicle", by=_CUSTOMER),
    Search(route="GET customers.pick", kind="vehicle", by=_CUSTOMER),
    Search(route="GET search.everything", kind="vehicle", by=_CUSTOMER),
    Search(route="GET customers_api.list_customers", kind="vehicle", by=_CUSTOMER),
    Search(route="GET vehicles.index", kind="vehicle", by=("plate", "vin")),
    Search(route="GET vehicles.pick", kind="vehicle", by=("plate", "vin")),
    Search(route="GET search.section", kind="case", by=("case",), section="complaints.cases"),
    Search(route="GET complaints.cases", kind="case", by=("case",)),
    Search(route="GET kano.studies", kind="study", by=("study",)),
    Search(route="GET accounts.members", kind="member", by=("member",)),
    Search(route="GET organisation.employees_list", kind="employee", by=("employee",)),
)


def search_findings(worlds: Worlds, route: Route, search: Search) -> Iterator[str]:
    """A word of B finds what a word finds that nobody has; a word of A finds something else."""
    caller = both_caller(worlds, route)
    scene = caller.prepared(route)
    own = scene[search.kind]
    for by in search.by:
        nowhere = NOWHERE[by]
        expected = _asked(caller, route, nowhere)
        theirs = word_of(worlds.b, by, worlds.b_ids[search.kind])
        found = _asked(caller, route, theirs)
        if by in COUNTED:
            yield from leaks(worlds, caller, found, f"{by} {theirs!r} of B")
        elif unlike := difference(expected, found, *_written(theirs), *_written(nowhere)):
            yield f"{by} {theirs!r} of B: answers otherwise than a word that nobody has:\n{unlike}"
        mine = word_of(worlds.a, by, own)
        if not difference(expected, _asked(caller, route, mine), *_written(mine), *_written(nowhere)):
            yield f"twin: {by} {mine!r} of A is not found"


def word_of(world: World, by: str, row_id: int) -> str:
    """What a row of a group is found by."""
    with world.acting():
        if by in ("name", "phone"):
            mine = select(CustomerVehicle.customer_id).where(CustomerVehicle.vehicle_id == row_id)
            return _of_customer(by, session().scalars(mine).one())
        if by in ("plate", "vin"):
            return str(getattr(load(Vehicle, row_id), by))
        if by == "case":
            return load(Case, row_id).document_no
        if by == "study":
            return load(Study, row_id).document_no
        return load(Member, row_id).display_name if by == "member" else load(Employee, row_id).name


def _of_customer(by: str, customer_id: int) -> str:
    if by == "name":
        return load(Customer, customer_id).name
    mine = (ContactPoint.customer_id == customer_id, ContactPoint.kind == ContactKind.PHONE)
    return session().scalars(select(ContactPoint.value).where(*mine)).one()


def _written(word: str) -> tuple[str, ...]:
    """A word as a page writes it back: in fields and in addresses."""
    return word, quote(word), quote_plus(word)


def _asked(caller: Caller, route: Route, word: str) -> Any:
    # Anew, so that the filters of the table do not narrow what is found.
    return caller.send(route, more={"q": word})
