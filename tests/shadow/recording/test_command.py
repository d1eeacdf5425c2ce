"""The command that is recorded: how it is found, what it ends with, and what it is told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from switchover.shadow.recording import RecordingError, run_command, spelled_out
from switchover.shadow.recording import command as commands


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with scripts, one of them also beside the interpreter, one on the path alone."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "env/python",
        "env/both",
        "path/both",
        "path/alone",
        "run.py",
        "tool.py",
        "env/closed",
        "path/closed",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o644 if name == "env/closed" else 0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "env" / "python"))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    return tmp_path


@pytest.mark.parametrize(
    ("command", "spelled"),
    [
        ("run.py a", "env/python run.py a"), ("-m shop.batch --day 1", "env/python -m shop.batch --day 1"),
        ("both x", "env/both x"), ("alone", "path/alone"), ("closed", "path/closed"), ("python -c 1", "env/python -c 1"),
        ("./run.py", "env/python ./run.py"), ("env/both", "env/both"), ("path/alone", "path/alone"),
        ("gone.py", None), ("nothing", None), ("env/nothing", None), ("-c 1", None), ("env/closed", None),
    ],
)  # fmt: skip
def test_a_command_is_spelled_out(here, command, spelled):
    """A script and a module go to this Python; a program of its environment comes before one of the path."""
    first, *rest = command.split()
    if spelled is None:
        with pytest.raises(RecordingError, match=f"{first}: there is no such program"):
            spelled_out([first, *rest])
        return
    found = spelled_out([first, *rest])
    wanted = spelled.split()
    assert Path(found[0]).resolve() == (here / wanted[0]).resolve()
    assert found[1:] == wanted[1:]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("exit 0", 0),
        ("exit 3", 3),
        ("kill -9 $$", 137),
        ("kill -15 $$", 143),
        ("./gone", 127),
    ],
)
def test_a_command_ends_as_a_shell_would_say(tmp_path, capfd, script, code):
    """Its own exit code, or 128 and the signal."""
    assert run_command(["/bin/sh", "-c", script], tmp_path) == code
    capfd.readouterr()


@pytest.mark.parametrize(
    ("quiet", "out", "error"), [(False, "said\n", "told\n"), (True, "", "said\ntold\n")]
)
def test_a_quiet_command_says_all_on_standard_error(tmp_path, capfd, quiet, out, error):
    """Standard output is for the answer of who called."""
    assert run_command(["/bin/sh", "-c", "echo said; echo told >&2"], tmp_path, quiet=quiet) == 0
    assert tuple(capfd.readouterr()) == (out, error)


def test_a_command_that_cannot_be_started_is_said(tmp_path):
    """With the reason of the system."""
    (tmp_path / "text").write_text("no program")
    for name, why in (("text", "Permission denied"), ("gone", "No such file")):
        with pytest.raises(RecordingError, match=f"{name} cannot be started: {why}"):
            run_command([str(tmp_path / name)], tmp_path)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_ends_a_job_goes_to_the_command(tmp_path, capfd, number):
    """It may end as it likes; afterwards signals do here what they did before."""
    before = signal.signal(number, signal.default_int_handler)
    name = number.name.removeprefix("SIG")
    script = f"trap 'echo heard; exit 5' {name}; kill -{name} $PPID; while :; do sleep 0.01; done"
    try:
        assert run_command(["/bin/sh", "-c", script], tmp_path) == 5
    finally:
        after = signal.signal(number, before)
    assert capfd.readouterr().out == "heard\n"
    assert after is signal.default_int_handler


def test_a_signal_that_comes_before_the_command_is_not_lost(tmp_path, monkeypatch):
    """It goes to the command as soon as there is one; and what is ignored stays so, for it as well."""

    class Late(subprocess.Popen):
        def __init__(self, *args, **more):
            signal.raise_signal(signal.SIGTERM)
            super().__init__(*args, **more)

    monkeypatch.setattr(commands.subprocess, "Popen", Late)
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        assert run_command(["/bin/sh", "-c", "sleep 20"], tmp_path) == 143
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        assert run_command(["/bin/sh", "-c", "kill -TERM $$; exit 6"], tmp_path) == 6
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_ctrl_c_is_the_commands_own(tmp_path, monkeypatch):
    """The terminal sends it to both: who waits goes on waiting."""
    asked = []

    class Interrupted(subprocess.Popen):
        def wait(self, timeout=None):
            asked.append(timeout)
            if len(asked) < 3:
                raise KeyboardInterrupt
            return super().wait(timeout)

    monkeypatch.setattr(commands.subprocess, "Popen", Interrupted)
    assert run_command(["/bin/sh", "-c", "exit 4"], tmp_path) == 4
    assert len(asked) == 3


def test_a_recorded_command_has_its_environment(tmp_path, capfd, monkeypatch):
    """All that it would have, and what makes it record."""
    monkeypatch.setenv("OF_ITS_OWN", "kept")
    script = 'echo "$OF_ITS_OWN $SWITCHOVER_RECORD ${PYTHONPATH%%:*}"'
    assert run_command(["/bin/sh", "-c", script], tmp_path) == 0
    own, folder, injected = capfd.readouterr().out.split()
    assert (own, folder, os.path.basename(injected)) == (
        "kept",
        str(tmp_path.resolve()),
        "injected",
    )
