"""A scene is one person's rows in one group, each made when it is asked for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from saas.testing.factories.groups import Person
from tests.contract.fuzz.worlds import World

# Four digits and more are left out when answers are compared.
_numbers = itertools.count(10_000)
_kept: dict[tuple[int, str], int] = {}


def number() -> int:
    """A number that no other row got."""
    return next(_numbers)


@dataclass(slots=True)
class Scene(Mapping[str, Any]):
    """Ids by kind; what a kind needs is made along with it."""

    world: World
    person: Person
    kinds: Mapping[str, Kind]
    _made: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, kind: str) -> Any:
        if kind not in self._made:
            self._made[kind] = self.kinds[kind].make(self)
        return self._made[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)

    @property
    def word(self) -> str:
        """What every text of its rows holds."""
        return self.world.words.row


@dataclass(frozen=True, slots=True)
class Kind:
    """How a row is made; table: where its version stands, if it has one, in `version`. missing: a value that no row has.

    changes: whether making it changes another row of the scene.
    """

    make: Callable[[Scene], Any]
    table: str = ""
    missing: Any = None
    changes: bool = False
    version: str = "row_version"


def shared(make: Callable[[Scene], int]) -> Callable[[Scene], int]:
    """Made once for a group: what every page lists would otherwise grow with each call."""

    def found(scene: Scene) -> int:
        key = (scene.world.id, make.__name__)
        if key not in _kept:
            _kept[key] = make(scene)
        return _kept[key]

    return found
