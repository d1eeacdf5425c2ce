"""A corpus in chunks on servers: whoever and whatever goes away meanwhile, nothing changes."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from engine.store.postgres_server import Server
from scaling_ground import loading, plans, project, timeless, untimed
from temporal_ground import Ground

from switchover.engine.chunks import ChunkStore, Standing, open_chunks
from switchover.migrations import run_plans
from switchover.migrations.scaling import ChunkedWork, Scale, WorkError, joined
from switchover.shadow import Outcome, ShadowRecord, read_comparisons


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that can be imported from, as the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    return project(tmp_path)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A PostgreSQL of our own."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    found = Server()
    found.start()
    yield found
    found.close()


def shadowed(
    folder: Path, out: str, scale: Scale | None = None, candidate: str = "slow"
) -> ShadowRecord:
    """Compare, in chunks where it is said how."""
    run = run_plans(plans(folder, candidate), out=folder / out, scale=scale)
    record = run.plans[0].pairs[0].shadow
    assert record is not None
    return record


def all_of(record: ShadowRecord) -> tuple[Any, list[Any]]:
    """The record and all comparisons, without times."""
    assert record.observations is not None
    found = read_comparisons(Path(record.observations))
    return timeless(record), [untimed(one) for one in found]


def test_temporal_hands_out_what_one_process_would_do(folder: Path, temporal: Ground) -> None:
    """With a worker killed in the middle of a chunk, an input that ends its worker each time, and
    histories that are cut: all others come to what they come to in one process."""
    project(folder, 44)
    scale = Scale(
        load=loading(folder, "poisoned"),
        on=f"temporal://{temporal.client.service_client.config.target_host}",
        size=4,
        hands=1,
    )
    run = run_plans(plans(folder, "poisoned"), out=folder / "spread", scale=scale)
    record = run.plans[0].pairs[0].shadow
    assert record is not None
    found, alone = all_of(record)[1], all_of(shadowed(folder, "alone"))[1]
    assert [one.index for one in found] == list(range(44))
    assert [one for one in found if one.index != 37] == [one for one in alone if one.index != 37]
    assert "ended with this input, 3 times" in (found[37].reason or "")
    assert record.counts[Outcome.DIED] == 1


def test_who_joins_on_temporal_takes_its_share(folder: Path, temporal: Ground) -> None:
    """Begun before the comparison, another process waits for it and runs a part of its chunks: all
    is as in one process, and the two have done all of it."""
    project(folder, 44)
    alone = all_of(shadowed(folder, "alone", candidate="new"))
    on = f"temporal://{temporal.client.service_client.config.target_host}"
    store = f"sqlite:{folder / 'chunks.db'}"
    scale = Scale(load=loading(folder, "meeting"), store=store, on=on, size=4, hands=1)
    with helper(folder, store, candidate="meeting", on=on) as other:
        spread = all_of(shadowed(folder, "spread", scale, candidate="meeting"))
        helped = int(other.communicate(timeout=60)[0])
    assert spread == alone
    assert 0 < helped < 44


HELPER = """
import sys
from pathlib import Path
from scaling_ground import loading, plans
from switchover.migrations.scaling import Scale, joined
folder, (candidate, store, on) = Path.cwd(), sys.argv[1:]
scale = Scale(load=loading(folder, candidate), store=store, on=on, hands=1, lease_s=1.5)
print(joined(plans(folder, candidate), scale, over_s=0.5))
"""


@contextmanager
def helper(
    folder: Path, store: str, *, candidate: str = "slow", on: str = ""
) -> Iterator[subprocess.Popen[str]]:
    """Another process that helps, until the end of the block."""
    tests = Path(__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, "-c", HELPER, candidate, store, on],
        cwd=folder,
        env={"PYTHONPATH": f"{tests}:{folder}", "PATH": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_helper_killed_and_a_server_restarted_change_nothing(
    folder: Path, server: Server
) -> None:
    """One helper is killed with a chunk in its hands, the server ends without warning and comes
    back, another helper helps to the end: all is as in one process, and all were at work."""
    alone = all_of(shadowed(folder, "alone"))
    store = f"{server.url}?schema=faults"
    scale = Scale(
        load=loading(folder, "slow"), store=store, size=10, hands=1, lease_s=1.5, resume=True
    )
    (plan,) = plans(folder, "slow")
    watched = open_chunks(store)
    ChunkedWork(scale, plan.pairs[0], plan="plan", at=0, seed=7).begin(watched)
    with helper(folder, store) as doomed, helper(folder, store) as other:
        until(watched, lambda standing: standing.held == 2)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
        done = until(watched, lambda _: True).done
        until(watched, lambda standing: standing.done > done)
        server.stop(signal.SIGQUIT)
        server.start()
        spread = all_of(shadowed(folder, "spread", scale))
        helped = other.communicate(timeout=60)[0]
    standing = watched.standing("plan / pair")
    watched.close()
    assert spread == alone
    assert int(helped) > 0
    assert standing is not None
    assert standing.is_over


def until(store: ChunkStore, holds: Callable[[Standing], bool]) -> Standing:
    """Wait for a work to be so."""
    while (standing := store.standing("plan / pair")) is None or not holds(standing):
        time.sleep(0.01)
    return standing


def test_who_would_do_another_comparison_does_not_help(folder: Path, server: Server) -> None:
    """Results of another candidate, or of other inputs, are never mixed in; nor is a comparison that
    is under way begun anew beside it."""
    store = f"{server.url}?schema=others"
    scale = Scale(load=loading(folder, "slow"), store=store, size=10, hands=1)
    chunks = open_chunks(store)
    (plan,) = plans(folder, "slow")
    work = ChunkedWork(scale, plan.pairs[0], plan="plan", at=0, seed=7)
    work.begin(chunks)
    assert chunks.claim(work.name, lease_s=60.0) is not None
    with pytest.raises(WorkError, match="the candidate has another name"):
        joined(plans(folder, "new"), scale)
    with pytest.raises(WorkError, match="somebody is at it"):
        shadowed(folder, "out", scale)
    (folder / "corpus.jsonl").write_text('{"args": [1]}')
    with pytest.raises(WorkError, match="the corpus has other inputs"):
        joined(plans(folder, "slow"), scale)
    chunks.close()
