"""Prove on this machine that the instruments see what they must, and see nothing in its absence.

Each instrument is tried on a healthy function against a mutant with one planted fault, and on the
healthy function against itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from switchover import shadow
from switchover.bench import Options, Pair, Verdict, leaks, measure, memory
from switchover.ground import EXTRAS, missing_modules

from . import mutants
from .corpus import Call

__all__ = ["Examination", "examine"]

INPUTS: tuple[Call, ...] = tuple(((number,), {}) for number in range(200))


class Examination(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was tried: what was planted, whether it was seen, what to do if not."""

    name: str
    verdict: Verdict
    said: str


def examine() -> Iterator[Examination]:
    """Try every instrument, one after the other: both mutants and healthy twins."""
    yield from _parts()
    for name, instrument, mutant in _TRIALS:
        planted = instrument(mutant)
        yield _seen(name, *planted)
        healthy = instrument(mutants.healthy)
        yield _unseen(name, *healthy)


def _parts() -> Iterator[Examination]:
    for extra, modules in EXTRAS.items():
        absent = missing_modules(modules)
        name = f"extra {extra}"
        if absent:
            said = f"{', '.join(absent)} missing: pip install 'switchover[{extra}]'"
            yield Examination(name=name, verdict="inconclusive", said=said)
        else:
            yield Examination(name=name, verdict="pass", said="complete")


def _seen(name: str, verdict: str, said: str) -> Examination:
    if verdict == "fail":
        return Examination(name=f"planted {name}", verdict="pass", said=f"seen: {said}")
    lost: Verdict = "fail" if verdict == "pass" else "inconclusive"
    return Examination(name=f"planted {name}", verdict=lost, said=f"not seen: {said}")


def _unseen(name: str, verdict: str, said: str) -> Examination:
    if verdict == "fail":
        return Examination(name=f"no {name}", verdict="fail", said=f"false alarm: {said}")
    done: Verdict = "pass" if verdict == "pass" else "inconclusive"
    return Examination(name=f"no {name}", verdict=done, said=said)


Mutant = Callable[[int], dict[str, int]]


def _difference(mutant: Mutant) -> tuple[str, str]:
    record = shadow.run(mutants.healthy, mutant, INPUTS, name="doctor", seed=0)
    said = f"{record.unaccepted} of {record.inputs} inputs differ"
    return ("fail" if record.unaccepted else "pass"), said


def _slowdown(mutant: Mutant) -> tuple[str, str]:
    pair = Pair(control=_named(mutants.healthy), candidate=_named(mutant), inputs=INPUTS)
    record = measure(pair, Options(seed=0))
    return record.verdict, "; ".join(record.reasons[:1])


def _memory(mutant: Mutant) -> tuple[str, str]:
    record = memory.measure(_named(mutants.healthy), _named(mutant), INPUTS[:10], time_s=2)
    return record.verdict, "; ".join(record.reasons[:1])


def _leak(mutant: Mutant) -> tuple[str, str]:
    record = leaks.watch(_named(mutants.healthy), _named(mutant), INPUTS[:10])
    return record.verdict, "; ".join(record.reasons[:1])


_TRIALS: tuple[tuple[str, Callable[[Mutant], tuple[str, str]], Mutant], ...] = (
    ("difference", _difference, mutants.differs),
    ("slowdown of 10 %", _slowdown, mutants.slower),
    ("4 KiB more memory", _memory, mutants.hungrier),
    ("leak of one list in each call", _leak, mutants.leaking),
)


def _named(function: Mutant) -> str:
    return f"{function.__module__}:{function.__name__}"
