"""The same pairs by two other methods, for the table: types alone, and symbols."""

from __future__ import annotations

import copy
import inspect
import subprocess
import sys
from typing import Any

import hypothesis
from hypothesis import strategies as st

SECONDS = 20


def by_types(pair: Any, count: int) -> str:
    """Let Hypothesis draw the arguments by their annotations, and nothing else."""
    control, candidate, _ = pair
    parameters = inspect.signature(control, eval_str=True).parameters.values()
    if any(one.annotation is inspect.Parameter.empty for one in parameters):
        return "no types"
    try:
        strategies = {one.name: st.from_type(one.annotation) for one in parameters}
        tried = [0]

        @hypothesis.seed(0)
        @hypothesis.settings(
            max_examples=count, database=None, deadline=None, derandomize=False,
            suppress_health_check=list(hypothesis.HealthCheck), phases=[hypothesis.Phase.generate],
        )  # fmt: skip
        @hypothesis.given(st.fixed_dictionaries(strategies))
        def alike(given: dict[str, Any]) -> None:
            tried[0] += 1
            assert outcome(control, given) == outcome(candidate, given)

        alike()
    except AssertionError:
        return f"{tried[0]}"
    except Exception as error:
        return type(error).__name__[:11]
    return "none"


def outcome(side: Any, given: dict[str, Any]) -> str:
    given = copy.deepcopy(given)
    try:
        return repr((side(**given), given))
    except Exception as error:
        return repr((type(error).__name__, str(error), given))


def by_symbols(pair: Any) -> str:
    """Let CrossHair look for a difference, for some seconds."""
    names = [f"{side.__module__}.{side.__qualname__}" for side in pair[:2]]
    words = ["diffbehavior", *names, f"--per_condition_timeout={SECONDS}"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "crosshair", *words],
            capture_output=True, text=True, timeout=3 * SECONDS, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "no end"
    if "No module named" in done.stderr:
        return "not here"
    return "found" if "Given:" in done.stdout else "none" if done.returncode == 0 else "cannot"
