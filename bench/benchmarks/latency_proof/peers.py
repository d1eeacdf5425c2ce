"""The peers, run as their users run them: a saved run of the control, a later one of candidates."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
_PYTEST_FILE = """
import asyncio, inspect, workloads
import pytest

@pytest.mark.parametrize("name", {names!r})
def test_speed(benchmark, name):
    call = getattr(workloads, name)
    if inspect.iscoroutinefunction(call):
        with asyncio.Runner() as runner:
            benchmark(lambda: runner.run(call()))
    else:
        benchmark(call)
"""
_PYPERF_FILE = """
import inspect, os, pyperf, sys, workloads
runner = pyperf.Runner(program_args=(sys.argv[0],))
call = getattr(workloads, os.environ["PROOF_NAME"])
add = runner.bench_async_func if inspect.iscoroutinefunction(call) else runner.bench_func
add("speed", call)
"""


def pytest_benchmark(case: str, effects: list[str]) -> Iterator[tuple[str, str, str, float]]:
    """Give (tool, effect, verdict, ratio) of min, median and mean at 5 %."""
    control = _pytest_run([f"{case}_base"])[f"{case}_base"]
    later = _pytest_run([f"{case}_{effect}" for effect in effects])
    for effect in effects:
        for statistic in ("min", "median", "mean"):
            ratio = later[f"{case}_{effect}"][statistic] / control[statistic]
            verdict = "fail" if ratio > 1.05 else "pass"
            yield f"pytest-benchmark {statistic}:5%", effect, verdict, ratio


def pyperf(case: str, effects: list[str]) -> Iterator[tuple[str, str, str, float]]:
    """Give (tool, effect, verdict, ratio) of `compare_to --min-speed 5`."""
    with tempfile.TemporaryDirectory() as folder:
        control = _pyperf_run(f"{case}_base", Path(folder))
        for effect in effects:
            later = _pyperf_run(f"{case}_{effect}", Path(folder))
            said = subprocess.run(
                [sys.executable, "-m", "pyperf", "compare_to", "--min-speed=5", control, later],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            verdict = "fail" if "slower" in said and "not significant" not in said else "pass"
            yield "pyperf compare_to", effect, verdict, _mean(later) / _mean(control)


def _pytest_run(names: list[str]) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory() as folder:
        test, output = Path(folder, "test_speed.py"), Path(folder, "out.json")
        test.write_text(_PYTEST_FILE.format(names=names))
        _run(["-m", "pytest", "-q", "-c", os.devnull, "-p", "no:cacheprovider", str(test),
              f"--rootdir={folder}", f"--benchmark-json={output}"])  # fmt: skip
        found = json.loads(output.read_text())["benchmarks"]
    return {each["params"]["name"]: each["stats"] for each in found}


def _pyperf_run(name: str, folder: Path) -> str:
    script, output = folder / "speed.py", folder / f"{name}.json"
    script.write_text(_PYPERF_FILE)
    inherited = "--inherit-environ=PYTHONPATH,PROOF_NAME,SWITCHOVER_PROOF_PORT"
    _run([str(script), "--fast", "-q", inherited, "-o", str(output)], PROOF_NAME=name)
    return str(output)


def _mean(file: str) -> float:
    import pyperf as library

    return float(library.Benchmark.load(file).mean())


def _run(arguments: list[str], **env: str) -> None:
    environ = {**os.environ, "PYTHONPATH": str(HERE), **env}
    done = subprocess.run(
        [sys.executable, *arguments], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"{arguments} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
