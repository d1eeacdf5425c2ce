"""The parent's side of a launch: start it, wait for its frame, never leave it behind."""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

import msgspec

from ..errors import LaunchedTaskError, LaunchError, LaunchRefusedError, LaunchTimeoutError
from . import attached, child, leftovers
from .portable import Packed, pack

__all__ = ["begun", "hashing", "launch"]

T = TypeVar("T")
_BOOT = (  # what is imported stays: the collector would only look through it
    "import gc, os, sys; gc.disable(); sys.path[:] = sys.argv.pop().split(os.pathsep);"
    "from switchover.bench.launch.child import main; main()"
)
_TAIL_BYTES = 2_000
_EPILOGUE_S = 30.0


def launch(
    task: str,
    payload: object,
    *,
    returns: type[T],
    timeout_s: float,
    does: str = "",
    cpu: int | None = None,
    env: Mapping[str, str] | None = None,
    prefix: tuple[str, ...] = (),
    **options: Any,
) -> T:
    """Run `task(payload, **options)` in a fresh process and return its result.

    The task is an import string of ours (`module:function`); its result must be something that
    msgspec encodes, and comes back as `returns`. The payload may hold callables and inputs of the
    user: it travels by pickle to a fresh interpreter with our `sys.path`, or, where something in it
    is not importable (a closure, a lambda, `__main__`), by fork of this process. Pack it once with
    `pack` when many launches share it. What the task prints goes to a file whose end is quoted
    when the launch dies. A tracer or profiler of this process does not reach the launch, and what
    the launch leaves behind (temporary files, shared memory, processes) is taken away.

    Args:
        task: Import string of the function to run.
        payload: What the function gets first; anything, or a `Packed`.
        returns: Type of the result (a msgspec Struct, a dataclass or a builtin).
        timeout_s: Seconds until the launch and all it has started are killed.
        does: What the process does, as an error says it of "the process that ..."; the task by its
            import string where nobody says it.
        cpu: Core to pin the launch to, or None.
        env: Variables added to the environment (a fork keeps its hash seed whatever they say).
        prefix: Command to run the interpreter under, such as valgrind; never with a fork.
        options: Small picklable keyword arguments of the task.

    Raises:
        TaskError: The task raised; it carries the traceback.
        LaunchTimeoutError: The deadline passed.
        LaunchError: The process died, by a signal or without sending a result, or could not start
            or be cleared away.
    """
    with begun(
        task,
        payload,
        returns=returns,
        timeout_s=timeout_s,
        does=does,
        cpu=cpu,
        env=env,
        prefix=prefix,
        **options,
    ) as result:
        return result()


@contextlib.contextmanager
def begun(
    task: str,
    payload: object,
    *,
    returns: type[T],
    timeout_s: float,
    does: str = "",
    cpu: int | None = None,
    env: Mapping[str, str] | None = None,
    prefix: tuple[str, ...] = (),
    **options: Any,
) -> Iterator[Callable[[], T]]:
    """Begin a launch, and give what waits for its result: something else may run meanwhile.

    Arguments and errors are those of `launch`; the time counts from the beginning. A launch that is
    not waited for is killed where the block ends.
    """
    packed, who = pack(payload), f"the process that {does}" if does else task
    with _as_launch_error(who), contextlib.ExitStack() as starting:
        place = starting.enter_context(leftovers.place())
        noise = starting.enter_context(tempfile.TemporaryFile())
        env = {"TMPDIR": str(place.scratch), **(env or {})}
        order = child.Order(task=task, cpu=cpu, parent=os.getpid(), notes=str(place.notes))
        pid, pipe = starting.enter_context(
            _forked(order, packed, options, env, noise)
            if packed.data is None
            else _spawned(order, packed.data, options, env, noise, prefix, who)
        )
        held = starting.pop_all()
    deadline = time.monotonic() + timeout_s

    def result() -> T:
        with _as_launch_error(who):
            frame = _receive(pipe, deadline)
            if frame is None:
                raise LaunchTimeoutError(_late(who, timeout_s))
            if not frame:
                raise LaunchError(f"{who} died {_cause(pid)}{_tail(noise)}")
            return _result(who, frame, returns)

    try:
        yield result
    except BaseException as error:
        with _as_launch_error(who, "cleared away"):
            held.__exit__(type(error), error, error.__traceback__)
        raise
    with _as_launch_error(who, "cleared away"):
        held.close()


def hashing(seed: int) -> dict[str, str]:
    """Give the variables by which an interpreter hashes texts with a seed; 0 for without one."""
    return {"PYTHONHASHSEED": str(seed % 2**32)}


@contextlib.contextmanager
def _as_launch_error(who: str, failed: str = "launched") -> Iterator[None]:
    """Tell of a machine without space, processes or file descriptors as of a launch that failed."""
    try:
        yield
    except LaunchError:
        raise
    except OSError as error:
        raise LaunchError(f"{who} could not be {failed}: {error}") from error


@contextlib.contextmanager
def _spawned(
    order: child.Order,
    data: bytes,
    options: Mapping[str, Any],
    env: Mapping[str, str] | None,
    noise: IO[bytes],
    prefix: tuple[str, ...],
    who: str,
) -> Iterator[tuple[int, int]]:
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    with tempfile.NamedTemporaryFile(prefix="switchover-") as file:
        file.write(data)
        file.flush()
        order = msgspec.structs.replace(order, payload_file=file.name)
        encoded = msgspec.msgpack.encode(order)
        process = subprocess.Popen(
            [*prefix, sys.executable, "-c", _BOOT, path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=noise,
            env={**attached.unattached(os.environ), **(env or {})},
            start_new_session=True,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with process:
            try:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(len(encoded).to_bytes(8, "big") + encoded)
                    process.stdin.write(pickle.dumps(dict(options)))
                    process.stdin.close()
                yield process.pid, process.stdout.fileno()
                if prefix:  # the command around the interpreter has its own report to write
                    process.wait(timeout=_EPILOGUE_S)
            except subprocess.TimeoutExpired as error:
                raise LaunchTimeoutError(f"{prefix[0]} did not end after {who}") from error
            finally:
                _kill(process.pid)


@contextlib.contextmanager
def _forked(
    order: child.Order,
    packed: Packed,
    options: Mapping[str, Any],
    env: Mapping[str, str] | None,
    noise: IO[bytes],
) -> Iterator[tuple[int, int]]:
    if not hasattr(os, "fork"):
        raise LaunchRefusedError(
            f"{packed.obstacle}; this platform cannot fork: name it as module:function"
        )
    receiving, sending = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # 3.12+: fork beside other threads
        pid = os.fork()
    if pid == 0:
        _become_child(order, packed.value, options, env, noise, sending)
    os.close(sending)
    try:
        yield pid, receiving
    finally:
        os.close(receiving)
        _kill(pid)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def _become_child(
    order: child.Order,
    payload: object,
    options: Mapping[str, Any],
    env: Mapping[str, str] | None,
    noise: IO[bytes],
    pipe: int,
) -> None:
    os.setsid()
    for name in os.environ.keys() - attached.unattached(os.environ).keys():
        del os.environ[name]
    os.environ.update(env or {})
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for number, name in ((1, "stdout"), (2, "stderr")):  # the parent's may be captured objects
        os.dup2(noise.fileno(), number)
        setattr(sys, name, os.fdopen(number, "w", errors="backslashreplace", closefd=False))
    if "asyncio" in sys.modules:  # the fork of a thread that runs a loop runs none
        sys.modules["asyncio"].events._set_running_loop(None)  # noqa: SLF001
    child.perform(order, pipe, lambda: (payload, dict(options)))


def _receive(pipe: int, deadline: float) -> tuple[bytes, bytes] | tuple[()] | None:
    """Read one frame: () where the pipe closed before its end, None where the deadline passed."""
    received = bytearray()
    while True:
        if len(received) >= child.FRAME.size:
            kind, size = child.FRAME.unpack_from(received)
            if len(received) >= child.FRAME.size + size:
                return kind, bytes(received[child.FRAME.size :])
        if not select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]:
            return None
        if not (chunk := os.read(pipe, 1 << 20)):
            return ()
        received += chunk


def _kill(pid: int) -> None:
    """Kill the launch and whatever it started in its session."""
    leftovers.remove_system_v(pid)
    for kill in (os.killpg, os.kill):  # a young fork may not lead its session yet
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(pid, signal.SIGKILL)


def _late(who: str, timeout_s: float) -> str:
    if timeout_s < 0.01:
        return f"none of the time was left for {who}"
    return f"{who} gave no result in {timeout_s:.3g} s: killed"


def _cause(pid: int) -> str:
    with contextlib.suppress(ChildProcessError):
        info = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        if info is not None and info.si_code != os.CLD_EXITED:
            return f"of {signal.Signals(info.si_status).name}"
        if info is not None:
            return f"with exit code {info.si_status}"
    return "without a result"


def _tail(noise: IO[bytes]) -> str:
    size = noise.seek(0, os.SEEK_END)
    noise.seek(max(0, size - _TAIL_BYTES))
    text = noise.read().decode(errors="replace").strip()
    return f"; it last printed:\n{text}" if text else " and printed nothing"


def _result(who: str, frame: tuple[bytes, bytes], returns: type[T]) -> T:
    kind, body = frame
    if kind == child.RESULT:
        return msgspec.msgpack.decode(body, type=returns)
    failure = msgspec.msgpack.decode(body, type=child.TaskFailure)
    raise LaunchedTaskError(
        f"{who} raised {failure.kind}: {failure.message}",
        kind=failure.kind,
        remote_traceback=failure.traceback,
    )
