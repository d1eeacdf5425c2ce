"""Writes again what the cases with a chosen difference come to; read what has changed in the file.

python -m switchover.migrations.plans.task_services.agreeing
"""

from __future__ import annotations

from .agreed import FILE, lines
from .case import cases
from .sides import run_candidate


def main() -> None:
    """Write the file again, from what the orchestrators do now."""
    chosen = (case.name for case in cases().values() if case.shows)
    written = (line for name in chosen for line in lines(name, run_candidate(name)))
    FILE.write_text("".join(f"{line}\n" for line in written), encoding="utf-8")


if __name__ == "__main__":
    main()
