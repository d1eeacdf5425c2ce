"""The launched process itself: its memory, its place for temporary files, what it has started."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["end_children", "own_directory", "resident_bytes"]


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


def end_children() -> None:
    """End what the code under test has started and left behind."""
    try:
        import psutil
    except ImportError:
        return
    for child in psutil.Process().children(recursive=True):
        child.kill()
