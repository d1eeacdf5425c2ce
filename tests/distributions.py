"""Distributions that offer something through entry points, as an installer lays them down."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


def install(folder: Path, patch: pytest.MonkeyPatch, module: str, text: str, offers: str) -> None:
    """Install a distribution of one module, whose metadata has these entry points.

    Args:
        folder: where it is installed; it can be imported from then on.
        module: the module's name; the distribution has it with a hyphen.
        text: the module.
        offers: its `entry_points.txt`.
    """
    (folder / f"{module}.py").write_text(text)
    info = folder / f"{module}-1.0.dist-info"
    info.mkdir()
    name = module.replace("_", "-")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(offers)
    patch.syspath_prepend(folder)
    patch.delitem(sys.modules, module, raising=False)
