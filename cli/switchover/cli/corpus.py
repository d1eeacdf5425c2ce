"""`switchover corpus`: whether a corpus is enough, and which of its inputs are needed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from switchover.ground import percent, shorten

from . import options as o
from .choice import Choice, takes_choice
from .places import named, near
from .plain import PlainCommand, PlainGroup

if TYPE_CHECKING:
    from switchover.migrations import Strengthened
    from switchover.shadow.strength import Tried

corpus = typer.Typer(
    cls=PlainGroup,
    help="Whether a corpus is enough, and which of its inputs are needed.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
)

Most = Annotated[
    int | None, typer.Option("--most", min=1, metavar="N", help="Mutants that are tried at most.")
]
Shown = Annotated[
    int, typer.Option("--show", min=0, metavar="N", help="Survivors that are listed.")
]


@corpus.command("strength", cls=PlainCommand)
@takes_choice("rules")
def strength(
    ctx: typer.Context,
    choice: Choice,
    seed: o.Seed = None,
    time: o.PairTime = 60.0,
    most: Most = None,
    show: Shown = 30,
    allow: o.Allow = None,
    pair: o.Pair = None,
) -> None:
    """Plant mutants into the candidate, and say which this corpus with these rules lets through.

    Each mutant is a small defect: another operator, another constant, a statement that is gone. It
    is tried in a fork, on the inputs that run its lines. A survivor is named with its change and
    why it survives: executed but alike, hidden by a rule, behind a difference that is there
    already, or not executed.

    **Examples**

    `switchover corpus strength --control a.old:f --candidate a.new:f --corpus calls.jsonl`

    `switchover corpus strength switchover.toml --pair price --time 300`

    Exit codes: 0 tried, 2 usage or bad input, 3 nothing could be tried, 130 interrupted.
    """
    from switchover.migrations import strengthen
    from switchover.shadow.search import Limits

    from .checking import compared
    from .exits import Exit
    from .progress import watching

    with ctx.obj.results() as result:
        plans = compared(choice, seed=seed, pair=pair)
        with watching() as watcher:
            found = strengthen(
                plans,
                time_s=time,
                most=most,
                limits=Limits(timeout_s=10.0, allowed=o.allowed(allow)),
                watcher=watcher,
            )
        if ctx.obj.as_json:
            result.write(json.dumps([_document(one) for one in found], indent=2) + "\n")
        else:
            _tell(found, show, result)
    if any(one.record.interrupted for one in found):
        raise typer.Exit(Exit.INTERRUPTED)
    if not found or any(not one.record.tried for one in found):
        raise typer.Exit(Exit.INCONCLUSIVE)


@corpus.command("minimise", cls=PlainCommand)
@takes_choice("rules")
def minimise(
    ctx: typer.Context,
    choice: Choice,
    seed: o.Seed = None,
    time: o.PairTime = 60.0,
    allow: o.Allow = None,
    pair: o.Pair = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The small corpus.")] = Path(
        "minimised.jsonl"
    ),
) -> None:
    """Write the fewest inputs that take the same branches, come to the same, and see the mutants.

    What stays bears the weight of what goes: the weights add up to the old ones.

    **Examples**

    `switchover corpus minimise --control a.old:f --candidate a.new:f --corpus calls.jsonl`

    `switchover corpus minimise switchover.toml --pair price --out small.jsonl`

    Exit codes: 0 written, 2 usage or bad input, 130 interrupted.
    """
    from switchover.migrations import minimise as made_small
    from switchover.shadow.search import Limits

    from .checking import compared
    from .errors import OptionsError
    from .progress import watching

    with ctx.obj.results() as result:
        plans = compared(choice, seed=seed, pair=pair)
        pairs = [(plan, one) for plan in plans for one in plan.pairs]
        if len(pairs) != 1:
            raise OptionsError("a small corpus is that of one pair: name it with --pair")
        with watching() as watcher:
            done = made_small(
                *pairs[0],
                out,
                time_s=time,
                limits=Limits(timeout_s=10.0, allowed=o.allowed(allow)),
                watcher=watcher,
            )
        if ctx.obj.as_json:
            document = {
                "pair": done.pair,
                "file": str(done.file),
                "inputs": done.inputs,
                "kept": done.kept,
                "shown": done.shown,
                "weight": done.weight,
                "mutants": {"tried": done.tried, "executed": done.executed},
            }
            result.write(json.dumps(document, indent=2) + "\n")
            return
        said = f"{done.kept:,} of {done.inputs:,} inputs show all {done.shown:,} that they show"
        print(f"{done.file}: {said}; weight {_weight(done.weight)}", file=result)
        if done.tried < done.executed:
            left = f"{done.tried:,} of {done.executed:,} mutants"
            print(f"{left} were tried in the time; --time gives more", file=result)


def _weight(weight: float) -> str:
    """Write what weights add up to in full, with no more places than it has."""
    return f"{weight:,.6f}".rstrip("0").rstrip(".")


def _tell(found: list[Strengthened], show: int, result: IO[str]) -> None:
    for one in found:
        record = one.record
        share = record.seen
        sampled = (
            f" ({percent(share.low)} to {percent(share.high)}: {len(record.tried):,} of them tried)"
            if len(record.tried) < record.executed
            else ""
        )
        seen = f"{percent(share.share)} of {record.executed:,} executed mutants are seen{sampled}"
        print(f"{one.plan} / {one.pair.name}: {seen}", file=result)
        for line in _survivors(one, show):
            print(f"    {line}", file=result)


def _survivors(one: Strengthened, show: int) -> Iterator[str]:
    from switchover.shadow.strength import Fate

    record = one.record
    hidden, behind, alike = map(record.of, (Fate.HIDDEN, Fate.BEHIND, Fate.ALIKE))
    hiding: dict[str, int] = {}
    for tried in hidden:
        for rule in tried.rules or ("what both sides are seen as",):
            hiding[rule] = hiding.get(rule, 0) + 1
    yield from (f"{rule} hides {count:,} mutants" for rule, count in hiding.items())
    if behind:
        yield f"differences that are there already hide {len(behind):,} mutants"
    listed = [*hidden, *behind, *alike]
    yield from (_line(tried) for tried in listed[:show])
    if len(listed) > show:
        yield f"and {len(listed) - show:,} survivors more: --show, or --json"
    if record.not_executed:
        places = named(sorted((one.file, one.line) for one in record.not_executed), 10)
        yield f"{len(record.not_executed):,} mutants not executed: {places}"
    broken = record.of(Fate.BROKEN)
    if broken:
        yield f"{len(broken):,} mutants could not be planted, and say nothing ({broken[0].why})"
    if record.used < record.inputs:
        yield (
            f"{record.used:,} of {record.inputs:,} inputs were used, drawn by the seed: answering "
            "takes half of the time; --time gives more"
        )
    if record.unusable:
        yield f"{record.unusable:,} of {record.used:,} inputs tell nothing: no steady answer"


def _line(tried: Tried) -> str:
    mutant = tried.mutant
    change = shorten(f"{mutant.before} → {mutant.after}", 100)
    rules = f" {', '.join(tried.rules)}" if tried.rules else ""
    by = "1 input" if tried.inputs == 1 else f"{tried.inputs:,} inputs"
    place = f"{near(mutant.file)}:{mutant.line}:{mutant.column}"
    return f"{place}: {mutant.operator}: {change} [{tried.fate.value}{rules}; {by}]"


def _document(one: Strengthened) -> dict[str, Any]:
    record = one.record
    return {
        "plan": one.plan,
        "pair": one.pair.name,
        "mutants": record.total,
        "executed": record.executed,
        "tried": len(record.tried),
        "seen": {
            "share": record.seen.share,
            "low": record.seen.low,
            "high": record.seen.high,
        },
        "inputs": record.inputs,
        "used": record.used,
        "unusable": record.unusable,
        "seconds": round(record.seconds, 3),
        "survivors": [
            {
                "place": tried.mutant.place,
                "operator": tried.mutant.operator,
                "before": tried.mutant.before,
                "after": tried.mutant.after,
                "why": tried.fate.value,
                "rules": list(tried.rules),
                "inputs": tried.inputs,
            }
            for tried in record.tried
            if tried.fate.value != "seen"
        ],
        "not_executed": [mutant.place for mutant in record.not_executed],
        "interrupted": record.interrupted,
    }
