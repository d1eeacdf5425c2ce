"""Prints what of the new system the plan's corpus reaches, as JSON; run in a process of its own.

The tracer has to be there before the new system is first imported, so no test can do this itself.
"""

import json
import sys

import coverage

PACKAGE = "switchover.orchestrators"


def main() -> None:
    """Trace the candidate's side of every comparison of the plan."""
    tracer = coverage.Coverage(data_file=None, branch=True, source_pkgs=[PACKAGE])
    tracer.start()
    from switchover.migrations.plans.task_services import sides
    from switchover.migrations.plans.task_services.pairs import plan

    for pair in plan().pairs:
        if pair.name.startswith("cost"):
            continue
        for args, _ in pair.corpus:
            getattr(sides, pair.candidate.partition(":")[2])(*args)
    tracer.stop()
    json.dump(_found(tracer), sys.stdout)


def _found(tracer: coverage.Coverage) -> dict[str, dict[str, object]]:
    found = {}
    for file in sorted(tracer.get_data().measured_files()):
        analysis = tracer._analyze(file)
        numbers = analysis.numbers
        found[file.partition("/orchestrators/switchover/orchestrators/")[2]] = {
            "lines": numbers.n_statements,
            "lines_missed": sorted(analysis.missing),
            "branches": numbers.n_branches,
            "branches_missed": sorted(
                f"{line}->{to}"
                for line, tos in analysis.missing_branch_arcs().items()
                for to in tos
            ),
        }
    return found


if __name__ == "__main__":
    main()
