"""Children of a container, any number at once, ending in any way: who is begun, who is waited for, who is told."""

import asyncio

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.engine.config import TaskTypes
from switchover.engine.errors import EngineError
from switchover.engine.run import VirtualClock
from switchover.engine.run.background import Background
from switchover.engine.run.child_outcomes import ChildOutcomes, ChildrenEnded
from switchover.engine.run.children import Tally, is_settled, run_children
from switchover.engine.run.services import Child, Children, StopRule, TaskResponse
from switchover.engine.states import Status, TaskState
from switchover.engine.store import StoreError

TASK = TaskTypes().task({"id": "t"})
ROW = TaskState(
    task_exec_id="x",
    task_id="t",
    workflow_id="w",
    workflow_exec_id="r",
    status=Status.SUCCESS,
    execution_type="basic",
)
RULES = {
    "all": StopRule(), "race": StopRule(on_success=True), "race, canceled": StopRule(on_success=True, cancel_rest=True), "fail fast": StopRule(on_failure=True),
    "fail fast, canceled": StopRule(on_failure=True, cancel_rest=True), "either": StopRule(on_success=True, on_failure=True),
}  # fmt: skip


class Yard:
    """Runs children that take so long and end so; tells who was begun, ended and canceled, and when."""

    def __init__(self, ends, *, limit, rule, abort=False, ended=None):
        self.ends, self.begun, self.over, self.canceled, self.most, self.now = (
            ends,
            [],
            [],
            [],
            0,
            0,
        )
        self.progress = ChildOutcomes(ended)
        items = tuple(Child(row=f"x{n}", task=TASK) for n in range(len(ends)))
        self.children = Children(items=items, limit=limit, stop=rule, abort_on_error=abort)

    async def child(self, index, child):
        seconds, end = self.ends[index]
        self.begun.append(index)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            if seconds:
                await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.canceled.append(index)
            raise
        finally:
            self.now -= 1
        self.over.append(index)
        if end == "error":
            raise EngineError("CHILD", str(index))
        return TaskResponse(state=ROW, succeeded=end == "good")

    def run(self):
        clock = VirtualClock()

        async def room():
            """There is always some."""

        async def main():
            background = Background()
            begun = clock.now()
            try:
                self.tally = await run_children(
                    self.children, self.child, background, progress=self.progress, room=room
                )
            finally:
                self.settled_s = clock.now() - begun
                self.left = background.has_left
                await asyncio.sleep(10_000)
                await background.cancel()
            return self

        return clock.run(main())


ENDS = st.lists(
    st.tuples(st.sampled_from([0, 1, 2, 3]), st.sampled_from(["good", "bad", "error"])), max_size=7
)


@given(ENDS, st.integers(1, 8), st.sampled_from([*RULES]))
@example([(1, "bad"), (2, "good"), (3, "good")], 2, "race")
@settings(max_examples=80)
def test_children_run_so_many_at_once_until_they_are_settled(ends, limit, name):
    """Begun in order; nobody is begun twice, or in vain where one follows the other."""
    rule = RULES[name]
    yard = Yard(ends, limit=limit, rule=rule).run()
    assert yard.begun == [*range(len(yard.begun))]
    assert yard.most <= limit
    assert set(yard.over) | set(yard.canceled) == set(yard.begun)
    assert is_settled(yard.tally, rule)
    good = sum(end == "good" for _, end in ends)
    assert yard.tally.succeeded <= good
    assert yard.tally.total == len(ends)
    if not (rule.on_success or rule.on_failure):
        assert (yard.tally.succeeded, yard.tally.failed) == (good, len(ends) - good)
        assert len(yard.over) == len(ends)
    elif limit > 1 and len(ends) > 1:
        if rule.cancel_rest:
            assert not yard.left
        else:
            assert not yard.canceled
            assert len(yard.over) == len(ends), (
                "those that lost go on, and those that had not begun"
            )
    elif yard.over:
        settling = [
            index
            for index, (_, end) in enumerate(ends)
            if (rule.on_success and end == "good") or (rule.on_failure and end != "good")
        ]
        assert len(yard.begun) == (settling[0] + 1 if settling else len(ends))


@given(ENDS, st.integers(2, 8), st.sampled_from([*RULES]))
@settings(max_examples=80)
def test_it_is_settled_as_soon_as_it_can_be(ends, limit, name):
    """With room for all, at the moment of the first end that decides it, or of the last."""
    rule = RULES[name]
    yard = Yard(ends, limit=max(limit, len(ends)), rule=rule).run()
    deciding = [
        seconds
        for seconds, end in ends
        if (rule.on_success and end == "good") or (rule.on_failure and end != "good")
    ]
    whole = max((seconds for seconds, _ in ends), default=0)
    assert yard.settled_s == pytest.approx(
        min(deciding, default=whole) if len(ends) > 1 else whole, abs=0.01
    )


@given(ENDS, st.integers(1, 4), st.data())
@settings(max_examples=80)
def test_those_that_have_ended_are_counted_and_not_run_again(ends, limit, data):
    """As after a new history: the outcome is that of a run that never stopped."""
    known = {
        index: end == "good" for index, (_, end) in enumerate(ends) if data.draw(st.booleans())
    }
    good = tuple((index, index + 1) for index, succeeded in known.items() if succeeded)
    bad = tuple((index, index + 1) for index, succeeded in known.items() if not succeeded)
    yard = Yard(ends, limit=limit, rule=StopRule(), ended=ChildrenEnded(good, bad)).run()
    assert sorted(yard.begun) == [index for index in range(len(ends)) if index not in known]
    assert yard.tally.succeeded == sum(end == "good" for _, end in ends)
    assert yard.tally.failed == len(ends) - yard.tally.succeeded
    assert sorted(yard.progress.outcomes()) == sorted(end == "good" for _, end in ends)


@pytest.mark.parametrize("limit", [1, 2, 9])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_error_ends_a_container_that_aborts_on_errors(limit, at):
    """With that error: those beside it are canceled, those behind it never begun."""
    ends = [(index + 1, "error" if index == at else "good") for index in range(4)]
    yard = Yard(ends, limit=limit, rule=StopRule(), abort=True)
    with pytest.raises(EngineError, match=f"CHILD: {at}"):
        yard.run()
    assert yard.now == 0
    assert at in yard.over
    if limit == 1:
        assert yard.begun == [*range(at + 1)]
    assert set(yard.over) | set(yard.canceled) == set(yard.begun)


@pytest.mark.parametrize("abort", [True, False])
def test_a_store_that_cannot_write_ends_every_container(abort):
    """Whatever it makes of its children's errors: what cannot be kept must not go on."""
    yard = Yard([(1, "good"), (2, "good")], limit=2, rule=StopRule(), abort=abort)

    async def full(index, child):
        raise StoreError("full")

    yard.child = full
    with pytest.raises(StoreError, match="full"):
        yard.run()


@pytest.mark.parametrize("limit", [1, 2, 5])
def test_who_cancels_a_container_cancels_its_children(limit):
    yard = Yard([(100, "good")] * 4, limit=limit, rule=StopRule())
    clock, background = VirtualClock(), Background()

    async def room():
        """There is always some."""

    async def main():
        work = asyncio.ensure_future(
            run_children(yard.children, yard.child, background, progress=yard.progress, room=room)
        )
        await asyncio.sleep(1)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert work.cancelled()
        assert background.is_idle
        assert sorted(yard.canceled) == sorted(yard.begun) == [*range(min(limit, 4))]

    clock.run(main())


TALLIES = [
    (0, 0, 0, "all", True),
    (1, 0, 0, "all", False),
    (1, 1, 0, "all", True),
    (2, 0, 1, "all", False),
    (2, 0, 1, "fail fast", True),
    (2, 1, 0, "race", True),
    (2, 0, 1, "race", False),
    (2, 0, 2, "race", True),
    (3, 1, 0, "fail fast", False),
    (9, 1, 0, "either", True),
]


@pytest.mark.parametrize(("total", "succeeded", "failed", "name", "settled"), TALLIES)
def test_when_a_container_need_not_wait(total, succeeded, failed, name, settled):
    assert is_settled(Tally(total, succeeded, failed), RULES[name]) is settled
