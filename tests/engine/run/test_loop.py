"""The loop: steps, failures, limits, and how a workflow ends."""

import asyncio

import pytest
from engine.run.ride import Ride
from engine.run.toy import basic, broken, parallel, workflow

from switchover.engine.errors import EngineError
from switchover.engine.run.environment import ActivityOptions
from switchover.engine.run.options import retry_delay_s
from switchover.engine.states import Status, TaskError


def failing(call):
    return TaskError(message="no", code="NO")


def nap(seconds):
    async def deed(call):
        await asyncio.sleep(seconds)
        return {"slept": seconds}

    return deed


def nth(*outcomes):
    """A deed that does the first, then the second, ... and the last one from then on."""
    left = list(outcomes)

    def deed(call):
        outcome = left.pop(0) if len(left) > 1 else left[0]
        return outcome(call) if callable(outcome) else outcome

    return deed


def test_tasks_run_one_after_the_other():
    """Each response says where to go, and no next task ends the workflow."""
    ride = Ride(workflow(basic("a"), basic("b"), basic("c")))
    assert ride.result.status is Status.SUCCESS
    assert ride.result.output == {"a": {"id": "a"}, "b": {"id": "b"}, "c": {"id": "c"}}
    assert ride.executed == ["a", "b", "c"]


def test_a_run_may_begin_with_another_task():
    flow = workflow(basic("a"), basic("b"))

    async def first(engine, run):
        other = await engine.start(flow, first="b")
        assert [row.task_id for row in (await other.result()).tasks] == ["b"]

    Ride(flow, meanwhile=first)


def test_a_first_task_that_is_not_there_fails_the_workflow():
    async def other(engine, run):
        result = await (await engine.start(workflow(basic("a")), first="nope")).result()
        assert result.status is Status.FAILED
        assert result.error.details["code"] == "TASK_NOT_FOUND"

    Ride(workflow(basic("a")), meanwhile=other)


def test_sleep_comes_before_a_task_but_never_before_the_first():
    ride = Ride(workflow(basic("a", sleep="1h"), basic("b", sleep="30 seconds")))
    assert ride.elapsed == pytest.approx(30)


def test_a_sleep_that_is_no_duration_fails_the_workflow():
    ride = Ride(workflow(basic("a"), basic("b", sleep="soon")))
    assert ride.result.error.details["code"] == "SLEEP_INVALID"
    assert "'soon'" in ride.result.error.message


def test_a_next_task_without_an_id_fails_the_workflow():
    ride = Ride(workflow(basic("a", on_success={"next": "odd"}), {"type": "basic", "id": ""}))
    assert ride.result.status is Status.SUCCESS, "an id that nobody has is no next task"
    nameless = workflow({"type": "basic", "id": ""})
    assert Ride(nameless).result.error.details["code"] == "NEXT_ID_EMPTY"


def test_a_failure_is_tried_three_times_and_fails_the_workflow():
    """One second before the second attempt, two before the third; each attempt has its own row."""
    ride = Ride(workflow(basic("a", "no"), basic("b")), deeds={"no": broken()})
    assert ride.result.status is Status.FAILED
    assert ride.result.error.code == "workflow_execution_error"
    assert ride.result.error.details["code"] == "BROKEN"
    assert [row[0] for row in ride.rows] == ["a", "a", "a"]
    assert ride.elapsed == pytest.approx(1 + 2)


def test_a_failed_workflow_fails_what_has_not_ended():
    ride = Ride(workflow(basic("a", "no")), deeds={"no": broken()})
    assert {status for _, status in ride.rows} == {"FAILED"}


def test_an_attempt_that_succeeds_ends_the_attempts():
    ride = Ride(workflow(basic("a", "nth")), deeds={"nth": nth(broken(), {"n": 2})})
    assert ride.result.output["a"] == {"n": 2}
    assert ride.elapsed == pytest.approx(1)


@pytest.mark.parametrize(
    ("code", "options", "attempts"),
    [
        ("BROKEN", {}, 3),
        ("BROKEN", {"retry_policy": {"maximum_attempts": 5}}, 5),
        ("BROKEN", {"retry_policy": {"non_retryable_error_types": ["BROKEN"]}}, 1),
        ("OTHER", {"retry_policy": {"non_retryable_error_types": ["BROKEN"]}}, 3),
        ("BROKEN", {"schedule_to_close_timeout": "2s"}, 2),
    ],
)
def test_a_task_configures_its_attempts(code, options, attempts):
    ride = Ride(workflow(basic("a", "no", config=options)), deeds={"no": broken(code)})
    assert len(ride.executed) == attempts


def test_what_is_not_retryable_is_tried_once():
    deeds = {"no": broken(retryable=False)}
    assert len(Ride(workflow(basic("a", "no")), deeds=deeds).executed) == 1


def test_a_task_lays_its_options_over_the_workflows_over_the_projects():
    project = ActivityOptions(attempts=2, initial_interval_s=10)
    flow = workflow(
        basic("a", "no", config={"retry_policy": {"maximum_attempts": 4}}),
        config={"retry_policy": {"initial_interval": "20s", "backoff_coefficient": 1}},
    )
    ride = Ride(flow, deeds={"no": broken()}, options=project)
    assert (len(ride.executed), ride.elapsed) == (4, pytest.approx(60))


@pytest.mark.parametrize("text", ["soon", "-5s", "{{ .x }}"])
def test_an_option_that_is_no_duration_is_told(text):
    flow = workflow(basic("a", config={"start_to_close_timeout": text}))
    error = Ride(flow).result.error
    assert (error.details["code"], text in error.message) == ("ACTIVITY_OPTIONS", True)


def test_an_attempt_that_takes_too_long_is_ended():
    flow = workflow(basic("a", "nap", config={"start_to_close_timeout": "10s"}))
    ride = Ride(flow, deeds={"nap": nap(3600)})
    assert ride.result.error.details["code"] == "ACTIVITY_TIMEOUT"
    assert ride.elapsed == pytest.approx(10 + 1 + 10 + 2 + 10)


def test_all_attempts_together_have_a_limit():
    config = {"start_to_close_timeout": "5m", "schedule_to_close_timeout": "6m"}
    ride = Ride(workflow(basic("a", "nap", config=config)), deeds={"nap": nap(3600)})
    assert ride.elapsed == pytest.approx(360)


def test_a_failure_that_is_handled_goes_on_once_no_attempt_is_left():
    flow = workflow(basic("a", "no", handled=True, on_error={"next": "c"}), basic("b"), basic("c"))
    ride = Ride(flow, deeds={"no": failing})
    assert ride.executed == ["a", "a", "a", "c"]
    assert ride.result.status is Status.FAILED, "the toy counts a handled failure as one"


def test_an_unexpected_error_is_not_tried_again_and_keeps_its_name():
    ride = Ride(workflow(basic("a", "bug")), deeds={"bug": lambda call: 1 / 0})
    assert len(ride.executed) == 1
    assert ride.result.error.details["code"] == "INTERNAL"
    assert "ZeroDivisionError: division by zero" in ride.result.error.message


def nested(depth):
    task = basic("leaf")
    for level in range(depth):
        task = parallel(f"p{level}", task, abort=True)
    return workflow(task)


def test_twenty_levels_of_nesting_are_allowed():
    assert Ride(nested(20)).result.status is Status.SUCCESS


def test_the_level_after_the_deepest_is_refused():
    error = Ride(nested(21)).result.error
    assert error.details["code"] == "DEPTH"
    assert "21" in error.message and "20" in error.message


def test_a_project_may_set_another_limit():
    assert Ride(nested(3), deepest=2).result.error.details["code"] == "DEPTH"


def test_the_same_run_makes_the_same_ids():
    flow = workflow(basic("a", "nth"), parallel("p", basic("b"), basic("c")))
    first, second = (
        Ride(flow, deeds={"nth": nth(broken(), {})}).store.tasks("x") for _ in range(2)
    )
    ids = [row.task_exec_id for row in first]
    assert ids == [row.task_exec_id for row in second]
    assert len(set(ids)) == len(ids) == 5


def test_delays_grow_to_the_maximum():
    options = ActivityOptions(attempts=10_000)
    error = EngineError("X", "x")
    delays = [
        retry_delay_s(options, attempt=attempt, error=error, left_s=1e12)
        for attempt in (1, 2, 3, 7, 8, 5000)
    ]
    assert delays == [1, 2, 4, 60, 60, 60]


def test_no_delay_follows_the_last_attempt_or_the_end_of_the_time():
    options, error = ActivityOptions(), EngineError("X", "x")
    assert retry_delay_s(options, attempt=3, error=error, left_s=360) is None
    assert retry_delay_s(options, attempt=1, error=error, left_s=0.5) is None
    final = EngineError("X", "x", retryable=False)
    assert retry_delay_s(options, attempt=1, error=final, left_s=360) is None


def test_a_run_that_goes_round_without_an_end_stops_at_its_limit():
    """With an error that names the last tasks; ten tasks in a row end by themselves."""
    flow = workflow(basic("a"), basic("b", on_success={"next": "a"}))
    ride = Ride(flow, transitions=9)
    assert ride.result.status is Status.FAILED
    assert ride.result.error.details["code"] == "TRANSITIONS"
    assert "9 times" in ride.result.error.message
    assert "a → b → a" in ride.result.error.message
    assert ride.executed == ["a", "b"] * 5
    straight = Ride(workflow(*(basic(f"t{number}") for number in range(10))), transitions=9)
    assert straight.result.status is Status.SUCCESS
