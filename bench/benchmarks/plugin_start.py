"""What pytest's start costs with the plugin loaded and not used, beside a start without it.

Pairs of adjacent runs in random order; CPU time of the whole process, children included.
Target: the median ratio stays below 1.05.
"""

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

PAIRS = 11
TARGET = 1.05
PLUGIN = ("-p", "switchover.bench.plugin.hooks")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "test_nothing.py").write_text("def test_nothing(): pass\n")
        ratios = [ratio(folder) for _ in range(PAIRS)]
    found = median(ratios)
    print(f"{'pytest with the plugin / without':40} target < {TARGET}   measured {found:.3f}")
    print(f"{'':40} {PAIRS} pairs, {min(ratios):.3f} to {max(ratios):.3f}")
    return 0 if found < TARGET else 1


def ratio(folder: str) -> float:
    seconds = {}
    for options in random.sample([(), PLUGIN], 2):
        seconds[options] = cpu_seconds(folder, options)
    return seconds[PLUGIN] / seconds[()]


def cpu_seconds(folder: str, options: tuple[str, ...]) -> float:
    before = os.times()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, folder]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # no other plugin's start
    subprocess.run(command, check=True, capture_output=True, env=alone)
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


if __name__ == "__main__":
    sys.exit(main())
