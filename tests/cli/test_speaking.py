"""How the command speaks: on which stream, how often, how exactly, and how it comes to its end."""

from __future__ import annotations

import logging
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from switchover import migrations
from switchover.cli import ending, extras, progress, reasons
from switchover.cli.choice import Choice
from switchover.cli.console import Console
from switchover.cli.ending import Ending
from switchover.cli.errors import OptionsError
from switchover.cli.overrides import Overrides
from switchover.cli.places import named, near
from switchover.cli.progress import ProgressLines, about
from switchover.cli.spread import Spreading, helped
from switchover.ground import EXTRAS

# --- how long


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "5 s"), (2, "5 s"), (7.6, "10 s"), (87.4, "85 s"), (87.6, "90 s"), (89.99, "90 s"), (90, "2 min"), (149, "2 min"),
     (151, "3 min"), (3600, "60 min")],
)  # fmt: skip
def test_an_estimate_is_no_more_exact_than_it_is(seconds: float, said: str) -> None:
    """Steps of five seconds, then minutes; never nothing."""
    assert about(seconds) == said


@given(st.floats(0, 1e5), st.floats(0, 1e5))
def test_a_longer_time_is_never_told_as_a_shorter_one(one: float, other: float) -> None:
    """Whatever unit they are told in."""

    def seconds(text: str) -> int:
        number, unit = text.split()
        return int(number) * {"s": 1, "min": 60}[unit]

    low, high = sorted((one, other))
    assert seconds(about(low)) <= seconds(about(high))


def test_a_line_of_progress_says_how_far_the_run_is(capsys: pytest.CaptureFixture[str]) -> None:
    """Which check of how many has ended, and what is left."""
    lines = ProgressLines()
    lines.began("p", "shadow", None)
    lines.ended("3 match")
    lines.scheduled(2, 4, 100)
    lines.began("p", "latency", 5)
    lines.advanced(1)
    lines.ended("pass")
    assert capsys.readouterr().err == "p: shadow: 3 match\n[2/4, 2 min left] p: latency: pass\n"


# --- on which stream


def test_an_error_has_the_commands_name_before_each_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A note has not; both go to standard error."""
    console = Console()
    console.error("one\ntwo")
    console.error("")
    console.note("three")
    captured = capsys.readouterr()
    assert captured.err == "switchover: one\nswitchover: two\nswitchover: \nthree\n"
    assert captured.out == ""


def test_a_result_that_no_encoding_holds_is_spelled_out(capfd: pytest.CaptureFixture[str]) -> None:
    """Half a letter ends no command."""
    with Console().results() as result:
        result.write("a\ud800é\n")
    assert capfd.readouterr().out == "a\\ud800é\n"


# --- where


def test_a_file_is_named_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it lies inside; elsewhere as it is."""
    monkeypatch.chdir(tmp_path)
    assert near(tmp_path / "a" / "b.py") == "a/b.py"
    assert near(str(tmp_path / "b.py")) == "b.py"
    assert near(tmp_path.parent / "b.py") == str(tmp_path.parent / "b.py")
    assert near("b.py") == "b.py"


@pytest.mark.parametrize(
    ("lines", "most", "said"),
    [
        ([], 3, ""),
        ([("a", 1)], 1, "a:1"),
        ([("a", 1), ("a", 1), ("b", 1)], 2, "a:1, b:1"),
        ([("b", 2), ("a", 1)], 1, "b:2 and 1 lines more"),
        ([("a", n) for n in range(9)], 2, "a:0, a:1 and 7 lines more"),
    ],
)
def test_lines_are_named_once_and_the_others_counted(
    lines: list[tuple[str, int]], most: int, said: str
) -> None:
    """In the order in which they came."""
    assert named(lines, most) == said


# --- how often


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still."""
    now = [100.0]
    monkeypatch.setattr(reasons.time, "monotonic", lambda: now[0])
    return now


def test_a_reason_is_told_again_after_a_while(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    """By many steps at once it is told once; another reason at once."""
    log = logging.getLogger("switchover.engine")
    with reasons.reasons_told(Console()):
        for step in ("a", "b"):
            log.warning("no store", extra={"step": step, "reason": "refused"})
        log.warning("no store", extra={"step": "c", "reason": "full"})
        clock[0] += reasons.AGAIN_S - 0.1
        log.warning("no store", extra={"step": "d", "reason": "refused"})
        clock[0] += 0.1
        log.warning("no store", extra={"workflow_exec_id": "e", "reason": "refused"})
        log.info("all is well")
    log.warning("behind the block", extra={"step": "f"})
    told = [line.removeprefix("switchover: ") for line in capsys.readouterr().err.splitlines()]
    assert [line for line in told if line.startswith("no store")] == [
        "no store: a: refused", "no store: c: full", "no store: e: refused",
    ]  # fmt: skip
    assert not any("all is well" in line for line in told)


def test_what_temporals_core_says_is_told_in_words(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    """The last message of several; anything else as it is."""
    log = logging.getLogger(reasons.CORE)
    with reasons.reasons_told(Console()):
        log.warning('Status { message: "outer", source: error: "connection refused" }')
        log.warning('Status { message: "other", source: error: "connection refused" }')
        log.warning("odd")
    told = capsys.readouterr().err
    assert (
        told.count("Temporal's server does not answer: connection refused; it is asked again") == 1
    )
    assert "switchover: odd\n" in told


# --- what is missing


@pytest.mark.parametrize(
    ("checks", "absent", "told"),
    [
        (["shadow"], ["memray", "psutil", "pyinstrument"], ""),
        (["shadow", "memory"], ["psutil"], ""),
        (["memory"], ["memray"], "measuring needs memray; run: pip install 'switchover[bench]'"),
        (["latency", "leaks"], ["psutil", "pyinstrument"], "measuring needs pyinstrument, psutil; run: pip install"),
        ([], ["memray"], ""),
    ],
)  # fmt: skip
def test_a_check_asks_for_what_it_needs_alone(
    monkeypatch: pytest.MonkeyPatch, checks: list[str], absent: list[str], told: str
) -> None:
    """And once for all that is missing, with the line to type."""
    monkeypatch.setattr(extras, "missing_modules", lambda names: [n for n in names if n in absent])
    if not told:
        extras.complete_for(checks)
        return
    with pytest.raises(OptionsError) as refused:
        extras.complete_for([*checks, *checks])
    assert str(refused.value).startswith(told)


def test_what_is_usual_is_told_only_beside_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A command that can run is not refused for it."""
    bench, engine = EXTRAS["bench"][0], EXTRAS["engine"][0]
    gone = [bench]
    monkeypatch.setattr(extras, "missing_modules", lambda names: [n for n in names if n in gone])
    extras.complete("check", ["engine"], ["bench"])
    gone.append(engine)
    with pytest.raises(OptionsError, match=f"check needs {engine}, {bench}; run: "):
        extras.complete("check", ["engine"], ["bench"])


# --- how it ends


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What would end this process is written down; the grace is a moment."""
    codes: list[Any] = []
    monkeypatch.setattr(ending, "GRACE_S", 0.0)
    monkeypatch.setattr(ending.os, "_exit", codes.append)
    return codes


def waited() -> None:
    """Let the thread that ends come to its end."""
    for thread in threading.enumerate():
        if thread.name == "switchover-ending":
            thread.join()


def test_what_does_not_end_by_itself_is_ended_after_its_last_word(ended: list[Any]) -> None:
    """Once, whatever else would begin it, with the code of the first."""
    end = Ending()
    end.begin(7, lambda: ended.append("word"))
    end.begin(9, lambda: ended.append("other"))
    waited()
    assert ended == ["word", 7]


def test_a_process_that_is_left_alone_is_not_ended(
    ended: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And may be ended later; standing down twice does nothing."""
    monkeypatch.setattr(ending, "GRACE_S", 30.0)
    end = Ending()
    end.stand_down()
    end.begin(7)
    end.stand_down()
    end.stand_down()
    waited()
    assert ended == []
    monkeypatch.setattr(ending, "GRACE_S", 0.0)
    end.begin(8)
    waited()
    assert ended == [8]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_begins_the_ending_and_is_heard_as_before(
    ended: list[Any], monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """The handler that was there is called; behind the block it is there again."""
    monkeypatch.setattr(ending, "GRACE_S", 30.0)
    heard: list[Any] = []

    def handler(got: int, _: Any) -> None:
        heard.append(got)

    before = signal.signal(number, handler)
    end = Ending()
    try:
        with end.watching(lambda: None):
            os.kill(os.getpid(), number)
            assert signal.getsignal(number) is not handler
        assert signal.getsignal(number) is handler
        assert heard == [number]
        end.begin(5, lambda: ended.append("begun before"))
        end.stand_down()
        waited()
        assert ended == []
    finally:
        end.stand_down()
        signal.signal(number, before)


def test_a_signal_that_is_ignored_stays_ignored(ended: list[Any]) -> None:
    """As nohup's is: no handler is put in its place."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Ending().watching(lambda: None):
            os.kill(os.getpid(), signal.SIGHUP)
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_only_the_main_thread_hears_signals() -> None:
    """Elsewhere the block runs as it is."""
    ran: list[bool] = []

    def watch() -> None:
        with Ending().watching(lambda: None):
            ran.append(True)

    thread = threading.Thread(target=watch)
    thread.start()
    thread.join()
    assert ran == [True]


# --- a film of progress


def test_a_bar_shows_the_step_and_what_is_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One bar for the whole run, filled by the steps that are over, and one for the check."""
    from rich.progress import Progress

    shown: list[tuple[Any, ...]] = []

    def add(_: Any, description: str, total: float | None = 100.0, **__: Any) -> int:
        shown.append(("add", description, total))
        return len(shown)

    def update(_: Any, task: int, **given: Any) -> None:
        shown.append(("update", task, given))

    monkeypatch.setattr(Progress, "add_task", add)
    monkeypatch.setattr(Progress, "update", update)
    monkeypatch.setattr(Progress, "remove_task", lambda _, task: shown.append(("gone", task)))
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress.watching() as watcher:
        watcher.advanced(1)
        watcher.scheduled(1, 4, 100)
        watcher.began("p", "latency", 7.0)
        watcher.advanced(2.5)
        watcher.ended("pass")
        watcher.scheduled(2, 4, 40)
    assert shown == [
        ("add", "", 4),
        ("update", 1, {"completed": 0, "description": "1 of 4, about 2 min left"}),
        ("add", "p: latency", 7.0),
        ("update", 3, {"completed": 2.5}),
        ("gone", 3),
        ("update", 1, {"completed": 1, "description": "2 of 4, about 40 s left"}),
    ]
    assert "p: latency: pass" in capsys.readouterr().err


# --- what a command that breaks says


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (KeyboardInterrupt(), 130, "switchover: interrupted\n"),
        (OptionsError("write it so"), 2, "switchover: write it so\n"),
        (FileNotFoundError(2, "No such file or directory", "there"), 2, "switchover: there: No such file or directory\n"),
        (OSError("odd"), 2, "switchover: odd\n"),
        (ZeroDivisionError("by zero"), 2, "switchover: unexpected ZeroDivisionError: by zero (--debug shows where)\n"),
        (ModuleNotFoundError("No module named 'memray'", name="memray"), 2, "switchover: memray is not installed; run: pip install"),
        (ModuleNotFoundError("No module named 'mine'", name="mine"), 2, "switchover: unexpected ModuleNotFoundError"),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_an_error_is_one_line_and_a_traceback_only_where_asked(
    line: Any, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, told: str
) -> None:
    """With the exit code of its kind."""

    def broken(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(migrations, "write_sample", broken)
    said = line("sample", "x")
    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(told)
    assert "Traceback" not in said.err
    debugged = line("sample", "x", "--debug")
    assert debugged.code == code
    assert ("Traceback" in debugged.err) is (code == 2)


# --- chunks elsewhere


@pytest.mark.parametrize(
    ("on", "store", "address"),
    [
        ("processes", "", ""),
        ("postgres", "", "postgresql://"),
        ("postgresql://me@db/x", "", "postgresql://me@db/x"),
        ("temporal", "", ""),
        ("temporal://h:1", "sqlite:x", "sqlite:x"),
    ],
)
def test_results_lie_where_the_line_says(on: str, store: str, address: str) -> None:
    """On Temporal in a store of their own, elsewhere in the server itself, or beside the report."""
    spreading = Spreading(on=on, store=store)
    assert spreading._store(on) == address
    assert spreading._kind == on.partition(":")[0]


def test_a_helper_says_how_much_it_did_and_writes_no_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also where it is ended: what was done of a chunk is kept."""
    from switchover.migrations import scaling

    class Ready:
        def load(self) -> str:
            return "plans"

    asked: list[Any] = []

    def joined(plans: Any, scale: Any) -> int:
        asked.append((plans, scale))
        return 12_345

    scale: Any = Ready()
    before = signal.getsignal(signal.SIGTERM)
    try:
        monkeypatch.setattr(scaling, "joined", joined)
        with pytest.raises(typer.Exit) as ended:
            helped(Console(), scale)
        assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
        assert (ended.value.exit_code, asked) == (0, [("plans", scale)])
        assert (
            "12,345 inputs were done here; nothing is left to help with" in capsys.readouterr().err
        )

        def interrupted(*_: Any) -> int:
            raise KeyboardInterrupt

        monkeypatch.setattr(scaling, "joined", interrupted)
        with pytest.raises(typer.Exit) as ended:
            helped(Console(), scale)
        assert ended.value.exit_code == 0
        assert "what was done of chunks is kept" in capsys.readouterr().err
    finally:
        signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("seconds", [3.0, 2.5, 0.001, 12_345.678, 0.1234567, 86_400.0])
def test_a_limit_is_said_again_exactly(seconds: float) -> None:
    """What a report prints to run one input alone waits as long."""
    (option, said) = Overrides(timeout_s=seconds).words()
    assert (option, float(said)) == ("--timeout", seconds)
    assert not said.endswith(".0")


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ({"workers": 3}, ("hands", 3)),
        ({"chunk": 7}, ("size", 7)),
        ({"resume": True}, ("resume", True)),
        ({"on": "temporal://127.0.0.1:1", "store": "sqlite:x"}, ("on", "temporal://127.0.0.1:1")),
        ({"on": "temporal://127.0.0.1:1", "store": "sqlite:x"}, ("store", "sqlite:x")),
        ({"on": "postgresql://me@db/x"}, ("store", "postgresql://me@db/x")),
        ({"on": "postgresql://me@db/x"}, ("on", "")),
    ],
)
def test_each_option_reaches_how_a_comparison_is_spread(
    given: dict[str, Any], seen: tuple[str, Any]
) -> None:
    """Given, it is seen; not given, the default is."""
    choice, settings, console = Choice(control="a:f"), Overrides(seed=3), Console()

    def scale(**more: Any) -> Any:
        spreading = Spreading(**{"on": "processes", **more})
        return spreading.scale(console, choice, settings, only=None)

    name, value = seen
    assert getattr(scale(**given), name) == value
    if name != "on" or value:
        assert getattr(scale(), name) != value
    assert (scale().size, scale().resume, scale().store, scale().on) == (1000, False, "", "")
    assert Spreading().scale(console, choice, settings, only=None) is None
