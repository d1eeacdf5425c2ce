"""The corpus of the plan over every storage there is: both systems end as they do over memory."""

import fakeredis
import pytest

from switchover.engine.run import Engine, VirtualClock
from switchover.engine.run.systems import find_system
from switchover.engine.store import MemoryStorage, NamespacedStorage, RedisStorage
from switchover.engine.tools import EchoTools, ToolRegistry
from switchover.migrations.plans.task_services.case import cases
from switchover.migrations.plans.task_services.stage import run_to_end
from switchover.migrations.plans.task_services.stand_ins import bindings

WITH_CHILDREN = sorted(
    name
    for name, case in cases().items()
    # Which of several in one moment is first, and a signal's own id, are not the storage's affair.
    if not {"race", "siblings"}.intersection(name.split("-"))
    and "wait" not in case.types
    and any(
        task.execution_type in {"parallel", "collection", "composite"}
        for task in case.workflow.tasks
    )
)


def ended(case, system, storage_of):
    clock = VirtualClock()
    engine = Engine(
        find_system(system),
        tools=ToolRegistry(bindings(), unbound=EchoTools()),
        storage=storage_of(clock),
        clock=clock,
    )
    result = clock.run(run_to_end(engine, case))
    return result.status, result.output, result.error, result.tasks


@pytest.mark.parametrize("system", ["legacy", "orchestrators"])
@pytest.mark.parametrize("name", WITH_CHILDREN[::4])
def test_a_case_ends_alike_over_every_storage(name, system):
    case = cases()[name]
    expected = ended(case, system, lambda clock: MemoryStorage(now=clock.now))
    over_redis = ended(
        case, system, lambda _: RedisStorage(fakeredis.FakeAsyncRedis(), namespace="plan")
    )
    apart = ended(
        case, system, lambda clock: NamespacedStorage(MemoryStorage(now=clock.now), "plan")
    )
    assert over_redis == expected
    assert apart == expected
