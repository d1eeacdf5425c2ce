"""The modules of this process, and the files that they are of."""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["file_of", "names_by_file"]


def file_of(module: object) -> str:
    """Give the file of a module; empty where it has none."""
    try:
        file = getattr(module, "__file__", None)
    except Exception:  # noqa: BLE001 - a module may be any object
        return ""
    return file if isinstance(file, str) else ""


def names_by_file() -> dict[str, dict[str, Any]]:
    """Give what each module holds under its names, by its file."""
    found = ((file_of(one), one) for one in list(sys.modules.values()))
    return {file: getattr(one, "__dict__", {}) for file, one in found if file}
