"""Rows of each kind, made when they are asked for: a scene is one person's rows in one group."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from saas.core.accounts.models import Member, MemberStatus
from saas.core.accounts.operations import create_api_client, disable_member, invite_member
from saas.core.customers.models import Customer
from saas.core.followups.calls import open_call
from saas.core.followups.management import cancel_task
from saas.core.followups.models import FollowupTask
from saas.core.organisation.models import Department, Employee, LegalEntity, Store
from saas.core.organisation.queries import default_calendar
from saas.platform.database import load
from tests.contract.fuzz.worlds import MORNING, World
from tests.factories.customers import customer
from tests.factories.followups import rule, task
from tests.factories.groups import Person
from tests.factories.members import member as a_member
from tests.factories.vehicles import service_record, vehicle

_kept: dict[tuple[int, str], int] = {}
_numbers = itertools.count(10_000)


@dataclass(slots=True)
class Scene(Mapping[str, Any]):
    """Ids by kind; what a kind needs is made along with it."""

    world: World
    person: Person
    _made: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> Any:
        if kind not in self._made:
            self._made[kind] = KINDS[kind].make(self)
        return self._made[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(KINDS)

    def __len__(self) -> int:
        return len(KINDS)

    @property
    def word(self) -> str:
        """What every text of its rows holds."""
        return self.world.words.row


@dataclass(frozen=True, slots=True)
class Kind:
    """How a row is made; table: where its version stands, if it has one. missing: a value that no row has."""

    make: Callable[[Scene], Any]
    table: str = ""
    missing: Any = None


def _number() -> int:
    return next(_numbers)


def _shared(make: Callable[[Scene], int]) -> Callable[[Scene], int]:
    """Made once for a group: what every page lists would otherwise grow with each call."""

    def found(scene: Scene) -> int:
        key = (scene.world.id, make.__name__)
        if key not in _kept:
            _kept[key] = make(scene)
        return _kept[key]

    return found


def _entity(scene: Scene) -> int:
    with scene.world.acting() as work:
        made = LegalEntity(name=f"{scene.word} {_number()}", privacy_contact=scene.word)
        work.add(made)
        work.flush()
        return made.id


def _store(scene: Scene) -> int:
    entity = scene["legal_entity"]
    with scene.world.acting() as work:
        word = scene.world.words.store
        made = Store(
            code=f"S{_number()}", name=f"{word} {_number()}", legal_entity_id=entity, city=word, address=word
        )
        work.add(made)
        work.flush()
        return made.id


def _department(scene: Scene) -> int:
    store = scene["store"]
    with scene.world.acting() as work:
        made = Department(name=f"{scene.word} {_number()}", store_id=store)
        work.add(made)
        work.flush()
        return made.id


def _employee(scene: Scene) -> int:
    store, department = scene["store"], scene["department"]
    with scene.world.acting() as work:
        made = Employee(
            employee_no=f"{scene.word}{_number()}",
            name=f"{scene.word} {_number()}",
            store_id=store,
            department_id=department,
            position=scene.word,
        )
        work.add(made)
        work.flush()
        return made.id


def _calendar(scene: Scene) -> int:
    with scene.world.acting():
        return default_calendar().id


def _colleague(scene: Scene) -> int:
    with scene.world.acting() as work:
        # Without a sign-in of its own: nobody comes in as this member.
        made = Member(display_name=f"{scene.word} {_number()}", status=MemberStatus.ACTIVE)
        work.add(made)
        work.flush()
        return made.id


def _invited(scene: Scene) -> int:
    with scene.world.acting(scene.world.group.admin):
        return invite_member(display_name=f"{scene.word} {_number()}").member_id


def _invitation(scene: Scene) -> str:
    with scene.world.acting(scene.world.group.admin):
        return invite_member(display_name=f"{scene.word} {_number()}").token


def _signed_up(scene: Scene) -> int:
    return a_member(scene.world.group, role="", name=f"{scene.word} {_number()}").member_id


def _disabled(scene: Scene) -> int:
    member = scene["member"]
    with scene.world.acting(scene.world.group.admin):
        disable_member(member)
    return int(member)


def _client(scene: Scene) -> int:
    with scene.world.acting(scene.world.group.admin):
        made = create_api_client(name=f"{scene.word} {_number()}", scopes=["followups.task:read"])
        return made.client.id


def _customer(scene: Scene) -> int:
    store = scene["store"]
    with scene.world.acting(scene.person):
        made = customer(
            f"王{scene.word}",
            phones=[f"{scene.world.words.phone}{_number()}"],
            email=f"{scene.word}{_number()}@example.com".lower(),
            address=f"{scene.word}路{_number()}号",
            store_id=store,
            owner_id=scene.person.member_id,
            note=scene.word,
        )
        return made.id


def _vehicle(scene: Scene) -> int:
    owner = scene["customer"]
    with scene.world.acting(scene.person):
        words = scene.world.words
        made = vehicle(
            owner_id=owner,
            vin=f"{words.vin}{_number():012d}",
            plate=f"{words.plate}{_number() % 10_000:04d}",
            model=f"{scene.word} 1.5L",
            series=scene.word,
        )
        return made.id


def _service(scene: Scene) -> int:
    car, store = scene["vehicle"], scene["store"]
    with scene.world.acting(scene.person):
        return service_record(car, store, order_no=f"{scene.word}{_number()}", kind_text=scene.word).id


def _rule(scene: Scene) -> int:
    with scene.world.acting():
        return rule("service_24h").id


def _task(scene: Scene) -> int:
    owner, car = scene["customer"], scene["vehicle"]
    with scene.world.acting(scene.person):
        return task(
            load(Customer, owner),
            day=MORNING.date(),
            vehicle_id=car,
            assignee_id=scene.person.member_id,
            defer_reason="",
        ).id


def _closed_task(scene: Scene) -> int:
    closed = scene["task"]
    with scene.world.acting(scene.person):
        cancel_task(closed, load(FollowupTask, closed).row_version, scene.word)
    return int(closed)


def _attempt(scene: Scene) -> int:
    called = scene["task"]
    with scene.world.acting(scene.person):
        _, decision, attempt = open_call(called)
        assert attempt is not None, decision.reasons
        return attempt.id


KINDS: dict[str, Kind] = {
    "legal_entity": Kind(_shared(_entity), "legal_entity"),
    "store": Kind(_shared(_store), "store"),
    "department": Kind(_shared(_department), "department"),
    "employee": Kind(_shared(_employee), "employee"),
    "spare_legal_entity": Kind(_entity, "legal_entity"),
    "spare_store": Kind(_store, "store"),
    "spare_department": Kind(_department, "department"),
    "spare_employee": Kind(_employee, "employee"),
    "calendar": Kind(_calendar, "work_calendar"),
    "me": Kind(lambda scene: scene.person.member_id, "member"),
    "member": Kind(_colleague, "member"),
    "invited_member": Kind(_invited, "member"),
    "disabled_member": Kind(_disabled, "member"),
    "invitation": Kind(_invitation, missing="X" * 43),
    "signed_up_member": Kind(_signed_up, "member"),
    "client": Kind(_client, "api_client"),
    "customer": Kind(_customer, "customer"),
    "vehicle": Kind(_vehicle, "vehicle"),
    "service_record": Kind(_service, "service_record"),
    "rule": Kind(_rule, "followup_rule"),
    "task": Kind(_task, "followup_task"),
    "closed_task": Kind(_closed_task, "followup_task"),
    "attempt": Kind(_attempt),
}
"""Every kind of row that a route may be called with."""
_ENDS = ("closed_task", "disabled_member")
"""Kinds that end another row: they get a scene of their own when all are made."""


def plant(world: World, person: Person) -> dict[str, Any]:
    """One row of every kind, for the group that is to be left alone."""
    scene = Scene(world, person)
    made = {kind: scene[kind] for kind in KINDS if kind not in _ENDS}
    return made | {kind: Scene(world, person)[kind] for kind in _ENDS}
