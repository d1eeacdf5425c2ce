"""The command, as a person calls it in a folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from commands import anew, typed

COMMAND = (sys.executable, "-m", "switchover.cli")


def switchover(folder: Path, *arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Call it, and give what it said; `more` goes to a process that starts for it alone."""
    return anew(folder, *arguments, **more) if more else typed(folder, *arguments)
