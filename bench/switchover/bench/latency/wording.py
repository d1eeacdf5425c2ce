"""A latency verdict in words: the reasons that a report prints. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable

from ..records import Clock
from .assessment import Assessment
from .clock import NAMES
from .decision import TOTAL_FROM, Decision, StoppingRule
from .sample import Calibration


def reasons(
    assessment: Assessment,
    *,
    rule: StoppingRule,
    launches: int,
    advised: str,
) -> tuple[str, ...]:
    """Say what was found, what it means, which clock decided and where the other contradicts."""
    clock = assessment.choice.clock
    decided = assessment.decided
    found = {
        "pass": _passed,
        "fail": _failed,
        "inconclusive": _undecided,
    }[decided.verdict](decided, rule, clock)
    said = [found, assessment.choice.reason, *_rare(decided), *_few(decided, launches)]
    if decided.verdict == "inconclusive":
        said.insert(1, advised)
    return (*said, *_disagreement(assessment))


def advice(
    to_decide_s: float | None,
    decided: Decision,
    *,
    budget: float,
    seconds: float,
    launches: int,
    more: Callable[[float], str],
) -> str:
    """Say how much time beyond the `seconds` spent would decide, and how to give it.

    Where no time would, the ratio lies near the budget, or its interval is wider than the budget
    and says little of where it lies.
    """
    if to_decide_s is None and decided.high - decided.low > 2 * math.log1p(budget):
        return (
            f"after {launches} launches the times still scatter so far that more of them would not"
            " decide: a quieter machine, or inputs whose calls take alike, would help"
        )
    if to_decide_s is None:
        return (
            f"after {launches} launches the ratio lies so near the budget that time will not decide"
        )
    so_far = f"{launches} {'launch' if launches == 1 else 'launches'} so far"
    wanted = more(seconds + to_decide_s)
    return f"about {max(1, math.ceil(to_decide_s))} s more would decide: {wanted} ({so_far})"


def disturbed(*, launches: int, kept: int) -> tuple[str, ...]:
    """Say that a quarter of the launches or more told nothing."""
    if 4 * (launches - kept) < launches:
        return ()
    return (
        f"{launches - kept} of {launches} launches are left out of the ratio: their pairs, and the"
        " control's own times, scatter far more than in the others",
    )


ALONE = (
    "the candidate's first call takes much longer than those that follow, and with one input a"
    " cache cannot be told from a start: give more inputs, or --calls repeated"
)


def left_behind(ratio: float) -> str:
    """Say that calls return before all is done that they began."""
    return (
        "the candidate's calls return before their work is done: with what other threads and"
        f" processes compute after them they come to {ratio:.3f} of the control's (a candidate"
        " that waits for it would be judged by all of it)"
    )


def for_the_collector(share: float, whole: float) -> str:
    """Say that calls leave cycles, and what the candidate comes to with the collector's work."""
    return (
        "the candidate's calls leave cycles that only the collector frees, which rests while times"
        f" are taken: {share:.1%} of the control's time more than the control's leave; with that"
        f" they come to {whole:.3f} of it"
    )


def by_hash(seed: int, ratio: float, *, usual: float) -> str:
    """Say that the ratio is another one in processes that hash texts by some seeds."""
    return (
        f"in processes that hash texts by some seeds the ratio is another: {ratio:.3f} by"
        f" PYTHONHASHSEED={seed}, in four of four launches, where it usually is {usual:.3f}"
    )


def first_calls(calibration: Calibration) -> tuple[str, ...]:
    """Say that a cache answers inputs that come again, and what was not compared."""
    said = []
    if calibration.remembered:
        said.append(
            f"{'; '.join(calibration.remembered)}, in another process as well: judged are first"
            " calls where nothing is kept (--calls repeated judges the others)"
        )
    elif calibration.cached:
        sides = " and ".join(f"the {side}'s" for side in calibration.cached)
        said.append(
            f"{sides} calls get cheaper when an input comes again: first calls are judged"
            " (--calls repeated judges the others)"
        )
    elif calibration.warm is not None:
        said.append("first calls are judged, as asked")
    elif calibration.cold:
        sides = " and ".join(f"the {side}'s" for side in calibration.cold)
        said.append(
            f"{sides} first calls take longer and execute the same: that is cold memory and no"
            " cache, and repeated calls are judged (--calls first judges first ones)"
        )
    if calibration.known:
        sides = " and ".join(f"the {side}'s" for side in calibration.known)
        said.append(
            f"{sides} calls get cheaper when the very same object comes again: each call gets an"
            " equal copy (--calls repeated passes the same ones)"
        )
    if calibration.incomparable:
        said.append(f"the answers could not be compared: {calibration.incomparable}")
    return tuple(said)


def span(decision: Decision) -> str:
    """Write a ratio and its interval, such as 1.023 (1.011 to 1.035)."""
    if not decision.has_interval:
        return f"{math.exp(decision.centre):.3f} (too little for an interval)"
    low, high = math.exp(decision.low), math.exp(decision.high)
    return f"{math.exp(decision.centre):.3f} ({low:.3f} to {high:.3f})"


def _passed(decision: Decision, rule: StoppingRule, clock: Clock) -> str:
    faster = ", faster than the control" if decision.high < 0 else ""
    return (
        f"{NAMES[clock]} ratio {span(decision)} lies below the budget of "
        f"{1 + rule.budget:g} at level {rule.level:g}{faster}"
    )


def _failed(decision: Decision, rule: StoppingRule, clock: Clock) -> str:
    return (
        f"{NAMES[clock]} ratio {span(decision)} lies above the budget of "
        f"{1 + rule.budget:g} at level {rule.level:g}"
    )


def _undecided(decision: Decision, rule: StoppingRule, clock: Clock) -> str:
    if not decision.has_interval:
        return f"{NAMES[clock]} ratio {span(decision)}: nothing is said about the budget"
    found = f"{NAMES[clock]} ratio {span(decision)}"
    if decision.low > rule.margin:
        few = f"of all calls, which needs {TOTAL_FROM} launches to fail a pair"
        return f"{found} lies above the budget of {1 + rule.budget:g}; it is the time {few}"
    return f"{found} spans the budget of {1 + rule.budget:g}"


def _rare(decision: Decision) -> tuple[str, ...]:
    """Say that the total time decided, and why it is not the usual pair that did."""
    if decision.usual is None:
        return ()
    return (
        f"that is the time of all calls: some are slower than the usual one,"
        f" whose ratio is {math.exp(decision.usual):.3f}",
    )


def _few(decision: Decision, launches: int) -> tuple[str, ...]:
    """Say that the pairs inside few launches gave the interval."""
    if not decision.of_pairs:
        return ()
    only = "the pairs of one launch" if launches == 1 else f"the pairs of {launches} launches"
    return (f"the interval is that of {only}, and a quarter wider for what others would differ",)


def _disagreement(assessment: Assessment) -> tuple[str, ...]:
    """CPU time is a part of wall time, so only wall time can contradict what decided."""
    decided, wall = assessment.decided, assessment.decisions["wall"]
    opposed = {decided.verdict, wall.verdict} == {"pass", "fail"}
    if assessment.choice.clock == "wall" or not opposed:
        return ()
    return (f"the clocks disagree: wall time says {wall.verdict}, {span(wall)}",)
