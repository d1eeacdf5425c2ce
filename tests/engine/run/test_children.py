"""A container's children: side by side, in turns, until its rule says stop."""

import asyncio

import pytest
from engine.run.ride import Ride
from engine.run.test_loop import failing, nap
from engine.run.toy import basic, broken, parallel, workflow
from hypothesis import given
from hypothesis import strategies as st

from switchover.engine.run.children import Tally, is_settled
from switchover.engine.run.services import StopRule
from switchover.engine.states import Status

ONCE = {"retry_policy": {"maximum_attempts": 1}}


def naps(*seconds, **rest):
    """Children that sleep so long; a negative number fails after that time."""
    return parallel(
        "p", *(basic(f"c{n}", f"{s}", config=ONCE) for n, s in enumerate(seconds)), **rest
    )


class Deeds(dict):
    def __missing__(self, name):
        async def deed(call):
            await asyncio.sleep(abs(float(name)))
            return failing(call) if float(name) < 0 else {"slept": name}

        return deed


def ride(*seconds, after=(), **rest):
    flow = workflow(naps(*seconds, **rest), *after)
    return Ride(flow, deeds={name: Deeds()[name] for name in map(str, (*seconds, 0, 20))})


def test_children_run_side_by_side():
    assert ride(60, 60, 60).elapsed == pytest.approx(60)


def test_a_limit_lets_so_many_run_at_once():
    assert ride(10, 10, 10, 10, 10, limit=2).elapsed == pytest.approx(30)


def test_one_at_a_time_they_run_in_their_order():
    done = ride(3, 2, 1, limit=1)
    assert done.elapsed == pytest.approx(6)
    assert done.executed == ["c0", "c1", "c2"]


def test_a_free_place_goes_to_the_next_child():
    assert ride(30, 10, 10, 10, limit=2).elapsed == pytest.approx(30)


def test_no_children_are_settled_at_once():
    assert ride().result.status is Status.SUCCESS


def test_a_failure_is_waited_for_like_a_success_by_default():
    done = ride(5, -1, 10)
    assert done.elapsed == pytest.approx(10 + 1 + 2)  # and the container's own three attempts
    assert dict(done.rows)["c2"] == "SUCCESS"


def test_a_race_is_over_with_the_first_success():
    """The losers go on, until the workflow ends."""
    flow = (basic("later", "20"), basic("last", "0"))
    done = ride(10, 5, 60, stop={"on_success": True}, after=flow)
    assert done.elapsed == pytest.approx(25)
    assert dict(done.rows) == {
        "p": "SUCCESS", "c0": "SUCCESS", "c1": "SUCCESS", "c2": "RUNNING",
        "later": "SUCCESS", "last": "SUCCESS",
    }  # fmt: skip


def test_losers_that_had_not_begun_begin_in_the_background():
    done = ride(5, 5, 5, 5, limit=2, stop={"on_success": True}, after=[basic("later", "20")])
    assert [name for name, status in done.rows if status == "SUCCESS"] == [
        "p", "c0", "c1", "c2", "c3", "later",
    ]  # fmt: skip


def test_the_rest_is_canceled_where_the_rule_says_so():
    done = ride(5, 60, 60, stop={"on_success": True, "cancel_rest": True}, after=[basic("l", "20")])
    assert done.elapsed == pytest.approx(25)
    assert dict(done.rows)["c1"] == "RUNNING", "its row is the task system's affair"


def test_a_nested_rest_is_canceled_with_it():
    inner = parallel("inner", basic("slow", "60"), basic("slow2", "60"))
    outer = parallel(
        "outer", basic("fast", "1"), inner, stop={"on_success": True, "cancel_rest": True}
    )
    deeds = {name: Deeds()[name] for name in ("1", "60", "100")}
    done = Ride(workflow(outer, basic("later", "100")), deeds=deeds)
    assert done.elapsed == pytest.approx(101)
    assert ("response", "inner") not in done.toy.log


def test_failing_fast_stops_at_the_first_failure():
    done = ride(60, -5, 60, stop={"on_failure": True})
    assert done.elapsed == pytest.approx(5 + 1 + 2)


def test_in_turns_those_after_the_last_word_are_never_started():
    done = ride(1, -1, 1, limit=1, stop={"on_failure": True})
    assert done.executed == ["c0", "c1"]
    assert dict(done.rows)["c2"] == "PENDING"


@pytest.mark.parametrize("limit", [1, 100])
def test_an_error_of_a_child_counts_as_a_failure(limit):
    flow = workflow(parallel("p", basic("a", "no", config=ONCE), basic("b"), limit=limit))
    done = Ride(flow, deeds={"no": broken()})
    assert dict(done.rows)["b"] == "SUCCESS"
    assert ("response", "p") in done.toy.log


@pytest.mark.parametrize("limit", [1, 100])
def test_an_error_of_a_child_ends_a_container_that_aborts(limit):
    tasks = [basic("a", "no", config=ONCE), basic("b", "nap"), basic("c", "nap")]
    flow = workflow(parallel("p", *tasks, limit=limit, abort=True), basic("after"))
    done = Ride(flow, deeds={"no": broken(), "nap": nap(50)})
    assert done.elapsed == pytest.approx(0)
    assert done.result.error.details["code"] == "BROKEN"
    assert ("response", "p") not in done.toy.log


def test_a_failed_container_response_may_be_handled():
    flow = workflow(
        parallel("p", basic("a", "no", config=ONCE), on_error={"next": "c"}), basic("b"), basic("c")
    )
    done = Ride(flow, deeds={"no": failing})
    assert done.executed == ["a", "c"]


def test_children_of_a_loser_do_not_outlive_the_workflow():
    """Nothing of a run is left in the event loop when it has ended."""
    left = []

    async def look(engine, run):
        await run.result()
        await asyncio.sleep(0)
        left.extend(task for task in asyncio.all_tasks() if task is not asyncio.current_task())

    Ride(
        workflow(naps(1, 500, 500, stop={"on_success": True})),
        deeds={name: Deeds()[name] for name in ("1", "500")},
        meanwhile=look,
    )
    assert left == []


@given(
    total=st.integers(0, 8), succeeded=st.integers(0, 8), failed=st.integers(0, 8),
    on_success=st.booleans(), on_failure=st.booleans(),
)  # fmt: skip
def test_once_settled_more_results_change_nothing(total, succeeded, failed, on_success, on_failure):
    stop = StopRule(on_success=on_success, on_failure=on_failure)
    tally = Tally(total=total, succeeded=succeeded, failed=failed)
    before = is_settled(tally, stop)
    assert before == (
        succeeded + failed >= total or (on_success and succeeded > 0) or (on_failure and failed > 0)
    )
    tally.count(succeeded=True)
    tally.count(succeeded=False)
    assert is_settled(tally, stop) or not before
