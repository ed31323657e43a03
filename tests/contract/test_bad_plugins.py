"""The kit finds what it is for: each bad plugin fails exactly its own check, and complaints with its fault fails the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from saas.testing.bad_plugins.catalogue import FAULTS
from saas.testing.bad_plugins.examining import Task, Told, examine
from saas.testing.bad_plugins.faults import Fault
from saas.testing.fixtures.databases import CORE_TEMPLATE, VALKEY_DATABASES_EACH
from saas.testing.fixtures.servers import Servers
from saas.testing.kit.report import CHECKS
from saas.testing.kit.running import Verdict

pytestmark = pytest.mark.timeout(600)  # a whole kit each, on machines that do other things too

Examine = Callable[[Fault | None, str, Sequence[str]], list[Told]]


@pytest.fixture(scope="session")
def examined(core_database: str, servers: Servers, worker_number: int) -> Iterator[Examine]:
    """Examines a variation in a copy of a process that has the product imported already and no plugin."""
    assert core_database == CORE_TEMPLATE
    numbers = itertools.count(worker_number * 10_000)
    valkey = worker_number * VALKEY_DATABASES_EACH + VALKEY_DATABASES_EACH - 1
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:

        def run(fault: Fault | None, of: str, checks: Sequence[str]) -> list[Told]:
            task = Task(
                fault=fault, of=of, checks=checks, servers=servers.folder, valkey=valkey, number=next(numbers)
            )
            return pool.submit(examine, task).result()

        yield run


def failing(told: list[Told]) -> dict[str, str]:
    return {one.id: one.text for one in told if one.verdict is Verdict.FAILED}


def test_sound_plugin_passes_the_whole_kit(examined: Examine) -> None:
    assert failing(examined(None, "sound", ())) == {}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_bad_plugin_fails_exactly_its_own_check(fault: Fault, examined: Examine) -> None:
    found = failing(examined(fault, "sound", ()))
    assert list(found) == [fault.check], found


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_same_fault_is_found_in_complaints(fault: Fault, examined: Examine) -> None:
    found = failing(examined(fault, "complaints", [fault.check]))
    assert list(found) == [fault.check], found


def test_catalogue_of_faults_is_large_and_names_checks_that_exist() -> None:
    assert len(FAULTS) >= 26
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert {fault.check for fault in FAULTS} <= CHECKS.keys()
