"""Whether a plan's corpora are enough, and which of their inputs are needed."""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from switchover.ground import replace_file
from switchover.ground.written import Position, Problem
from switchover.shadow.coverage import Covered
from switchover.shadow.search import Limits
from switchover.shadow.strength import StrengthRecord, fewest, strength

from .check import validate
from .corpus import Call
from .findings import line_of
from .openers import named_openers
from .plan import Pair, Plan
from .problem import InputError, writing
from .progress import SILENT, Watcher
from .source import Lines

__all__ = ["Minimised", "Strengthened", "minimise", "strengthen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strengthened:
    """The mutants of one pair's candidate against its corpus."""

    plan: str
    pair: Pair
    record: StrengthRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimised:
    """A corpus made small.

    Attributes:
        inputs, kept: How many there were, and are.
        shown: How many things the inputs show: branches, outcomes with groups, mutants seen.
        weight: What the weights add up to, before and after.
        tried, executed: Mutants that were tried, of those that inputs run.
    """

    pair: str
    file: Path
    inputs: int
    kept: int
    shown: int
    weight: float
    tried: int
    executed: int


def strengthen(
    plans: Sequence[Plan],
    *,
    time_s: float = 60.0,
    most: int | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    watcher: Watcher | None = None,
) -> list[Strengthened]:
    """Try mutants of the candidates of all pairs, one pair after the other.

    Raises:
        InputError: an input of any corpus is malformed; nothing ran.
        TargetError: a side cannot be imported or called; nothing ran.
        UsageError: a candidate is no Python source.
    """
    validate(plans)
    done = list[Strengthened]()
    for plan in plans:
        with named_openers(plan.openers):
            for pair in plan.pairs:
                record = _tried(plan, pair, list(pair.corpus), time_s, most, limits, watcher)
                done.append(Strengthened(plan=plan.name, pair=pair, record=record))
                if record.interrupted:
                    return done
    return done


def minimise(
    plan: Plan,
    pair: Pair,
    file: Path,
    *,
    time_s: float = 60.0,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    watcher: Watcher | None = None,
) -> Minimised:
    """Write the fewest inputs that take the branches, come to the outcomes, and see the mutants.

    The file holds lines as the corpus had them, each with the weight of the inputs it stands for.

    Raises:
        InputError: an input is malformed, or the corpus has no line for each input, or is empty.
        KeyboardInterrupt: it was interrupted; nothing is written.
    """
    pair.corpus.validate()
    calls = list(pair.corpus)
    if not calls:
        raise InputError(
            [Problem(message="there is no input", position=Position(pair.corpus.name))]
        )
    lines = _lines(pair, calls)
    with named_openers(plan.openers):
        record = _tried(plan, pair, calls, time_s, None, limits, watcher, all_killers=True)
        if record.interrupted:  # mutants that were not tried would have kept inputs
            raise KeyboardInterrupt
        shown = _shown(pair, calls, record)
    weights = [float(json.loads(line).get("weight", 1)) for line in lines]
    kept, heavier = fewest(shown, weights)
    texts = [
        _with_weight(lines[number], weight) for number, weight in zip(kept, heavier, strict=True)
    ]
    with writing(file):
        replace_file(file, "".join(f"{text}\n" for text in texts).encode())
    return Minimised(
        pair=pair.name,
        file=file,
        inputs=len(calls),
        kept=len(kept),
        shown=len(set[Hashable]().union(*shown)),
        weight=sum(weights),
        tried=len(record.tried),
        executed=record.executed,
    )


def _tried(
    plan: Plan,
    pair: Pair,
    calls: list[Call],
    time_s: float,
    most: int | None,
    limits: Limits,
    watcher: Watcher | None,
    *,
    all_killers: bool = False,
) -> StrengthRecord:
    watched = watcher or SILENT
    watched.began(pair.name, "strength", 1.0)
    record = strength(
        pair.control,
        pair.candidate,
        calls,
        rules=pair.rules,
        seen_as=pair.seen_as,
        seed=plan.seed,
        time_s=time_s,
        most=most,
        limits=limits,
        all_killers=all_killers,
        progress=lambda done, total: watched.advanced(done / total),
    )
    watched.ended(f"{len(record.tried):,} of {record.executed:,} mutants tried")
    return record


def _shown(pair: Pair, calls: list[Call], record: StrengthRecord) -> list[frozenset[Hashable]]:
    found = [set[Hashable]() for _ in calls]
    with Covered(pair.control, pair.candidate, timeout_s=pair.timeout_s) as covered:
        for run in covered.runs(calls):
            for side, reached in (("control", run.control), ("candidate", run.candidate)):
                found[run.number] |= {(side, branch) for branch in reached.branches or ()}
    for number, answer in enumerate(record.answers):
        found[number].add(("answer", repr(answer)))
    for one in record.tried:
        for number in one.killed_by:
            found[number].add(("mutant", one.mutant.key))
    return [frozenset(one) for one in found]


def _lines(pair: Pair, calls: list[Call]) -> list[str]:
    """Give the line of each input: those of the file, where the corpus is one; else written."""
    sources = pair.corpus.sources
    if len(sources) == 1 and isinstance(sources[0], Lines) and not sources[0].raw:
        lines = list(sources[0].texts())
        if len(lines) == len(calls):
            return lines
    return [line_of(call) for call in calls]


def _with_weight(line: str, weight: float) -> str:
    record = json.loads(line)
    if weight == 1 and "weight" not in record:
        return line.rstrip("\r")
    record["weight"] = int(weight) if weight.is_integer() else weight
    try:
        text = json.dumps(record, ensure_ascii=False)
        text.encode()
    except UnicodeEncodeError:  # half of a pair of surrogates is written as an escape alone
        return json.dumps(record)
    return text
