"""What the proof watches: a control, the leaks planted into it, look-alikes, and memory by size."""

import asyncio
import functools
import itertools
import json
import logging
import os
import random
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor

kept: list[object] = []
known: dict[int, list[int]] = {}
recent: dict[int, list[int]] = {}
numbers = itertools.count()
chance = random.Random()
log = logging.getLogger("proof")
log.addHandler(logging.NullHandler())


class Ticket:
    def __init__(self, size):
        self.size = size


# One host for all leaks: work of some size, a cache that warms up and one that churns.
def host(size):
    known.setdefault(size % 97, [size])
    recent[next(numbers)] = [size]
    if len(recent) > 200:
        recent.pop(next(iter(recent)))
    return sum(len(str(number)) for number in range(size))


async def host_awaited(size):
    await asyncio.sleep(0)
    return host(size)


def leak_object(size):
    kept.append(Ticket(size))
    return host(size)


def leak_100_bytes(size):
    kept.append(bytes(100))
    return host(size)


def leak_thread(size):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    return host(size)


def leak_descriptor(size):
    os.open(os.devnull, os.O_RDONLY)
    return host(size)


async def leak_task(size):
    kept.append(asyncio.ensure_future(asyncio.sleep(3600)))
    return await host_awaited(size)


def leak_child(size):
    kept.append(subprocess.Popen(["sleep", "3600"]))
    return host(size)


# Clean: each keeps something, for a while or up to a bound.
warming: dict[int, list[int]] = {}
pool: list[object] = []
workers = ThreadPoolExecutor(max_workers=16)


def clean_warming_cache(size):
    key = chance.randrange(1200)
    warming.setdefault(key, [key, size])
    return host(size)


@functools.lru_cache(maxsize=4096)
def _remembered(number, size):
    return [number, size]


def clean_lru_cache(size):
    _remembered(next(numbers), size)
    return host(size)


def clean_logging(size):
    log.warning("size %d", size)
    logging.getLogger(f"proof.{size % 50}").info("size %d", size)
    return host(size)


def clean_late_import(size):
    if next(numbers) == 150 + size % 400:
        import xml.dom.minidom  # noqa: F401
    return host(size)


def clean_connection_pool(size):
    if len(pool) < 64 and chance.random() < 0.3:
        pool.append(open(os.devnull))  # noqa: PTH123, SIM115 - the pool keeps it
    return host(size)


def clean_thread_pool(size):
    return workers.submit(host, size).result()


def clean_patterns(size):
    return re.sub(rf"a{{{size % 300}}}b", "", "ab" * 10) + str(host(size))


def clean_cycles(size):
    ring = [size]
    ring.append(ring)
    return host(size)


async def clean_short_tasks(size):
    asyncio.ensure_future(asyncio.sleep(0.02))  # noqa: RUF006 - nobody waits for it
    return await host_awaited(size)


def clean_json(size):
    return json.loads(json.dumps({"rows": [{"id": number} for number in range(size % 50)]}))


# Memory: each with a candidate that needs a tenth more.
def rows(size):
    return [{"id": number, "name": str(number)} for number in range(size)]


def rows_more(size):
    return rows(size + size // 10)


def blocks(size):
    return [bytearray(1000) for _ in range(size)]


def blocks_more(size):
    return blocks(size + size // 10)


def text(size):
    return "".join([f"line {number}\n" for number in range(size)])


def text_more(size):
    return text(size + size // 10)


async def awaited(size):
    await asyncio.sleep(0)
    return rows(size)


async def awaited_more(size):
    return await awaited(size + size // 10)


def varying(size):
    return [Ticket(number) for number in range(size + chance.randrange(1 + size // 50))]


def varying_more(size):
    return varying(size + size // 10)


LEAKS = {
    "one object per call": ("host", "leak_object"),
    "100 bytes per call": ("host", "leak_100_bytes"),
    "a thread per call": ("host", "leak_thread"),
    "a descriptor per call": ("host", "leak_descriptor"),
    "a task per call": ("host_awaited", "leak_task"),
    "a child process per call": ("host", "leak_child"),
}
CLEAN = {
    "a warming cache": ("host", "clean_warming_cache"),
    "an lru_cache": ("host", "clean_lru_cache"),
    "logging": ("host", "clean_logging"),
    "a module imported late": ("host", "clean_late_import"),
    "a connection pool that fills": ("host", "clean_connection_pool"),
    "a thread pool": ("host", "clean_thread_pool"),
    "compiled patterns": ("host", "clean_patterns"),
    "reference cycles": ("host", "clean_cycles"),
    "short tasks": ("host_awaited", "clean_short_tasks"),
    "json there and back": ("host", "clean_json"),
}
MEMORY = {
    "rows of dicts": ("rows", "rows_more"),
    "blocks of 1,000 bytes": ("blocks", "blocks_more"),
    "text": ("text", "text_more"),
    "awaited rows": ("awaited", "awaited_more"),
    "objects, in numbers that vary by 2 %": ("varying", "varying_more"),
}
