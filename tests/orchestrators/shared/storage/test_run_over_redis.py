"""A whole workflow with Redis as its storage, whose server is killed on the way."""

import asyncio
from typing import Any

from orchestrators.kit import Tools, workflow
from orchestrators.shared.storage.conftest import Server

from switchover import orchestrators
from switchover.engine.context import ToolCall
from switchover.engine.run import Engine
from switchover.engine.run.result import RunResult
from switchover.engine.store import MemoryStorage, Storage
from switchover.orchestrators.shared.storage import RedisStorage

FLOW = """
id: flow
config: { retry_policy: { maximum_attempts: 20, initial_interval: 200ms, maximum_interval: 200ms } }
tasks:
  - id: all
    type: collection
    items: '["a", "b", "c", "d"]'
    mode: sequential
    task: { id: "each-{{ .index }}", type: basic, tool: work, with: { name: "{{ .item }}" } }
    on_success: { next: fan }
  - id: fan
    type: parallel
    tasks:
      - { id: one, type: basic, tool: work, with: { name: one } }
      - { id: two, type: basic, tool: work, with: { name: two } }
"""


async def ran(storage: Storage, work: Any) -> RunResult:
    engine = Engine(orchestrators.services, tools=Tools({"work": work}), storage=storage)
    result = await (await engine.start(workflow(FLOW), workflow_exec_id="run")).result()
    await engine.close()
    return result


def said(result: RunResult) -> Any:
    rows = [(row.task_id, row.status.value, row.input) for row in result.tasks]
    outputs = [
        row.output for row in result.tasks if row.execution_type == "basic"
    ]  # a container's says when it was written
    return result.status, rows, outputs


def test_a_server_that_dies_and_comes_back(server: Server) -> None:
    """The run waits for the server to come back, and ends as one that never lost it."""
    kills = 0

    async def breaks(call: ToolCall) -> dict[str, Any]:
        nonlocal kills
        if call.input["name"] == "b" and not kills:
            kills += 1
            server.kill()
            asyncio.get_running_loop().call_later(0.5, server.start)
        return {"done": call.input["name"]}

    async def over_redis() -> RunResult:
        url = f"redis://127.0.0.1:{server.port}"
        async with RedisStorage.connect(url, namespace="test") as storage:
            return await ran(storage, breaks)

    lost = asyncio.run(over_redis())
    assert kills == 1
    kept = asyncio.run(ran(MemoryStorage(), lambda call: {"done": call.input["name"]}))
    assert said(lost) == said(kept)
    assert lost.status.value == "SUCCESS"
