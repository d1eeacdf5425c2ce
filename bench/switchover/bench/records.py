"""What this room measures, as plain values: versioned, JSON both ways, read by reports."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from .errors import RecordError
from .verdict import Verdict

__all__ = [
    "AllocationSite",
    "BenchRecord",
    "Calls",
    "Clock",
    "ClockRecord",
    "Environment",
    "Estimate",
    "InputRatio",
    "Interval",
    "LatencyRecord",
    "LeakRecord",
    "LeakSeries",
    "LeakSignal",
    "LeakTrace",
    "MemoryMetric",
    "MemoryRecord",
    "PairRecord",
    "SampleRecord",
    "SelfCheck",
    "SuiteRecord",
    "WitnessRecord",
    "from_json",
    "to_json",
]

SCHEMA = 1

Clock = Literal["cpu", "wall"]
Estimate = Literal["usual", "total"]
Calls = Literal["auto", "repeated", "first"]
R = TypeVar("R", bound="BenchRecord")


class BenchRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records: immutable, and read leniently so that old readers meet new fields."""


class Interval(BenchRecord, frozen=True, kw_only=True):
    """A ratio candidate / control with its two-sided confidence interval."""

    ratio: float
    low: float
    high: float
    level: float


class SelfCheck(BenchRecord, frozen=True, kw_only=True):
    """A control against its own copy: on a fit machine nothing is found.

    Attributes:
        interval: What was measured, or None where there was too little for an interval.
        fit: Whether it lies within the budget on both sides of 1; None where there is none.
        reason: Why not, in words; "" where it is fit.
    """

    interval: Interval | None = None
    fit: bool | None
    reason: str = ""


class ClockRecord(BenchRecord, frozen=True, kw_only=True):
    """The latency verdict one clock gives.

    Attributes:
        verdict: pass: `high` is below 1 + budget; fail: `low` is above it; else inconclusive.
        ratio, low, high, level: candidate / control over the corpus, and its interval; `low` and
            `high` are None where too little was measured for one.
        estimate: What they are of: "usual", the median over adjacent pairs, or "total", the time of
            all calls, which decides where rare calls cost what the usual one does not.
        usual: The usual pair's ratio, where the total decided.
        launch_ratios: One ratio for each launch, in order: what the interval was computed from. Of
            the usual pair, launches are left out whose pairs scatter far more than in the others.
        quantiles: Ratios of the quantiles "p50", "p90", "p99" of the time per call, where each
            launch holds enough samples to have them.
        control_s, candidate_s: Median seconds per call.
        launch_candidate_s: The candidate's median seconds per call in each launch.
    """

    clock: Clock
    verdict: Verdict
    ratio: float
    low: float | None
    high: float | None
    level: float
    estimate: Estimate = "usual"
    usual: float | None = None
    launch_ratios: tuple[float, ...]
    quantiles: dict[str, Interval] = {}
    control_s: float
    candidate_s: float
    launch_candidate_s: tuple[float, ...] = ()

    @property
    def interval(self) -> Interval | None:
        """The ratio with its interval, where enough was measured for one."""
        if self.low is None or self.high is None:
            return None
        return Interval(ratio=self.ratio, low=self.low, high=self.high, level=self.level)


class InputRatio(BenchRecord, frozen=True, kw_only=True):
    """One sampled piece of the corpus: its point ratio, and its share of the control's time."""

    inputs: tuple[int, ...]
    ratio: float
    share: float


class LatencyRecord(BenchRecord, frozen=True, kw_only=True):
    """How long the candidate takes, beside the control.

    Attributes:
        clock: The clock that decides; `clocks` holds both.
        launches, pairs, seconds: Fresh processes, pairs of adjacent samples in them, time spent.
        seconds_to_decide: Seconds more that would probably decide; 0 when decided, None when no
            amount would (the ratio lies on the budget).
        control_on_core, candidate_on_core: Share of a call's own time spent computing, in [0, 1].
        callers: Concurrent callers of the code under test; above 1 the ratio is of the time per
            call under that load, so throughput changes by 1 / ratio.
        calls: Whether calls were timed whose input comes again, or the first one of each input.
        answers: Whether both sides gave the same on what was timed.
        calls_per_sample: Calls in one timed sample.
        control_times, candidate_times: At most 2,000 sampled times on the deciding clock, in
            seconds per call, paired by position.
        inputs: Point ratios by piece of the corpus, the slowest growth first.
        refuted: A first measurement's ratio, where a second one did not confirm its fail.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    clock: Clock
    clocks: dict[Clock, ClockRecord]
    launches: int
    pairs: int
    seconds: float
    seconds_to_decide: float | None = 0.0
    control_on_core: float
    candidate_on_core: float
    callers: int = 1
    calls: Calls = "repeated"
    answers: Literal["same", "differ", "unknown", "not compared"] = "not compared"
    calls_per_sample: int = 1
    control_times: tuple[float, ...] = ()
    candidate_times: tuple[float, ...] = ()
    inputs: tuple[InputRatio, ...] = ()
    refuted: Interval | None = None

    @property
    def decided(self) -> ClockRecord | None:
        """What the clock that decides gave; None where nothing was timed."""
        return self.clocks.get(self.clock)


class WitnessRecord(BenchRecord, frozen=True, kw_only=True):
    """A deterministic count beside the clocks.

    Attributes:
        name: "opcodes", "instructions" (callgrind), "allocations" or "allocated_bytes".
        control, candidate: The count over one pass of the sampled inputs.
        ratio: candidate / control, of opcodes and allocations by the calls that the inputs stand
            for; None where the control's count is zero.
    """

    name: str
    control: int
    candidate: int
    ratio: float | None


class MemoryMetric(BenchRecord, frozen=True, kw_only=True):
    """One quantity of memory, on both sides.

    Attributes:
        name: "peak" (bytes above the start of a call, the largest over the inputs), "allocations"
            (number per call) or "allocated" (bytes per call).
        ratio, low, high: candidate / control and its interval; None where the control has none.
        exact: Whether every launch counted the same, so that the interval is a point.
        gated: Whether the metric's verdict counts towards the record's.
    """

    name: str
    unit: str
    verdict: Verdict
    control: float
    candidate: float
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    exact: bool = False
    gated: bool = True


class AllocationSite(BenchRecord, frozen=True, kw_only=True):
    """A place that allocates more in the candidate; counts and bytes of one pass of the inputs."""

    where: str
    function: str
    control_bytes: int = 0
    candidate_bytes: int = 0
    control_allocations: int = 0
    candidate_allocations: int = 0


class MemoryRecord(BenchRecord, frozen=True, kw_only=True):
    """What the candidate allocates, beside the control. Bytes and counts are per call.

    Attributes:
        metrics: "peak", "allocations" and "allocated", as far as counted; the six plain
            fields restate them, rounded.
        control_resident_bytes, candidate_resident_bytes: Growth of the resident set per call over
            `resident_calls` calls; a hint that sees only large growth, never gated.
        launches, inputs: Fresh processes per side, and inputs each of them measured.
        drawn: Inputs that were to be measured.
        instrument: What counted: "memray" all allocations, "memray-peak" the peak alone.
        sites: The places that allocate more in the candidate, the largest growth first.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    control_peak_bytes: int = 0
    candidate_peak_bytes: int = 0
    control_allocations: int = 0
    candidate_allocations: int = 0
    control_allocated_bytes: int = 0
    candidate_allocated_bytes: int = 0
    seconds: float = 0.0
    metrics: tuple[MemoryMetric, ...] = ()
    control_resident_bytes: float = 0.0
    candidate_resident_bytes: float = 0.0
    resident_calls: int = 0
    launches: int = 0
    inputs: int = 0
    drawn: int = 0
    instrument: str = "memray"
    sites: tuple[AllocationSite, ...] = ()


class LeakSeries(BenchRecord, frozen=True, kw_only=True):
    """One signal on one side: its last stage of readings, and its slope per call.

    Attributes:
        course: "flat", "slowing" (a cache that fills), "transient" (gone after a wait), "cached"
            (held by a bounded cache that still fills), "undecided" or "grows".
        calls, readings: Calls done at each reading, and what was read.
    """

    course: str
    per_call: float
    low: float
    high: float
    calls: tuple[int, ...] = ()
    readings: tuple[int, ...] = ()


class LeakSignal(BenchRecord, frozen=True, kw_only=True):
    """One watched quantity on both sides.

    Attributes:
        finding: "clean", "leak" (the candidate's own), "shared" (both leak), "improved" (only the
            control does) or "undecided".
    """

    name: str
    unit: str
    finding: str
    control: LeakSeries
    candidate: LeakSeries

    @property
    def singular(self) -> str:
        """The unit as it is written of one: `block` of `blocks`, `process` of `processes`."""
        return self.unit.removesuffix("es" if self.unit.endswith("sses") else "s")


class LeakTrace(BenchRecord, frozen=True, kw_only=True):
    """Where a leak comes from, seen in a second run with tracing on.

    Attributes:
        type: What piles up: an object's type, or a thread, descriptor, task and so on by name.
        per_call: How many of them remain of each call.
        site: The line that made one, as `file:line in function`; "" where nothing tells.
        chain: From a root (a module's attribute, a running frame) to the object, one step each.
    """

    type: str
    per_call: float
    site: str = ""
    chain: tuple[str, ...] = ()


class LeakRecord(BenchRecord, frozen=True, kw_only=True):
    """What the candidate keeps that the control does not.

    Attributes:
        signals: All that was watched, in the order of a report.
        traces: Of the candidate's leaks, the largest first.
        warnings: What could not be watched here, and what else a reader should know.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    seconds: float = 0.0
    signals: tuple[LeakSignal, ...] = ()
    traces: tuple[LeakTrace, ...] = ()
    control_calls: int = 0
    candidate_calls: int = 0
    warnings: tuple[str, ...] = ()


class Environment(BenchRecord, frozen=True, kw_only=True):
    """The machine, interpreter and moment of a measurement.

    Attributes:
        attached: Tracers, profilers and slowing variables of the process that measured. No launch
            had them.
    """

    machine: str = ""
    system: str = ""
    cpu: str = ""
    cores: int = 0
    usable_cores: int = 0
    pinned: bool = False
    governor: str | None = None
    load: float | None = None
    steal: float | None = None
    pressure: float | None = None
    python: str = ""
    build: str = ""
    debug: bool = False
    hash_seed: str = "random"
    versions: dict[str, str] = {}
    commit: str | None = None
    measured_at: str = ""
    attached: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class SampleRecord(BenchRecord, frozen=True, kw_only=True):
    """Which part of a corpus was measured.

    Attributes:
        total, drawn: Inputs in the corpus, and those that were drawn from it.
        share_of_inputs, share_of_time: What the drawn ones stand for: all inputs but those left
            out, as a share of the corpus, and of the control's time for it where that is known.
        drawn_share_of_time: The drawn inputs' own share of that time.
        calls: Calls that the inputs stand for, as a recording counted them: each then counts for so
            many, in what is drawn, in the shares of time and in the ratio. None where none says so.
        left_out: Inputs that may not be measured, by what came of them.
        warnings: That the part is small or one-sided.
    """

    total: int
    drawn: int
    share_of_inputs: float
    calls: float | None = None
    share_of_time: float | None = None
    drawn_share_of_time: float | None = None
    left_out: dict[str, int] = {}
    warnings: tuple[str, ...] = ()


class PairRecord(BenchRecord, frozen=True, kw_only=True):
    """Everything measured of one pair. `verdict` is the worst of latency, memory and leaks.

    `clock`, `ratio`, `low`, `high`, `level`, `launches`, `pairs` and `seconds` restate the latency
    on the clock that decided, so that a reader of the top level has the whole answer.

    Attributes:
        inputs: Inputs in the corpus, of which the measurement drew some.
        sample: Which those are a part of.
        inputs_digest: Tells whether two records were measured on the same drawn inputs.
        against: Commit that the control was taken from, "" for the working tree.
    """

    schema: int = SCHEMA
    name: str
    verdict: Verdict
    clock: Clock | None = None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    launches: int = 0
    pairs: int = 0
    seconds: float = 0.0
    reasons: tuple[str, ...] = ()
    budget: float = 0.05
    seed: int = 0
    control: str = ""
    candidate: str = ""
    against: str = ""
    inputs: int = 0
    inputs_digest: str = ""
    sample: SampleRecord | None = None
    latency: LatencyRecord | None = None
    memory: MemoryRecord | None = None
    leaks: LeakRecord | None = None
    witnesses: tuple[WitnessRecord, ...] = ()
    environment: Environment


class SuiteRecord(BenchRecord, frozen=True, kw_only=True):
    """A run over several pairs.

    Attributes:
        self_check: A control against its own copy, tried where a pair failed: the first that found
            the machine unfit, else the first. None where none was made, or none had an interval.
        fit: Whether it found the machine fit to measure.
    """

    schema: int = SCHEMA
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    pairs: tuple[PairRecord, ...]
    self_check: Interval | None = None
    fit: bool | None = None
    environment: Environment


def to_json(record: BenchRecord) -> bytes:
    """Encode a record as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(record), indent=2)


def from_json(data: bytes | str, kind: type[R]) -> R:
    """Decode a record, refusing what a newer version wrote.

    Raises:
        RecordError: The JSON is malformed, has the wrong shape, or a schema above ours.
    """
    try:
        raw: Any = msgspec.json.decode(data)
        schema = raw.get("schema", SCHEMA) if isinstance(raw, dict) else SCHEMA
        if isinstance(schema, int) and schema > SCHEMA:
            raise RecordError(f"the record has schema {schema}; this version reads up to {SCHEMA}")
        return msgspec.convert(raw, type=kind)
    except msgspec.MsgspecError as error:
        raise RecordError(f"not a {kind.__name__}: {error}") from error


def read(path: Path, kind: type[R]) -> R:
    """Read a record from a file.

    Raises:
        RecordError: The file cannot be read, or is no such record; the message names it.
    """
    try:
        return from_json(path.read_bytes(), kind)
    except (OSError, RecordError) as error:
        raise RecordError(f"{path}: {error}") from error
