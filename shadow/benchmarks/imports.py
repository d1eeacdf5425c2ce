"""How long `import switchover.shadow` takes in a fresh interpreter, beside two yardsticks.

The quickest of some tries counts, taken in turns: a slow moment of the machine is not the import's.

Run: python shadow/benchmarks/imports.py
"""

from __future__ import annotations

import subprocess
import sys

TARGET_MS = 50.0
TRIES = 15
MODULES = ("switchover.shadow", "msgspec", "asyncio")
LOOK = "import time; s = time.perf_counter(); import {}; print(time.perf_counter() - s)"


def milliseconds(module: str) -> float:
    command = [sys.executable, "-c", LOOK.format(module)]
    return 1000 * float(subprocess.run(command, check=True, capture_output=True).stdout)


def main() -> int:
    taken = [[milliseconds(module) for module in MODULES] for _ in range(TRIES)]
    ours, *yardsticks = (min(column) for column in zip(*taken, strict=True))
    missed = ours > TARGET_MS
    print(f"{'import':<20}{'target':>10}{'measured':>12}")
    print(f"{MODULES[0]:<20}{TARGET_MS:>7.0f} ms{ours:>9.1f} ms", " MISSED" if missed else "")
    for module, yardstick in zip(MODULES[1:], yardsticks, strict=True):
        print(f"{module:<20}{'':>10}{yardstick:>9.1f} ms")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
