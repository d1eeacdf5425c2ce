"""Functions that tests measure for real. A launch imports this module, which imports nothing.

In a test's own module they would bring pytest and all else that the test needs into every launch.
"""


def spin(units):
    total = 0
    for _ in range(units):
        total += 1
    return total


def spin_a_third_longer(units):
    return spin(units + units // 3)


async def spin_async(units):
    import asyncio

    for _ in range(3):
        await asyncio.sleep(0.001)
    return spin(units)


def fails(units):
    raise ValueError(units)


TURNS = [0]


def by_chance(units):
    """Do more or less work each time, as chance would, but never twice alike by luck."""
    TURNS[0] += 1
    return spin(units * (1 + TURNS[0] % 7))


def by_chance_after_a_wait(units):
    Wait(0.018)()
    return by_chance(units // 20)


def made(units):
    return [object() for _ in range(units)]


def made_by_chance(units):
    import random

    return made(units + random.randrange(units))


def any_text(text):
    """Work far more than `short`, so that its speed is never in doubt."""
    return len(text) + 0 * sum(range(5_000))


def short(text):
    if len(text) > 3:
        raise ValueError(text)
    return len(text)


def plus(number):
    return number + 1


def stub(number):
    return None


def almost(number):
    return number + 1 if number != 4 else 0


COUNT = [0]


def chance(number):
    COUNT[0] += 1
    return COUNT[0]


def wait():
    Wait(0.1)()


class Wait:
    def __init__(self, seconds):
        self.seconds = seconds

    def __call__(self):
        import time

        time.sleep(self.seconds)
