"""Count a side's machine instructions under valgrind's callgrind, where it is installed."""

from __future__ import annotations

import ctypes
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from ..errors import LaunchError
from ..exercise import Exercise
from ..latency.sampler import Job
from ..launch import hashing, launch, pack
from ..target import resolve

_BRACKET = "ffi_call"
"""The function of libffi through which ctypes calls: callgrind collects between its entry and its
return, so a call made through ctypes is bracketed without a compiler for client requests. Where
libffi has no symbols nothing is collected, and there is no witness. What the code under test calls
through ctypes itself is left out on both sides."""

_WARM_UP = 3
_COUNTED = 4  # arenas come and go between calls; a few together are steadier
_SLOWER = 50.0
"""How much slower code runs under callgrind. **Source:** Valgrind User Manual, section 2.1: 20 to
100 times."""

_TOTALS = re.compile(r"^(?:totals|summary): (\d+)", re.MULTILINE)


def is_available() -> bool:
    """Say whether valgrind is installed."""
    return shutil.which("valgrind") is not None


def seconds(call_s: float, *, inputs: int) -> float:
    """Estimate what counting takes beside its start. Pure."""
    return _SLOWER * (_WARM_UP + _COUNTED) * inputs * call_s


def count(job: Job, *, timeout_s: float) -> tuple[int, int] | None:
    """Return the instructions (control, candidate) of four passes over the inputs.

    None where valgrind is missing, a side cannot run under it, or the time is up. The hash seed is
    fixed, so equal code counts equal. **Source:** measured: bit-identical over runs for pure loops,
    within 1.2 % for code that allocates.
    """
    if not is_available():
        return None
    counts = [_count(job, spec, timeout_s) for spec in (job.control, job.candidate)]
    return (counts[0], counts[1]) if counts[0] and counts[1] else None


def run(job: Job, *, spec: Any) -> int:
    """Call one side inside the bracket: the task of a launch under callgrind."""
    side = Exercise(resolve(spec), job.inputs)
    bracket = ctypes.pythonapi.PyObject_CallNoArgs
    bracket.restype, bracket.argtypes = ctypes.py_object, [ctypes.py_object]
    for index in range(len(job.inputs)):
        for _ in range(_WARM_UP):
            side.prepare(index)()
    for index in list(range(len(job.inputs))) * _COUNTED:
        bracket(side.prepare(index))
    return len(job.inputs)


def _count(job: Job, spec: Any, timeout_s: float) -> int | None:
    packed = pack(job)
    if packed.data is None:  # a fork cannot be moved under valgrind
        return None
    with tempfile.TemporaryDirectory(prefix="switchover-") as folder:
        file = Path(folder, "callgrind.out")
        try:
            launch(
                "switchover.bench.witness.callgrind:run",
                packed,
                does="counted machine instructions",
                returns=int,
                timeout_s=timeout_s,
                env=hashing(0),
                prefix=_command(file),
                spec=spec,
            )
            found = _TOTALS.search(file.read_text())
        except (LaunchError, OSError):
            return None
    return int(found.group(1)) if found else None


def _command(file: Path) -> tuple[str, ...]:
    return (
        "valgrind",
        "--tool=callgrind",
        "--collect-atstart=no",
        f"--toggle-collect={_BRACKET}",
        f"--callgrind-out-file={file}",
    )
