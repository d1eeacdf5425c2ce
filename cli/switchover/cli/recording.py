"""Run a command under a recording and say what was kept."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from switchover.shadow.recording import (
    SECRET,
    Kept,
    RecordingSettings,
    begin_folder,
    chosen_key,
    finish,
    run_command,
    spelled_out,
)
from switchover.values import ResolveError, split

from .console import Console
from .errors import OptionsError
from .exits import Exit

__all__ = ["Wish", "carry_out"]

EXAMPLE = "switchover record shop.old:price --out calls -- pytest tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user asked of a recording."""

    out: Path
    per_site: int
    most: int
    most_bytes: int
    secrets: tuple[str, ...]
    pickles: bool
    replace: bool

    def settings(self, targets: list[str]) -> RecordingSettings:
        """Give the settings of the recording; the key is drawn unless the environment has one."""
        return RecordingSettings(
            targets=tuple(dict.fromkeys(targets)),
            key=chosen_key(),
            secrets=(*SECRET, *(one for one in self.secrets if not one.startswith("$"))),
            paths=tuple(one for one in self.secrets if one.startswith("$")),
            per_site=self.per_site,
            most=self.most,
            most_bytes=self.most_bytes,
            pickles=self.pickles,
        )


def carry_out(console: Console, words: list[str], wish: Wish, only_finish: Path | None) -> int:
    """Record, put together, and tell; gives the exit code."""
    if only_finish is not None:
        return _tell(console, finish(only_finish), 0)
    targets, command = _parted(words)
    settings = wish.settings(targets)
    from switchover.shadow.recording import Secrets

    Secrets(b"", settings.secrets, settings.paths)  # a path that cannot be read is told now
    full = spelled_out(command)
    begin_folder(wish.out, settings, replace=wish.replace)
    code = run_command(full, wish.out, quiet=console.as_json)
    return _tell(console, finish(wish.out), code)


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """Part the targets from the command; the first word that is no import string begins it."""
    targets: list[str] = []
    for word in words:
        try:
            split(word)
        except ResolveError:
            break
        targets.append(word)
    command = words[len(targets) :]
    if not targets:
        hint = f" ({words[0]!r} is no module:function)" if words else ""
        raise OptionsError(f"name what to record{hint}, then -- and a command: {EXAMPLE}")
    if not command:
        raise OptionsError(f"name the command that calls it, after --: {EXAMPLE}")
    return targets, command


def _tell(console: Console, made: list[Kept], code: int) -> int:
    if console.as_json:
        print(json.dumps({"exit": code, "targets": [_told(one) for one in made]}))
    for one in made:
        for line in _lines(one):
            console.note(line)
    if code == 0 and not any(one.inputs for one in made):
        console.error("nothing was recorded")
        return Exit.USAGE
    return code


def _told(one: Kept) -> dict[str, object]:
    return {
        "target": one.target,
        "file": str(one.file),
        "calls": one.calls,
        "inputs": one.inputs,
        "sites": one.sites,
        "left_out": dict(one.left_out),
        "classes": one.classes,
        "notes": one.notes,
    }


def _lines(one: Kept) -> list[str]:
    """Say what became of one target."""
    places = f"{one.sites:,} place" + ("s" if one.sites != 1 else "")
    if not one.calls:
        said = [f"{one.target}: no input; it {_absence(one)}"]
    elif not one.inputs:
        said = [f"{one.target}: no input could be kept of {one.calls:,} calls from {places}"]
    else:
        said = [
            f"{one.target}: {one.inputs:,} inputs of {one.calls:,} calls from {places}, "
            f"in {one.file}"
        ]
    said += [f"    left out: {count:,} {why}" for why, count in one.left_out.items()]
    if one.classes:
        named = ", ".join(f'"{name}"' for name in one.classes)
        options = " ".join(f"--class {name}" for name in one.classes)
        said.append(f"    its inputs hold classes; what reads them says {options}")
        said.append(f"    or, in a plan: classes = [{named}]")
    return said + [f"    {note}" for note in one.notes]


def _absence(one: Kept) -> str:
    if one.is_refused:
        return "cannot be recorded under this name"
    if one.was_imported:
        return "was not called"
    if not one.was_recorded:
        return (
            "ran in no Python that was recorded (one that is started with -I, -E or -S, or without "
            "its environment, is not)"
        )
    return "was never imported by what ran (a script that is run is __main__)"
