"""Two ways to poll a service: a loop by hand, and the workflow; their answers have to be the same.

switchover check --control polling:by_hand --candidate polling:by_workflow --corpus polling:corpus
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from switchover import orchestrators
from switchover.engine.config import engine_types
from switchover.engine.config.load import read_workflow
from switchover.engine.run import Engine
from switchover.engine.states import Status
from switchover.engine.tools import Binding, ToolRegistry

ATTEMPTS = 5


class Service:
    """Says that it is done after so many questions."""

    def __init__(self, done_after: int) -> None:
        self._left = done_after

    def status(self, given: dict[str, Any]) -> dict[str, Any]:
        """Answer one question."""
        self._left -= 1
        return {"state": "busy" if self._left > 0 else "done"}


def by_hand(done_after: int) -> dict[str, Any] | None:
    """Poll in a plain loop."""
    service = Service(done_after)
    for attempt in range(1, ATTEMPTS + 1):
        if (answer := service.status({}))["state"] == "done":
            return {"state": answer["state"], "attempts": attempt}
    return None


def by_workflow(done_after: int) -> dict[str, Any] | None:
    """Poll by the workflow."""
    return asyncio.run(_run(Service(done_after)))


async def _run(service: Service) -> dict[str, Any] | None:
    tools = ToolRegistry(
        (
            Binding(id="status", function=service.status, quick=True),
            Binding(id="echo", function=lambda given: given, quick=True),
        )
    )
    workflow = read_workflow(Path(__file__).with_name("workflow.yaml"), engine_types())
    engine = Engine(orchestrators.services, tools=tools)
    result = await (await engine.start(workflow)).result()
    return result.output if result.status is Status.SUCCESS else None


def corpus() -> Iterator[tuple[tuple[int], dict[str, Any]]]:
    """Yield services that are done at once, late, and too late."""
    for done_after in range(1, 8):
        yield (done_after,), {}
