"""The command, as a person calls it in a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "switchover.cli")


def switchover(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Call it, and give what it said; `more` goes to the process."""
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        **more,
    )
