"""A PostgreSQL server of the tests' own: a temporary folder, a free loopback port, no password."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

WAIT_S = 20.0


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`: where Debian puts them, or on PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = folders[-1] if folders else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Server:
    """A server that can be stopped, killed and started again on the same port and data."""

    def __init__(self) -> None:
        found = programs()
        if found is None:
            pytest.skip("no PostgreSQL here: install Debian's postgresql, or put initdb on PATH")
        self._programs = found
        # Not a folder of pytest's, which no other user may enter.
        self._folder = tempfile.TemporaryDirectory(prefix="switchover-postgres-")
        folder = Path(self._folder.name)
        self.port = free_port()
        self.data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._as = self._ordinary(folder)
        self._run(
            "initdb", "-D", str(self.data), "-U", "test", "-A", "trust", "-E", "UTF8", "--no-sync"
        )

    @property
    def url(self) -> str:
        return f"postgresql://test@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = [
            "-D",
            str(self.data),
            "-p",
            str(self.port),
            "-k",
            "",
            "-h",
            "127.0.0.1",
            "-c",
            "fsync=off",
        ]
        self._process = subprocess.Popen(
            [str(self._programs / "postgres"), *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as,
        )
        end = time.monotonic() + WAIT_S
        while not self._answers():
            assert self._process.poll() is None, "the server ended at once"
            assert time.monotonic() < end, "the server does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, how: int = signal.SIGINT) -> None:
        """End it: SIGINT is a fast shutdown, SIGQUIT one without a checkpoint."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(WAIT_S)
            self._process = None

    def close(self) -> None:
        self.stop()
        self._folder.cleanup()

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            capture_output=True,
            timeout=60,
            **self._as,
        )

    def _ordinary(self, folder: Path) -> dict[str, object]:
        """Run as an ordinary user where the tests run as root, who may not."""
        if os.geteuid() != 0:
            return {}
        for name in ("postgres", "nobody"):
            try:
                user = pwd.getpwnam(name)
            except KeyError:
                continue
            os.chown(folder, user.pw_uid, user.pw_gid)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": folder}
        pytest.skip("no ordinary user here to run PostgreSQL as")
