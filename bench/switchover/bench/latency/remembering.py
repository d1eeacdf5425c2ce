"""The task that finds out whether a side answers from files: asked with them, and without."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from time import perf_counter
from typing import Any

import msgspec

from ..loop import LazyLoop
from ..target import resolve, taking
from .kept import Opened, hide
from .repeats import is_cheaper
from .sample import warming
from .sampler import Job
from .side import LocalSide

__all__ = ["AskedFirsts", "Remembered", "remembers"]

_COMPARED = 8  # inputs whose answers are held against those without the files


class AskedFirsts(msgspec.Struct, frozen=True, kw_only=True):
    """What one side took for the first calls of its inputs in a fresh process.

    Attributes:
        first: Seconds of the first call, by input.
        answers: Digests of some answers, by input.
        opened: Files that the side opened meanwhile, from its import on.
        problem: What it raised, where it did.
    """

    first: dict[int, float] = {}
    answers: dict[int, str] = {}
    opened: tuple[str, ...] = ()
    problem: str = ""


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """The files from which each side answers what it was asked before; mostly none."""

    control: tuple[str, ...] = ()
    candidate: tuple[str, ...] = ()

    @property
    def sides(self) -> tuple[str, ...]:
        """Name the sides that do."""
        each = {"control": self.control, "candidate": self.candidate}
        return tuple(name for name, files in each.items() if files)


def ask(
    job: Job,
    *,
    side: str,
    most_s: float,
    skipped: Sequence[int] = (),
    without: tuple[str, ...] = (),
) -> AskedFirsts:
    """Ask one side, in this process: with all files, which are noted, or without some."""
    opened = Opened()
    _prepare(opened, without)
    if side == "control" and job.control_path:
        sys.path[:] = job.control_path
    first: dict[int, float] = {}
    answers: dict[int, str] = {}
    problem = ""
    try:
        spec = job.control if side == "control" else job.candidate
        call = taking(resolve(spec).call, job.inputs)
        with LazyLoop() as loop:
            one = LocalSide(call, job.inputs, loop=loop)
            ends = perf_counter() + most_s
            for index in range(len(job.inputs)):
                if index in skipped:
                    continue
                first[index] = one.first(index)
                if perf_counter() > ends:
                    break
            for index in list(first)[:_COMPARED]:
                answers[index] = _digest(one, index)
    except Exception as error:  # noqa: BLE001 - data that is missing, say: an outcome of the code
        problem = f"{type(error).__name__}: {error}"
    return AskedFirsts(first=first, answers=answers, opened=opened.named, problem=problem)


def remembers(plain: Sequence[AskedFirsts], without: Sequence[AskedFirsts]) -> bool:
    """Say whether a side answers the same without its files, and takes longer. Pure.

    A side that raises, or answers otherwise, needs what they hold: that is data. The quickest of
    its first calls of each input count.
    """
    if any(each.problem for each in (*plain, *without)):
        return False
    if any(each.answers != plain[0].answers for each in (*plain, *without)):
        return False
    there, gone = _fastest(plain), _fastest(without)
    both = [index for index in gone if index in there]
    both = both[warming(len(both)) :]
    return bool(both) and is_cheaper([gone[each] for each in both], [there[each] for each in both])


def _fastest(asked: Sequence[AskedFirsts]) -> Mapping[int, float]:
    found: dict[int, float] = {}
    for each in asked:
        for index, seconds in each.first.items():
            found[index] = min(seconds, found.get(index, seconds))
    return found


def _prepare(opened: Opened, without: tuple[str, ...]) -> None:
    """Hide files, or have `dbm` tell of those that it opens, which the interpreter does not."""
    if without:
        hide(without)
        return
    with suppress(ImportError):
        import dbm

        plain = dbm.open

        def told(file: Any, *arguments: Any, **options: Any) -> Any:
            opened.note(file)
            return plain(file, *arguments, **options)

        dbm.open = told


def _digest(side: LocalSide, index: int) -> str:
    answer = side.answer(index)
    assert isinstance(answer, bytes)
    return hashlib.sha256(answer).hexdigest()
