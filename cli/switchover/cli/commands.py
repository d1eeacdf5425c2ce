"""The table of commands. A new one is a module of its own and a line here.

The target is a function with typer's parameters, or a `typer.Typer` with commands of its own. Its
module is imported when the command is called, never for `switchover --help`.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["COMMANDS", "Command"]

GATES = "Replace a code path"
PARTS = "One part of it"
ENGINE = "The task engine"


@dataclass(frozen=True, slots=True)
class Command:
    """One line of `switchover --help`, and where its code is."""

    name: str
    target: str
    summary: str
    panel: str = PARTS
    extras: tuple[str, ...] = ()
    """What it cannot do without, whatever it is asked for."""
    usual: tuple[str, ...] = ()
    """What it needs unless told otherwise: named beside what is missing, so that one line to
    install is enough."""


COMMANDS = (
    Command(
        "check",
        "switchover.cli.check:check",
        "Run everything and gate: differences, latency, memory, leaks.",
        GATES,
        extras=("reports",),
        usual=("bench",),
    ),
    Command(
        "sample",
        "switchover.cli.sample:sample",
        "Write a small project to try it on.",
        GATES,
    ),
    Command(
        "init",
        "switchover.cli.init:init",
        "Write a commented plan from two import strings.",
        GATES,
    ),
    Command(
        "doctor",
        "switchover.cli.doctor:doctor",
        "Prove that this machine would see a difference, a slowdown and a leak.",
        GATES,
    ),
    Command(
        "record",
        "switchover.cli.record:record",
        "Record a corpus while a command runs.",
    ),
    Command(
        "shadow",
        "switchover.cli.shadow:shadow",
        "Run both sides on the corpus and list every difference.",
        extras=("reports",),
    ),
    Command(
        "bench",
        "switchover.cli.bench:bench",
        "Measure latency, memory and leaks in pairs against the budget.",
        extras=("bench", "reports"),
    ),
    Command(
        "search",
        "switchover.cli.search:search",
        "Look for inputs nobody recorded on which the two differ.",
    ),
    Command(
        "corpus",
        "switchover.cli.corpus:corpus",
        "Say whether a corpus is enough, and make it small.",
    ),
    Command(
        "reproduce",
        "switchover.cli.reproduce:reproduce",
        "Write a failing test for a difference of a run.",
    ),
    Command(
        "report",
        "switchover.cli.report:report",
        "Write the report again from the records of a run.",
        extras=("reports",),
    ),
    Command(
        "gate",
        "switchover.cli.gate:gate",
        "Give the verdict again from the records of a run.",
    ),
    Command(
        "validate",
        "switchover.cli.validate:validate",
        "Say everything that is wrong with workflow and plan files.",
        ENGINE,
    ),
    Command(
        "run",
        "switchover.cli.run:run",
        "Run a workflow, in this process or on Temporal.",
        ENGINE,
        extras=("engine",),
    ),
    Command(
        "resume",
        "switchover.cli.resume:resume",
        "Go on with runs that were interrupted or killed.",
        ENGINE,
        extras=("engine",),
    ),
    Command(
        "route",
        "switchover.cli.route:route",
        "Show and switch which side each task type runs on, while it runs.",
        ENGINE,
        extras=("engine",),
    ),
    Command(
        "worker",
        "switchover.cli.worker:worker",
        "Serve a queue of Temporal: the steps of its runs, and their tools.",
        ENGINE,
        extras=("engine", "temporal"),
    ),
    Command(
        "signal",
        "switchover.cli.signal:signal",
        "Send a signal to a run that waits.",
        ENGINE,
        extras=("engine",),
    ),
)
