"""What else runs meanwhile: nothing, hogs in bursts, one or three a core; and the echo server."""

import contextlib
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

CONDITIONS = ("quiet", "bursty", "steady", "triple")


@contextlib.contextmanager
def condition(name: str) -> Iterator[None]:
    """Hold a condition: two hogs, unpinned, three for each core, or none."""
    command = [sys.executable, str(Path(__file__)), name, str(os.getpid())]
    count = {"quiet": 0, "triple": 3 * (os.cpu_count() or 1)}.get(name, 2)
    hogs = [subprocess.Popen(command) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def hog(name: str, parent: int) -> None:
    """Burn: without rest, or on and off for exponential times of 0.7 s, half of it copying."""
    rng = random.Random()
    block = bytearray(16 << 20)
    while os.getppid() == parent:
        burst_s = 1.0 if name != "bursty" else rng.expovariate(1 / 0.7)
        copies = name == "bursty" and rng.random() < 0.5
        until = time.monotonic() + burst_s
        while time.monotonic() < until:
            if copies:
                bytes(block)
            else:
                sum(range(10_000))
        if name == "bursty":
            time.sleep(rng.expovariate(1 / 0.7))


@contextlib.contextmanager
def echo_server() -> Iterator[int]:
    """Serve on loopback, from a process of its own: wait as long as asked, then echo."""
    listener = socket.create_server(("127.0.0.1", 0))
    command = [sys.executable, str(Path(__file__)), "echo", str(os.getpid())]
    server = subprocess.Popen(command, stdin=listener)
    port = listener.getsockname()[1]
    listener.close()
    try:
        yield port
    finally:
        server.kill()
        server.wait()


def echo(parent: int) -> None:
    listener = socket.socket(fileno=0)
    listener.settimeout(1)
    while os.getppid() == parent:
        with contextlib.suppress(TimeoutError):
            channel, _ = listener.accept()
            threading.Thread(target=_answer, args=(channel,), daemon=True).start()


def _answer(channel: socket.socket) -> None:
    channel.settimeout(None)
    channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with channel, contextlib.suppress(ConnectionError):
        while asked := channel.recv(4):
            if service_us := int.from_bytes(asked, "big"):
                time.sleep(service_us / 1e6)
            channel.sendall(asked)


if __name__ == "__main__":
    task, owner = sys.argv[1], int(sys.argv[2])
    echo(owner) if task == "echo" else hog(task, owner)
