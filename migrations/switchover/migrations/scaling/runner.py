"""A process that runs chunks of one pair: it may be killed at any time, and only its chunk is lost.

Started as `python -m switchover.migrations.scaling.runner FD`, with a socket to who hands out.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from switchover.ground.written import Position, Problem
from switchover.shadow import run_portion
from switchover.values.worker import Pool

from ..corpus import Call
from ..openers import named_openers
from ..plan import Pair, Plan
from ..problem import InputError
from .orders import At, CannotRun, ChunkOrder, Done, Ready, RunnerOrders
from .places import Reader, file_states, surveyed
from .result import ChunkOutcome

__all__ = ["main"]

CUT_S: Final = 10.0
"""Seconds after which a chunk is done as far as it is: so much is lost with a process, at most."""
CUT_BYTES: Final = 8 << 20
"""Bytes of comparisons after which it is."""
LOOK_S: Final = 0.1


def main(socket: int) -> None:
    """Serve until there is nothing more to do, or nobody there."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who hands out says when it is over
    os.dup2(2, 1)  # what a plan prints is no result of the command
    with Connection(socket) as link:
        try:
            sys.path[:] = link.recv()  # where the orders are imported from
            orders: RunnerOrders = link.recv()
            _serve(link, orders)
        except (EOFError, ConnectionError):
            return
        except Exception as error:  # noqa: BLE001 - a plan may raise anything; it is told
            link.send(CannotRun(str(error) or type(error).__name__))


def _serve(link: Connection, orders: RunnerOrders) -> None:
    os.chdir(orders.folder)
    plan = orders.load()[orders.plan]
    assert isinstance(plan, Plan), "what is skipped has no pairs to run"
    pair = next(one for one in plan.pairs if one.name == orders.pair)
    _same_corpus(pair, orders)
    today = dt.date.fromisoformat(orders.today)
    reader = Reader(pair.corpus)
    with (
        named_openers(plan.openers),
        Pool() as pool,
        tempfile.TemporaryDirectory(prefix="switchover-chunk-") as folder,
    ):
        link.send(Ready())
        while isinstance(order := link.recv(), ChunkOrder):
            file = Path(folder) / "comparisons.jsonl"
            inputs = _until_told(reader.chunk(*order), link, file)
            portion = run_portion(
                pair.control,
                pair.candidate,
                inputs,
                first=order.chunk.first,
                seed=plan.seed,
                comparisons=file,
                rules=pair.rules,
                seen_as=pair.seen_as,
                timeout_s=pair.timeout_s,
                progress=lambda done: link.send(At(done)),
                today=today,
                pool=pool,
            )
            body = ChunkOutcome(portion, file.read_bytes()).packed()
            link.send(Done(portion.inputs, body))


def _until_told(inputs: Iterator[Call], link: Connection, file: Path) -> Iterator[Call]:
    """Give inputs until there is no more time, or something is said: then what was begun ends."""
    begun = look = time.monotonic()
    for call in inputs:
        yield call
        now = time.monotonic()
        if now < look:
            continue
        look = now + LOOK_S
        if now > begun + CUT_S or link.poll() or file.stat().st_size > CUT_BYTES:
            return


def _same_corpus(pair: Pair, orders: RunnerOrders) -> None:
    """See that the inputs are those that were counted.

    Raises:
        InputError: they are not.
    """
    states = file_states(pair.corpus)
    is_lined = len(states) == len(pair.corpus.sources)
    if states != orders.files or (not is_lined and surveyed(pair.corpus).digest != orders.digest):
        what = "the corpus is not what it was when it was counted"
        remedy = "give inputs that are the same each time they are read, and leave its files alone"
        raise InputError(
            [Problem(message=what, position=Position(pair.corpus.name), remedy=remedy)]
        )


if __name__ == "__main__":
    main(int(sys.argv[1]))
