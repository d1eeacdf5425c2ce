"""Secrets are replaced before anything is written: by a keyed hash, so that equal stays equal."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Any

from switchover.values import decode, encode

from .hiding import Hider, Seeker
from .places import SecretPlaces, steps_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Secrets"]


class Secrets:
    """Replaces what is secret in the documents of a call.

    Args:
        key: Of the hashes.
        names: Parts of names, whatever their case and however their words are joined.
        paths: Places, as `$.args[0].card` and `$.returned.*.token`; `**` is any number
            of steps.

    Raises:
        RecordingError: A path cannot be read.
    """

    def __init__(self, key: bytes, names: Sequence[str], paths: Sequence[str]) -> None:
        self._key = key
        self._paths = [steps_of(path) for path in paths]
        words = "|".join(_spelled(name) for name in names if name)
        self._named = re.compile(words, re.IGNORECASE) if words else None
        # a document's bytes have no case of letters beyond ASCII: with such a name all are opened
        hint = words.lower() if words.isascii() else ""
        self._hint = re.compile(hint.encode()) if words else None

    def of_parameters(self, names: Sequence[str]) -> frozenset[int]:
        """Say which positional parameters are secret, by their places."""
        places = SecretPlaces(self._named, ())
        return frozenset(at for at, name in enumerate(names) if places.is_named(name))

    def hide(self, given: bytes, answer: bytes, positions: frozenset[int]) -> tuple[bytes, bytes]:
        """Give both documents without what is secret.

        Args:
            given: Of `(args, kwargs)`.
            answer: Of `(word, value, args, kwargs)`; the arguments as the call left them, or None.
            positions: Of secret parameters.
        """
        if not (self._paths or positions or self._is_likely(given + answer)):
            return given, answer
        call, (word, *result) = decode(given), decode(answer)
        places = self._places_of(positions)
        root, below = places.root, places.below
        # What the call left is at the places of what it got, and at its own.
        after = places.both(root, below(root, "after"))
        at = [below(root, "args"), below(root, "kwargs"), below(root, word)]
        at += [below(after, "args"), below(after, "kwargs")]
        parts = [*call, *result]
        seeker = Seeker(places)
        for index, (part, place) in enumerate(zip(parts, at)):
            seeker.look(part, place, is_call=index in _CALLS)
        if not seeker.found:
            return given, answer
        hider = Hider(places, seeker.texts, self.hashed)
        args, kwargs, *result = (
            None
            if part is None and index > 2
            else hider.hidden(part, place, is_call=index in _CALLS)
            for index, (part, place) in enumerate(zip(parts, at))
        )
        return encode((args, kwargs), aliases=True), encode((word, *result))

    def _places_of(self, positions: frozenset[int]) -> SecretPlaces:
        """Give where secrets are, those parameters too; made for a call, for it keeps names."""
        own = [("args", str(at)) for at in sorted(positions)]
        return SecretPlaces(self._named, [*self._paths, *own])

    def _is_likely(self, document: bytes) -> bool:
        # a pattern that ignores the case takes three times as long
        return self._hint is not None and self._hint.search(document.lower()) is not None

    def hashed(self, value: Any) -> str:
        """Give what stands for a secret."""
        digest = hmac.new(self._key, encode(value), "sha256").hexdigest()
        return f"secret:{digest[:16]}"


_CALLS = frozenset({0, 3})
"""Which parts of a call are its arguments by position: before it, and after."""


def _spelled(name: str) -> str:
    """Write what finds a name however its words are joined: api_key, api-key, apiKey, API KEY."""
    return "[-_. ]?".join(map(re.escape, re.split(r"[-_. ]", name)))
