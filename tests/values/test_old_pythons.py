"""A side may run on an older or newer interpreter: documents are the same there."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOMS = [str(HERE.parents[1] / room) for room in ("ground", "values")]
VERSIONS = ("3.9", "3.10", "3.12", "3.13")


def interpreter(version):
    """An interpreter of that version: on the path, or where pyenv keeps its own."""
    found = shutil.which(f"python{version}")
    if (
        found
        and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0
    ):
        return found
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    kept = sorted(root.glob(f"versions/{version}.*/bin/python"))
    return str(kept[-1]) if kept else None


def ran(python):
    command = [python, "-W", "ignore", str(HERE / "old_pythons.py")]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([*ROOMS, str(HERE)])}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env=paths
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_kind_of_value_holds_on_another_python(version):
    """Equal exactly where equal, and documents of standard types are those of this Python."""
    python = interpreter(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    theirs, ours = ran(python), ran(sys.executable)
    assert theirs["wrong"] == []
    assert theirs["documents"] == ours["documents"]
