"""The launched process itself: its memory, its place for temporary files, what it has started."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["end_children", "own_directory", "resident_bytes", "started_children"]

_TRACKER = "multiprocessing.resource_tracker"  # of shared memory, which does none of a call's work


@contextmanager
def own_directory() -> Iterator[Path]:
    """Have temporary files made in a directory of this process alone, below TMPDIR."""
    tempfile.tempdir = None  # a fork remembers its parent's
    with tempfile.TemporaryDirectory(prefix="switchover-", ignore_cleanup_errors=True) as path:
        tempfile.tempdir = path
        yield Path(path)


def resident_bytes() -> int:
    """Read the resident set size; 0 where nothing tells it."""
    try:
        import psutil
    except ImportError:
        return 0
    return int(psutil.Process().memory_info().rss)


def started_children() -> bool:
    """Say whether this process started others, whether these ended or not; no where nothing tells.

    **Source:** getrusage(2): the largest resident set of the children that were waited for.
    """
    try:
        import resource

        import psutil
    except ImportError:
        return False
    if resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss:
        return True
    with suppress(psutil.Error):
        return any(_TRACKER not in " ".join(each.cmdline()) for each in psutil.Process().children())
    return False


def end_children() -> None:
    """End what the code under test has started and left behind."""
    try:
        import psutil
    except ImportError:
        return
    for child in psutil.Process().children(recursive=True):
        child.kill()
