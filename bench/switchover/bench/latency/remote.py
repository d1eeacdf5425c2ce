"""A side in a process of its own: for two versions of one module, which one process cannot hold."""

from __future__ import annotations

import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from ..completion import Completion
from ..copying import Arguments
from .side import CallProbe
from .stopwatch import Reading

__all__ = ["RemoteSide"]

_BOOT = (
    "import os, sys; sys.path[:] = sys.argv[2].split(os.pathsep);"
    "from switchover.bench.latency.worker import main; main(int(sys.argv[1]))"
)


class RemoteSide:
    """A side in a worker, on the same core as its peer; only one of them runs at a time.

    Args:
        spec: Import string of the code under test.
        inputs: Its inputs; they travel by pickle and are loaded under the worker's import path.
        path: The worker's `sys.path`.
        within: Folder that the code under test must come from, or None.
        callers: Concurrent callers.
        completion: How calls come to their end, or None to learn it from the probes.
        without: Files that it does not find.
    """

    def __init__(
        self,
        spec: str,
        inputs: Sequence[Arguments],
        *,
        path: Sequence[str],
        within: str | None,
        callers: int = 1,
        completion: Completion | None = None,
        without: Sequence[str] = (),
    ) -> None:
        ours, theirs = socket.socketpair()
        here = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
        with theirs:
            self._worker = subprocess.Popen(
                [sys.executable, "-c", _BOOT, str(theirs.fileno()), here],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )
        self._pipe = Connection(ours.detach())
        data = pickle.dumps(list(inputs))
        try:
            self._ask("open", spec, list(path), within, data, callers, completion, list(without))
        except RuntimeError:
            self._pipe.close()
            self._worker.wait()
            raise

    def probe(self, index: int, *, behind: bool = False) -> CallProbe:
        """Try one input; with `behind` wait for what its calls leave behind."""
        return CallProbe(*self._ask("probe", index, behind))

    def answer(self, index: int) -> bytes:
        """Give the document of what the first call of an input came to; anew if need be."""
        found: bytes = self._ask("answer", index)
        return found

    def first(self, index: int) -> float:
        """Call one input once, on a copy of its own, and give the seconds."""
        return float(self._ask("first", index))

    def sample(self, inputs: Sequence[int], passes: int, *, fresh: bool) -> Reading:
        """Time `passes` passes over `inputs`."""
        cpu, wall, waited, others = self._ask("sample", tuple(inputs), passes, fresh)
        return cpu, wall, waited, others

    def _ask(self, *question: Any) -> Any:
        try:
            self._pipe.send(question)
            answered, answer = self._pipe.recv()
        except (EOFError, ConnectionError) as error:
            raise RuntimeError(f"a side died: exit code {self._worker.wait()}") from error
        if not answered:
            raise RuntimeError(answer)
        return answer
