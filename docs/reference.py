"""Write the reference of the rooms' public names, from their docstrings.

`make docs` writes pages with all that is documented, `make reference` the list in `reference.md`.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

ROOMS = (
    "ground", "values", "gotemplate", "engine", "legacy", "orchestrators",
    "shadow", "bench", "reports", "migrations", "cli",
)  # fmt: skip


def write(rooms: Sequence[str], out: Path) -> Path:
    """Write the pages of these rooms and return the first one; a warning is an error."""
    import pdoc
    import pdoc.render

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


HEAD = """# The public names

What each room offers to code of yours, with what it promises; the rest is a room's own affair.
Written by `make reference` from the docstrings; `make docs` writes pages with all details.
"""


def listed() -> str:
    """Give the list of all public names as Markdown, a table for each package that has some."""
    parts = [HEAD]
    for package in packages():
        module = importlib.import_module(f"switchover.{package}")
        names = sorted(getattr(module, "__all__", ()), key=str.lower)
        if not names:
            continue
        rows = (f"| `{name}` | {_promise(getattr(module, name))} |" for name in names)
        parts.append(
            f"## switchover.{package}\n{_first(module.__doc__)}\n\n| name | |\n|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return "\n".join(parts)


def packages() -> list[str]:
    """List the rooms, and the packages inside the one that re-exports nothing itself."""
    engine = importlib.import_module("switchover.engine")
    inside = [f"engine.{one.name}" for one in pkgutil.iter_modules(engine.__path__) if one.ispkg]
    at = ROOMS.index("engine") + 1
    return [*ROOMS[:at], *inside, *ROOMS[at:]]


def _promise(value: object) -> str:
    own = inspect.isroutine(value) or inspect.isclass(value) or inspect.ismodule(value)
    return _first(value.__doc__) if own else ""


def _first(doc: str | None) -> str:
    """Take the first paragraph of a docstring, on one line, as a cell of a table may hold it."""
    text = " ".join((doc or "").strip().split("\n\n", maxsplit=1)[0].split())
    return text.replace("|", "\\|")


if __name__ == "__main__":
    if sys.argv[1].endswith(".md"):
        Path(sys.argv[1]).write_text(listed(), encoding="utf-8")
    else:
        print(f"the reference is {write(ROOMS, Path(sys.argv[1]))}")  # noqa: T201 - a script
