"""The environment in which a command and all its child processes record."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .settings import ENVIRONMENT

__all__ = ["recording_environment"]


def recording_environment(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """Return a copy of an environment in which Python records."""
    here = Path(__file__).resolve().parent
    injected = str(here / "injected")
    given = environment.get("PYTHONPATH")
    paths = [injected, *(given.split(os.pathsep) if given else ())]  # an empty one is a folder too
    rooms = [*_below(), str(here.parent)]
    return {
        **environment,
        ENVIRONMENT: str(folder.resolve()),
        "SWITCHOVER_RECORD_FROM": os.pathsep.join(rooms),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
    }


def _below() -> list[str]:
    """Where the rooms lie that a recording stands on, the lowest first."""
    import switchover.ground
    import switchover.values

    files = (switchover.ground.__file__, switchover.values.__file__)
    return [str(Path(file).resolve().parent) for file in files if file]
