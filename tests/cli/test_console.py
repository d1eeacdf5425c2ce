"""Standard output belongs to the result."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import os, subprocess, sys
from switchover.cli.console import Console
try:
    with Console().results() as result:
        print("python")
        os.write(1, b"descriptor\\n")
        subprocess.run(["echo", "child"])
        print("result é", file=result)
        if "fail" in sys.argv:
            raise ValueError
except ValueError:
    pass
print("afterwards")
"""


def called(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script and keep both streams."""
    line = [sys.executable, "-c", SCRIPT, *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=True)


def test_what_measured_code_prints_goes_to_standard_error() -> None:
    """Prints of Python, writes to the descriptor and output of children are kept apart."""
    done = called()
    assert done.stdout == "result é\nafterwards\n"
    assert sorted(done.stderr.split()) == ["child", "descriptor", "python"]


def test_an_error_gives_standard_output_back() -> None:
    """Whatever happened inside, the stream is as it was before."""
    assert called("fail").stdout.endswith("afterwards\n")
