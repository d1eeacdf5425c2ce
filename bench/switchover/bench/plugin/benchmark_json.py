"""Records in the JSON of pytest-benchmark, so that its compare and its histograms read them."""

from __future__ import annotations

import platform
import statistics
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from ..records import PairRecord

__all__ = ["benchmark_json"]

_VERSION = "5.1.0"  # the layout is the same since 3.1


def benchmark_json(records: Iterable[PairRecord]) -> bytes:
    """Write each pair as a group of two benchmarks, control and candidate.

    Their data are the sampled times in seconds per call that the records hold.
    """
    measured = [record for record in records if record.latency and record.latency.control_times]
    return msgspec.json.format(
        msgspec.json.encode(
            {
                "machine_info": _machine(measured),
                "commit_info": _commit(measured),
                "benchmarks": [each for record in measured for each in _benchmarks(record)],
                "datetime": measured[-1].environment.measured_at if measured else "",
                "version": _VERSION,
            }
        ),
        indent=2,
    )


def stats(times: Sequence[float], *, iterations: int) -> dict[str, Any]:
    """Give pytest-benchmark's statistics of some times.

    **Source:** its documentation: outliers lie beyond one standard deviation from the mean, and
    beyond 1.5 interquartile ranges. Quartiles are the mean of the medians of the halves with and
    without the median.
    """
    data = sorted(times)
    mean = statistics.mean(data)
    deviation = statistics.stdev(data) if len(data) > 1 else 0.0
    q1, q3 = _quartiles(data)
    fence = 1.5 * (q3 - q1)
    inside = [each for each in data if q1 - fence <= each <= q3 + fence]
    far = sum(each < mean - deviation or each > mean + deviation for each in data)
    return {
        "min": data[0],
        "max": data[-1],
        "mean": mean,
        "stddev": deviation,
        "rounds": len(data),
        "median": statistics.median(data),
        "iqr": q3 - q1,
        "q1": q1,
        "q3": q3,
        "iqr_outliers": len(data) - len(inside),
        "stddev_outliers": far,
        "outliers": f"{far};{len(data) - len(inside)}",
        "ld15iqr": inside[0],
        "hd15iqr": inside[-1],
        "ops": 1 / mean if mean else 0.0,
        "total": sum(data),
        "data": list(times),
        "iterations": iterations,
    }


def _benchmarks(record: PairRecord) -> Iterator[dict[str, Any]]:
    assert record.latency is not None
    sides = {"control": record.latency.control_times, "candidate": record.latency.candidate_times}
    for side, times in sides.items():
        yield {
            "group": record.name,
            "name": f"{record.name.rpartition('::')[2]}[{side}]",
            "fullname": f"{record.name}[{side}]",
            "params": {"side": side},
            "param": side,
            "extra_info": {
                "verdict": record.verdict,
                "ratio": record.ratio,
                "low": record.low,
                "high": record.high,
                "clock": record.clock,
            },
            "options": {"timer": record.clock, "disable_gc": True, "warmup": True},
            "stats": stats(times, iterations=record.latency.calls_per_sample),
        }


def _machine(records: Sequence[PairRecord]) -> dict[str, Any]:
    environment = records[-1].environment if records else None
    return {
        "node": "",
        "processor": environment.cpu if environment else "",
        "machine": platform.machine(),
        "python_implementation": platform.python_implementation(),
        "python_version": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "cpu": {"brand_raw": environment.cpu if environment else ""},
    }


def _commit(records: Sequence[PairRecord]) -> dict[str, Any]:
    commit = records[-1].environment.commit if records else None
    return {"id": commit or "unversioned", "time": None, "dirty": False, "branch": "(unknown)"}


def _quartiles(data: Sequence[float]) -> tuple[float, float]:
    if len(data) < 2:
        return data[0], data[0]
    without, within = len(data) // 2, (len(data) + 1) // 2  # halves without and with the median
    low = (statistics.median(data[:without]) + statistics.median(data[:within])) / 2
    high = (statistics.median(data[-without:]) + statistics.median(data[-within:])) / 2
    return low, high
