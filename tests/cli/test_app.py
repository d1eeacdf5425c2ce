"""The root command: how it finds commands, hoists options and tells errors."""

from __future__ import annotations

import importlib
import sys

import pytest

from switchover.cli import app, commands, errors
from switchover.cli.exits import Exit
from switchover.cli.progress import ProgressLines, watching
from switchover.engine import EngineError
from switchover.ground import SwitchoverError


def test_the_roots_options_may_stand_anywhere() -> None:
    """Up to a double dash, behind which everything belongs to the command."""
    assert app.hoisted(["check", "x", "--json"]) == ["--json", "check", "x"]
    assert app.hoisted(["check", "--debug", "--", "--json"]) == ["--debug", "check", "--", "--json"]


@pytest.mark.parametrize("command", commands.COMMANDS, ids=lambda command: command.name)
def test_every_line_of_the_table_leads_to_a_command(command: commands.Command) -> None:
    """The module can be imported and holds what the table names."""
    module, _, name = command.target.partition(":")
    assert hasattr(importlib.import_module(module), name)
    assert command.summary.endswith(".")


def test_no_command_is_listed_twice() -> None:
    """A second one of a name would never be called."""
    names = [command.name for command in commands.COMMANDS]
    assert len(set(names)) == len(names)


def test_a_missing_extra_is_told_as_the_line_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody has to know which library belongs to which extra."""
    for name in [
        name
        for name in sys.modules
        if name.startswith(("switchover.reports", "switchover.cli.gate"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    monkeypatch.setattr("switchover.cli.commands.COMMANDS", commands.COMMANDS)
    error = ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib.figure")
    assert (
        app._message(error) == "matplotlib is not installed; run: pip install 'switchover[reports]'"
    )


def test_an_error_of_a_plugin_is_told_as_one_of_ours() -> None:
    """Its class derives from the room's base; where it was written does not count."""

    class CityError(EngineError):
        pass

    assert app._message(CityError("CITY", "no such city")) == "CITY: no such city"


def test_an_error_that_is_told_ends_the_command_as_its_class_says() -> None:
    """A bad input by default; what is no error of the project's ends so as well."""

    class GaveUpError(SwitchoverError):
        exit_code = 3

    assert app._message(GaveUpError("gave up")) == "gave up"
    assert app._exit_code(GaveUpError("gave up")) == 3
    assert app._exit_code(errors.OptionsError("no")) == app._exit_code(KeyError("x")) == 2


def test_an_unexpected_error_says_how_to_see_more() -> None:
    """It is told as what it is, not as the user's mistake."""
    assert app._message(KeyError("x")) == "unexpected KeyError: 'x' (--debug shows where)"
    assert (
        app._message(OSError(28, "No space left on device", "out/x"))
        == "out/x: No space left on device"
    )


@pytest.mark.parametrize(
    ("verdict", "code"), [("pass", 0), ("fail", 1), ("inconclusive", 3), ("", 3)]
)
def test_what_is_neither_pass_nor_fail_is_inconclusive(verdict: str, code: int) -> None:
    """There is no third way to a zero."""
    assert Exit.of(verdict) == code


def test_progress_is_plain_lines_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line when a check ends, on standard error, without control characters."""
    with watching() as watcher:
        assert isinstance(watcher, ProgressLines)
        watcher.began("p", "shadow", 3)
        watcher.advanced(1)
        watcher.ended("3 match")
    captured = capsys.readouterr()
    assert captured.err == "p: shadow: 3 match\n"
    assert captured.out == ""


def test_progress_is_a_bar_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bar goes, the line stays; markup in a name is shown as it is."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with watching() as watcher:
        watcher.began("[red]p[/red]", "latency", 10.0)
        watcher.advanced(4.0)
        watcher.ended("pass")
    assert "[red]p[/red]: latency: pass" in capsys.readouterr().err
