"""The inputs a measurement works on: a bounded, seeded draw from however many there are."""

from __future__ import annotations

import hashlib
import pickle
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .copying import Arguments
from .errors import BenchError
from .records import SampleRecord
from .strata import DrawnInput, Fact, choose, choose_raised, represent

__all__ = ["MOST", "Draw", "draw", "few"]

MOST = 64
_KEPT = 4  # times as many inputs are kept while the corpus is read, to choose from
_RAISED = 12  # inputs on which both sides raise, for the watch for leaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """Inputs drawn from a corpus; any number of the first ones stand for it, too.

    Attributes:
        inputs: (args, kwargs) of each call.
        places: Position of each in the corpus, from 0.
        stands_for: How many inputs of the corpus each stands for.
        total: Inputs in the corpus.
        sample: What they stand for.
        raised: Of the inputs on which both sides raised alike, those that are watched for leaks.
    """

    inputs: tuple[Arguments, ...]
    places: tuple[int, ...]
    stands_for: tuple[float, ...]
    total: int
    sample: SampleRecord
    raised: tuple[Arguments, ...] = ()

    @property
    def digest(self) -> str:
        """A name for these inputs that equal inputs share; "" where they cannot be pickled."""
        ordered = [inputs for _, inputs in sorted(zip(self.places, self.inputs, strict=True))]
        try:
            data = pickle.dumps(ordered, protocol=4)
        except Exception:  # noqa: BLE001 - a foreign __reduce__ may raise anything
            return ""
        return hashlib.sha256(data).hexdigest()[:16]


def draw(
    inputs: Iterable[Arguments],
    *,
    seed: int,
    most: int = MOST,
    facts: Sequence[Fact] | None = None,
) -> Draw:
    """Draw at most `most` inputs that stand for the corpus, in one pass and bounded memory.

    With facts they are chosen by outcome and by the control's time. Without, some hundred are kept,
    each equally likely, and chosen from by their size.

    **Source:** algorithm R, Vitter, ACM Transactions on Mathematical Software 11 (1985) 37-57.

    Raises:
        BenchError: An input is not a pair of positional and keyword arguments.
    """
    if facts is not None:
        return _known(inputs, facts, seed=seed, most=most)
    rng = random.Random(seed)
    kept: list[tuple[int, Arguments]] = []
    total = 0
    for place, arguments in enumerate(inputs):
        total = place + 1
        _check(place, arguments)
        if len(kept) < _KEPT * most:
            kept.append((place, arguments))
        elif (slot := rng.randrange(total)) < _KEPT * most:
            kept[slot] = (place, arguments)
    sized = [Fact(place=place, weight=_size(arguments)) for place, arguments in kept]
    chosen = choose(sized, most, seed=seed)
    each_of = total / len(kept) if kept else 0.0
    return _draw(
        dict(kept),
        [DrawnInput(each.place, each.stands_for * each_of) for each in chosen],
        total,
        SampleRecord(total=total, drawn=len(chosen), share_of_inputs=1.0 if total else 0.0),
    )


def few(
    inputs: Iterable[Arguments], *, seed: int, most: int, time_s: float, of: str
) -> tuple[Arguments, ...]:
    """Draw the inputs of a measurement that counts, and hold that it has any, and time.

    Args:
        inputs: The corpus.
        seed: Chooses the inputs.
        most: How many of them at the most.
        time_s: Seconds that the measurement may take.
        of: What is measured, as it stands in the error.

    Raises:
        BenchError: An input is not a pair of positional and keyword arguments.
        ValueError: There are no inputs, or the time is not above zero.
    """
    drawn = draw(inputs, seed=seed, most=most).inputs
    if not drawn or not time_s > 0:
        raise ValueError(f"{of} needs inputs and time; got {len(drawn)} and {time_s} s")
    return drawn


def _known(inputs: Iterable[Arguments], facts: Sequence[Fact], *, seed: int, most: int) -> Draw:
    chosen = choose(facts, most, seed=seed)
    raised = choose_raised(facts, _RAISED, seed=seed)
    wanted = {each.place for each in (*chosen, *raised)}
    last = max(wanted, default=-1)
    found: dict[int, Arguments] = {}
    for place, arguments in enumerate(inputs):
        if place > last:
            break
        if place in wanted:
            _check(place, arguments)
            found[place] = arguments
    return _draw(
        found,
        [each for each in chosen if each.place in found],
        len(facts),
        represent(facts, chosen, timed=True),
        [each.place for each in raised if each.place in found],
    )


def _draw(
    found: Mapping[int, Arguments],
    chosen: Sequence[DrawnInput],
    total: int,
    sample: SampleRecord,
    raised: Sequence[int] = (),
) -> Draw:
    def plain(place: int) -> Arguments:
        args, keywords = found[place]
        return tuple(args), dict(keywords)

    return Draw(
        inputs=tuple(plain(each.place) for each in chosen),
        raised=tuple(map(plain, raised)),
        places=tuple(each.place for each in chosen),
        stands_for=tuple(each.stands_for for each in chosen),
        total=total,
        sample=sample,
    )


def _size(arguments: Arguments) -> float:
    """Give the bytes that an input takes when it is written down; 1 where it cannot be."""
    try:
        return float(len(pickle.dumps(arguments, protocol=4)))
    except Exception:  # noqa: BLE001 - a foreign __reduce__ may raise anything
        return 1.0


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
