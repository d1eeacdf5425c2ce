"""Plans that are compared in chunks, loadable in any process, and records without their times."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from switchover.migrations import Corpus, Lines, Pair, Plan
from switchover.shadow import Comparison, Ignore, Observation, ShadowRecord, SideSummary

SIDES = '''
import os, signal, time
from pathlib import Path

def old(number):
    return {"number": number, "rest": number % 7, "noise": 1}

def new(number):
    if number % 50 == 3:
        return {"number": number, "rest": -number, "noise": 2}
    if number % 171 == 5:
        raise ValueError(f"bad {number}")
    return old(number)

def parents():
    """The supervisor of this side, and whose it is: who runs the chunk."""
    supervisor = os.getppid()
    return int(Path(f"/proc/{supervisor}/stat").read_text().rpartition(")")[2].split()[1])

def poisoned(number):
    if number == 37:
        os.kill(parents(), signal.SIGKILL)
    return new(number)

def gated(number):
    while number >= 150 and not Path("open").exists():
        time.sleep(0.01)
    return new(number)

def meeting(number):
    """Go on once two processes have run chunks: nobody does all of it."""
    Path(f"here-{parents()}").touch()
    while sum(1 for _ in Path().glob("here-*")) < 2:
        time.sleep(0.01)
    return new(number)

def slow(number):
    time.sleep(0.004)
    return new(number)

def once(number):
    """End who runs it, the first time each that one of these comes."""
    mark = Path(f"seen-{number}")
    if number in (40, 222) and not mark.exists():
        mark.touch()
        os.kill(parents(), signal.SIGKILL)
    return new(number)
'''


def project(folder: Path, inputs: int = 300) -> Path:
    """Write the sides and a corpus."""
    (folder / "sides_in_chunks.py").write_text(SIDES)
    lines = (f'{{"args": [{number}]}}\n' for number in range(inputs))
    (folder / "corpus.jsonl").write_text("".join(lines))
    return folder


def plans(folder: Path, candidate: str = "new") -> list[Plan]:
    """A plan of one pair."""
    pair = Pair(
        name="pair",
        control="sides_in_chunks:old",
        candidate=f"sides_in_chunks:{candidate}",
        corpus=Corpus((Lines(folder / "corpus.jsonl"),)),
        rules=(Ignore(id="noise", path="$.noise", reason="of another run", owner="us"),),
        checks=("shadow",),
        timeout_s=170.0,
    )
    return [Plan(name="plan", pairs=(pair,), seed=7)]


def ending(folder: Path, times: int) -> list[Plan]:
    """End the process so many times, and then give the plan."""
    marks = len(list(folder.glob("ended-*")))
    if marks < times:
        (folder / f"ended-{marks}").touch()
        os._exit(1)
    return plans(folder)


def loading(folder: Path, candidate: str = "new") -> Any:
    """What loads them in another process."""
    return partial(plans, folder, candidate)


def timeless(record: ShadowRecord | None) -> dict[str, Any]:
    """A record without what was timed, and without where it lies."""
    assert record is not None
    bare: dict[str, Any] = {"wall_s": 0.0, "observations": None}
    for side in ("control", "candidate"):
        summary: SideSummary = getattr(record, side)
        times = {"wall_s": 0.0, "cpu_s": 0.0, "slowest_s": 0.0}
        bare[side] = msgspec.structs.replace(summary, **times)
    found: dict[str, Any] = msgspec.to_builtins(msgspec.structs.replace(record, **bare))
    return found


def untimed(comparison: Comparison) -> Comparison:
    """A comparison without its times."""

    def bare(side: Observation | None) -> Observation | None:
        return side and msgspec.structs.replace(side, wall_s=0.0, cpu_s=0.0)

    control, candidate = bare(comparison.control), bare(comparison.candidate)
    return msgspec.structs.replace(comparison, control=control, candidate=candidate)
