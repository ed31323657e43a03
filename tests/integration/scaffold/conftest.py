"""Projects as `saas plugins new` writes them: pairs of features in few combinations, each under a name of its own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

import pytest

from saas.scaffold.features import DEFAULT, Feature
from saas.scaffold.project import NewPlugin, planned, write_project

_LONGEST_TITLE = "A title as long as a title may be, forty"
OPTIONAL = tuple(feature for feature in Feature if feature is not Feature.MODELS)
Choice = dict[Feature, bool]
Pair = tuple[Feature, bool, Feature, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A project on disk."""

    plugin: NewPlugin
    folder: Path

    @property
    def package(self) -> Path:
        """Folder of its package."""
        return self.folder / self.plugin.package


def pairs_of(choice: Choice) -> set[Pair]:
    return {(one, choice[one], other, choice[other]) for one, other in combinations(OPTIONAL, 2)}


def pairwise() -> list[frozenset[Feature]]:
    """Combinations in which any two features are both there, both absent, and each without the other."""
    missing = {
        (one, here, other, there)
        for one, other in combinations(OPTIONAL, 2)
        for here, there in product((True, False), repeat=2)
    }
    every: list[Choice] = [
        dict(zip(OPTIONAL, bits, strict=True)) for bits in product((True, False), repeat=len(OPTIONAL))
    ]
    chosen: list[frozenset[Feature]] = []
    while missing:
        best = max(every, key=lambda choice: len(pairs_of(choice) & missing))
        missing -= pairs_of(best)
        chosen.append(frozenset(feature for feature, there in best.items() if there))
    return chosen


def _names(count: int) -> list[str]:
    # The shortest and the longest name that there can be, and one with words in it.
    return ["z", "a_name_of_20_letters", "spring_check", *(f"combo{n}" for n in range(3, count))][:count]


@pytest.fixture(scope="session")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    """All combinations; the first has everything, the last what is written when nobody chooses."""
    into = tmp_path_factory.mktemp("projects")
    choices = [frozenset(Feature), *pairwise(), DEFAULT]
    plugins = [
        planned(name, features=features, title=_LONGEST_TITLE if len(name) > 19 else "", title_zh="备忘")
        for name, features in zip(_names(len(choices)), choices, strict=True)
    ]
    return [Written(plugin=plugin, folder=write_project(plugin, into)) for plugin in plugins]
