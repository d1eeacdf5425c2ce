"""The comparison of a pair: a shadow run over its whole corpus."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from switchover import shadow
from switchover.bench import resolve
from switchover.reports import PairRun

from .corpus import Call
from .plan import Pair
from .problem import shorten
from .progress import Watcher

OBSERVATIONS = "observations.jsonl"
PREVIEW = 200
"""Characters kept of an input that shows a difference."""


def compare(run: PairRun, pair: Pair, *, folder: Path, seed: int, watcher: Watcher) -> PairRun:
    """Run both sides on every input and add the record, with the inputs that show a difference.

    Raises:
        ShadowError: the observations cannot be written.
    """
    watcher.began(pair.name, "shadow", len(pair.corpus))
    record = shadow.run(
        resolve(pair.control).call,
        resolve(pair.candidate).call,
        pair.corpus,
        name=pair.name,
        rules=pair.rules,
        seed=seed,
        timeout_s=pair.timeout_s,
        observations=folder / OBSERVATIONS,
        progress=watcher.advanced,
    )
    watcher.ended(_said(record))
    return replace(run, shadow=record, previews=dict(_previews(pair, record)))


def _previews(pair: Pair, record: shadow.ShadowRecord) -> Iterator[tuple[int, str]]:
    indices = sorted({one.index for group in record.groups for one in group.exemplars})
    for index, call in zip(indices, pair.corpus.pick(indices), strict=False):
        yield index, preview(call)


def preview(call: Call) -> str:
    """Show an input on one line: its only argument as it is, else as it would be called."""
    args, kwargs = call
    if len(args) == 1 and not kwargs:
        only = args[0]
        return shorten(
            only if isinstance(only, str) and only.isprintable() else repr(only), PREVIEW
        )
    shown = [shorten(repr(arg), PREVIEW) for arg in args]
    shown += [f"{name}={shorten(repr(value), PREVIEW)}" for name, value in kwargs.items()]
    return shorten(f"({', '.join(shown)})", PREVIEW)


def _said(record: shadow.ShadowRecord) -> str:
    told = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" for name, count in record.counts.items() if count
    )
    accepted = sum(record.accepted.values())
    return (told or "no input") + (f"; {accepted:,} accepted by rules" if accepted else "")
