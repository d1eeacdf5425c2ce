"""What a comparison in chunks is of, so that results of two different ones are never mixed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

import msgspec

from switchover.shadow import Rule
from switchover.shadow.coverage import package_of
from switchover.values import name_of

from ..plan import Pair
from .places import Waymarks

__all__ = ["ChunkedJob", "unlike"]

MOST_FILES: Final = 5_000
"""Files of one side's package that are looked at; of a larger one, the first by name."""
SAID: Final = {
    "control": "the control has another name",
    "candidate": "the candidate has another name",
    "corpus": "the corpus has other inputs",
    "inputs": "the corpus has other inputs",
    "code": "the files of a side have changed",
    "rules": "the rules have changed",
    "settings": "seed, time limit or what the answers are seen as have changed",
    "python": "Python has another version",
}


class ChunkedJob(msgspec.Struct, frozen=True, kw_only=True):
    """One pair on one corpus under one set of rules."""

    control: str
    candidate: str
    corpus: str
    """Digest of its inputs."""
    inputs: int
    code: str
    """Digest of the files of both sides' packages."""
    rules: str
    settings: str
    python: str
    today: str
    """The day on which rules expire or not, for all that take part."""

    @classmethod
    def of(cls, pair: Pair, places: Waymarks, *, seed: int, today: str) -> ChunkedJob:
        """Describe the comparison of a pair."""
        sides = (pair.control, pair.candidate)
        settings = [seed, pair.timeout_s, None if pair.seen_as is None else _named(pair.seen_as)]
        return cls(
            control=_named(pair.control),
            candidate=_named(pair.candidate),
            corpus=places.digest,
            inputs=places.inputs,
            code=_digest(part for side in sides for part in _code(_named(side))),
            rules=_digest(_told(rule) for rule in pair.rules),
            settings=repr(settings),
            python=f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]}",
            today=today,
        )

    def encoded(self) -> bytes:
        return msgspec.json.encode(self)


def unlike(mine: ChunkedJob, other: bytes) -> tuple[str, ...]:
    """Say in which points another job, as it was written down, is not this one.

    The day is not among them: all go by that of the first.
    """
    try:
        theirs = msgspec.json.decode(other, type=ChunkedJob)
    except msgspec.DecodeError:
        return ("it was begun by another version of switchover",)
    found = (said for name, said in SAID.items() if getattr(mine, name) != getattr(theirs, name))
    return tuple(dict.fromkeys(found))


def _named(side: str | Callable[..., Any]) -> str:
    if isinstance(side, str):
        return side
    return f"{getattr(side, '__module__', '')}:{name_of(side)}"


def _digest(parts: Iterator[bytes]) -> str:
    digest = blake2b(digest_size=16)
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _told(rule: Rule) -> bytes:
    fields = msgspec.structs.asdict(rule)
    shown = {name: _named(value) if callable(value) else value for name, value in fields.items()}
    return repr((rule.kind, sorted(shown.items()))).encode("utf-8", "backslashreplace")


def _code(side: str) -> Iterator[bytes]:
    """Read what the package of a side is made of; nothing of it is imported."""
    files = _files(side.partition(":")[0])
    for file in sorted(files)[:MOST_FILES]:
        try:
            yield file.name.encode("utf-8", "surrogateescape")
            yield file.read_bytes()
        except OSError:
            yield b"cannot be read"


def _files(module: str) -> list[Path]:
    """List the Python files of the outermost regular package that holds a module."""
    found = package_of(module)
    if not found:
        return []
    place = Path(found)
    return [*place.rglob("*.py")] if place.is_dir() else [place]
