"""`switchover search`: inputs nobody recorded on which the two differ."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from switchover.ground import percent

from . import options as o
from .choice import Choice, takes_choice
from .places import named, near

if TYPE_CHECKING:
    from switchover.migrations import Searched

Calls = Annotated[
    int, typer.Option("--calls", min=1, metavar="N", help="Inputs that are tried at most.")
]
Memory = Annotated[
    int, typer.Option("--memory", min=16, metavar="MB", help="What a call may need.")
]
CallTimeout = Annotated[
    float,
    typer.Option(
        "--timeout", min=0.001, max=86_400, metavar="SECONDS", help="For one call of one side."
    ),
]
Finds = Annotated[
    Path | None,
    typer.Option("--finds", metavar="FILE", help="Add finds to this file; one pair alone."),
]
Schemas = Annotated[
    list[Path] | None,
    typer.Option(
        "--schema",
        metavar="FILE",
        exists=True,
        dir_okay=False,
        help="A JSON Schema, as JSON or YAML, of what inputs hold; again for more.",
    ),
]
MOST_SHOWN = 5
"""Branches that were not reached, and that are named."""


@takes_choice("rules", "shipped", needs_corpus=False)
def search(  # noqa: PLR0913, PLR0917 - one parameter for each option
    ctx: typer.Context,
    choice: Choice,
    seed: o.Seed = None,
    calls: Calls = 20_000,
    time: o.PairTime = 60.0,
    timeout: CallTimeout = 2.0,
    memory: Memory = 1024,
    allow: o.Allow = None,
    pair: o.Pair = None,
    finds: Finds = None,
    schema: Schemas = None,
    out: o.Out = Path("out/search"),
) -> None:
    """Look for inputs nobody recorded on which the two differ.

    Recorded inputs are changed by type, spliced and reshaped, led by branches that none took; then
    inputs are drawn by types and annotations (Hypothesis), and solved for (CrossHair), where these
    are installed. Each find is confirmed in fresh processes, made small, and added to a file that
    `--corpus` takes. Without a corpus the annotations alone say what to try.

    A changed input may name a file or a host, so writing, deleting, the network and new processes
    are denied to the sides. Nothing found is no proof.

    With `--schema` mappings are made that no record has, as a JSON Schema has them.

    **Examples**

    `switchover search --control shop.old:price --candidate shop.new:price --corpus calls.jsonl`

    `switchover search switchover.toml --pair price --calls 100000 --time 600`

    `switchover check --control shop.old:price --candidate shop.new:price --corpus finds.jsonl`

    Exit codes: 0 nothing found, 1 found, 2 usage or bad input, 3 no input that was tried said
    anything, 130 interrupted.
    """
    from switchover.migrations import Effort, search_plans
    from switchover.shadow.search import Limits

    from .checking import compared
    from .errors import OptionsError
    from .exits import Exit
    from .progress import watching

    limits = Limits(timeout_s=timeout, memory=memory << 20, allowed=o.allowed(allow))
    effort = Effort(
        calls=calls, time_s=time, limits=limits, finds=finds, schemas=_schemas(schema or [])
    )
    with ctx.obj.results() as result:
        plans = compared(choice, seed=seed, pair=pair)
        if finds is not None and sum(len(one.pairs) for one in plans) > 1:
            raise OptionsError("--finds is one file: name the one pair with --pair")
        with watching() as watcher:
            found = search_plans(plans, effort, out=out, watcher=watcher)
        if ctx.obj.as_json:
            result.write(json.dumps([_document(one) for one in found], indent=2) + "\n")
        else:
            _tell(found, result)
    if any(one.record.interrupted for one in found):
        raise typer.Exit(Exit.INTERRUPTED)
    if any(one.record.finds for one in found):
        raise typer.Exit(Exit.FAIL)
    is_silent = not found or any(one.record.is_silent for one in found)
    raise typer.Exit(Exit.INCONCLUSIVE if is_silent else Exit.PASS)


def _schemas(paths: list[Path]) -> tuple[dict[str, Any], ...]:
    from switchover.ground.written import read_yaml

    from .errors import OptionsError

    found = list[dict[str, Any]]()
    for path in paths:
        schema = read_yaml(path).data
        if not isinstance(schema, dict):
            raise OptionsError(f"--schema {path}: a JSON Schema is a mapping; this one is none")
        found.append(schema)
    return tuple(found)


def _tell(found: list[Searched], result: IO[str]) -> None:
    for one in found:
        record = one.record
        word = "found" if record.finds else "unknown" if record.is_silent else "nothing"
        print(f"{word:<13}{one.plan} / {one.pair.name}: {_tried(one)}", file=result)
        for line in (*_finds(one), *_left(one)):
            print(f"{'':<13}{line}", file=result)


def _tried(one: Searched) -> str:
    record = one.record
    if not (record.tried or record.recorded):
        return "nothing could be tried: give a corpus, or annotate the parameters"
    ways = ", ".join(f"{count:,} {name}" for name, count in record.origins.items())
    made = f"{record.tried:,} inputs tried ({ways})" if ways else "no input could be made"
    reached = [
        f"{percent(taken / total)} of the {side}'s branches"
        for side, (taken, total) in record.branches.items()
        if total
    ]
    causes = f"{len(record.finds)} finds in " if record.finds else ""
    return f"{causes}{made}, {record.recorded:,} recorded; {', '.join(reached) or 'no branches'}"


def _finds(one: Searched) -> Iterator[str]:
    from switchover.migrations import preview

    record = one.record
    for group in record.groups:
        index = group.exemplars[0].index
        find = record.finds[index]
        yield f"{group.path} {group.kind.value} [{group.signature}], input {index + 1} of the finds"
        yield f"  input      {preview(find.call)}"
        for side in ("control", "candidate"):
            yield f"  {side:<11}{getattr(group.exemplars[0], side)}"
    if record.finds:
        known = len(record.finds) - one.added - len(one.problems)
        again = f", {known} known already" if known else ""
        yield f"finds are in {near(one.finds)} ({one.added} added{again}), for --corpus"
    yield from one.problems


def _left(one: Searched) -> Iterator[str]:
    """Say what was not reached, and what was not counted."""
    record = one.record
    if record.is_all_raised:
        yield "every input raised an error on both sides, and says nothing: does the corpus fit?"
    for side, missing in record.missing.items():
        if missing:
            places = named(((one.file, one.line) for one in missing), MOST_SHOWN)
            yield f"not reached in the {side}: {places}"
    if record.known_inputs:
        shown = "`switchover shadow` shows them"
        yield f"{record.known_inputs:,} recorded inputs differ already: {shown}"
    words = {
        "denied": "wanted what is denied",
        "limited": "were over a call's time or memory",
        "reworded": "raised the same error on both sides, in other words",
        "outside": "lacked what no record lacks, and both sides raised",
        "not comparable": "could not be compared",
    }
    for said, text in words.items():
        if record.counts.get(said):
            yield f"{record.counts[said]:,} inputs {text}, and say nothing"
    yield from (f"  {text} ({count:,} times)" for text, count in record.denied.items())
    if record.unsteady:
        yield f"{record.unsteady:,} differences were not there again in fresh processes"
    if record.uncarried:
        yield f"{record.uncarried:,} inputs could not be carried to another process"


def _document(one: Searched) -> dict[str, Any]:
    from switchover.migrations import preview

    record = one.record
    return {
        "plan": one.plan,
        "pair": one.pair.name,
        "found": len(record.finds),
        "finds": str(one.finds),
        "added": one.added,
        "seed": record.seed,
        "recorded": record.recorded,
        "tried": record.tried,
        "origins": record.origins,
        "counts": record.counts,
        "seconds": round(record.seconds, 3),
        "branches": {side: list(counts) for side, counts in record.branches.items()},
        "missing": {
            side: [f"{b.file}:{b.line} {b.way}" for b in missing]
            for side, missing in record.missing.items()
        },
        "groups": [
            {
                "signature": group.signature,
                "path": group.path,
                "kind": group.kind.value,
                "input": preview(record.finds[group.exemplars[0].index].call),
                "control": group.exemplars[0].control,
                "candidate": group.exemplars[0].candidate,
            }
            for group in record.groups
        ],
        "unsteady": record.unsteady,
        "known_inputs": record.known_inputs,
        "denied": record.denied,
        "problems": list(one.problems),
        "interrupted": record.interrupted,
    }
