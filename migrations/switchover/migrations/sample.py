"""The small project that ships, to try everything on: `switchover sample DIR`."""

from __future__ import annotations

import shutil
from pathlib import Path

from .problem import InputError, Problem

__all__ = ["write_sample"]

SAMPLE = Path(__file__).parent / "samples"


def write_sample(folder: Path) -> tuple[Path, ...]:
    """Copy the sample project into `folder` and return the files, as paths inside it.

    Raises:
        InputError: the folder holds something already.
        OSError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        remedy = "name a folder that is new or empty"
        raise InputError([Problem(what="is there already", file=str(folder), remedy=remedy)])
    shutil.copytree(
        SAMPLE, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
    )
    return tuple(sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file()))
