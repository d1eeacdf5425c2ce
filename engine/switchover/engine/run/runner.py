"""The short way: run one workflow, and what it triggers, to the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..config import WorkflowConfig
from ..context import Tools
from ..store import RunStore, Storage
from .clock import Clock
from .engine import Engine, System
from .result import RunResult
from .settings import Settings
from .systems import find_system

__all__ = ["run_workflow"]


async def run_workflow(  # noqa: PLR0913 - each is a keyword, and all but three have a default
    workflow: WorkflowConfig,
    *,
    system: System | str,
    tools: Tools,
    input: Mapping[str, Any] | None = None,  # noqa: A002 - the word of the workflow itself
    store: RunStore | None = None,
    storage: Storage | None = None,
    clock: Clock | None = None,
    signals: Iterable[tuple[str, Mapping[str, Any]]] = (),
    workflows: Iterable[WorkflowConfig] = (),
    first: str = "",
    workflow_exec_id: str = "",
) -> RunResult:
    """Run a workflow in this process and return its final state.

    `system` is a task system's factory, or the name of an installed one. `signals`, names and
    payloads, wait for the run from the beginning; `workflows` are others that its signals may
    start, and run to their end as well.

    Raises:
        EngineError: the workflow or its input cannot be used at all; a workflow that fails is a
            result, not an error.
        StoreError: the result could not be made durable.
    """
    engine = Engine(
        find_system(system) if isinstance(system, str) else system,
        tools=tools,
        store=store,
        storage=storage,
        clock=clock,
        workflows=workflows,
        settings=Settings(types=workflow.types),
    )
    try:
        running = await engine.start(
            workflow, input, first=first, signals=signals, workflow_exec_id=workflow_exec_id
        )
        result = await running.result()
        await engine.settle()
        return result
    finally:
        await engine.close()
