"""A waiting type written by the documented recipe, installed and run as a user would."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MODULE = """
from typing import Any

from msgspec.structs import replace

from switchover.engine.config import Field, TaskConfig
from switchover.engine.config.kinds import TEXT
from switchover.engine.run.services import ProcessSignal, SignalOutcome, TaskCall, Wait, Work
from switchover.engine.states import TaskError
from switchover.orchestrators import TaskType
from switchover.orchestrators.shared.base import BaseOrchestrator
from switchover.orchestrators.shared.narrowing import narrowed


class GateTask(TaskConfig):
    __slots__ = ()
    type_name = "gate"
    execution_type = "gate"
    opens_on = Field(TEXT, "")


class GateOrchestrator(BaseOrchestrator):
    work = Work.SIGNAL

    def wait(self, task: TaskConfig) -> Wait:
        return Wait(signal=narrowed(task, GateTask).opens_on, timeout=task.timeout)

    async def output(self, call: TaskCall) -> dict[str, Any]:
        return {"key": "none"}

    async def process_signal(self, request: ProcessSignal) -> SignalOutcome:
        call, signal = request.call, request.signal
        state = self.current(call)
        if signal is None:
            late = TaskError(message="the gate stayed closed", code="GATE_CLOSED")
            return SignalOutcome(response=self.ended(call, state, late))
        if not signal.payload.get("key"):
            return SignalOutcome()
        state = replace(state, output=dict(signal.payload))
        return SignalOutcome(response=self.ended(call, state, None))


task_type = TaskType(view=GateTask, build=GateOrchestrator, origin="acme")
"""

FLOW = """
id: gated
tasks:
- {id: gate, type: gate, opens_on: knock, timeout: 1s, on_success: {next: in}}
- {id: in, tool: t, with: {key: "{{ .tasks.gate.output.key }}"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "acme_gate.py").write_text(MODULE)
    meta = tmp_path / "acme_gate-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-gate\nVersion: 1.0\n")
    (meta / "entry_points.txt").write_text("[switchover.tasks]\ngate = acme_gate:task_type\n")
    (tmp_path / "w.yaml").write_text(FLOW)
    return tmp_path


def ran(folder: Path, *signals: str) -> tuple[int, dict[str, Any], str]:
    sent = [part for signal in signals for part in ("--signal", signal)]
    done = subprocess.run(
        [sys.executable, "-m", "switchover.cli", "run", "w.yaml", "--echo", "--json", *sent],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def test_it_waits_for_its_signal_and_goes_on(folder: Path) -> None:
    """The signal without a key is consumed, and the gate waits on."""
    code, state, errors = ran(folder, "knock={}", 'knock={"key": "gold"}')
    assert (code, state.get("status")) == (0, "SUCCESS"), errors + json.dumps(state)
    assert state["output"]["in"]["output"] == {"key": "gold"}


def test_out_of_time_it_fails_as_it_says(folder: Path) -> None:
    code, state, _ = ran(folder, 'other={"key": "gold"}')
    assert (code, state["status"]) == (1, "FAILED")
    assert "the gate stayed closed" in str(state["error"])
