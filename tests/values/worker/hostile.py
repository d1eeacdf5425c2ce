"""Sides that try to end, copy, stop, flood or confuse the process they run in; Python 3.9 on.

`side(name)` does one of them and returns; a plain value comes back as it is.
"""

from __future__ import annotations

import asyncio
import atexit
import builtins
import ctypes
import faulthandler
import gc
import multiprocessing
import os
import pickle
import resource
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

HOSTILE = {}
EXPECTED = {}


def expect(state):
    def placed(function):
        HOSTILE[function.__name__] = function
        EXPECTED[function.__name__] = state
        return function

    return placed


def side(how):
    return HOSTILE[how]() if how in HOSTILE else how


# --- the process ends


@expect("died")
def exits_zero():
    os._exit(0)


@expect("died")
def exits_in_c():
    ctypes.CDLL(None).exit(0)


@expect("died")
def aborts():
    os.abort()


@expect("died")
def segfaults():
    faulthandler.disable()
    ctypes.string_at(0)


@expect("died")
def segfaults_with_faulthandler():
    faulthandler.enable()
    ctypes.string_at(0)


@expect("died")
def kills_itself():
    os.kill(os.getpid(), signal.SIGKILL)


@expect("died")
def terminates_itself():
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)


@expect("died")
def kills_its_group():
    os.killpg(0, signal.SIGKILL)


@expect("died")
def kills_its_parent():
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(5)


@expect("died")
def kills_its_parent_and_lives_on():
    ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)


@expect("timed_out")
def stops_its_parent():
    os.kill(os.getppid(), signal.SIGSTOP)
    time.sleep(600)


@expect("returned")
def stops_its_parent_and_returns():
    os.kill(os.getppid(), signal.SIGSTOP)
    return "stopped"


@expect("returned")
def forbids_everything():
    def forbid(event, _):
        raise RuntimeError(event)

    sys.addaudithook(forbid)
    return "forbidden"


@expect("timed_out")
def gives_what_never_goes():
    class Clings:
        def __del__(self):
            time.sleep(600)

    return [Clings()]


@expect("returned")
def gives_an_object_of_a_strange_class():
    class Strange(type):
        def __getattr__(cls, name):
            raise RuntimeError(name)

    class Thing(metaclass=Strange):
        pass

    return Thing()


@expect("died")
def stops_itself():
    os.kill(os.getpid(), signal.SIGSTOP)


@expect("died")
def becomes_another_program():
    os.execv("/bin/true", ["true"])


@expect("timed_out")
def becomes_a_program_that_sleeps():
    os.execv("/bin/sleep", ["sleep", "600"])


@expect("died")
def daemonises():
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    return "daemon"


@expect("died")
def ends_in_a_thread():
    threading.Thread(target=os._exit, args=(0,)).start()
    time.sleep(5)


@expect("died")
def ends_by_alarm():
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    time.sleep(5)


@expect("died")
def runs_out_of_processor_time():
    resource.setrlimit(resource.RLIMIT_CPU, (1, 1))
    while True:
        pass


# --- it raises what is not meant to be raised


@expect("raised")
def exits():
    sys.exit(0)


@expect("raised")
def interrupts():
    raise KeyboardInterrupt


@expect("raised")
def interrupts_itself():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)


@expect("raised")
def raises_generator_exit():
    raise GeneratorExit


@expect("raised")
def raises_an_error_without_a_message():
    class BrokenError(Exception):
        def __str__(self):
            raise RuntimeError("no message")

    raise BrokenError


@expect("raised")
def recurses():
    return recurses()


@expect("raised")
def runs_out_of_memory():
    with open("/proc/self/statm") as file:
        size = resource.getpagesize() * int(file.read().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (size + (64 << 20), resource.RLIM_INFINITY))
    try:
        return bytearray(1 << 34)
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY,) * 2)


# --- it does not come back


@expect("timed_out")
def hangs():
    time.sleep(600)


@expect("timed_out")
def hangs_against_all_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    while True:
        try:
            time.sleep(600)
        except BaseException:
            continue


@expect("timed_out")
def spins():
    while True:
        pass


@expect("timed_out")
def hangs_in_c():
    ctypes.CDLL(None).pause()


@expect("timed_out")
def waits_for_a_lock():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


@expect("timed_out")
def hangs_when_read():
    return (time.sleep(600) for _ in range(1))


@expect("timed_out")
def hangs_when_awaited():
    async def forever():
        await asyncio.sleep(600)

    return forever()


# --- it makes copies


@expect("returned")
def copies_itself():
    return "copied" if os.fork() else "copy"


@expect("returned")
def copies_itself_twice_over():
    os.fork()
    os.fork()
    return "copied"


@expect("raised")
def copies_itself_and_raises():
    os.fork()
    raise ValueError("in both")


@expect("returned")
def copies_itself_in_c():
    ctypes.CDLL(None).fork()
    return "copied"


@expect("returned")
def copies_itself_and_exits_there():
    if not os.fork():
        sys.exit(3)
    return "copied"


@expect("returned")
def copies_itself_and_writes_to_all():
    if not os.fork():
        for fd in range(3, 1100):
            try:
                os.write(fd, b"x" * 100)
            except OSError:
                continue
        os._exit(0)
    os.wait()
    return "copied"


@expect("returned")
def copies_itself_later():
    def later():
        time.sleep(0.02)
        os.fork()

    threading.Thread(target=later).start()
    return "later"


# --- it leaves something running


@expect("returned")
def leaves_a_thread():
    threading.Thread(target=time.sleep, args=(600,)).start()
    return "left"


@expect("returned")
def leaves_an_executor():
    ThreadPoolExecutor().submit(time.sleep, 600)
    return "left"


@expect("returned")
def leaves_a_child():
    multiprocessing.get_context("fork").Process(target=time.sleep, args=(600,)).start()
    return "left"


@expect("returned")
def leaves_a_daemon_with_the_pipes():
    program = "import os, time; os.setsid(); time.sleep(600)"
    subprocess.Popen([sys.executable, "-c", program], close_fds=False)
    return "left"


@expect("returned")
def leaves_a_task():
    async def forever():
        await asyncio.sleep(600)

    async def main():
        asyncio.get_running_loop().left = asyncio.ensure_future(forever())
        await asyncio.sleep(0)
        return "left"

    return main()


@expect("returned")
def leaves_a_task_that_cannot_be_cancelled():
    async def forever():
        while True:
            try:
                await asyncio.sleep(600)
            except asyncio.CancelledError:
                continue

    async def main():
        asyncio.get_running_loop().left = asyncio.ensure_future(forever())
        await asyncio.sleep(0)
        return "left"

    return main()


@expect("returned")
def leaves_a_thread_that_exits():
    threading.Thread(target=sys.exit).start()
    return "left"


@expect("returned")
def leaves_exit_hooks():
    atexit.register(os._exit, 0)
    atexit.register(time.sleep, 600)
    return "left"


@expect("returned")
def leaves_a_signal_handler_that_raises():
    def handler(*_):
        raise TimeoutError("late")

    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.0)
    return "left"


@expect("returned")
def leaves_an_alarm_that_rings_later():
    signal.setitimer(signal.ITIMER_REAL, 60.0, 0.0)
    return "left"


# --- it floods, closes, writes


@expect("returned")
def floods():
    for _ in range(200):
        sys.stdout.write("x" * 99_999 + "\n")
    os.write(2, b"y" * 1_000_000)
    return "flooded"


@expect("returned")
def closes_everything():
    os.closerange(0, 65536)
    return "closed"


@expect("returned")
def closes_and_opens_again():
    os.closerange(0, 65536)
    fds = [os.open(os.devnull, os.O_RDWR) for _ in range(900)]
    return len(fds)


@expect("returned")
def writes_garbage_everywhere():
    for fd in range(1, 1100):
        try:
            os.set_blocking(fd, False)
            os.write(fd, b"\xff\x00garbage\n" * 50)
        except OSError:
            continue
    return "written"


@expect("returned")
def allows_no_descriptor():
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return "none"


@expect("returned")
def gives_a_large_answer():
    return b"x" * (40 << 20)


@expect("returned")
def prints_to_streams_that_raise():
    class Stream:
        def __getattr__(self, name):
            raise RuntimeError(name)

    sys.stdout = sys.stderr = Stream()
    return "replaced"


# --- it replaces what others need


@expect("returned")
def replaces_builtins():
    for name in ("len", "isinstance", "vars", "getattr", "type", "sorted", "id", "dict"):
        setattr(builtins, name, lambda *_: 7)
    return {"a": [Point(1, 2)]}


@expect("returned")
def replaces_functions():
    def broken(*_, **__):
        raise RuntimeError("replaced")

    for module, names in (
        (os, "write read _exit getpid fstat abort waitpid"),
        (pickle, "loads dumps Pickler Unpickler"),
        (time, "time monotonic perf_counter sleep clock_gettime_ns monotonic_ns thread_time_ns"),
        (threading, "Lock active_count"),
    ):
        for name in names.split():
            setattr(module, name, broken)
    return [Point(1, 2)]


@expect("returned")
def stops_the_clock():
    for name in ("time", "monotonic", "perf_counter", "monotonic_ns", "perf_counter_ns"):
        kept = getattr(time, name)()
        setattr(time, name, lambda kept=kept: kept)
    return "stopped"


@expect("returned")
def empties_sys_modules():
    for name in list(sys.modules):
        if name not in ("sys", "builtins", "__main__"):
            del sys.modules[name]
    return [1, "emptied"]


@expect("returned")
def lowers_the_recursion_limit():
    sys.setrecursionlimit(60)
    return [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]


@expect("returned")
def raises_the_recursion_limit():
    sys.setrecursionlimit(1_000_000)
    deep = []
    for _ in range(20_000):
        deep = [deep]
    return deep


@expect("returned")
def traces():
    def tracer(*_):
        raise RuntimeError("traced")

    sys.settrace(tracer)
    return "traced"


@expect("raised")
def profiles():
    def profiler(*_):
        raise RuntimeError("profiled")

    sys.setprofile(profiler)
    return "profiled"


@expect("returned")
def profiles_quietly():
    sys.setprofile(lambda *_: None)
    sys.settrace(lambda *_: None)
    return "profiled"


@expect("returned")
def disables_the_collector():
    gc.disable()
    gc.set_threshold(0)
    return "disabled"


@expect("returned")
def blocks_all_signals():
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    return "blocked"


@expect("returned")
def ignores_all_signals():
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    return "ignored"


@expect("returned")
def changes_folder():
    os.chdir("/")
    return "changed"


@expect("returned")
def runs_a_loop():
    async def main():
        await asyncio.sleep(0)
        return "run"

    return asyncio.run(main())


@expect("returned")
def runs_a_loop_and_gives_a_coroutine():
    async def main():
        await asyncio.sleep(0)
        return "run"

    asyncio.run(main())
    return main()


@expect("raised")
def runs_a_loop_in_a_loop():
    async def inner():
        return 1

    async def main():
        coroutine = inner()
        try:
            return asyncio.run(coroutine)
        finally:
            coroutine.close()

    return main()


@expect("raised")
def stops_the_loop():
    async def main():
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0.05)

    return main()


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y
