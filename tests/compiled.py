"""What is compiled here already, for copies of the same text: a fresh tree compiles for seconds."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

TAG = sys.implementation.cache_tag


def copied(source: Path, target: Path) -> None:
    """Copy a file, with what is compiled of it: that is held to its time and size."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    if source.suffix == ".py":
        for compiled in (source.parent / "__pycache__").glob(f"{source.stem}.{TAG}*.pyc"):
            (target.parent / "__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, target.parent / "__pycache__")
