"""The inputs a measurement works on: a bounded, seeded draw from however many there are."""

import hashlib
import pickle
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from switchover.bench.copying import Arguments
from switchover.bench.errors import BenchError

MOST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Inputs drawn from a corpus.

    Attributes:
        inputs: (args, kwargs) of each call.
        places: Position of each in the corpus, ascending.
        total: Inputs in the corpus.
    """

    inputs: tuple[Arguments, ...]
    places: tuple[int, ...]
    total: int

    @property
    def digest(self) -> str:
        """A name for these inputs that equal inputs share; "" where they cannot be pickled."""
        try:
            data = pickle.dumps(self.inputs, protocol=4)
        except Exception:  # noqa: BLE001 - a foreign __reduce__ may raise anything
            return ""
        return hashlib.sha256(data).hexdigest()[:16]


def draw(inputs: Iterable[Arguments], *, seed: int, most: int = MOST) -> Draw:
    """Draw at most `most` inputs, each equally likely, in one pass and bounded memory.

    **Source:** algorithm R, Vitter, ACM Transactions on Mathematical Software 11 (1985) 37-57.

    Raises:
        BenchError: An input is not a pair of positional and keyword arguments.
    """
    rng = random.Random(seed)
    kept: list[tuple[int, Arguments]] = []
    total = 0
    for place, arguments in enumerate(inputs):
        total = place + 1
        _check(place, arguments)
        if len(kept) < most:
            kept.append((place, arguments))
        elif (slot := rng.randrange(total)) < most:
            kept[slot] = (place, arguments)
    kept.sort(key=lambda each: each[0])
    return Draw(
        inputs=tuple((tuple(args), dict(keywords)) for _, (args, keywords) in kept),
        places=tuple(place for place, _ in kept),
        total=total,
    )


def _check(place: int, arguments: object) -> None:
    match arguments:
        case (args, keywords) if (
            isinstance(args, Sequence)
            and not isinstance(args, str | bytes)
            and isinstance(keywords, Mapping)
            and all(isinstance(name, str) for name in keywords)
        ):
            return
    raise BenchError(
        f"input {place} is {arguments!r:.80}: write (args, kwargs), such as ((1,), {{}})"
    )
