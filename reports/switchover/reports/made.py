"""What a run and its report made in their folder, so that the next one leaves nothing stale there.

Only what stands in the list is ever removed: what somebody else put into the folder stays.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from switchover.ground import replace_file

__all__ = ["MADE_FILE", "Maker", "made", "renew"]

MADE_FILE: Final = ".switchover.json"
"""The list, beside what it lists."""
Maker = Literal["run", "report"]


def renew(folder: Path, *, by: Maker, files: Iterable[Path]) -> None:
    """Remove what `by` made here before and does not make again; keep in mind what it makes.

    A new run also removes the report of the one before: were it killed, an old verdict would stay.

    Args:
        folder: Where both write.
        by: Who makes the files now.
        files: Relative to `folder`, or in it.
    """
    known = made(folder)
    new = {_inside(folder, file) for file in files}
    old = set(known[by])
    if by == "run":
        old |= set(known["report"])
        known["report"] = []
    for name in sorted(old - new):
        _remove(folder, name)
    known[by] = sorted(new)
    replace_file(folder / MADE_FILE, json.dumps(known, indent=1).encode())


def made(folder: Path) -> dict[Maker, list[str]]:
    """Read what was made here, by maker; a list that is damaged or not there lists nothing."""
    found: object = None
    with contextlib.suppress(OSError, ValueError):
        found = json.loads((folder / MADE_FILE).read_bytes())
    lists = found if isinstance(found, dict) else {}
    return {"run": _names(lists.get("run")), "report": _names(lists.get("report"))}


def _names(found: object) -> list[str]:
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _inside(folder: Path, file: Path) -> str:
    return (file.relative_to(folder) if file.is_absolute() else file).as_posix()


def _remove(folder: Path, name: str) -> None:
    """Remove one file that was made here, and the folders that this leaves empty."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or PurePosixPath(name).is_absolute():
        return  # nothing that was made here is called so
    way = [folder.joinpath(*parts[: depth + 1]) for depth in range(len(parts))]
    if any(place.is_symlink() for place in way) or not way[-1].is_file():
        return  # it leads elsewhere, or is gone, or something else stands there now
    with contextlib.suppress(OSError):  # what cannot be removed stays, as it would without a list
        way[-1].unlink()
        for place in reversed(way[:-1]):
            place.rmdir()
