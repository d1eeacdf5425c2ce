"""Which configuration a child runs with."""

import asyncio

from orchestrators.kit import Parts, begun, parts, row, run_of

from switchover.engine.run.services import CreateState, Run
from switchover.engine.states import Status
from switchover.orchestrators.shared.configs import Stored

FAN = {
    "id": "fan",
    "type": "parallel",
    "tasks": [{"id": "c", "type": "basic", "with": {"n": 1}, "CWD": "."}],
}


def child_of(kit: Parts, on: Run) -> None:
    begun(kit)
    kit.store.put_task(row(on.workflow.tasks[0].child("tasks", 0), "x", parent_state_id="p"))


def test_a_child_of_another_side_runs_with_what_was_stored() -> None:
    """What a container stored for a child counts, not what the run loop hands over."""
    kit, on = parts(), run_of(FAN)
    child_of(kit, on)
    task = on.workflow.tasks[0].child("tasks", 0)

    async def begin() -> object:
        await kit.storage.store("config:x", {**task.data, "with": {"n": 2}})
        created = await kit.services.create_state(CreateState(run=on, task=task, row="x"))
        return created.task.with_

    assert asyncio.run(begin()) == {"n": 2}


def test_what_is_known_to_be_stored_is_not_loaded() -> None:
    """A configuration that its container marked as stored is taken as it is."""
    kit, on = parts(), run_of(FAN)
    child_of(kit, on)
    types, data = on.workflow.types, on.workflow.tasks[0].data["tasks"][0]
    task = types.task(Stored(data))
    created = asyncio.run(kit.services.create_state(CreateState(run=on, task=task, row="x")))
    assert created.state.status is Status.PENDING
    assert created.task.with_ == {"n": 1}


def test_a_changed_copy_is_not_taken_for_stored() -> None:
    """Merging gives an ordinary map, of which storage knows nothing."""
    stored = Stored(run_of(FAN).workflow.tasks[0].data["tasks"][0])
    assert type({**stored, "id": "other"}) is dict
