"""Puts together what the processes of a program have recorded: one corpus for each callable."""

from __future__ import annotations

import base64
import json
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from switchover.ground import whole_file

from .drawing import drawn, fairly, whole
from .errors import RecordingError
from .parts import Frame, frames
from .secrets import Secrets
from .settings import BEGUN, PARTS, SETTINGS, RecordingSettings, file_name
from .tally import TALLY, Count, tallied
from .writing import Unwritable, line

__all__ = ["Kept", "begin_folder", "finish", "see_free"]

WHY = {
    "full": "the disk was full",
    "most-bytes": "the recording had reached --most-bytes",
}


_LEAST = {"per_site": 1, "most": 0, "most_bytes": 0}
_NO_PART = frozenset({SETTINGS, BEGUN, "notes"})
LEFT_OUT = -1
"""In a place of a reservoir: the call was drawn, and cannot be kept."""


@dataclass(slots=True, kw_only=True)
class Kept:
    """What became of one callable's calls."""

    target: str
    file: Path
    calls: int = 0
    """How often it was called, as far as it was counted."""
    inputs: int = 0
    """How many different inputs were kept."""
    sites: int = 0
    """Places that called it."""
    left_out: Counter[str] = field(default_factory=Counter)
    """What calls or inputs were not kept, with how many."""
    classes: list[str] = field(default_factory=list)
    """Classes that a plan must name to make the inputs."""
    notes: list[str] = field(default_factory=list)
    was_imported: bool = False
    was_recorded: bool = True
    """A process recorded at all, whatever it imported."""
    is_refused: bool = False
    """It was there, and cannot be recorded; a note says why."""


def begin_folder(folder: Path, settings: RecordingSettings, *, replace: bool) -> None:
    """Make the folder ready for the processes of a program.

    Raises:
        RecordingError: It holds another recording, or cannot be written; a limit is none.
    """
    for name, least in _LEAST.items():
        if (value := getattr(settings, name)) < least:
            raise RecordingError(f"{name} is {value}; it has to be {least} or more")
    Secrets(b"", settings.secrets, settings.paths)  # a path that cannot be read is told now
    see_free(folder, settings.targets, replace=replace)
    parts = folder / PARTS
    if parts.exists():
        if not replace:
            raise RecordingError(
                f"{parts} holds a recording that was not finished: keep it with "
                f"`switchover record --finish {folder}`, or give --replace"
            )
        shutil.rmtree(parts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        parts.mkdir(mode=0o700)
        settings.save(str(folder))
    except OSError as error:
        raise RecordingError(f"{folder} cannot be written: {error.strerror}") from error


def see_free(folder: Path, targets: Sequence[str], *, replace: bool) -> None:
    """See that each target can have a file of its own.

    Raises:
        RecordingError: Two would have the same, or one has a name that no file has, or is there.
    """
    named: dict[str, str] = {}
    for target in targets:
        path = folder / file_name(target)
        if (other := named.setdefault(path.name, target)) != target:
            text = f"{other} and {target} would both be kept in {path}: record them one by one"
            raise RecordingError(text)
        if path.exists() and not replace:
            raise RecordingError(f"{path} is there already: give --replace, or another --out")


def finish(folder: Path, *, seed: int | None = None) -> list[Kept]:
    """Write one corpus for each callable, and remove the parts.

    Raises:
        RecordingError: There is no recording, or the corpus cannot be written.
    """
    parts = folder / PARTS
    try:
        settings = RecordingSettings.load(str(folder))
    except (OSError, ValueError, TypeError) as error:
        raise RecordingError(f"{folder} holds no recording to finish: {error}") from error
    gathered = {target: _Gathered() for target in settings.targets}
    stopped = Counter[str]()
    damage: list[str] = []
    for path in sorted(parts.iterdir()):
        why = path.suffix.removeprefix(".")
        if why in WHY:
            stopped[WHY[why]] += 1
        if path.is_file() and path.suffix != TALLY and path.name not in _NO_PART:
            damage += _gather(path, gathered)
    random = Random(seed)
    made = [_written(folder, target, of, settings, random) for target, of in gathered.items()]
    _told(parts / "notes", made, stopped, damage)
    shutil.rmtree(parts)
    return made


@dataclass(slots=True)
class _Site:
    line: str = "?"
    count: Count = field(default_factory=Count)
    slots: dict[int, int] = field(default_factory=dict)
    """By place in the reservoir, the record of the call that is in it, or `LEFT_OUT`."""

    @property
    def each(self) -> float:
        """How many calls one place in the reservoir stands for: at least the one that is in it."""
        kept = self.count.seen - self.count.lost - self.count.below
        return max(1.0, kept / len(self.slots))


@dataclass(slots=True)
class _Gathered:
    """All that was recorded of one callable."""

    sites: dict[tuple[str, int], _Site] = field(default_factory=dict)
    """By part and number."""
    records: list[Frame] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)
    """Why calls were left out."""


def _gather(path: Path, gathered: dict[str, _Gathered]) -> list[str]:
    """Read the part of one process; gives what is wrong with it."""
    damage: list[str] = []
    numbers: dict[tuple[str, int], int] = {}
    sites: dict[int, _Site] = {}
    for frame in frames(str(path)):
        if isinstance(frame, str):
            damage.append(frame)
            continue
        of = gathered.get(str(frame.header.get("t")))
        if of is not None:
            try:
                number = int(frame.header["s"])
                sites[number] = of.sites.setdefault((path.name, number), _Site())
                _take(frame, of, sites[number], numbers)
            except (KeyError, TypeError, ValueError):
                damage.append(f"{path}: a record that means nothing")
    for number, count in tallied(str(path.with_suffix(TALLY))).items():
        if number in sites:
            sites[number].count = sites[number].count.most(count)
    return damage


def _take(frame: Frame, of: _Gathered, site: _Site, numbers: dict[tuple[str, int], int]) -> None:
    header = frame.header
    site.line = str(header.get("l", site.line))
    site.count = site.count.most(Count(int(header["n"])))
    if "j" not in header:
        return
    slot = int(header["j"])
    if "left" in header:
        site.slots[slot] = LEFT_OUT
        of.left[str(header["left"])] += 1
    elif "same" in header:
        site.slots[slot] = numbers[header["t"], int(header["same"])]
    else:
        site.slots[slot] = numbers[header["t"], int(header["r"])] = len(of.records)
        of.records.append(frame)


@dataclass(slots=True)
class _Input:
    """One input with all that was answered to it."""

    frame: Frame
    site: str
    weight: float = 0.0
    answers: dict[bytes, bytes] = field(default_factory=dict)


def _written(
    folder: Path, target: str, of: _Gathered, settings: RecordingSettings, random: Random
) -> Kept:
    kept = Kept(target=target, file=folder / file_name(target))
    kept.calls = sum(site.count.seen for site in of.sites.values())
    kept.sites = len({site.line for site in of.sites.values()})
    inputs = _inputs(of, settings.per_site, random)
    weights = {key: one.weight for key, one in inputs.items()}
    if settings.most:
        places = {key: one.site for key, one in inputs.items()}
        weights = fairly(weights, places, settings.most, random)
    for why, count in of.left.items():
        kept.left_out[f"calls that {why}"] = count
    lost = sum(site.count.lost for site in of.sites.values())
    if lost:
        why = "calls that could not be kept: the stack or the memory was at its end"
        kept.left_out[why] = lost
    below = sum(site.count.below for site in of.sites.values())
    if below:
        kept.left_out["calls of the class method on another class than the one that is named"] = (
            below
        )
    lines: list[_Line] = []
    classes: set[str] = set()
    for key, weight in weights.items():
        try:
            text, needed = line(inputs[key].frame, list(inputs[key].answers.values()))
        except Unwritable as error:
            kept.left_out[f"inputs that {error}"] += 1
            continue
        classes |= needed
        lines.append(_Line(text, weight, inputs[key]))
    kept.classes = sorted(classes)
    kept.inputs = len(lines)
    weighed = [each.weight for each in lines]
    counts = whole(weighed, round(sum(weighed)))
    _write(kept.file, _finished(lines, counts) if lines else None)
    return kept


class _Line(NamedTuple):
    text: str
    weight: float
    of: _Input


def _finished(lines: list[_Line], counts: list[int]) -> Iterator[str]:
    """Add to each line how long the call took, where it came from, and how many it stands for."""
    for (text, _, one), count in zip(lines, counts, strict=True):
        seconds = one.frame.header.get("ns", 0) / 1e9
        extra: dict[str, Any] = {"seconds": seconds, "site": one.site, "weight": count}
        if one.frame.pickled:
            extra["pickle"] = base64.b64encode(one.frame.pickled).decode()
        yield (text[:-1] + ", " if text != "{}" else "{") + json.dumps(extra)[1:]


def _inputs(of: _Gathered, per_site: int, random: Random) -> dict[bytes, _Input]:
    """Group the calls that stay by their input."""
    by_line: dict[str, list[_Site]] = {}
    for site in of.sites.values():
        by_line.setdefault(site.line, []).append(site)
    inputs: dict[bytes, _Input] = {}
    for name, sites in by_line.items():
        calls = {
            (at, slot): site.each
            for at, site in enumerate(sites)
            for slot, record in site.slots.items()
            if record != LEFT_OUT
        }
        for (at, slot), weight in drawn(calls, per_site, random).items():
            frame = of.records[sites[at].slots[slot]]
            key = blake2b(frame.given, digest_size=16).digest()
            one = inputs.setdefault(key, _Input(frame, name))
            one.weight += weight
            answer = blake2b(frame.answer, digest_size=16).digest()
            one.answers.setdefault(answer, frame.answer)
    return inputs


def _write(path: Path, lines: Iterator[str] | None) -> None:
    """Write a file whole or not at all; without lines, one of an earlier recording goes."""
    try:
        if lines is None:
            path.unlink(missing_ok=True)
            return
        with whole_file(path, private=True) as file:
            file.writelines(f"{text}\n".encode() for text in lines)
    except OSError as error:
        raise RecordingError(
            f"{path} cannot be written: {error.strerror}; what was recorded is still in "
            f"{path.parent / PARTS}: make room, then `switchover record --finish {path.parent}`"
        ) from error


def _told(notes: Path, made: list[Kept], stopped: Counter[str], damage: list[str]) -> None:
    """Spread what the processes noted over the callables that it concerns."""
    text = notes.read_text(encoding="utf-8", errors="replace") if notes.exists() else ""
    for row in dict.fromkeys(text.splitlines()):
        module, _, problem = row.partition("\t")
        for one in made:
            if one.target.partition(":")[0] == module:
                one.was_imported = True
                if problem.startswith((f"{one.target} ", f"{one.target}:", f"{module}: ")):
                    one.notes.append(problem)
                    one.is_refused = True
    said = [f"{count} processes stopped recording: {why}" for why, count in stopped.items()]
    said += damage[:5] + ([f"{len(damage) - 5} more places are damaged"] if damage[5:] else [])
    for one in made:
        one.notes += said
        one.was_recorded = notes.with_name(BEGUN).exists()
