"""How long a workflow may compute in one go: longer than the SDK lets it by itself."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import pytest
from temporalio.worker import Worker

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.run import find_system, new_id
from switchover.engine.temporal import Host, begin, host, plugin, start_of, workflow
from switchover.engine.tools import EchoTools

FLOW = parse_workflow("id: one\ntasks: [{id: a, tool: t}]\n", engine_types(), name="flow.yaml")
SDKS_OWN_S = 2
GONE = """
Temporal's SDK does not keep its limit for one go of a workflow where `host.patient` looks for it.
Look first whether Worker has an option for it by now; up to 1.35 there was `debug_mode` alone, which
runs workflows in the thread that also sends heartbeats. Else find the limit in
temporalio/worker/_workflow.py, where the text of TMPRL1101 ("Potential deadlock") is raised.
"""


def made() -> Host:
    return Host({"orchestrators": find_system("orchestrators")}, tools=EchoTools())


def limit(worker: Worker) -> Any:
    inner: Any = worker._workflow_worker
    return getattr(inner, "_deadlock_timeout_seconds", None)


def test_the_limit_is_where_it_was(temporal: Any) -> None:
    """A version of the SDK that keeps it elsewhere would bring its two seconds back in silence."""

    async def limits() -> tuple[Any, Any]:
        plain = Worker(temporal.client, task_queue="plain", plugins=[plugin(made())])
        return limit(plain), limit(made().worker(temporal.client, task_queue="ours"))

    assert temporal.run(limits()) == (SDKS_OWN_S, host.PATIENCE_S), GONE


@pytest.mark.parametrize(("allowed_s", "is_broken_into"), [(0.1, True), (60.0, False)])
def test_it_decides_how_long_one_go_may_take(
    temporal: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    *,
    allowed_s: float,
    is_broken_into: bool,
) -> None:
    """Half a second of computing is broken into where a tenth is allowed; the run ends all the same."""
    reads, slow = workflow.read_start, iter([0.5])

    def slowly(given: bytes) -> Any:
        time.sleep(next(slow, 0.0))
        return reads(given)

    monkeypatch.setattr(workflow, "read_start", slowly)
    monkeypatch.setattr(host, "PATIENCE_S", allowed_s)
    exec_id = new_id()

    async def run() -> str:
        async with made().worker(temporal.client, task_queue=exec_id):
            start = start_of(FLOW, system="orchestrators")
            begun = await begin(temporal.client, start, exec_id=exec_id, task_queue=exec_id)
            return (await asyncio.wait_for(begun.result(), 60)).status.value

    with caplog.at_level(logging.ERROR, logger="temporalio"):
        assert temporal.run(run()) == "SUCCESS"
    assert ("TMPRL1101" in caplog.text) is is_broken_into, GONE
