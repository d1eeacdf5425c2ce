"""Write the reference of the rooms' public names, from their docstrings: `make docs`."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

import pdoc
import pdoc.render

ROOMS = (
    "values", "gotemplate", "engine", "legacy", "orchestrators",
    "shadow", "bench", "reports", "migrations", "cli",
)  # fmt: skip


def write(rooms: Sequence[str], out: Path) -> Path:
    """Write the pages of these rooms and return the first one; a warning is an error."""
    names = [f"switchover.{room}" for room in rooms]
    for name in names:
        _unfold(name)
    pdoc.render.configure(docformat="google", show_source=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # What is imported for type checkers alone is shown as it is written, which is as good.
        warnings.filterwarnings("ignore", message="Error parsing type annotation")
        pdoc.pdoc(*names, output_directory=out)
    return out / "index.html"


def _unfold(name: str) -> None:
    """Import what a room imports only when it is asked for: pdoc looks, but does not ask."""
    module = importlib.import_module(name)
    for public in getattr(module, "__all__", ()):
        setattr(module, public, getattr(module, public))


if __name__ == "__main__":
    print(f"the reference is {write(ROOMS, Path(sys.argv[1]))}")  # noqa: T201 - a script
