"""How often and how long an activity is tried: what is laid over what, what is refused, and when the next attempt is."""

import math

import pytest
from engine.run.ride import Ride
from engine.run.test_loop import failing
from engine.run.toy import basic, broken, parallel, workflow
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.config.task import TaskOptions
from switchover.engine.errors import EngineError
from switchover.engine.run.options import (
    COMPLETION,
    DEFAULTS,
    LONGEST_S,
    STATUS,
    merged,
    retry_delay_s,
)
from switchover.engine.states import Status


def laid(policy=None, base=DEFAULTS, **config):
    return merged(
        base, TaskOptions({**config, **({"retry_policy": policy} if policy is not None else {})})
    )


READ = [
    ({}, {}), ({"maximum_attempts": 5}, {"attempts": 5}), ({"maximum_attempts": "5"}, {"attempts": 5}), ({"maximum_attempts": 5.0}, {"attempts": 5}),
    ({"maximum_attempts": 0}, {}), ({"maximum_attempts": None}, {}), ({"maximum_attempts": ""}, {}), ({"backoff_coefficient": 1.5}, {"backoff": 1.5}),
    ({"backoff_coefficient": 3}, {"backoff": 3.0}), ({"backoff_coefficient": "1.5"}, {"backoff": 1.5}), ({"backoff_coefficient": 0}, {}), ({"backoff_coefficient": 0.5}, {"backoff": 0.5}),
    ({"initial_interval": "250ms"}, {"initial_interval_s": 0.25}), ({"initial_interval": "2 minutes"}, {"initial_interval_s": 120.0}), ({"initial_interval": ""}, {}),
    ({"initial_interval": "0s"}, {}), ({"maximum_interval": "1h"}, {"maximum_interval_s": 3600.0}), ({"non_retryable_error_types": []}, {}), ({"non_retryable_error_types": None}, {}),
    ({"non_retryable_error_types": ["A", "B"]}, {"non_retryable": ("A", "B")}), ({"non_retryable_error_types": "A"}, {"non_retryable": ("A",)}),
    ({"non_retryable_error_types": ("A",)}, {"non_retryable": ("A",)}), ({"non_retryable_error_types": [404, True]}, {"non_retryable": ("404", "1")}),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "changed"), READ, ids=str)
def test_a_policy_is_laid_over_what_it_inherits(policy, changed):
    """What is empty or zero inherits; a number may be a text, and one code may stand alone."""
    found = laid(policy)
    for name in DEFAULTS.__struct_fields__:
        assert getattr(found, name) == changed.get(name, getattr(DEFAULTS, name)), name


TIMES = [
    ("30s", 30.0),
    ("1 day 2 hours", 93600.0),
    ("500ms", 0.5),
    ("", None),
    ("0s", None),
    (None, None),
    ("0", None),
    (5, "5"),
    (2.5, "2.5"),
    (True, "1"),
]


@pytest.mark.parametrize("field", ["start_to_close_timeout", "schedule_to_close_timeout"])
@pytest.mark.parametrize(("text", "seconds"), TIMES, ids=str)
def test_a_limit_is_a_duration(field, text, seconds):
    """A number without a unit is none."""
    name = field.replace("_timeout", "_s")
    if isinstance(seconds, str):
        with pytest.raises(EngineError, match=f"config.{field}: '{seconds}' is no duration"):
            laid(**{field: text})
    else:
        assert getattr(laid(**{field: text}), name) == (seconds or getattr(DEFAULTS, name))


REFUSED = [
    ({"maximum_attempts": -1}, "ACTIVITY_OPTIONS", "-1 is negative"), ({"backoff_coefficient": -0.5}, "ACTIVITY_OPTIONS", "-0.5 is negative"),
    ({"initial_interval": "-1s"}, "ACTIVITY_OPTIONS", "'-1s' is negative"), ({"maximum_interval": "-5m"}, "ACTIVITY_OPTIONS", "'-5m' is negative"),
    ({"initial_interval": "soon"}, "ACTIVITY_OPTIONS", "'soon' is no duration"), ({"initial_interval": "300 years"}, "ACTIVITY_OPTIONS", "is no duration"),
    ({"initial_interval": "999999999h"}, "ACTIVITY_OPTIONS", "longer than 292 years"), ({"maximum_attempts": "many"}, "SHAPE", "a whole number"),
    ({"maximum_attempts": 1.5}, "SHAPE", "a whole number"), ({"maximum_attempts": "1_0"}, "SHAPE", "a whole number"), ({"maximum_attempts": " 3 "}, "SHAPE", "a whole number"),
    ({"maximum_attempts": "٣"}, "SHAPE", "a whole number"), ({"maximum_attempts": [3]}, "SHAPE", "a whole number"), ({"maximum_attempts": math.inf}, "SHAPE", "a whole number"),
    ({"backoff_coefficient": math.nan}, "SHAPE", "a number"), ({"backoff_coefficient": math.inf}, "SHAPE", "a number"), ({"backoff_coefficient": "nan"}, "SHAPE", "a number"),
    ({"backoff_coefficient": "-Infinity"}, "SHAPE", "a number"), ({"backoff_coefficient": "1_0"}, "SHAPE", "a number"), ({"backoff_coefficient": 10**400}, "SHAPE", "a number"),
    ({"backoff_coefficient": "x"}, "SHAPE", "a number"), ({"non_retryable_error_types": 5}, "SHAPE", "a list of texts"), ({"non_retryable_error_types": {"A": 1}}, "SHAPE", "a list of texts"),
    ({"non_retryable_error_types": [["A"]]}, "SHAPE", r"non_retryable_error_types\[0\] must be text"), ({"non_retryable_error_types": [None]}, "SHAPE", "must be text"),
    ({"initial_interval": []}, "SHAPE", "text"), ({"maximum_interval": {}}, "SHAPE", "text"),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "code", "said"), REFUSED, ids=lambda given: str(given)[:50])
def test_what_cannot_be_meant_is_an_error_that_says_so(policy, code, said):
    """And no policy that does something else: the letters of a code were taken for codes."""
    with pytest.raises(EngineError, match=said) as told:
        laid(policy)
    assert told.value.code == code
    assert not told.value.retryable


@pytest.mark.parametrize(
    "policy", [policy for policy, *_ in REFUSED], ids=lambda given: str(given)[:50]
)
def test_a_task_that_cannot_be_tried_so_ends_its_run_with_that_error(policy):
    """Wherever it stands; it ended in a traceback."""
    for tasks in (
        [basic("t", config={"retry_policy": policy})],
        [parallel("p", basic("t", config={"retry_policy": policy}), abort=True)],
    ):
        ride = Ride(workflow(*tasks))
        assert ride.result.status is Status.FAILED
        assert ride.executed == []
        assert ride.result.error.details["code"] in ("ACTIVITY_OPTIONS", "SHAPE")
        assert ride.result.error.details["task"] == "t"


NUMBERS = st.floats(0.01, 1e6)
POLICIES = st.fixed_dictionaries({}, optional={"maximum_attempts": st.integers(1, 9), "backoff_coefficient": NUMBERS, "initial_interval": st.sampled_from(["1s", "5ms"]), "non_retryable_error_types": st.lists(st.sampled_from("AB"), min_size=1)})  # fmt: skip


@given(POLICIES, POLICIES)
def test_laying_one_over_the_other_is_laying_each_field(one, other):
    """Twice is once, nothing changes nothing, and the last one to say a thing has it."""
    both = laid(other, laid(one))
    assert both == laid({**one, **other})
    assert laid(other, both) == both
    assert laid({}, both) == both == merged(both, TaskOptions({}))


DELAYS = [
    ({}, 1, 1.0), ({}, 2, 2.0), ({}, 3, None), ({}, 4, None), ({"maximum_attempts": 1}, 1, None), ({"maximum_attempts": 9}, 8, 60.0), ({"maximum_attempts": 9}, 7, 60.0),
    ({"maximum_attempts": 9}, 6, 32.0), ({"maximum_attempts": 9, "maximum_interval": "100s"}, 8, 100.0), ({"backoff_coefficient": 1}, 2, 1.0), ({"backoff_coefficient": 0.5}, 2, 0.5),
    ({"backoff_coefficient": 1e308, "maximum_attempts": 9}, 3, 60.0), ({"maximum_attempts": 10**9}, 5000, 60.0), ({"initial_interval": "2m"}, 1, 60.0),
    ({"maximum_attempts": 10**9, "backoff_coefficient": 1e-300}, 9, 0.0), ({"non_retryable_error_types": ["E"]}, 1, None), ({"non_retryable_error_types": ["e", "EE"]}, 1, 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("policy", "attempt", "delay"), DELAYS, ids=str)
def test_the_next_attempt_comes_after(policy, attempt, delay):
    """Grown by the factor from one to the next, to the longest at most, with no end to the numbers."""
    found = retry_delay_s(
        laid(policy), attempt=attempt, error=EngineError("E", "no"), left_s=math.inf
    )
    assert found == delay


@pytest.mark.parametrize(
    ("left_s", "delay"),
    [(1.0, None), (0.9, None), (1.0001, 1.0), (0, None), (-5, None), (math.inf, 1.0)],
)
def test_none_comes_for_which_no_time_is_left(left_s, delay):
    """It would begin when it has to have ended."""
    assert retry_delay_s(DEFAULTS, attempt=1, error=EngineError("E", "no"), left_s=left_s) == delay


def test_none_comes_after_an_error_that_is_not_worth_it():
    error = EngineError("E", "no", retryable=False)
    assert retry_delay_s(DEFAULTS, attempt=1, error=error, left_s=math.inf) is None


@given(st.integers(1, 2000), st.floats(0, 1e300), st.floats(1e-3, 1e6))
def test_a_delay_is_a_time_that_can_be_slept(attempt, backoff, initial):
    """Never negative, never endless, never no number."""
    options = merged(
        DEFAULTS,
        TaskOptions(
            {
                "retry_policy": {
                    "maximum_attempts": 10_000,
                    "backoff_coefficient": backoff,
                    "initial_interval": f"{initial:.6f}s",
                }
            }
        ),
    )
    delay = retry_delay_s(options, attempt=attempt, error=EngineError("E", "no"), left_s=math.inf)
    assert 0 <= delay <= options.maximum_interval_s <= LONGEST_S


@pytest.mark.parametrize(
    ("policy", "code", "attempts", "elapsed"),
    [
        ({}, "X", 3, 3), ({"maximum_attempts": 1}, "X", 1, 0), ({"maximum_attempts": 5, "backoff_coefficient": 1}, "X", 5, 4), ({"non_retryable_error_types": "X"}, "X", 1, 0),
        ({"non_retryable_error_types": ["Y", "X"]}, "X", 1, 0), ({"non_retryable_error_types": "XX"}, "X", 3, 3), ({"maximum_attempts": 4, "maximum_interval": "1s"}, "X", 4, 3),
        ({"maximum_attempts": 100, "initial_interval": "5m"}, "X", 6 , 300), ({"maximum_attempts": 3, "backoff_coefficient": 0.1, "initial_interval": "10s"}, "X", 3, 11),
    ],
)  # fmt: skip
def test_a_run_tries_as_its_task_says(policy, code, attempts, elapsed):
    """And no longer than six minutes in all."""
    ride = Ride(
        workflow(basic("t", "broken", config={"retry_policy": policy})),
        deeds={"broken": broken(code)},
    )
    assert len(ride.executed) == attempts
    assert ride.elapsed == pytest.approx(elapsed, abs=0.01)


def test_what_the_workflow_says_holds_for_its_tasks_and_a_task_for_itself():
    flow = workflow(
        basic("a", "broken", handled=True, on_error={"next": "b"}), basic("b", "broken", config={"retry_policy": {"maximum_attempts": 2}}),
        config={"retry_policy": {"maximum_attempts": 4, "backoff_coefficient": 1}},
    )  # fmt: skip
    ride = Ride(flow, deeds={"broken": failing})
    assert [ride.executed.count(name) for name in "ab"] == [4, 2]


@pytest.mark.parametrize(("options", "attempts"), [(COMPLETION, 10), (STATUS, 3)])
def test_the_engines_own_steps_have_options_of_their_own(options, attempts):
    """Which nothing overrides; all attempts fit into their time."""
    waits = sum(
        retry_delay_s(options, attempt=n, error=EngineError("E", "no"), left_s=math.inf) for n in range(1, attempts)
    )  # fmt: skip
    assert options.attempts == attempts
    assert waits + attempts * 1 < options.schedule_to_close_s
