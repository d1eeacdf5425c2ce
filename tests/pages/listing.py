"""The files of the project: those that git knows or would take, and all of them in a copy."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_OURS = frozenset({".venv", "__pycache__", "out", "dist", "build", "node_modules"})


def listed() -> list[str]:
    """Return the paths of the files, from the root of the project."""
    found = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    if found.returncode == 0:
        return found.stdout.splitlines()
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return sorted(str(path) for path in paths if not NOT_OURS.intersection(path.parts))
