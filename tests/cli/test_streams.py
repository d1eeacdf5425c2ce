"""Standard streams that are closed, or full: the exit code stays that of the verdict, or tells of it."""

import json
import os
import subprocess
import sys

import pytest

OLD = "def whole(number):\n    print('spoken')\n    return number\n"
SHADOW = ("shadow", "--control", "old:whole", "--candidate", "new:whole", "--corpus", "in.jsonl")


def _started(folder, streams, *words, **env):
    line = ["sh", "-c", f'exec "$@" {streams}', "sh", sys.executable, "-m", "switchover", *words]
    return subprocess.run(
        line,
        cwd=folder,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("streams", "code"), [("<&-", 1), (">&-", 0), (">&-", 1), ("2>&-", 1), ("<&- >&- 2>&-", 0)]
)
def test_a_closed_stream_changes_no_verdict(tmp_path, streams, code):
    """A scheduler may start a command without some of them; no file gets what is printed."""
    (tmp_path / "old.py").write_text(OLD)
    (tmp_path / "new.py").write_text(OLD.replace("return number", f"return number + {code}"))
    (tmp_path / "in.jsonl").write_text('{"args": [1]}\n')
    done = _started(tmp_path, streams, *SHADOW)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert json.loads((tmp_path / "out" / "verdict.json").read_text())["exit_code"] == code


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("words", [("--version",), ("--help",), ("route", "--routes", "r.json")])
def test_what_cannot_be_told_is_no_success(tmp_path, words):
    """The error says which file it is that has no room."""
    done = _started(tmp_path, "> /dev/full", *words)
    assert done.returncode == 2
    assert "switchover: standard output: No space left on device" in done.stderr


def test_ctrl_c_ends_a_command_that_is_still_being_imported(tmp_path):
    """As it does later: in a line, without a traceback."""
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt\n")
    done = _started(tmp_path, "", "--version", PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (130, "switchover: interrupted\n")
