"""Two versions of one thing: the new one validates and sorts besides."""

import asyncio


def parse(text):
    return [int(word) for word in text.split(",")]


def validate(numbers):
    for number in numbers:
        if not isinstance(number, int):
            raise TypeError(number)


def spin(count):
    total = 0
    for number in range(count):
        total += number
    return total


def old(text):
    return sum(parse(text))


def new(text):
    numbers = parse(text)
    validate(numbers)
    spin(4_000)
    return sum(numbers)


async def old_awaited(text):
    await asyncio.sleep(0.001)
    return old(text)


async def waits_longer(text):
    await asyncio.sleep(0.004)
    return old(text)


def raises(text):
    raise ValueError(text)
