"""How long `import switchover.shadow` takes in a fresh interpreter, beside two yardsticks.

The quickest of some tries counts, taken in turns: a slow moment of the machine is not the import's.

Run: python shadow/benchmarks/imports.py
"""

from __future__ import annotations

import subprocess
import sys

TARGET_MS = 50.0
TRIES = 15
IMPORTS = {
    "import switchover.shadow": "import switchover.shadow",
    "first use of run": "from switchover.shadow import run",
    "import msgspec": "import msgspec",
    "import asyncio": "import asyncio",
}
LOOK = "import time; s = time.perf_counter(); {}; print(time.perf_counter() - s)"


def milliseconds(statement: str) -> float:
    command = [sys.executable, "-c", LOOK.format(statement)]
    return 1000 * float(subprocess.run(command, check=True, capture_output=True).stdout)


def main() -> int:
    taken = [[milliseconds(statement) for statement in IMPORTS.values()] for _ in range(TRIES)]
    ours, *others = (min(column) for column in zip(*taken, strict=True))
    missed = ours > TARGET_MS
    name, *names = IMPORTS
    print(f"{'import':<26}{'target':>10}{'measured':>12}")
    print(f"{name:<26}{TARGET_MS:>7.0f} ms{ours:>9.1f} ms", " MISSED" if missed else "")
    for other, measured in zip(names, others, strict=True):
        print(f"{other:<26}{'':>10}{measured:>9.1f} ms")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
