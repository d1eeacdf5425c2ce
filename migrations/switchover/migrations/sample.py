"""The small project that ships, to try everything on: `switchover sample DIR`."""

from __future__ import annotations

from pathlib import Path

from switchover.ground import replace_file
from switchover.ground.written import Position, Problem

from .problem import InputError

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
        raise InputError(
            [Problem(message="is there already", position=Position(str(folder)), remedy=remedy)]
        )
    files = sorted(path.relative_to(SAMPLE) for path in SAMPLE.rglob("*") if _is_shipped(path))
    for file in files:
        replace_file(folder / file, (SAMPLE / file).read_bytes())
    return tuple(files)


def _is_shipped(path: Path) -> bool:
    return path.is_file() and path.parent.name != "__pycache__"
