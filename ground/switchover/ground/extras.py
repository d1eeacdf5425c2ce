"""What an extra of the distribution brings, and the line that installs what is not there."""

from __future__ import annotations

import importlib.util
import platform
from collections.abc import Iterable

__all__ = ["EXTRAS", "install_line", "missing_modules"]

EXTRAS: dict[str, tuple[str, ...]] = {
    "bench": ("psutil", "pyinstrument")
    if platform.system() == "Windows"  # memray knows no Windows, and is not asked for there
    else ("memray", "psutil", "pyinstrument"),
    "reports": ("jinja2", "matplotlib"),
    "frames": ("jinja2", "matplotlib", "pandas"),
    "gotemplate": ("re2",),
    "engine": ("cel_expr_python", "jsonschema", "re2", "yaml"),
    "search": ("hypothesis", "yaml"),  # after engine: yaml alone is asked for by workflows
    "redis": ("redis",),
    "postgres": ("psycopg",),
    "temporal": ("temporalio",),
}
"""The modules of each extra, by the names they are imported under."""


def missing_modules(names: Iterable[str]) -> list[str]:
    """List the modules that are not installed, without importing any of them."""
    return [name for name in names if not _is_installed(name)]


def install_line(modules: Iterable[str]) -> str:
    """Give the line that installs `modules`, of which extras bring some; "" where none does."""
    wanted, extras = {name.partition(".")[0] for name in modules}, list[str]()
    while True:
        most = max(EXTRAS, key=lambda extra: len(wanted.intersection(EXTRAS[extra])))
        if wanted.isdisjoint(EXTRAS[most]):
            break
        extras.append(most)
        wanted.difference_update(EXTRAS[most])
    return f"pip install 'switchover[{','.join(sorted(extras))}]'" if extras else ""


def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False
