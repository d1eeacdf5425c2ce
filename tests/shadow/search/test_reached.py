"""What a search learns of sides: through registries and objects, of classes of their own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import pytest

from switchover.shadow.search import Limits

from .told import sought


class Kind(StrEnum):
    PLAIN = "plain"
    RARE = "a-rare-kind"


class Name(str):
    """A text of the side's own."""


NAMES = (Name("own"), Kind.PLAIN)


class Handler:
    """Found through a registry alone: no name in a side's code leads to it."""

    def control(self, kind, number):
        return number + (kind == Kind.RARE) + 7_654

    def candidate(self, kind, number):
        return number + (kind == Kind.RARE and number != 7_654) + 7_654


HANDLERS = {name: getattr(Handler(), name) for name in ("control", "candidate")}


def control(kind, number):
    assert NAMES
    return HANDLERS["control"](kind, number)


def candidate(kind, number):
    assert NAMES
    return HANDLERS["candidate"](kind, number)


class Box:
    """Without a `repr` of its own: two of them may have one address after the other."""

    def __init__(self, size):
        self.size = size


def boxed(box, more):
    return box.size * more


def boxed_new(box, more):
    return box.size * more if (box.size, more) != (0, 3) else 1


@dataclass
class Signed:
    value: float


def sign(given):
    return math.copysign(1, given.value)


def sign_new(given):
    return -1.0 if given.value < 0 else 1.0


@pytest.mark.parametrize(
    ("mine", "theirs", "inputs"),
    [
        (control, candidate, [(("plain", 5), {}), (("a-rare-kind", 5), {})]),
        (boxed, boxed_new, [((Box(3), 2), {}), ((Box(1), 9), {})]),
        (sign, sign_new, [((Signed(1.5),), {})]),
    ],
    ids=["registry", "objects", "signs"],
)
def test_what_only_running_shows_is_found(mine, theirs, inputs) -> None:
    """Constants of code that calls entered, objects by what they hold, the sign of zero."""
    limits = Limits(timeout_s=10)
    record = sought(mine, theirs, inputs, calls=3000, time_s=60, stop_at=1, limits=limits)
    assert record.finds, record.counts
    assert record.finds[0].comparison.differences
