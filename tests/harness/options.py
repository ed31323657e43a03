"""Our own options of the test run: how many kills, and where real files are."""

from pathlib import Path

import hypothesis
import pytest

DEFAULT_KILLS = 3
REAL_DATA_TESTS = Path(__file__).parents[1] / "realdata"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--kills` (make kill N=…) and `--data` (make realdata DATA=…)."""
    group = parser.getgroup("aftercare")
    group.addoption(
        "--kills", type=int, default=DEFAULT_KILLS, help="kills of each process in the kill tests"
    )
    group.addoption("--data", type=Path, help="folder of real files for tests/realdata")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """End a worker with a test that hangs: an exception raised into Playwright's event loop would leave it hanging."""
    if hasattr(config, "workerinput"):
        config.option.timeout_method = "thread"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests of real files out where none are given: they are not part of the repository."""
    return True if collection_path == REAL_DATA_TESTS and not config.getoption("--data") else None


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often a kill test kills each process."""
    return int(request.config.getoption("--kills"))


@pytest.fixture
def real_data(request: pytest.FixtureRequest) -> Path:
    """The folder of real files."""
    folder: Path = request.config.getoption("--data") or Path("--data")
    assert folder.is_dir(), f"{folder} is no folder of real files"
    return folder


# How long an example takes tells of the machine's load, not of the code; and the examples are the same in every run, so
# that whoever looks for a failure sees it again.
hypothesis.settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("project")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cases schemathesis drew, in all processes of the run together."""
    counts = [
        count
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, count in getattr(report, "user_properties", ())
        if name == "schemathesis cases"
    ]
    if counts:
        terminalreporter.write_line(f"schemathesis: {sum(counts):,} cases of the API as {len(counts)} roles")
