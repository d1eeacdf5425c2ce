"""Record histories of both systems and of the migration, for the tests that replay them.

Run it where a change of the loop is meant to break replay, and say so in the changelog: runs in
flight have to end on workers of the build before.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from temporal_ground import dev_server, play

from switchover import legacy, orchestrators
from switchover.engine.config.load import parse_workflow
from switchover.migrations.plans.task_services.adapter import Routing, both_sides
from switchover.migrations.plans.task_services.case import TYPES, cases

FOLDER = Path(__file__).parent / "migrations/task_services/histories"
CASES = (
    "parallel-mixed-children",
    "collection-of-composites",
    "wait-twice",
    "router-chain",
    "parallel-race",
)


SYSTEMS: dict[str, Any] = {
    "legacy": legacy.services,
    "orchestrators": orchestrators.services,
    "migration": both_sides(Routing("basic", "wait", "parallel")),
}


def placeless(name: str) -> Any:
    """A case whose workflow says nothing of the machine that it was read on."""
    case = cases()[name]
    text = Path(case.workflow.file_path).read_text("utf-8")
    workflow = parse_workflow(text, TYPES, name=f"{name}.yaml", cwd="/flows")
    return replace(case, workflow=workflow)


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with dev_server(identity="recorder") as ground:
        for name in CASES:
            for system, services in SYSTEMS.items():
                played = ground.run(play(ground.client, placeless(name), {system: services}))
                (FOLDER / f"{name}-{system}.json").write_text(played.history.to_json() + "\n")


if __name__ == "__main__":
    main()
