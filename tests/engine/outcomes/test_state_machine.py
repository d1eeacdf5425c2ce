"""The status of a container, for every way in which its children may stand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.engine.outcomes import Progress, parent_status
from switchover.engine.states import Status, cascade

STRATEGIES = ["wait_all", "fail_fast", "best_effort", "race"]
COMPLETING = frozenset({Status.SUCCESS})
BROKEN = frozenset({Status.FAILED, Status.TIMED_OUT})
CHILDREN = st.lists(st.sampled_from(Status), min_size=1, max_size=6)
quick = settings(max_examples=40)


def stands(*children: Status) -> Progress:
    counts = {status: children.count(status) for status in set(children)}
    return Progress(counts=counts, completing=COMPLETING, failing=BROKEN)


@given(st.sampled_from(STRATEGIES), CHILDREN, st.randoms(use_true_random=False))
@quick
def test_the_order_of_children_decides_nothing(strategy, children, random):
    """Only how many stand where does; what is counted as zero is as good as not there."""
    shuffled = random.sample(children, len(children))
    status = parent_status(strategy, stands(*children))
    assert parent_status(strategy, stands(*shuffled)) is status
    counts = dict.fromkeys(Status, 0) | dict(stands(*children).counts)
    whole = Progress(counts=counts, completing=COMPLETING, failing=BROKEN)
    assert parent_status(strategy, whole) is status


@given(CHILDREN)
@quick
def test_what_each_strategy_waits_for(children):
    """Success and failure by the strategies' own sentences, whatever else the children do."""
    all_succeeded = all(child is Status.SUCCESS for child in children)
    one_succeeded = Status.SUCCESS in children
    one_broke = bool(BROKEN.intersection(children))
    have_ended = all(child.is_terminal for child in children)
    status = {name: parent_status(name, stands(*children)) for name in STRATEGIES}
    assert (status["wait_all"] is Status.SUCCESS) == all_succeeded
    assert (status["fail_fast"] is Status.SUCCESS) == (all_succeeded and not one_broke)
    assert (status["fail_fast"] is Status.FAILED) == one_broke
    assert (status["best_effort"] is Status.SUCCESS) == (have_ended and one_succeeded)
    assert (status["best_effort"] is Status.FAILED) == (have_ended and not one_succeeded)
    assert (status["race"] is Status.SUCCESS) == one_succeeded
    assert (status["race"] is Status.FAILED) == (have_ended and not one_succeeded)


@given(st.sampled_from(STRATEGIES[1:]), CHILDREN, st.data())
@quick
def test_what_has_ended_stays_ended(strategy, children, data):
    """A child that goes on takes back no end of its container, for all that need not wait."""
    before = parent_status(strategy, stands(*children))
    running = [index for index, child in enumerate(children) if not child.is_terminal]
    if not running or not before.is_terminal:
        return
    moved = list(children)
    moved[data.draw(st.sampled_from(running))] = data.draw(st.sampled_from(Status))
    assert parent_status(strategy, stands(*moved)) is before


@given(CHILDREN)
@quick
def test_an_unknown_strategy_waits_for_all(children):
    """As one that is not named does."""
    wanted = parent_status("wait_all", stands(*children))
    assert parent_status("", stands(*children)) is wanted
    assert parent_status("as_you_like", stands(*children)) is wanted


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_container_without_children_has_not_begun(strategy):
    """Neither success nor failure follows from nothing."""
    assert parent_status(strategy, stands()) is Status.PENDING


@given(CHILDREN)
@quick
def test_counts_and_shares_add_up(children):
    """Every child is in one count, and shares lie between 0 and 1."""
    progress = stands(*children)
    active = {Status.RUNNING, Status.WAITING, Status.PAUSED}
    assert progress.total == len(children)
    assert progress.ended + progress.pending + progress.count(active) == progress.total
    assert progress.is_all_complete == (progress.ended == progress.total)
    assert 0 <= progress.share(progress.completed) + progress.share(progress.broken) <= 1


@given(st.sampled_from(Status), st.sampled_from(Status))
def test_a_change_of_the_workflow_wakes_and_revives_nothing(workflow, task):
    """What has ended stays as it is, a second change of the same kind changes nothing more."""
    after = cascade(workflow, task)
    assert after is task or after is workflow
    if task.is_terminal:
        assert after is task
    assert cascade(workflow, after) is after
    if after is not task:
        assert after in {Status.PAUSED, Status.CANCELED, Status.FAILED}


@pytest.mark.parametrize("task", [status for status in Status if not status.is_terminal])
@pytest.mark.parametrize("workflow", [Status.CANCELED, Status.FAILED])
def test_a_workflow_that_ends_ends_what_has_not(workflow, task):
    """With the workflow's own status, also what waits or is paused."""
    assert cascade(workflow, task) is workflow
