"""Functions that need memory: some exactly so much more than others, some never the same.

Each launch imports this: what a single function needs is imported there.
"""

import os
import random
import sys
from time import sleep
from types import coroutine


def rows(size):
    return [{"a": number, "b": str(number)} for number in range(size)]


def loop(size):
    total = 0
    for number in range(size):
        total += number
    return total


def rows_more(size):
    return rows(size + size // 10)


def rows_slightly_more(size):
    return rows(size + size // 50)


def block(size):
    return bytearray(100 * size)


def block_more(size):
    return bytearray(110 * size)


def passing_block(size):
    bytearray(100 * size)
    return bytearray(100 * size)


def random_rows(size):
    return [object() for _ in range(size + random.randrange(size // 50))]


def random_rows_twice(size):
    return [object() for _ in range(2 * size + random.randrange(size // 50))]


STEPS = [eval(f"lambda: {number}") for number in range(1000)]  # so many code objects


def many_functions(size):
    return sum(step() for step in STEPS[:size])


def rows_in_a_process(size):
    import subprocess

    subprocess.run([sys.executable, "-S", "-c", f"[object() for _ in range({size})]"], check=True)


@coroutine
def turn():
    yield  # to the loop, as asyncio.sleep(0) does


async def rows_awaited(size):
    await turn()
    return rows(size)


async def rows_awaited_more(size):
    return await rows_awaited(size + size // 10)


def nothing(size):
    pass


def raises(size):
    raise ValueError(size)


def raises_for_large(size):
    if size > 500:
        raise ValueError(size)
    return rows(size)


def rows_of_few(size):
    if size > 500:
        raise ValueError(f"{size} is too many")
    return rows_more(size)


def exclusive(path):
    """Hold a file that nobody else may hold; two at once raise."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL)
    sleep(0.001)
    os.close(descriptor)
    os.unlink(path)
    return bytes(4_000)


def exclusive_more(path):
    """Hold it, for a larger block."""
    return exclusive(path) * 3


def rows_after_a_wait(size):
    """Wait for large ones."""
    sleep(0.05 if size == 300 else 0)
    return rows(size)


STARTED = [0]


def rows_after_a_start(size):
    """Make three times the rows in its first 300 calls."""
    STARTED[0] += 1
    return rows(3 * size if STARTED[0] <= 300 else size)


def rows_by_hash(size):
    """Make half as many rows more in every other process."""
    return rows(size + size // 2 if hash("rows") & 1 else size)
