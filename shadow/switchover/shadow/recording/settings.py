"""What is recorded and how; written into a file that every process of the program reads."""

from __future__ import annotations

import json
import os
from typing import NamedTuple

from .errors import RecordingError

__all__ = [
    "BEGUN",
    "ENVIRONMENT",
    "PARTS",
    "SECRET",
    "SETTINGS",
    "RecordingSettings",
    "chosen_key",
    "file_name",
]

ENVIRONMENT = "SWITCHOVER_RECORD"
"""Names the folder of the recording in the environment of the program."""
KEY = "SWITCHOVER_RECORD_KEY"
"""Holds in the environment the key of a recording's hashes, where recordings are to agree."""
PARTS = ".parts"
"""Folder within that of the recording: one file for each process, until all are put together."""
SETTINGS = "settings.json"
BEGUN = "begun"
"""File that the first process leaves which records at all."""

SECRET = (
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "api_key",
    "authorization",
    "credential",
    "private_key",
    "session_key",
    "access_key",
    "cookie",
    "cvv",
    "card_number",
    "iban",
    "ssn",
)


class RecordingSettings(NamedTuple):
    """One recording.

    Attributes:
        targets: Import strings, `module:qualname`.
        key: Of the hashes that stand for secrets, in hexadecimal; never kept with the corpus.
        secrets: Parts of names; a field, key or parameter whose name holds one is a secret,
            whatever its case and however its words are joined.
        paths: Places of secrets: `$.args[0].card.*`, `$.kwargs.user`, `$.returned`.
        per_site: Calls that are kept of each call site.
        most: Inputs that are kept of each callable; 0 for all.
        most_bytes: Bytes that the recording may take on the disk; 0 for no limit.
        pickles: Whether inputs are kept as pickles as well.
    """

    targets: tuple[str, ...]
    key: str
    secrets: tuple[str, ...] = SECRET
    paths: tuple[str, ...] = ()
    per_site: int = 1000
    most: int = 0
    most_bytes: int = 1 << 30
    pickles: bool = False

    def save(self, folder: str) -> None:
        """Write it for the processes of the program; readable by its owner alone."""
        path = os.path.join(folder, PARTS, SETTINGS)  # noqa: PTH118 - light imports
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(fd, "w", encoding="utf-8") as file:  # noqa: PTH123 - light imports
            json.dump(self._asdict(), file)

    @classmethod
    def load(cls, folder: str) -> RecordingSettings:
        """Read it.

        Raises:
            OSError: There is none.
            ValueError: It is damaged.
        """
        path = os.path.join(folder, PARTS, SETTINGS)  # noqa: PTH118 - light imports
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 - light imports
            read = json.load(file)
        known = {name: read[name] for name in cls._fields if name in read}
        lists = ("targets", "secrets", "paths")
        return cls(**{**known, **{name: tuple(known[name]) for name in lists if name in known}})


MOST_NAME = 200
"""Characters of a file's name: while it is written it has more."""


def file_name(target: str) -> str:
    """Name the corpus of a callable.

    Raises:
        RecordingError: No file can have the name.
    """
    name = target.replace(":", ".") + ".jsonl"
    is_whole = target.isprintable() and target.strip(".:") != "" and not {*target} & {*"/\\"}
    if not is_whole or len(name.encode("utf-8", "replace")) > MOST_NAME:
        raise RecordingError(f"{target!r} names no file: its calls are kept in one of that name")
    return name


def chosen_key() -> str:
    """Give the key of the environment, or one that nobody will know; in hexadecimal."""
    return os.environ.get(KEY, "").encode().hex() or os.urandom(32).hex()
