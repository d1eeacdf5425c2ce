"""Our own trials, run as a user runs them: the command, on a plan of one pair, in a new process."""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import workloads

HERE = Path(__file__).parent
TIME_S = {"20us": 10, "100us": 10, "1ms": 10, "20ms": 30, "200ms": 30, "1s": 60}

PLAN = """
name = "proof"
seed = {seed}
checks = {checks}
time = {time_s}
timeout = 60

[[pairs]]
name = "pair"
control = "workloads:{case}_base"
candidate = "workloads:{case}_{effect}"
corpus = {{ path = "workloads:corpus_{kind}" }}
"""

RULE = """
[[rules]]
id = "named"
kind = "ignore"
path = "$.by"
reason = "the candidate names itself"
owner = "proof"
"""


def ours(case: str, effect: str, seed: int) -> dict[str, Any]:
    """Measure with the default settings: nothing is told about the workload but the time."""
    kind, _, size = case.partition("_")
    accepted = kind in workloads.ACCEPTED
    plan = PLAN.format(
        case=case,
        effect=effect,
        kind=kind,
        seed=seed,
        time_s=TIME_S[size],
        checks=json.dumps(["shadow", "latency"] if accepted else ["latency"]),
    )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "switchover.toml")
        file.write_text(plan + (RULE if accepted else ""))
        # effects are units of work, which the answers count; whether these are alike is no matter
        how = ["check"] if accepted else ["bench", "--answers", "differ"]
        command = [sys.executable, "-m", "switchover.cli", *how, str(file), "--json"]
        started = time.monotonic()
        said = subprocess.run(
            [*command, "--out", folder],
            env=workloads.environment(HERE),
            capture_output=True,
            text=True,
            check=False,
        )
        spent_s = time.monotonic() - started
        if said.returncode not in {0, 1, 3}:
            raise RuntimeError(f"{command} ended with {said.returncode}:\n{said.stderr}")
        return row(Path(folder), spent_s) | {"seed": seed}


def row(folder: Path, spent_s: float) -> dict[str, Any]:
    """Read what a run left behind."""
    records = json.loads((folder / "records.json").read_text())
    pair = records["plans"][0]["pairs"][0]
    found = pair["bench"]
    latency = found["latency"]
    return {
        "by": "command",
        "verdict": latency["verdict"],
        "ratio": found.get("ratio"),
        "low": found.get("low"),
        "high": found.get("high"),
        "clock": found.get("clock"),
        "s": found["seconds"],
        "explained_s": pair["seconds"],
        "with_report_s": spent_s,
        "launches": latency["launches"],
        "calls": latency["calls"],
        "load": found["environment"]["load"],
        "control_s": latency["clocks"]["wall"]["control_s"] if latency["clocks"] else None,
        "opcodes": next((each["ratio"] for each in found["witnesses"]), None),
        "reasons": [] if latency["verdict"] == "pass" else latency["reasons"],
    }
