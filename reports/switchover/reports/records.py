"""What a run leaves behind: the records of every pair, in one file that can be read again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Literal

import msgspec

from switchover.bench import PairRecord, Policy, SelfCheck
from switchover.bench.against import AgainstRecord
from switchover.bench.profile import Explanation
from switchover.ground import IN_MESSAGE, SwitchoverError, replace_file
from switchover.shadow import ShadowRecord
from switchover.shadow.coverage import CoverageRecord
from switchover.shadow.strength import HidingRecord

__all__ = [
    "RECORDS_FILE",
    "BudgetRecord",
    "Check",
    "CorpusSummary",
    "LeastCoverage",
    "PairRun",
    "PlanRun",
    "RecordsError",
    "ReportError",
    "RunRecord",
    "SourceLine",
    "as_json",
    "read_run",
    "write_run",
]

SCHEMA = 1
RECORDS_FILE = "records.json"
_SURROGATE = re.compile("[\ud800-\udfff]")

Check = Literal["shadow", "latency", "memory", "leaks", "record"]


class ReportError(SwitchoverError):
    """Base of every error that the reports room raises on purpose."""

    remedy = IN_MESSAGE


class RecordsError(ReportError, ValueError):
    """The records of a run cannot be read."""

    remedy = "give the folder that 'switchover check --out' wrote"


class CorpusSummary(msgspec.Struct, frozen=True, kw_only=True):
    """Where the inputs came from, and how many there were."""

    name: str
    inputs: int
    malformed: int = 0
    """Malformed inputs that were skipped on request."""
    measured: int = 0
    """Inputs that latency, memory and leaks were measured on."""
    notes: tuple[str, ...] = ()


class BudgetRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What the candidate may cost more than the control, as a share."""

    latency: float = 0.05
    memory: float = 0.05


class LeastCoverage(msgspec.Struct, frozen=True, kw_only=True):
    """The share of each side's branches that the corpus must reach; 0 asks for nothing."""

    control: float = 0.0
    candidate: float = 0.0


class SourceLine(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is written: a file, by its path below the folder of the run, and a line."""

    file: str
    line: int
    """From 1."""


class PairRun(msgspec.Struct, frozen=True, kw_only=True):
    """All that was done for one pair; a check asked for and without a record did not happen."""

    name: str
    control: str
    candidate: str
    corpus: CorpusSummary
    checks: tuple[Check, ...]
    budget: BudgetRecord = BudgetRecord()
    shadow: ShadowRecord | None = None
    bench: PairRecord | None = None
    coverage: CoverageRecord | None = None
    """What the corpus reaches of both sides, where that was asked for."""
    uncovered: str | None = None
    """Why it is not known, where it was asked for."""
    least_coverage: LeastCoverage = LeastCoverage()
    hiding: HidingRecord | None = None
    """Which mutants of the candidate the rules hide, where there are rules and it was asked for."""
    unmutated: str | None = None
    """Why that is not known, where it was asked for."""
    previews: dict[int, str] = {}
    """The inputs that show a difference, by index from 0, shortened."""
    command: str | None = None
    """Compares this pair alone; with `--only N`, input N alone. None where no command can."""
    obstacles: dict[Check, str] = {}
    """Why a check that was asked for did not happen."""
    explanation: Explanation | None = None
    """Where the time went, where the candidate was too slow or it was asked for."""
    self_check: SelfCheck | None = None
    """The control against its own copy, where the machine was tried with this pair."""
    against_record: AgainstRecord | None = None
    """The candidate beside its earlier record, where one was given."""
    source: SourceLine | None = None
    """Where the candidate is written; None where it is not written in Python."""
    profiles: tuple[str, ...] = ()
    """Files that speedscope opens, by their paths below the folder of the run."""
    seconds: float = 0.0


class PlanRun(msgspec.Struct, frozen=True, kw_only=True):
    """All pairs of one plan, or why there are none."""

    name: str
    description: str = ""
    policy: Policy = "warn"
    pairs: tuple[PairRun, ...] = ()
    skipped: str | None = None


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One call of the command, over one or more plans."""

    schema: int = SCHEMA
    seed: int
    started: str
    """ISO 8601, with its zone."""
    seconds: float
    plans: tuple[PlanRun, ...]
    interrupted: bool = False


def write_run(run: RunRecord, folder: Path) -> Path:
    """Write the records into `folder` and return the file."""
    file = folder / RECORDS_FILE
    replace_file(file, as_json(run))
    return file


def as_json(value: object) -> bytes:
    """Encode as indented JSON; half a surrogate pair, which UTF-8 cannot hold, is spelled out."""
    try:
        return msgspec.json.format(msgspec.json.encode(value), indent=2)
    except UnicodeEncodeError:
        text = json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2)
        return _SURROGATE.sub(lambda found: f"\\\\u{ord(found[0]):04x}", text).encode()


def read_run(place: Path) -> RunRecord:
    """Read the records of a run from its file or its folder.

    Raises:
        RecordsError: there are none, they are damaged, or a newer version wrote them.
    """
    file = place / RECORDS_FILE if place.is_dir() else place
    try:
        run = msgspec.json.decode(file.read_bytes(), type=RunRecord)
    except OSError as error:
        raise RecordsError(f"{file}: cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise RecordsError(f"{file}: no records of a run: {error}") from error
    if run.schema > SCHEMA:
        msg = f"{file}: written by a newer version (schema {run.schema}, known up to {SCHEMA})"
        newer = RecordsError(msg)
        newer.remedy = "read them with that version, or run the check again"
        raise newer
    return run
