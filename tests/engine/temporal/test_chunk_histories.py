"""Histories of chunks that were handed out replay: a change that breaks that fails here."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from switchover.engine.temporal import chunks

HISTORIES = sorted((Path(__file__).parent / "histories").glob("chunks-*.json"))


def failures() -> list[BaseException | None]:
    """Replay the histories of another day and return what went wrong with each."""

    async def main() -> list[BaseException | None]:
        replayer = Replayer(workflows=[chunks.ChunkHandout])
        found = []
        for path in HISTORIES:
            history = WorkflowHistory.from_json("switchover-chunks plan / pair", path.read_text())
            result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
            found.append(result.replay_failure)
        return found

    return asyncio.run(main())


def test_histories_of_another_day_replay() -> None:
    """26 inputs in chunks of four, of which each try did three at most, and one input that ended
    whoever ran it: lost, halved, given up, and gone on with in two new histories."""
    assert failures() == [None, None, None]


def test_another_order_of_handing_out_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fewer chunks at once, as a changed workflow might hand out, fit to no history."""
    monkeypatch.setattr(chunks, "AT_ONCE", 1)
    assert all("Nondeterminism" in repr(failure) for failure in failures()[:2])
