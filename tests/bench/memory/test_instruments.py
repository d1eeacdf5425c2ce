"""What one call's memory is counted with: figures that are known beforehand, and nothing of ours."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("memray")
KIB, MIB = 1 << 10, 1 << 20

SCRIPT = """
import gc, json, mmap, os, shutil, sys, tempfile
from collections import namedtuple
from pathlib import Path

from switchover.bench.errors import LaunchRefusedError
from switchover.bench.memory.instruments import followed, made

KIB, MIB = 1 << 10, 1 << 20
kept = []


def nothing():
    pass


def one():
    bytearray(4 * MIB)


def in_turn():
    for _ in range(5):
        bytearray(4 * MIB)


def at_once():
    held = [bytearray(4 * MIB) for _ in range(5)]


def freed_before_the_peak():
    small = bytearray(2 * MIB)
    del small
    bytearray(4 * MIB)


def keeps():
    kept.append(bytearray(4 * MIB))


def frees_what_was_there():
    kept.clear()
    bytearray(2 * MIB)


def objects():
    held = [[] for _ in range(1000)]


def maps():
    mmap.mmap(-1, 4 * MIB).close()


def deep(left=50):
    return bytearray(64 * KIB) if not left else deep(left - 1)


def raises():
    held = bytearray(4 * MIB)
    raise ValueError("after it was allocated")


told = {"figures": {}}
with tempfile.TemporaryDirectory() as folder:
    for instrument in ("memray", "memray-peak"):
        counting = made(instrument, Path(folder))
        for name in sys.argv[1].split(","):
            call = globals()[name]
            with followed():
                try:
                    call()
                except ValueError:
                    pass
            kept[:] = [bytearray(8 * MIB)] if name == "frees_what_was_there" else []
            figures = []
            for _ in range(3):
                gc.collect()
                try:
                    figures.append(tuple(counting.count(call)))
                except ValueError as error:
                    figures.append(str(error))
            told["figures"].setdefault(name, []).append(figures)
    counting = made("memray", Path(folder))
    counting.count(at_once)
    counting.locate()
    told["sites"] = [
        (each.where, each.function, each.candidate_bytes, each.candidate_allocations)
        for each in counting.sites()
    ]
    try:
        other = Path(folder) / "other"
        other.mkdir()
        counting.count(lambda: made("memray", other).count(one))
    except LaunchRefusedError as error:
        told["nested"] = str(error)
    usage = namedtuple("usage", "total used free")
    shutil.disk_usage = lambda _: usage(1, 1, 31 * MIB)
    for instrument in ("memray", "memray-peak"):
        try:
            made(instrument, Path(folder)).count(one)
        except LaunchRefusedError as error:
            told[f"full {instrument}"] = str(error)
print(json.dumps(told))
"""

PEAKS = {
    "nothing": (0, 2 * KIB),
    "one": (4 * MIB, 4 * MIB + 8 * KIB),
    "in_turn": (4 * MIB, 4 * MIB + 8 * KIB),
    "at_once": (20 * MIB, 20 * MIB + 8 * KIB),
    "freed_before_the_peak": (4 * MIB, 4 * MIB + 8 * KIB),
    "keeps": (4 * MIB, 4 * MIB + 8 * KIB),
    "frees_what_was_there": (2 * MIB, 2 * MIB + 8 * KIB),
    "objects": (1000 * 56, 1000 * 100),
    "maps": (4 * MIB, 4 * MIB + 8 * KIB),
    "deep": (64 * KIB, 64 * KIB + 32 * KIB),
}
"""Bytes at the peak of a call, above what was there before it."""
LEAST_ALLOCATED = {"in_turn": 20 * MIB, "at_once": 20 * MIB, "freed_before_the_peak": 6 * MIB}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    script = tmp_path_factory.mktemp("counted") / "counted.py"
    script.write_text(SCRIPT)
    ran = subprocess.run(
        [sys.executable, str(script), ",".join([*PEAKS, "raises"])],
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


@pytest.mark.parametrize("name", PEAKS)
def test_the_peak_is_what_was_alive_at_once(told: dict, name: str) -> None:
    """By both instruments, and the same each time; what was there before counts for nothing."""
    least, most = PEAKS[name]
    whole, cheaper = told["figures"][name]
    for peak, *_ in (whole[0], cheaper[0]):
        assert least <= peak <= most
    assert abs(whole[0][0] - cheaper[0][0]) <= 2 * KIB
    if name != "frees_what_was_there":  # the second call finds nothing to free
        assert whole[1] == whole[2]


@pytest.mark.parametrize("name", PEAKS)
def test_each_allocation_counts_however_soon_it_is_freed(told: dict, name: str) -> None:
    _, allocations, allocated = told["figures"][name][0][0]
    assert allocated >= LEAST_ALLOCATED.get(name, PEAKS[name][0])
    assert allocations >= {"objects": 1000, "in_turn": 5, "at_once": 5, "nothing": 0}.get(name, 1)
    assert told["figures"][name][1][0][1:] == [0, 0]  # the cheaper one knows the peak alone


def test_what_a_call_raises_goes_on_and_the_next_is_counted(told: dict) -> None:
    assert told["figures"]["raises"] == [["after it was allocated"] * 3] * 2


def test_places_are_told_with_what_lay_there_at_the_peak(told: dict) -> None:
    """The user's own line first; never one of ours."""
    where, function, size, allocations = told["sites"][0]
    assert "counted.py:" in where
    assert function in {"at_once", "<listcomp>"}
    assert size >= 20 * MIB
    assert allocations >= 5
    assert all("switchover" not in where for where, *_ in told["sites"])


def test_a_tracer_within_another_is_refused_and_a_full_disk_too(told: dict) -> None:
    """With what to do: the figures would be wrong, and nothing would say so."""
    assert "already traces the process" in told["nested"]
    for instrument in ("memray", "memray-peak"):
        assert told[f"full {instrument}"].startswith(
            "only 31 MiB are free where temporary files go"
        )
