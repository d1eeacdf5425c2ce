"""Functions that leak, one way each, and clean ones that look as if they did."""

import asyncio
import ctypes
import functools
import itertools
import logging
import mmap
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
import types
import weakref
from collections import defaultdict, deque
from concurrent.futures import ThreadPoolExecutor

kept: list[object] = []
buffer = bytearray()
numbers = itertools.count()
warm: dict[int, list[int]] = {}
pool: list[object] = []
ring: deque[object] = deque(maxlen=100_000)
workers = ThreadPoolExecutor(max_workers=12)
log = logging.getLogger("planted")
log.addHandler(logging.NullHandler())
clean_random = random.Random(7)


class Ticket:
    def __init__(self, number):
        self.number = number


def clean(size=10):
    return [{"a": number} for number in range(size)]


def slow_leak(size=10):
    time.sleep(0.05)
    kept.append([size])


def slow_cache(size=10):
    time.sleep(0.05)
    by_number.setdefault(size, []).extend([size] * 10)
    del by_number[size][10:]


def fills_ring(size=10):
    ring.append([size])


async def clean_await(size=10):
    await asyncio.sleep(0)
    return clean(size)


def leak_object(size=10):
    kept.append(Ticket(size))


def leak_bytes(size=10):
    kept.append(bytes(100))


def leak_buffer(size=10):
    buffer.extend(b"x" * 100)


class Node:
    def __init__(self, before):
        self.before = before


last_node = Node(None)
by_number: defaultdict[int, list[int]] = defaultdict(list)


def leak_node(size=10):
    global last_node
    last_node = Node(last_node)


def leak_each_tenth(size=10):
    if next(numbers) % 10 == 0:
        kept.append([size])


squares = {}


def leak_number(size=10):
    squares[next(numbers)] = 10**12 + len(squares)


class Unasked:
    """Stands for a lazy proxy that nobody has opened."""

    def __getattribute__(self, name):
        raise RuntimeError(name)


def leak_unasked(size=10):
    kept.append(Unasked())


def leak_argument(given):
    kept.append(given)


def leak_default(size=10):
    by_number[next(numbers)].append(size)


def leak_entry(size=10):
    kept.append(None)


def leak_now_and_then(size=10):
    if next(numbers) % 10 == 0:
        kept.append(Ticket(size))


def leak_thread(size=10):
    threading.Thread(target=threading.Event().wait, daemon=True, name="worker-1").start()


def leak_descriptor(size=10):
    os.open(os.devnull, os.O_RDONLY)


def leak_socket(size=10):
    kept.append(socket.socket())


async def leak_task(size=10):
    kept.append(asyncio.ensure_future(asyncio.sleep(1000)))


async def leak_coroutine(size=10):
    asyncio.sleep(1)


def leak_child(size=10):
    kept.append(subprocess.Popen(["sleep", "1000"]))


def leak_file(size=10):
    handle, _ = tempfile.mkstemp()
    os.close(handle)


@functools.cache
def _remembered(number):
    return [number]


def leak_cache(size=10):
    _remembered(next(numbers))


@functools.lru_cache(maxsize=100_000)
def _bounded(number):
    return [number]


def fills_bounded_cache(size=10):
    _bounded(next(numbers))


for _number in range(5_000):
    _bounded(-_number)


def leak_beside_full_caches(size=10):
    _bounded(-(size % 5_000))
    kept.append(Ticket(size))


def warms_cache(size=10):
    key = clean_random.randrange(1500)
    warm.setdefault(key, [key])


def fills_pool(size=10):
    if len(pool) < 40:
        pool.append(open(os.devnull))  # noqa: SIM115 - a pool keeps it


def fills_workers(size=10):
    workers.submit(clean, size).result()


def logs(size=10):
    log.warning("size %d", size)


def imports_late(size=10):
    if next(numbers) == 300:
        import xml.dom.minidom  # noqa: F401


def makes_cycles(size=10):
    ring = []
    ring.append(ring)


async def ends_soon(size=10):
    asyncio.ensure_future(asyncio.sleep(0.1))  # noqa: RUF006 - nobody keeps it


def changes_its_input(size=10, bag=None):
    bag.append(size)


def raises(size=10):
    raise KeyError(size)


def dies(size=10):
    os._exit(3)


def _libc_mmap(size):
    libc = ctypes.CDLL(None)
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = (ctypes.c_void_p, *(ctypes.c_long,) * 5)
    return libc.mmap(None, size, mmap.PROT_READ | mmap.PROT_WRITE, 0x22, -1, 0)


def leak_untouched(size=10):
    """Reserve pages of its own and use none: neither resident nor a mapping more."""
    _libc_mmap(4096)


def leak_touched(size=10):
    ctypes.memset(_libc_mmap(4096), 1, 4096)


def leak_segment(size=10):
    from multiprocessing import shared_memory

    shared_memory.SharedMemory(create=True, size=64).close()


def leak_unnoted_segment(size=10):
    """As an extension does that calls shm_open itself."""
    libc = ctypes.CDLL(None)
    name = f"/planted-{os.path.basename(os.environ['PLANTED'])}-{os.getpid()}-{next(numbers)}"
    libc.close(libc.shm_open(name.encode(), 0o102, 0o600))


def leak_system_v(size=10):
    ctypes.CDLL(None).shmget(0, 4096, 0o1600)


def leak_segments_of_each_kind(size=10):
    leak_segment()
    leak_unnoted_segment()
    leak_system_v()


def leak_mapping(size=10):
    kept.append(mmap.mmap(-1, 4096))


def leak_file_elsewhere(size=10):
    with open(f"{os.environ['PLANTED']}/{os.getpid()}-{next(numbers)}", "w") as file:
        file.write("x")


def rewrites_a_file(size=10):
    with open(f"{os.environ['PLANTED']}/{os.getpid()}", "w") as file:
        file.write("x")


def shares_for_a_while(size=10):
    from multiprocessing import shared_memory

    shared = shared_memory.SharedMemory(create=True, size=64)
    shared.close()
    shared.unlink()


def maps_for_a_while(size=10):
    with mmap.mmap(-1, 4096 * clean_random.randrange(1, 50)) as mapped:
        mapped[0] = 1


def allocates_by_chance(size=10):
    return [bytearray(clean_random.randrange(10, 300_000)) for _ in range(5)] and None


def _library():
    """Make a library, as installed: it remembers weakly whatever it was ever given."""
    module = types.ModuleType("remembering")
    module.__file__ = "/usr/lib/python3/site-packages/remembering.py"
    module.seen = {}
    module.log = []
    sys.modules["remembering"] = module
    return module


library = _library()


def leak_remembered(size=10):
    """The list is the leak; the library's table, and its log of numbers, only follow."""
    ticket = Ticket(size)
    library.seen[next(numbers)] = weakref.ref(ticket)
    library.log.extend((size, size))
    kept.append(ticket)
