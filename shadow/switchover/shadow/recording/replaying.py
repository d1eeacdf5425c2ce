"""A control that answers with what was recorded of it, where it cannot run here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any

from switchover.values import decode, encode, to_text
from switchover.values.worker import Recalled

__all__ = ["Recorded"]


class Recorded:
    """Answers an input with what was recorded of an equal one.

    Where several answers to it were recorded, each asking gives the next one: a control that
    answers otherwise when it is asked again is unsteady.

    Args:
        answered: Each input, `(args, kwargs)`, with the line that it was read from, as a tree.
    """

    def __init__(self, answered: Iterable[tuple[tuple[Any, Any], Mapping[str, Any]]]) -> None:
        self.__module__, self.__qualname__ = "recorded", "answers"
        self._answers: dict[bytes, list[Recalled]] = {}
        self._asked: Counter[bytes] = Counter()
        self.without = 0
        """How many inputs have no answer."""
        for (args, kwargs), line in answered:
            found = [_recalled(each) for each in (line, *line.get("others", ()))]
            kept = [each for each in found if each is not None]
            self.without += not kept
            self._answers.setdefault(_key(args, kwargs), []).extend(kept)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Recalled:
        key = _key(args, kwargs)
        answers = self._answers.get(key)
        if not answers:
            return Recalled("", "no answer was recorded for this input")
        asked = self._asked[key]
        self._asked[key] += 1
        return answers[asked % len(answers)]


def _key(args: Any, kwargs: Any) -> bytes:
    """Give equal inputs one key: sets in any order, keys of mappings in theirs."""
    call = decode(encode((tuple(args), dict(kwargs)), aliases=True))
    text = to_text(call, as_met=True, aliases=True)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _recalled(line: Mapping[str, Any]) -> Recalled | None:
    word = next((each for each in ("returned", "raised") if each in line), None)
    if word is None:
        return None
    after = line.get("after")
    if not isinstance(after, Mapping):
        return Recalled(word, line[word])
    return Recalled(word, line[word], (tuple(after.get("args", ())), after.get("kwargs", {})))
