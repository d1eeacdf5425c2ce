"""The comparison of a pair: a shadow run over its whole corpus."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from switchover import shadow
from switchover.bench import BenchError
from switchover.bench.against import checkout
from switchover.ground import shorten
from switchover.ground.written import Position, Problem
from switchover.reports import PairRun
from switchover.shadow.recording import Recorded
from switchover.values import decode, encode, show
from switchover.values.worker import Target, importable

from . import targets
from .corpus import Call
from .measure import Setting
from .plan import Pair
from .problem import InputError
from .replaying import is_recorded, recorded, said

if TYPE_CHECKING:
    from .scaling import Scale

__all__ = ["OBSERVATIONS", "compare", "preview"]

OBSERVATIONS = "observations.jsonl"
PRINTED = 5
"""Lines shown of the beginning and of the end of what a side printed."""
ITSELF = "control and candidate are one and the same: this compares it with itself"
PREVIEW = 200
"""Characters kept of an input that shows a difference."""


def compare(run: PairRun, pair: Pair, *, folder: Path, setting: Setting) -> PairRun:
    """Run both sides on every input and add the record, with the inputs that show a difference.

    Raises:
        ShadowError: the observations cannot be written.
        InputError: there is no input of the number that was asked for.
        RevisionError: the control is to be taken from a revision that is not there.
        BenchError: it is to be, and cannot be imported.
        MigrationError: it cannot be spread as it was asked for.
    """
    setting.watcher.began(pair.name, "shadow", len(pair.corpus) if setting.only is None else 1)
    if setting.scale is not None:
        record = _scaled(pair, folder, setting, setting.scale)
    else:
        record = _alone(pair, folder, setting)
    if not setting.method.against and targets.is_one(pair.control, pair.candidate):
        record = replace(record, warnings=(ITSELF, *record.warnings))
    setting.watcher.ended(_said(record))
    return replace(run, shadow=record, previews=dict(_previews(pair, record)))


def _alone(pair: Pair, folder: Path, setting: Setting) -> shadow.ShadowRecord:
    """Compare in this process."""
    with _control(pair, setting.method.against) as control:
        record = shadow.run(
            control,
            pair.candidate,
            _inputs(pair, setting.only),
            name=pair.name,
            rules=pair.rules,
            seen_as=pair.seen_as,
            seed=setting.seed,
            timeout_s=pair.timeout_s,
            observations=folder / OBSERVATIONS,
            progress=setting.watcher.advanced,
            first=setting.only or 0,
            pool=setting.pool,
        )
    if isinstance(control, Recorded):
        warnings = (said(pair.corpus, control.without), *record.warnings)
        record = replace(record, warnings=warnings)
    return record


def _scaled(pair: Pair, folder: Path, setting: Setting, scale: Scale) -> shadow.ShadowRecord:
    """Compare in chunks."""
    from .scaling import ChunkedWork, scaled

    work = ChunkedWork(scale, pair, plan=setting.plan, at=setting.plan_at, seed=setting.seed)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / OBSERVATIONS
    return scaled(work, scale, observations=file, advanced=setting.watcher.advanced)


@contextmanager
def _control(pair: Pair, revision: str) -> Iterator[str | Callable[..., Any] | Target]:
    """Give the control, from the files of `revision` where one is named, while they are there."""
    if is_recorded(pair.control):
        yield recorded(pair.corpus)
        return
    if not revision:
        yield pair.control
        return
    if not isinstance(pair.control, str):
        raise BenchError("against a revision the control is named as module:function")
    with checkout(revision) as held:
        yield importable(pair.control, path=held.path)


def _inputs(pair: Pair, only: int | None) -> Iterable[Call]:
    if only is None:
        return pair.corpus
    found = pair.corpus.pick([only])
    if not found:
        last = len(pair.corpus) - 1
        what = f"there is no input {only} for {pair.name}"
        remedy = f"its inputs are 0 to {last}" if last >= 0 else "its corpus is empty"
        raise InputError(
            [Problem(message=what, position=Position(pair.corpus.name), remedy=remedy)]
        )
    return found


def _previews(pair: Pair, record: shadow.ShadowRecord) -> Iterator[tuple[int, str]]:
    indices = sorted({one.index for group in record.groups for one in group.exemplars})
    for index, call in zip(indices, pair.corpus.pick(indices), strict=False):
        yield index, preview(call)


def preview(call: Call) -> str:
    """Show an input on one line: its only argument as it is, else as it would be called."""
    args, kwargs = call
    if len(args) == 1 and not kwargs:
        only = args[0]
        is_plain = isinstance(only, str) and only.isprintable()
        return shorten(only, PREVIEW) if is_plain else _shown(only)
    shown = [_shown(arg) for arg in args]
    shown += [f"{name}={_shown(value)}" for name, value in kwargs.items()]
    return shorten(f"({', '.join(shown)})", PREVIEW)


def _shown(value: object) -> str:
    return show(decode(encode(value)), PREVIEW)


def _said(record: shadow.ShadowRecord) -> str:
    told = ", ".join(
        f"{count:,} {name.replace('_', ' ')}" for name, count in record.counts.items() if count
    )
    accepted = sum(record.accepted.values())
    said = (told or "no input") + (f"; {accepted:,} accepted by rules" if accepted else "")
    return "\n".join([said, *_printed(record)])


def _printed(record: shadow.ShadowRecord) -> Iterator[str]:
    """Show what the sides printed, the first and the last lines of it."""
    for side, text in record.output.items():
        lines = text.splitlines()
        kept = lines
        if len(lines) > 2 * PRINTED:
            left_out = f"… {len(lines) - 2 * PRINTED} lines more …"
            kept = [*lines[:PRINTED], left_out, *lines[-PRINTED:]]
        for line in kept:
            plain = "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
            yield f"    {side} printed: {shorten(plain, PREVIEW)}"
