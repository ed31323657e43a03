"""Only one module knows the queue server's queues: whoever wants work done adds the row of a job."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CARRIER = ROOT / "saas" / "platform" / "jobs" / "carrier.py"
QUEUE_CALLS = {"lpush", "rpush", "blpop", "brpop", "blmove", "xadd", "publish_message"}


def uses(source: str) -> list[str]:
    """What in a module reaches for a queue."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        found += [name for name in names if name.partition(".")[0] == "rq"]
        if isinstance(node, ast.Attribute) and node.attr in QUEUE_CALLS:
            found.append(node.attr)
    return found


def test_nothing_else_uses_the_queues() -> None:
    modules = [path for folder in ("saas", "plugins") for path in (ROOT / folder).rglob("*.py")]
    found = {str(path.relative_to(ROOT)): uses(path.read_text()) for path in modules if path != CARRIER}
    assert {name: what for name, what in found.items() if what} == {}


def test_carrier_is_seen_by_this_very_look() -> None:
    assert uses(CARRIER.read_text())


@pytest.mark.parametrize(
    "source",
    ["import rq", "from rq.job import Job", "import rq.worker as w", "client.lpush('jobs', 1)"],
)
def test_queue_use_is_noticed(source: str) -> None:
    assert uses(source)
