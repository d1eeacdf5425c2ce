"""A function, and mutants of it with one known fault each: what `doctor` must be able to see."""

from __future__ import annotations

ROUNDS = 3_000
_kept: list[list[int]] = []


def healthy(number: int) -> dict[str, int]:
    """Do a fixed amount of work and give an answer that depends on the input."""
    return {"total": _worked(ROUNDS) + number, "number": number}


def differs(number: int) -> dict[str, int]:
    """Answer wrongly for one number in a hundred."""
    return {"total": _worked(ROUNDS) + number + (number % 100 == 7), "number": number}


def slower(number: int) -> dict[str, int]:
    """Do a tenth more of the same work."""
    return {"total": _worked(ROUNDS + ROUNDS // 10) + number, "number": number}


def hungrier(number: int) -> dict[str, int]:
    """Hold a block of memory that the healthy one does not need."""
    block = bytearray(4_096)
    return {"total": _worked(ROUNDS) + number + len(block) * 0, "number": number}


def leaking(number: int) -> dict[str, int]:
    """Keep something of every call."""
    _kept.append([number])
    return healthy(number)


def _worked(rounds: int) -> int:
    total = 0
    for step in range(rounds):
        total ^= step
    return total * 0
