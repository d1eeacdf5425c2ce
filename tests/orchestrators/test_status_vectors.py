"""The numbered vectors of statuses that follow from others', for the new system."""

import pytest
from answers_of_tools import fails
from orchestrators.kit import begun, parts, row, run, run_of

from switchover.engine.outcomes import Progress
from switchover.engine.outcomes.progress import BROKEN
from switchover.engine.states import Status
from switchover.orchestrators.parallel.status_calculator import StatusCalculator
from switchover.orchestrators.shared.parents import Parents
from switchover.orchestrators.shared.progress import COMPLETING, progress_info, progress_variable

LETTERS = {
    "S": Status.SUCCESS,
    "F": Status.FAILED,
    "R": Status.RUNNING,
    "P": Status.PENDING,
    "O": Status.TIMED_OUT,
    "X": Status.CANCELED,
}


def progress(letters: str) -> Progress:
    counts = {LETTERS[letter]: letters.count(letter) for letter in set(letters)}
    return Progress(counts=counts, completing=COMPLETING, failing=BROKEN)


@pytest.mark.parametrize(
    ("strategy", "letters", "expected"),
    [
        ("wait_all", "SSS", "SUCCESS"),
        ("wait_all", "SSF", "FAILED"),
        ("wait_all", "SRR", "RUNNING"),
        ("fail_fast", "SFR", "FAILED"),
        ("fail_fast", "SSS", "SUCCESS"),
        ("best_effort", "SSF", "SUCCESS"),
        ("best_effort", "FFF", "FAILED"),
        ("race", "SRR", "SUCCESS"),
        ("race", "FFF", "FAILED"),
        ("best_effort", "FFX", "FAILED"),
        ("race", "XXX", "FAILED"),
        ("wait_all", "SSO", "FAILED"),
        ("unheard-of", "SSF", "FAILED"),
    ],
)
def test_v94_to_v98_strategies(strategy: str, letters: str, expected: str) -> None:
    """V94, V95, V96, V97, V98: the status that children's progress gives under a strategy."""
    found = StatusCalculator().calculate_status(progress(letters), strategy)
    assert found.value == expected


def test_v100_of_nothing() -> None:
    """V100: no children: pending, and nothing is left to end."""
    nothing = progress("")
    assert StatusCalculator().calculate_status(nothing, "race") is Status.PENDING
    assert nothing.is_all_complete


@pytest.mark.parametrize(
    ("current", "new", "may"),
    [("R", "R", 0), ("R", "P", 0), ("P", "R", 1), ("R", "S", 1), ("S", "F", 1), ("S", "R", 0)],
)
def test_v101_guard(current: str, new: str, may: int) -> None:
    """V101: forward and to an end, never back."""
    guard = StatusCalculator().should_update_status
    assert guard(LETTERS[current], LETTERS[new]) is bool(may)


def test_v102_parent_of_running_children() -> None:
    """V102: a running child keeps its parent running; progress is written, children are not."""
    kit = parts()
    begun(kit)
    on = run_of({"id": "p", "type": "parallel", "tasks": [{"id": "c", "type": "basic"}]})
    parent = row(on.workflow.tasks[0], "p", Status.PENDING, output={"kept": 1})
    kit.store.put_task(parent)
    child = on.workflow.tasks[0].child("tasks", 0)
    for number, status in enumerate((Status.RUNNING, Status.SUCCESS, Status.SUCCESS)):
        kit.store.put_task(row(child, f"c{number}", status, parent_state_id="p"))
    before = kit.store.children("p")
    Parents(kit.shared).child_ended(before[1])
    found = kit.store.task("p")
    assert found is not None
    assert found.status is Status.RUNNING
    assert found.output is not None
    assert (found.output["kept"], found.output["progress_info"]["completed_count"]) == (1, 2)
    assert kit.store.children("p") == before


def test_v105_progress_of_ten() -> None:
    """V105, without the time that elapsed: counts, rates and the word for it all."""
    ten = progress("SSSSSSFFRP")
    found = progress_variable(ten)
    assert (found["completed_count"], found["failed_count"]) == (6, 2)
    assert (found["completion_rate"], found["failure_rate"]) == (0.6, 0.2)
    assert found["overall_status"] == "in_progress"
    assert progress_info(ten, "race", 7.0)["last_updated"] == 7.0


def test_v106_partial_failure() -> None:
    """V106: failures and successes with nothing running are a partial failure."""
    assert progress("SSSFP").overall == "partial_failure"


def test_v129_composite_child_failure() -> None:
    """V129: of two children the second fails: so do composite and workflow; 2, 1 and 1."""
    done = run(
        """
        id: flow
        tasks:
          - id: steps
            type: composite
            tasks:
              - { id: one, type: basic, tool: echo }
              - { id: two, type: basic, tool: bad, config: { retry_policy: { maximum_attempts: 1 } } }
        """,
        tools={"bad": fails()},
    )
    assert done.status == "FAILED"
    assert done.statuses() == {"steps": "FAILED", "one": "SUCCESS", "two": "FAILED"}
    output = done.row("steps").output
    assert output is not None
    record = output["progress_info"]
    counts = (record["total_children"], record["completed_count"], record["failed_count"])
    assert counts == (2, 1, 1)


def test_v130_composite_passes_state_on() -> None:
    """V130: two children, the second of which uses what the first gave."""
    done = run("""
        id: flow
        tasks:
          - id: steps
            type: composite
            tasks:
              - { id: one, type: basic, tool: echo, with: { n: 1 } }
              - { id: two, type: basic, tool: echo, with: { n: "{{ .tasks.one.output.n }}" } }
        """)
    assert done.status == "SUCCESS"
    assert done.row("two").output == {"n": 1}
    output = done.row("steps").output
    assert output is not None
    assert output["progress_info"]["completed_count"] == 2


def test_v131_composite_of_nothing() -> None:
    """V131: a composite without children succeeds."""
    done = run("{id: flow, tasks: [{id: steps, type: composite, tasks: []}]}")
    assert done.statuses() == {"steps": "SUCCESS"}


@pytest.mark.parametrize("count", [1, 2])
def test_v132_parallel(count: int) -> None:
    """V132: children of a parallel belong to it, and all succeed."""
    children = ", ".join(f"{{id: c{n}, type: basic, tool: echo}}" for n in range(count))
    done = run(f"{{id: flow, tasks: [{{id: fan, type: parallel, tasks: [{children}]}}]}}")
    assert set(done.statuses().values()) == {"SUCCESS"}
    parent = done.row("fan").task_exec_id
    assert [done.row(f"c{n}").parent_state_id for n in range(count)] == [parent] * count
