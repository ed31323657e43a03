"""The plan of a group's customers and cars over ten years and the two months that are lived; pure, from one seed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from saas.core.customers.models import CustomerKind, Gender
from saas.demo import cars, people
from saas.demo.calendar import next_open
from saas.demo.cast import Cast, StoreCast
from saas.demo.lives import Visit, visits

YEARS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A customer to be. number: their place in the plan, of which everything about them is drawn again."""

    number: int
    name: str
    kind: CustomerKind
    gender: Gender
    phones: tuple[str, ...]
    store: str
    birth_date: date | None = None
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car with its buyer and its visits. second: who bought it from them, and when."""

    vin: str
    plate: str
    model: cars.Model
    make: str
    colour: str
    store: str
    delivered: date
    buyer: Buyer
    visits: tuple[Visit, ...]
    second: Buyer | None = None
    resold_on: date | None = None

    @property
    def model_year(self) -> int:
        """The year of the model, as its VIN says it."""
        return self.delivered.year if self.delivered.month > 2 else self.delivered.year - 1


@dataclass(slots=True, kw_only=True)
class World:
    """All cars of a group, and what is taken already."""

    rng: Random
    first: date
    last: date
    cars: list[Car] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    phones: set[str] = field(default_factory=set)
    plates: set[str] = field(default_factory=set)


def plan(cast: Cast, *, seed: int, first: date, last: date, scale: float = 1.0) -> World:
    """The group's cars: those delivered before `first` make its past, those up to `last` are delivered while we look.

    scale: shrinks the numbers of cars, for tests. The same arguments give the same plan.
    """
    world = World(rng=Random(f"{seed}:{cast.code}:{first}"), first=first, last=last)
    for store in cast.stores:
        for _number in range(max(int(store.vehicles * scale), 3)):
            _add_car(world, store, _past_day(world))
        for _number in range(max(int(store.deliveries * scale), 1)):
            span = (last - first).days
            _add_car(
                world, store, min(next_open(first + timedelta(days=world.rng.randrange(span + 1))), last)
            )
    return world


def _past_day(world: World) -> date:
    # More cars of the last years than of the first: the group grew, and old cars are gone.
    share = world.rng.random() ** 1.6
    day = world.first - timedelta(days=3 + int(share * 365 * YEARS))
    return min(next_open(day), world.first - timedelta(days=1))


def _add_car(world: World, store: StoreCast, delivered: date) -> None:
    rng = world.rng
    buyer = _again(world, store, delivered) or _new_buyer(world, store, delivered)
    model = cars.choose_model(rng, store.make, delivered.year)
    visited = visits(rng, model, delivered, world.last)
    second, resold_on = _second_owner(world, store, delivered)
    world.cars.append(
        Car(
            vin=cars.vin(model, delivered, len(world.cars) + 1000 + rng.randrange(9) * 10_000),
            plate=cars.plate(rng, store.plates, model.energy, world.plates),
            model=model, make=store.make, colour=rng.choice(cars.COLOURS), store=store.code,
            delivered=delivered, buyer=buyer, visits=tuple(visited), second=second, resold_on=resold_on,
        )
    )  # fmt: skip


def _again(world: World, store: StoreCast, delivered: date) -> Buyer | None:
    """A customer who buys another car: a company its next, a family its second."""
    known = [buyer for buyer in world.buyers[-60:] if buyer.store == store.code]
    if not known or delivered >= world.first:
        return None
    buyer = world.rng.choice(known)
    chance = 0.6 if buyer.kind is CustomerKind.COMPANY else 0.13
    return buyer if world.rng.random() < chance else None


def _second_owner(world: World, store: StoreCast, delivered: date) -> tuple[Buyer | None, date | None]:
    old_enough = delivered < world.first - timedelta(days=900)
    if not old_enough or world.rng.random() > 0.05:
        return None, None
    days = world.rng.randrange(700, (world.first - delivered).days - 60)
    return _new_buyer(world, store, delivered), next_open(delivered + timedelta(days=days))


def _new_buyer(world: World, store: StoreCast, delivered: date) -> Buyer:
    rng = world.rng
    number = len(world.buyers)
    company = rng.random() < 0.09
    relative = None if company else _relative(world, store)
    female = rng.random() < 0.42
    name = (
        people.company_name(rng, store.city)
        if company
        else people.person_name(rng, female=female, surname=relative.name[0] if relative else "")
    )
    phones = relative.phones[:1] if relative else (people.mobile(rng, world.phones),)
    if not relative and rng.random() < 0.12:
        phones = (*phones, people.mobile(rng, world.phones))
    buyer = Buyer(
        number=number, name=name, store=store.code, phones=phones,
        kind=CustomerKind.COMPANY if company else CustomerKind.PERSON,
        gender=Gender.UNKNOWN if company else (Gender.FEMALE if female else Gender.MALE),
        birth_date=None if company or rng.random() < 0.4 else _birthday(rng, delivered),
        email=f"{phones[0][3:]}@mail.example" if rng.random() < 0.12 else "",
        address=people.address(rng, store.city) if rng.random() < 0.7 else "",
    )  # fmt: skip
    world.buyers.append(buyer)
    return buyer


def _relative(world: World, store: StoreCast) -> Buyer | None:
    """Somebody of the same family, whose number the new customer gives."""
    if world.rng.random() > 0.05:
        return None
    near = [one for one in world.buyers[-80:] if one.store == store.code and one.kind is CustomerKind.PERSON]
    return world.rng.choice(near) if near else None


def _birthday(rng: Random, delivered: date) -> date:
    """Between 22 and 62 at the delivery."""
    return delivered - timedelta(days=int(365.25 * min(max(rng.gauss(36, 9), 22), 62)) + rng.randrange(365))
