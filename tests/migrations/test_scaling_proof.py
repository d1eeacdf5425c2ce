"""A million cheap inputs, workers killed at random, a poisoned one, the server gone in the middle.

`make scale-proof` runs it; INPUTS says how many, SEED at which moments.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from engine.store.postgres_server import Server
from scaling_ground import loading, plans, project, timeless
from temporal_ground import program

from switchover.engine.temporal import DevServer
from switchover.migrations import run_plans
from switchover.migrations.scaling import Scale
from switchover.shadow import ShadowRecord

pytestmark = pytest.mark.proof

INPUTS = int(os.environ.get("INPUTS") or 1_000_000)
SEED = int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
FIRST = 37
"""The poisoned input, as `scaling_ground` has it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project that can be imported from, as the current folder."""
    with pytest.MonkeyPatch.context() as patch:
        made = tmp_path_factory.mktemp("million")
        patch.chdir(made)
        patch.syspath_prepend(made)
        yield project(made, INPUTS)


@pytest.fixture(scope="module")
def alone(folder: Path) -> dict[str, Any]:
    """The record of one process, without its times."""
    print(f"\nseed {SEED}")
    return timeless(shadowed(folder, "new"))


def shadowed(
    folder: Path, candidate: str, scale: Scale | None = None, count: int = INPUTS
) -> ShadowRecord:
    """Compare, and say at which pace."""
    begun, out = time.monotonic(), folder / f"out-{time.monotonic_ns()}"
    record = run_plans(plans(folder, candidate), out=out, scale=scale).plans[0].pairs[0].shadow
    assert record is not None
    spent = time.monotonic() - begun
    hands = f"{scale.hands} workers" if scale else "one process"
    store = scale.store.partition(":")[0] if scale else ""
    print(f"{candidate} {store} {hands}: {count / spent:,.0f} inputs/s, {spent:.0f} s")
    return record


@contextlib.contextmanager
def killing(drawn: random.Random) -> Iterator[list[int]]:
    """Kill some process that runs chunks, every few seconds, until the end of the block."""
    over, killed = threading.Event(), list[int]()

    def kill() -> None:
        while not over.wait(drawn.uniform(5.0, 20.0)):
            if runners := found_runners():
                killed.append(drawn.choice(runners))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(killed[-1], signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    try:
        yield killed
    finally:
        over.set()
        thread.join()


def found_runners() -> list[int]:
    """The processes that this one started to run chunks."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            words = (place / "cmdline").read_bytes().split(b"\0")
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"switchover.migrations.scaling.runner" in words:
                found.append(int(place.name))
    return found


def test_what_one_and_two_workers_do_a_second(tmp_path: Path) -> None:
    """A tenth of the inputs, undisturbed: what chunks cost, and what a second worker brings."""
    few = INPUTS // 10
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        patch.syspath_prepend(tmp_path)
        made = project(tmp_path, few)
        plain = timeless(shadowed(made, "new", count=few))
        for hands in (1, 2):
            scale = Scale(load=loading(made, "new"), hands=hands)
            assert timeless(shadowed(made, "new", scale, count=few)) == plain


def test_a_million_inputs_on_processes(folder: Path, alone: dict[str, Any]) -> None:
    """The record is that of one process, with workers killed on the way."""
    with killing(random.Random(SEED)) as killed:
        scale = Scale(load=loading(folder, "new"), hands=2)
        assert timeless(shadowed(folder, "new", scale)) == alone
    print(f"killed {len(killed)}")


def test_a_million_inputs_on_postgres(folder: Path, alone: dict[str, Any]) -> None:
    """The same with a poisoned input, and a server that ends without warning in the middle."""
    server = Server()
    server.start()
    middle = threading.Timer(INPUTS / 40_000, lambda: (server.stop(signal.SIGQUIT), server.start()))
    middle.start()
    try:
        with killing(random.Random(SEED)) as killed:
            scale = Scale(load=loading(folder, "poisoned"), store=server.url, hands=2, lease_s=10.0)
            spread = timeless(shadowed(folder, "poisoned", scale))
    finally:
        middle.join()
        server.close()
    print(f"killed {len(killed)}, and the server once")
    counts = dict(alone["counts"])
    counts["match"] -= 1
    assert spread["counts"] == {**counts, "died": 1}
    died = [group for group in spread["groups"] if group.get("outcome") == "died"]
    assert [one["index"] for group in died for one in group["exemplars"]] == [FIRST]
    assert [group for group in spread["groups"] if group not in died] == list(alone["groups"])


def test_temporal_whose_server_is_killed_in_the_middle(
    folder: Path, alone: dict[str, Any], tmp_path: Path
) -> None:
    """The dev server is killed and begun again on its file, processes are killed beside it."""
    server = DevServer(program("temporal"), file=str(tmp_path / "histories"))
    server.start()
    place = f"temporal://{server.address}"
    scale = Scale(load=loading(folder, "new"), on=place, hands=2, lease_s=10.0, size=500)
    try:
        asyncio.run(server.client())  # it answers
        with ThreadPoolExecutor(1) as threads, killing(random.Random(SEED)) as killed:
            spread = threads.submit(shadowed, folder, "new", scale)
            time.sleep(max(8.0, INPUTS / 10_000))
            server.kill()
            time.sleep(1.0)
            server.start()
            found = timeless(spread.result())
    finally:
        server.stop()
    print(f"killed {len(killed)}, and the server once")
    assert found == alone
