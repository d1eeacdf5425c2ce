"""The root command: finds the command, runs it, turns errors into one line and an exit code."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from switchover.ground import SwitchoverError, install_line, split

from .commands import COMMANDS, Command
from .console import Console
from .ending import ENDING
from .exits import Exit
from .extras import complete
from .plain import PlainCommand, PlainGroup

__all__ = ["run"]

HOISTED = ("--json", "--debug")
"""Options of the root that may stand anywhere on the line."""

HELP = ("-h", "--help")


class LazyGroup(PlainGroup):
    """Import commands when they are called, and tell their errors briefly."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - typer passes it
        """Name the commands in the order of the table."""
        return [command.name for command in COMMANDS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - typer passes it
        """Give the command's line of help, without its code."""
        for command in COMMANDS:
            if command.name == cmd_name:
                return _placeholder(command)
        return None

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """Import the command that is about to run; a name near to one is answered with it."""
        named: Any = dict.fromkeys(self.list_commands(ctx))
        self.commands = named  # typer looks for near names in it, and for commands in get_command
        name, found, rest = super().resolve_command(ctx, args)
        with _told(ctx):
            if found:
                command = _named(str(name))
                if not {*HELP}.intersection(rest):
                    complete(command.name, command.extras, command.usual)
                found = _load(command)
            return name, found, rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command; errors a user can mend become their message and an exit code."""
        with _told(ctx):
            return super().invoke(ctx)


root = typer.Typer(
    cls=LazyGroup,
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": list(HELP)},
)


def _version(asked: bool) -> None:
    """Print the version and end, before a command is asked for."""
    if asked:
        from importlib import metadata  # which no command needs

        print(metadata.version("switchover"))
        raise typer.Exit


@root.callback(
    epilog="Exit codes: 0 pass, 1 fail, 2 usage or bad input, 3 inconclusive, 130 interrupted."
)
def options(
    ctx: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON, alone on standard output.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show tracebacks and where the time went.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - its callback acts
        bool,
        typer.Option(
            "--version", "-V", callback=_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Replace an old code path by a new one without breaking, slowing down or leaking anything.

    `--json` and `--debug` may stand anywhere on the line.
    """
    ctx.obj = Console(as_json=as_json, debug=debug)


def run(arguments: list[str] | None = None) -> None:
    """Run the root command on `arguments` with the current directory importable."""
    here = str(os.getcwd())  # noqa: PTH109 - as sys.path wants it
    if here not in sys.path and "" not in sys.path:
        sys.path.insert(0, here)
    given = sys.argv[1:] if arguments is None else arguments
    _end_as_interrupted()
    try:
        root(hoisted(given), prog_name="switchover")
    except OSError as error:  # help or a version that could not be printed; commands tell their own
        Console().error(_message(error))
        raise SystemExit(int(Exit.USAGE)) from None
    finally:
        if arguments is not None:
            ENDING.stand_down()


def _end_as_interrupted() -> None:
    """Let what ends a job or a terminal do what Ctrl-C does: keep what was made, and clean up."""
    if threading.current_thread() is not threading.main_thread():
        return  # only the main thread may say so
    ends = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    for end in ends:
        if signal.getsignal(end) is signal.SIG_DFL:  # nohup's is not
            signal.signal(end, signal.default_int_handler)


def hoisted(arguments: list[str]) -> list[str]:
    """Move the root's options to the front; what follows `--` stays."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    head, tail = arguments[:end], arguments[end:]
    front = [one for one in HOISTED if one in head]
    return front + [one for one in head if one not in HOISTED] + tail


def _named(name: str) -> Command:
    return next(command for command in COMMANDS if command.name == name)


def _placeholder(command: Command) -> Any:
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    app.command(
        command.name, cls=PlainCommand, help=command.summary, rich_help_panel=command.panel
    )(lambda: None)
    return typer.main.get_command(app)


def _load(command: Command) -> Any:
    module, name = split(command.target)
    target = getattr(importlib.import_module(module), name)
    if isinstance(target, typer.Typer):
        return typer.main.get_command(target)
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    app.command(command.name, cls=PlainCommand)(target)
    return typer.main.get_command(app)


@contextlib.contextmanager
def _told(ctx: Any) -> Iterator[None]:
    """Tell what happened on standard error; a traceback only when it was asked for."""
    try:
        yield
    except KeyboardInterrupt:
        _console(ctx).error("interrupted")
        raise typer.Exit(Exit.INTERRUPTED) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(Exit.USAGE) from None
    except Exception as error:
        if type(error).__module__.startswith(("typer.", "click.")):
            raise
        console = _console(ctx)
        if console.debug:
            traceback.print_exc()
        console.error(_message(error))
        raise typer.Exit(_exit_code(error)) from None


def _console(ctx: Any) -> Console:
    """Give the console that the line's options ask for: they are read inside what is watched."""
    console: Console = ctx.obj or Console()
    return console


def _exit_code(error: Exception) -> int:
    """Give what the error's class says; an unusable file, and a defect, end as bad input."""
    return error.exit_code if isinstance(error, SwitchoverError) else Exit.USAGE


def _message(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and (line := install_line([error.name or ""])):
        return f"{(error.name or '').partition('.')[0]} is not installed; run: {line}"
    if isinstance(error, SwitchoverError):
        text, remedy = str(error), error.remedy
        return f"{text}; {remedy}" if remedy and remedy not in text else text
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}{error.strerror or error}"
    return f"unexpected {type(error).__name__}: {error} (--debug shows where)"
