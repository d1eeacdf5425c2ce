"""Exec ids: the same again when a step is run again after a crash, others for another attempt."""

from __future__ import annotations

import hashlib
import secrets
from contextvars import ContextVar, Token

__all__ = ["Step", "entered", "left", "new_id"]


class Step:
    """One attempt at one step of a run; counts the ids that it has made."""

    __slots__ = ("count", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0

    def next_id(self) -> str:
        self.count += 1
        seed = f"{self.name}.{self.count}".encode()
        return hashlib.blake2b(seed, digest_size=13).hexdigest()


_step: ContextVar[Step | None] = ContextVar("switchover.step", default=None)


def entered(step: Step) -> Token[Step | None]:
    """Let ids come from this step until it is left."""
    return _step.set(step)


def left(token: Token[Step | None]) -> None:
    _step.reset(token)


def new_id() -> str:
    """Make an id: inside an activity the step's next one, outside a random one."""
    step = _step.get()
    return secrets.token_hex(13) if step is None else step.next_id()
