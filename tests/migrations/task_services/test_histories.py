"""Histories of both systems and of the migration replay: a change that breaks that fails here."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from switchover.engine.temporal import plugin
from switchover.engine.temporal.environment import TemporalEnvironment

FOLDER = Path(__file__).parent / "histories"
HISTORIES = sorted(path.stem for path in FOLDER.glob("*.json"))


def failure(name: str) -> BaseException | None:
    """Replay a history of another day and return what went wrong."""
    history = WorkflowHistory.from_json(name, (FOLDER / f"{name}.json").read_text())

    async def main() -> BaseException | None:
        replayer = Replayer(workflows=[], plugins=[plugin()])
        found = await replayer.replay_workflow(history, raise_on_replay_failure=False)
        return found.replay_failure

    return asyncio.run(main())


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_of_another_day_replays(name: str) -> None:
    assert failure(name) is None


def test_there_are_histories_of_every_system() -> None:
    systems = {name.rpartition("-")[2] for name in HISTORIES}
    assert systems == {"legacy", "orchestrators", "migration"}


def test_a_change_of_the_loops_order_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step more than there was, as a changed loop would take, fails every replay."""
    plain = TemporalEnvironment.activity

    async def changed(self: Any, key: str, *rest: Any) -> Any:
        await self.sleep(f"{key}/before", 1.0)
        return await plain(self, key, *rest)

    monkeypatch.setattr(TemporalEnvironment, "activity", changed)
    assert all("Nondeterminism" in repr(failure(name)) for name in HISTORIES[:3])
