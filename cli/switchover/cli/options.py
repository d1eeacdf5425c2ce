"""The options that several commands share, named and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

if TYPE_CHECKING:
    from switchover.bench import Answers as Comparing
    from switchover.bench import Calls as Kind
    from switchover.reports import Policy

PlanArgument = Annotated[
    str | None,
    typer.Argument(metavar="PLAN", help="A plan file, its folder, or a shipped plan's name."),
]
Control = Annotated[
    str | None, typer.Option("--control", metavar="MODULE:NAME", help="The path you have.")
]
Candidate = Annotated[
    str | None, typer.Option("--candidate", metavar="MODULE:NAME", help="The path you want.")
]
Corpus = Annotated[
    str | None,
    typer.Option(
        "--corpus",
        metavar="WHERE",
        help='JSON lines of {"args": [...], "kwargs": {...}}, a folder of files, - for standard '
        "input, or MODULE:NAME of an iterable.",
    ),
]
Raw = Annotated[
    bool, typer.Option("--raw", help="Each line (or item) itself is the only argument.")
]
Classes = Annotated[
    list[str] | None,
    typer.Option("--class", metavar="MODULE:NAME", help="A class that the corpus may make."),
]
Pickles = Annotated[
    bool,
    typer.Option("--pickles", help="Read inputs that are pickles, which can run any code."),
]
SkipMalformed = Annotated[
    bool,
    typer.Option("--skip-malformed", help="Leave malformed inputs out, counted, not refused."),
]
Rules = Annotated[
    Path | None,
    typer.Option(
        "--rules",
        metavar="FILE",
        help="A plan file, or rules alone, that apply here too.",
    ),
]
Shipped = Annotated[
    bool, typer.Option("--shipped", help="Run the plans that come with switchover.")
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="Of all that is shuffled or drawn.")
]
Time = Annotated[
    float | None,
    typer.Option(
        "--time", min=0.01, max=1e6, metavar="SECONDS", help="For the latency of each pair."
    ),
]
PairTime = Annotated[
    float, typer.Option("--time", min=0.1, max=1e6, metavar="SECONDS", help="For each pair.")
]
Allow = Annotated[
    list[str] | None,
    typer.Option(
        "--allow",
        metavar="WHAT",
        help="Let the sides write, delete, use the network, or start a process: what is not "
        "allowed is denied. May be given several times.",
    ),
]
Budget = Annotated[
    float | None,
    typer.Option(
        "--budget",
        min=0.0001,
        max=10,
        metavar="SHARE",
        help="What the candidate may cost more: 0.05 is 5 %.",
    ),
]
Timeout = Annotated[
    float | None,
    typer.Option(
        "--timeout", min=0.001, max=86_400, metavar="SECONDS", help="For one call of one side."
    ),
]
Mutants = Annotated[
    bool,
    typer.Option(
        "--mutants/--no-mutants",
        help="Where there are rules, try mutants for 3 seconds: which do they hide?",
    ),
]
Explain = Annotated[
    bool,
    typer.Option(
        "--explain",
        help="Profile both sides whatever the verdict: flame graph and speedscope files.",
    ),
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against",
        metavar="REV",
        help="Take the control from this git revision: answers and latency, but neither memory nor "
        "leaks. Without --control it is the candidate as it was.",
    ),
]
AgainstRecord = Annotated[
    Path | None,
    typer.Option(
        "--against-record",
        metavar="FILE",
        help="Judge the candidate beside its earlier record too: what 'bench --json' printed, or "
        "a run's folder. Times of another machine decide nothing, counts do.",
    ),
]
Callers = Annotated[
    int | None,
    typer.Option(
        "--callers", min=1, max=256, metavar="N", help="Call from so many at once: throughput."
    ),
]
Unpinned = Annotated[
    bool,
    typer.Option(
        "--unpinned",
        help="Let a launch use every core, so that work in parallel can gain; times vary more.",
    ),
]
Pair = Annotated[
    str | None, typer.Option("--pair", metavar="NAME", help="This pair of the plan alone.")
]
Only = Annotated[
    int | None,
    typer.Option("--only", min=0, metavar="N", help="Input N alone, as reports number them."),
]
Calls = Annotated[
    str | None,
    typer.Option(
        "--calls",
        metavar="auto|repeated|first",
        help="Which calls are timed: those whose input comes again, or the first one of each; auto "
        "takes the first where a cache answers the others.",
    ),
]
Answers = Annotated[
    str | None,
    typer.Option(
        "--answers",
        metavar="same|differ",
        help="Whether sides that answer differently fail; differ allows it.",
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the report goes.")]
On = Annotated[
    str | None,
    typer.Option(
        "--on",
        metavar="processes|postgres[ql://...]|temporal[://...]",
        help="Compare in chunks: on processes here, or on machines that share a server.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, max=1024, metavar="N", help="Processes here; half of the cores."
    ),
]
ChunkSize = Annotated[
    int, typer.Option("--chunk", min=1, max=10**7, metavar="N", help="Inputs of a chunk.")
]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Go on with what an interrupted run left in the same place."),
]
Join = Annotated[
    bool,
    typer.Option("--join", help="Help with this comparison, which was begun on another machine."),
]
ChunkPlace = Annotated[
    str,
    typer.Option(
        "--store",
        metavar="postgresql://...|sqlite:PATH",
        help="Where results lie that Temporal's workers make; beside the report unless said.",
    ),
]
OnInconclusive = Annotated[
    str | None,
    typer.Option(
        "--inconclusive",
        metavar="warn|fail|pass",
        help="What becomes of what could not be decided.",
    ),
]

Bindings = Annotated[
    str | None,
    typer.Option("--bindings", metavar="FILE", help="Tools as callables, YAML or TOML."),
]
Echo = Annotated[bool, typer.Option("--echo", help="Let a tool that is not bound echo its input.")]
Storage = Annotated[
    str,
    typer.Option(
        "--storage",
        metavar="redis://...",
        envvar="SWITCHOVER_STORAGE",
        help="Where configurations and metadata are kept; by default beside the rows.",
    ),
]
Environment = Annotated[
    str,
    typer.Option("--environment", metavar="NAME", help="Keeps its values apart, such as staging."),
]


def chosen(text: str | None, known: tuple[str, ...], option: str) -> str:
    """Check a choice of one word; the first is taken where there is none."""
    if text is not None and text not in known:
        raise typer.BadParameter(f"{text!r} is none of {', '.join(known)}", param_hint=option)
    return text or known[0]


def allowed(given: list[str] | None) -> tuple[str, ...]:
    """Check what `--allow` names."""
    from switchover.shadow.search import ALLOWABLE

    return tuple(chosen(one, ALLOWABLE, "--allow") for one in given or ())


def calls(text: str | None) -> Kind:
    """Check the choice of `--calls`."""
    return cast("Kind", chosen(text, ("auto", "repeated", "first"), "--calls"))


def answers(text: str | None) -> Comparing:
    """Check the choice of `--answers`."""
    return cast("Comparing", chosen(text, ("same", "differ"), "--answers"))


def policy(text: str | None) -> Policy | None:
    """Check the choice of `--inconclusive`."""
    if text not in (None, "warn", "fail", "pass"):
        raise typer.BadParameter(
            f"{text!r} is none of warn, fail, pass", param_hint="--inconclusive"
        )
    return cast("Policy | None", text)
