"""Secrets are replaced before anything is written: by a keyed hash, so that equal stays equal."""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Any

from switchover.values import Node, decode, encode

from .errors import RecordingError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Secrets"]

LEAST_TEXT = 6
"""Characters of a secret text that is also looked for within other texts of the same call."""
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\*)\]")
_ANY = "*"
_DEEP = "**"


class Secrets:
    """Replaces what is secret in the documents of a call.

    Args:
        key: Of the hashes.
        names: Parts of names, whatever their case.
        paths: Places, as `$.args[0].card` and `$.returned.*.token`; `**` is any number of steps.

    Raises:
        RecordingError: A path cannot be read.
    """

    def __init__(self, key: bytes, names: Sequence[str], paths: Sequence[str]) -> None:
        self._key = key
        self._paths = [_steps(path) for path in paths]
        words = "|".join(re.escape(name) for name in names if name)
        self._named = re.compile(words, re.IGNORECASE) if words else None
        self._hint = re.compile(words.lower().encode()) if words else None

    def of_parameters(self, names: Sequence[str]) -> frozenset[int]:
        """Say which positional parameters are secret, by their places."""
        return frozenset(at for at, name in enumerate(names) if self._is_named(name))

    def hide(self, given: bytes, answer: bytes, positions: frozenset[int]) -> tuple[bytes, bytes]:
        """Give both documents without what is secret.

        Args:
            given: Of `(args, kwargs)`.
            answer: Of `(word, value, args, kwargs)`.
            positions: Of secret parameters.
        """
        if not (self._paths or positions or self._is_likely(given + answer)):
            return given, answer
        call, result = decode(given), decode(answer)
        view = {"args": call[0], "kwargs": call[1], result[0]: result[1]}
        if result[2] is not None or result[3] is not None:
            view["after"] = {"args": result[2], "kwargs": result[3]}
        found = _Found(self, positions)
        found.walk(view, (), is_secret=False)
        if not found.places:
            return given, answer
        hidden = _Hider(self, found)
        view = {name: hidden.hidden(part, (name,)) for name, part in view.items()}
        after = view.get("after") or {"args": None, "kwargs": None}
        answered = (result[0], view[result[0]], after["args"], after["kwargs"])
        return encode((tuple(view["args"]), view["kwargs"])), encode(answered)

    def _is_likely(self, document: bytes) -> bool:
        # a pattern that ignores the case takes three times as long
        return self._hint is not None and self._hint.search(document.lower()) is not None

    def _is_named(self, name: Any) -> bool:
        return isinstance(name, str) and self._named is not None and bool(self._named.search(name))

    def is_place(self, path: tuple[str, ...]) -> bool:
        """Say whether a place is secret by its path or its name."""
        return self._is_named(path[-1]) or any(_fits(steps, path) for steps in self._paths)

    def hashed(self, value: Any) -> str:
        """Give what stands for a secret."""
        digest = hmac.new(self._key, encode(value), "sha256").hexdigest()
        return f"secret:{digest[:16]}"


class _Found:
    """Where secrets are, and which texts they hold."""

    def __init__(self, secrets: Secrets, positions: frozenset[int]) -> None:
        self.places: set[tuple[str, ...]] = set()
        self.texts: set[str] = set()
        self._secrets, self._positions = secrets, positions
        self._above: set[int] = set()

    def walk(self, tree: Any, path: tuple[str, ...], *, is_secret: bool) -> None:
        if path and not is_secret:
            is_secret = self._is_secret(path)
            if is_secret:
                self.places.add(path)
        if is_secret and isinstance(tree, str) and len(tree) >= LEAST_TEXT:
            self.texts.add(tree)
        if id(tree) in self._above:
            return
        self._above.add(id(tree))
        for name, part in _parts(tree):
            self.walk(part, (*path, name), is_secret=is_secret)
        self._above.discard(id(tree))

    def _is_secret(self, path: tuple[str, ...]) -> bool:
        is_parameter = len(path) == 2 and path[0] == "args" and int(path[1]) in self._positions
        return is_parameter or self._secrets.is_place(path)


class _Hider:
    def __init__(self, secrets: Secrets, found: _Found) -> None:
        self._secrets, self._places = secrets, found.places
        texts = sorted(found.texts, key=len, reverse=True)
        self._texts = re.compile("|".join(map(re.escape, texts))) if texts else None
        self._above: set[int] = set()

    def hidden(self, tree: Any, path: tuple[str, ...]) -> Any:
        if path in self._places:
            return self._secrets.hashed(tree)
        if isinstance(tree, str):
            hashed = self._secrets.hashed
            return self._texts.sub(lambda m: hashed(m[0]), tree) if self._texts else tree
        if id(tree) in self._above:  # part of itself: what lies below was seen
            return tree
        self._above.add(id(tree))
        made = _mapped(tree, lambda name, part: self.hidden(part, (*path, name)))
        self._above.discard(id(tree))
        return made


def _parts(tree: Any) -> list[tuple[str, Any]]:
    if isinstance(tree, dict):
        return [(str(key), part) for key, part in tree.items()]
    if isinstance(tree, (list, tuple, set, frozenset)):
        return [(str(at), part) for at, part in enumerate(tree)]
    if isinstance(tree, Node):
        held = list((tree.fields or {}).items())
        held += [(str(at), part) for at, part in enumerate(tree.items or ())]
        held += [(str(at), part) for at, part in enumerate(tree.members or ())]
        return held + _parts(tree.entries or {}) + [("base", tree.base)]
    return []


def _mapped(tree: Any, change: Callable[[str, Any], Any]) -> Any:
    if isinstance(tree, dict):
        return {key: change(str(key), part) for key, part in tree.items()}
    if isinstance(tree, (list, tuple, set, frozenset)):
        return type(tree)(change(str(at), part) for at, part in enumerate(tree))
    if isinstance(tree, Node):
        return Node(
            tree.type,
            None if tree.fields is None else _mapped(tree.fields, change),
            change("base", tree.base),
            None if tree.items is None else _mapped(tree.items, change),
            None if tree.entries is None else _mapped(tree.entries, change),
            None if tree.members is None else _mapped(tree.members, change),
            tree.ordered,
            tree.opaque,
        )
    return tree


def _steps(path: str) -> tuple[str, ...]:
    if not path.startswith("$"):
        raise RecordingError(f"secret path {path!r} must begin with $: such as $.args[0].card")
    steps, at = [], 1
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            text = f"secret path {path!r} cannot be read at character {at + 1}"
            raise RecordingError(f"{text}; write $.kwargs.user.name or $.args[0]")
        steps.append(found[1] or found[2])
        at = found.end()
    if not steps:
        raise RecordingError("secret path '$' names everything; name a part, such as $.args[0]")
    return tuple(steps)


def _fits(steps: tuple[str, ...], path: tuple[str, ...]) -> bool:
    if not steps:
        return not path
    if steps[0] == _DEEP:
        return any(_fits(steps[1:], path[at:]) for at in range(len(path) + 1))
    return bool(path) and steps[0] in {_ANY, path[0]} and _fits(steps[1:], path[1:])
