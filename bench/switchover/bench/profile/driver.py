"""The driver of a differential profile: one launch with both sides in it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any

from .. import corpus
from ..errors import LaunchError
from ..exercise import Arguments
from ..launch import launch
from ..target import name_of
from .explanation import Explanation, FunctionShift, folded
from .sampling import Sampled
from .stacks import Shift, aligned, per_call, shifts

__all__ = ["explain"]

MOST_INPUTS = 50
_GRACE_S = 60.0
_TASK = "switchover.bench.profile.sampling:sample_both"


def explain(
    control: str | Callable[..., Any],
    candidate: str | Callable[..., Any],
    inputs: Iterable[Arguments],
    *,
    time_s: float = 4.0,
    limit_s: float | None = None,
    seed: int = 0,
) -> Explanation:
    """Say which functions the difference between both sides is made of.

    Both run under pyinstrument in one fresh process, in alternating blocks on the same inputs (at
    most 50), so that what disturbs the machine disturbs both.

    Args:
        control: Import string `module:qualname`, or a callable; sync or async.
        candidate: As the control.
        inputs: Positional and keyword arguments of each call.
        time_s: Seconds of profiling, both sides together.
        limit_s: Seconds until it is given up; None for ten times the time and a minute.
        seed: Chooses the inputs where there are more than 50.

    Raises:
        TargetError: A side names nothing that can be called.
        BenchError: An input is not (args, kwargs).
        ValueError: There are no inputs, or the time is not above zero.
    """
    drawn = corpus.few(inputs, seed=seed, most=MOST_INPUTS, time_s=time_s, of="a profile")
    names = name_of(control), name_of(candidate)
    if importlib.util.find_spec("pyinstrument") is None:
        return _nothing(names, "pyinstrument is missing: pip install 'switchover[bench]'")
    started = perf_counter()
    try:
        sampled = launch(
            _TASK,
            (control, candidate, drawn),
            does="profiled both sides",
            returns=tuple[Sampled, Sampled],
            timeout_s=10 * time_s + _GRACE_S if limit_s is None else limit_s,
            time_s=time_s,
        )
    except LaunchError as error:
        return _nothing(names, f"the sides could not be profiled: {error}")
    return _explained(names, sampled, perf_counter() - started)


def _explained(
    names: tuple[str, str], sampled: tuple[Sampled, Sampled], seconds: float
) -> Explanation:
    control, candidate = (per_call(side.folded(), side.calls) for side in sampled)
    before, after = aligned(control, candidate)
    return Explanation(
        control=names[0],
        candidate=names[1],
        control_s=sum(before.values()),
        candidate_s=sum(after.values()),
        control_calls=sampled[0].calls,
        candidate_calls=sampled[1].calls,
        functions=tuple(_function(shift) for shift in shifts(before, after)),
        control_stacks=folded(before),
        candidate_stacks=folded(after),
        seconds=seconds,
        warnings=_warnings(sampled),
    )


def _function(shift: Shift) -> FunctionShift:
    return FunctionShift(
        function=shift.label,
        control_own_s=shift.control.own,
        candidate_own_s=shift.candidate.own,
        control_total_s=shift.control.total,
        candidate_total_s=shift.candidate.total,
        share=shift.share,
    )


def _warnings(sampled: tuple[Sampled, Sampled]) -> tuple[str, ...]:
    return tuple(
        f"{name}: {side.raised} calls raised, first {side.first_error}"
        for name, side in zip(("control", "candidate"), sampled, strict=True)
        if side.raised
    )


def _nothing(names: tuple[str, str], warning: str) -> Explanation:
    return Explanation(control=names[0], candidate=names[1], warnings=(warning,))
