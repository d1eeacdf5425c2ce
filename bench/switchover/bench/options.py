"""How pairs are measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real
from typing import Any, get_args

from .answers import Answers, Differ
from .corpus import MOST
from .records import Calls, Clock

__all__ = ["DEFAULTS", "Options"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How pairs are measured.

    Attributes:
        budget: Share the candidate may cost more.
        level: Confidence of a verdict.
        time_s: Seconds per pair for its latency; all parts together take at most 3 times that and
            10 s.
        seed: Of all that is drawn or shuffled; None draws one, and the record names it.
        clock: Clock that decides; None for the one that fits.
        callers: Concurrent callers of the code under test.
        fresh: Copy the input for each call even where no call was seen to change it.
        timeout_s: Seconds a single launch may take.
        inputs: Most inputs drawn from the corpus.
        instructions: Count machine instructions whatever the verdict, where valgrind is found;
            else only where CPU time fails and no other count backs it up. Some 10 s.
        family: Pairs judged in the same run.
        memory_budget: The same for memory; None for `budget`.
        calls: "repeated" calls are timed as their inputs come again, "first" ones once for each
            input in a process; "auto" takes the first ones where a cache answers the others.
        answers: "same": sides that answer differently fail; "differ" allows it. Or what says how
            two answers differ: it is called in launches, with what each side returned and its
            arguments after the call.
        self_check: Try the machine where a pair fails.
        pin: Bind each launch to one core. Without it work in parallel can gain, and moves between
            cores count as noise.

    Raises:
        ValueError: A number is out of range; the message names it.
    """

    budget: float = 0.05
    level: float = 0.99
    time_s: float = 10.0
    seed: int | None = None
    clock: Clock | None = None
    callers: int = 1
    fresh: bool = False
    timeout_s: float = 300.0
    inputs: int = MOST
    instructions: bool = False
    family: int = 1
    pin: bool = True
    memory_budget: float | None = None
    self_check: bool = True
    calls: Calls = "auto"
    answers: Answers | Differ = "same"

    def __post_init__(self) -> None:
        for name in ("time_s", "timeout_s", "budget"):
            value: Any = getattr(self, name)
            if not _is_number(value) or not (value > 0 and math.isfinite(value)):
                raise ValueError(f"{name} must be a finite number above 0, not {value!r}")
        for name in ("callers", "inputs", "family"):
            value = getattr(self, name)
            if not (_is_number(value) and value >= 1 and value % 1 == 0):
                raise ValueError(f"{name} must be a whole number of at least 1, not {value!r}")
        for name, known in (("calls", get_args(Calls)), ("answers", get_args(Answers))):
            value = getattr(self, name)
            if value not in known and not (name == "answers" and callable(value)):
                raise ValueError(f"{name} must be one of {', '.join(known)}, not {value!r}")
        if self.clock not in {None, "cpu", "wall"}:
            raise ValueError(f"clock must be 'cpu' or 'wall', not {self.clock!r}")
        if not 0.5 < self.level < 1:
            raise ValueError(f"level must lie between 0.5 and 1, such as 0.99, not {self.level!r}")


def _is_number(value: object) -> bool:
    return isinstance(value, Real)


DEFAULTS = Options()
