"""What every measurement that counts refuses before anything runs."""

import pytest

from switchover.bench import leaks, memory, profile
from switchover.bench.errors import BenchError, TargetError

INPUTS = [((4,), {})]
SQRT = "math:sqrt"
EACH = pytest.mark.parametrize(
    "measured", [leaks.watch, memory.measure, profile.explain], ids=["leaks", "memory", "profile"]
)


@EACH
@pytest.mark.parametrize(("inputs", "time_s"), [([], 1.0), (INPUTS, 0.0), (INPUTS, float("nan"))])
def test_no_inputs_and_no_time_are_refused(measured, inputs, time_s):
    """Nothing to call, or no time to do it, is the caller's mistake."""
    with pytest.raises(ValueError, match="needs inputs and time"):
        measured(SQRT, SQRT, inputs, time_s=time_s)


@EACH
def test_a_malformed_input_is_refused(measured):
    """An input that is not (args, kwargs) is refused before anything runs, with its position."""
    with pytest.raises(BenchError, match="input 1 is 5"):
        measured(SQRT, SQRT, [*INPUTS, 5])


@EACH
def test_a_missing_target_is_refused(measured):
    """An import string that names nothing is refused before anything runs, on either side."""
    for sides in (("math:sqrtt", SQRT), (SQRT, "math:sqrtt")):
        with pytest.raises(TargetError, match="sqrtt"):
            measured(*sides, INPUTS)
