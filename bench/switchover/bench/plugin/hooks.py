"""What pytest loads at its start: options, a mark, the fixture, the table. Nothing heavy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ..records import PairRecord
    from .session import PairSession

_KEY: pytest.StashKey[PairSession] = pytest.StashKey()
_SENT: pytest.StashKey[int] = pytest.StashKey()
_ASKING: pytest.StashKey[int] = pytest.StashKey()
_MARK = (
    "pair(budget, time, clock, memory, leaks, callers, calls, answers, inconclusive): how the pairs"
    " of a test are measured: budget as a share, time in seconds per pair, clock 'cpu' or 'wall',"
    " memory and leaks True to judge them too, callers as a number, calls 'repeated', 'first' or"
    " 'auto', answers 'same' or 'differ', inconclusive 'warn', 'fail' or 'pass'."
)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add our options, all of them named after the fixture."""
    group = parser.getgroup("switchover", "switchover: control beside candidate")
    add = group.addoption
    add("--pair-time", type=float, metavar="SECONDS", help="seconds per pair at most (default 10)")
    add("--pair-budget", type=float, metavar="SHARE", help="what a candidate may cost (0.05)")
    add("--pair-seed", type=int, metavar="N", help="seed of all that is drawn or shuffled")
    add(
        "--pair-inconclusive",
        choices=["warn", "fail", "pass"],
        help="what an inconclusive verdict does to its test (default warn)",
    )
    add("--pair-disable", action="store_true", help="call both sides, measure nothing")
    add("--pair-json", type=Path, metavar="FILE", help="write all records as JSON")
    add(
        "--pair-benchmark-json",
        type=Path,
        metavar="FILE",
        help="write the times as pytest-benchmark does, for `pytest-benchmark compare FILE`",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark, for --strict-markers and --markers; collect where workers measure."""
    config.addinivalue_line("markers", _MARK)
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(_Collector(config), "switchover-collector")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count the tests that ask for a pair: their verdicts share one rate of error."""
    asking = sum("pair" in getattr(item, "fixturenames", ()) for item in session.items)
    session.config.stash[_ASKING] = asking


@pytest.fixture
def pair(request: pytest.FixtureRequest) -> Callable[..., PairRecord | None]:
    """Measure `pair(control=..., candidate=..., inputs=[...])` and fail with its reasons.

    Both sides are import strings or callables, sync or async. An input is `(args, kwargs)`, a tuple
    of positional arguments, or the one argument itself. Further keywords (budget, time, clock,
    memory, leaks, callers, inconclusive, name) go before the marks, and those before the options.
    """
    from .session import PairFixture
    from .workers import alone

    fixture = PairFixture(request, _session(request.config))

    def measure(*sides: Any, **keywords: Any) -> PairRecord | None:
        with alone(request.config):
            return fixture.measure(*sides, **keywords)

    return measure


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a worker's report carry what its test has measured."""
    report = yield
    session = item.config.stash.get(_KEY, None)
    if session is not None and session.records:
        from .workers import hand_over, is_worker

        if is_worker(item.config):
            sent = item.config.stash.get(_SENT, 0)
            hand_over(report, session.records[sent:])
            item.config.stash[_SENT] = len(session.records)
    return report


class _Collector:
    """Takes the records out of the reports of workers."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._locks: set[Path] = set()

    @pytest.hookimpl(optionalhook=True)  # pytest-xdist's
    def pytest_testnodedown(self, node: Any) -> None:
        from .workers import lock_file

        self._locks.add(lock_file(node))

    def pytest_sessionfinish(self) -> None:
        for lock in self._locks:
            lock.unlink(missing_ok=True)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if hasattr(report, "switchover_pairs"):
            from .workers import handed_over

            _session(self._config).records += handed_over(report)


def _session(config: pytest.Config) -> PairSession:
    from .session import PairSession

    if (session := config.stash.get(_KEY, None)) is None:
        session = config.stash[_KEY] = PairSession(asking=config.stash.get(_ASKING, 0))
    return session


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Show one line for each pair, and write the files that were asked for."""
    session = config.stash.get(_KEY, None)
    if session is None or not session.records:
        return
    from .table import lines

    terminalreporter.section("pairs")
    for line in lines(session.records):
        terminalreporter.write_line(line)
    for path in session.write(config.option):
        terminalreporter.write_line(f"wrote {path}")
