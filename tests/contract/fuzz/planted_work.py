"""A job, a subscriber, an exporter and a section of the search with the leaks that the probes must find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sqlalchemy import select, text

from saas.core.contracts.exporters import Exporter
from saas.core.customers.models import Customer
from saas.parts import load_registry
from saas.platform.database import load, session, system_session
from saas.platform.events import Event, Subscription
from saas.platform.files.sheets import Cell
from saas.platform.jobs import Job
from saas.platform.plugins import CORE, Contribution, Registry
from saas.platform.tenancy import current_tenant
from saas.platform.web.extending import SearchHit, SearchSource

READ = "customers.customer:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched(Event):
    """A customer was touched."""

    name: ClassVar[str] = "planted.touched"

    customer_id: int
    """The customer."""


def _names(condition: str, **values: object) -> list[str]:
    """Names of customers of whatever group, past session and policy."""
    with system_session("a planted leak") as work:
        found = text(f"SELECT name FROM customer WHERE {condition} ORDER BY id")
        return list(work.execute(found, values).scalars())


def copy_name(customer_id: int) -> None:
    """A job that reads without its tenant, and writes what it read beside its own rows."""
    for name in _names("id = :id", id=customer_id):
        session().execute(
            text("UPDATE customer SET note = :name WHERE id = (SELECT min(id) FROM customer)"), {"name": name}
        )


def touch(event: Touched) -> None:
    """A subscriber that writes without its tenant."""
    with system_session("a planted leak") as work:
        work.execute(text("UPDATE customer SET note = 'x' WHERE id = :id"), {"id": event.customer_id})


def sound(customer_id: int) -> None:
    """The job as it should be."""
    load(Customer, customer_id).note = f"seen by {current_tenant()}"


def _rows(_filters: Mapping[str, Any], most: int) -> Iterable[Sequence[Cell]]:
    return [(name,) for name in _names("true")[:most]]


def _find(wanted: str, limit: int) -> Sequence[SearchHit]:
    found = _names("name LIKE :wanted", wanted=f"%{wanted}%")[:limit]
    mine = session().scalars(select(Customer.id).limit(1)).one()
    return [SearchHit(title=name, endpoint="customers.show", values={"customer_id": mine}) for name in found]


_HERE = __name__
MORE: Mapping[type, Any] = {
    Job: [
        Job(key="planted.copy", target=f"{_HERE}:copy_name"),
        Job(key="planted.sound", target=f"{_HERE}:sound"),
    ],
    Event: [Touched],
    Subscription: [Subscription(event=Touched, handler=touch)],
    Exporter: [Exporter(key="planted.names", title="x", columns=("x",), rows=_rows, permission=READ)],
    SearchSource: [SearchSource(key="planted", title="x", find=_find, permission=READ)],
}


def planted_registry() -> Registry:
    """What is installed here, and the leaks as if a room had them."""
    found = load_registry()
    more = {
        kind: (*found.contributions[kind], *(Contribution(owner=CORE, value=one) for one in values))
        for kind, values in MORE.items()
    }
    return replace(found, contributions={**found.contributions, **more})
