"""Workflows of your own, which the plans that ship run as well where a folder of them is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["VARIABLE", "own_texts", "own_workflows"]

VARIABLE: Final = "SWITCHOVER_WORKFLOWS"
"""Names the folder; its files end with .yaml."""


def own_workflows() -> list[Path]:
    """Name the files in the folder's order; none where no folder is named, or it is not there."""
    named = os.environ.get(VARIABLE)
    return sorted(Path(named).glob("*.yaml")) if named else []


def own_texts() -> Iterator[str]:
    """Give the text of each, as the plan of YAML's loaders takes it."""
    return (path.read_text("utf-8") for path in own_workflows())
