"""The command in this process: called in an empty folder, with what it says and its exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from switchover.cli import main


class Said(NamedTuple):
    """How one call of the command ended, and what it printed."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> str:
        """What stands on standard error, without the frames and breaks of its lines."""
        return " ".join(self.err.replace("│", " ").split())


@pytest.fixture
def line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., Said]:
    """Give what calls the command: `line("gate", "out")`."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> Said:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(words))
        out, err = capfd.readouterr()
        return Said(int(ended.value.code or 0), out, err)

    return call
