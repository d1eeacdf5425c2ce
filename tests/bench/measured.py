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
