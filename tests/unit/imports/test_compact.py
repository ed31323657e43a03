"""What an import remembers of its file: as a dictionary would, in a fraction of the memory."""

import sys
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from saas.core.imports.compact import CompactMap
from saas.core.imports.tallies import Effect, Ledger, Outcome

# Python itself gives 0 and "" one hash, and -1 and -2.
KEYS = st.one_of(
    st.integers(1, 5000), st.text(min_size=1, max_size=3), st.tuples(st.integers(0), st.text(max_size=2))
)


@given(st.lists(st.tuples(KEYS, st.integers(1, 127)), max_size=300))
def test_map_holds_what_a_dictionary_holds(entries: list[tuple[object, int]]) -> None:
    found, expected = CompactMap(), dict(entries)
    for key, value in entries:
        found.put(key, value)
    assert {key: found.get(key) for key in expected} == expected
    assert len(found) == len(expected)
    assert found.get("a key that nobody put") == 0


def test_map_grows_by_a_few_bytes_a_key() -> None:
    many = 300_000
    tracemalloc.start()
    found = CompactMap()
    for key in range(many):
        found.put(("row", key), 1)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == many
    assert held < 30 * many
    assert peak < 50 * many
    assert sys.getsizeof(dict.fromkeys(range(many))) > 30 * many


@given(st.lists(st.lists(st.sets(st.integers(0, 30), max_size=6), min_size=3, max_size=3), max_size=8))
def test_ledger_counts_as_sets_would(pieces: list[list[set[int]]]) -> None:
    ledger, whole = Ledger(), Outcome()
    for made, changed, left in pieces:
        outcome = Outcome(created={*made}, updated={*changed} - made, unchanged={*left} - made - changed)
        ledger.add(outcome)
        whole.add(outcome)
    assert {effect: ledger.counts[effect] for effect in Effect} == {
        effect: len(getattr(whole, effect)) for effect in Effect
    }
