"""All chunks of a work, handed out by one who remembers them: what a workflow decides. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .chunk import Chunk, Claimed, NextStep, halves, next_step

__all__ = ["Handout"]


@dataclass(slots=True)
class Handout:
    """Which chunks wait, which are done.

    Attributes:
        work: the name of the work.
        inputs: how many there are.
        size: of a chunk.
        begun: of the inputs up to here chunks were made.
        token: the last one that was given.
        waiting: chunks that were given back, with their losses.
        done: those of which there is a result, with its token.
    """

    work: str
    inputs: int
    size: int
    begun: int = 0
    token: int = 0
    waiting: list[tuple[Chunk, int]] = field(default_factory=list)
    done: list[tuple[Chunk, int]] = field(default_factory=list)

    @classmethod
    def of(cls, plain: dict[str, Any]) -> Handout:
        """Read what `plain` wrote."""
        waiting = [(Chunk(*chunk), losses) for *chunk, losses in plain.get("waiting", ())]
        done = [(Chunk(*chunk), token) for *chunk, token in plain.get("done", ())]
        return cls(**{**plain, "waiting": waiting, "done": done})

    def plain(self) -> dict[str, Any]:
        """Write it down as JSON can hold it."""
        return {
            "work": self.work,
            "inputs": self.inputs,
            "size": self.size,
            "begun": self.begun,
            "token": self.token,
            "waiting": [[*chunk, losses] for chunk, losses in self.waiting],
            "done": [[*chunk, token] for chunk, token in self.done],
        }

    def take(self) -> Claimed | None:
        """Take the next chunk that is to be run, or given up; None where none waits."""
        while (found := self._next()) is not None:
            self.token += 1
            claimed = Claimed(found[0], self.token, found[1])
            if next_step(claimed) is not NextStep.HALVE:
                return claimed
            self.waiting += halves(claimed)
        return None

    def _next(self) -> tuple[Chunk, int] | None:
        if self.waiting:
            return self.waiting.pop(0)
        if self.begun >= self.inputs:
            return None
        chunk = Chunk(self.begun, min(self.size, self.inputs - self.begun))
        self.begun = chunk.end
        return chunk, 0

    def finish(self, claimed: Claimed, inputs: int) -> None:
        """Keep that its first `inputs` are done; the rest waits."""
        first, all_of_it = claimed.chunk
        if inputs:
            self.done.append((Chunk(first, inputs), claimed.token))
        if inputs < all_of_it:
            rest = Chunk(first + inputs, all_of_it - inputs)
            self.waiting.append((rest, 0 if inputs else claimed.losses))

    def lose(self, claimed: Claimed) -> None:
        """Let it wait: whoever ran it was lost with it."""
        self.waiting.append((claimed.chunk, claimed.losses + 1))
