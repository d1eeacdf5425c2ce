"""Record histories of both systems and of the migration, for the tests that replay them.

Run it where a change of the loop is meant to break replay, and say so in the changelog: runs in
flight have to end on workers of the build before. With names it records those cases alone.
"""

from __future__ import annotations

import sys
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
    "large",
)


SYSTEMS: dict[str, Any] = {
    "legacy": legacy.services,
    "orchestrators": orchestrators.services,
    "migration": both_sides(Routing("basic", "wait", "parallel")),
}


LARGE = """\
id: large
tasks:
  - id: all
    type: collection
    items: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    mode: sequential
    batch: 2
    task: {id: "c-{{ .index }}", tool: echo, with: {n: "{{ .item }}"}}
    on_success: {next: last}
  - {id: last, tool: echo, with: {n: "{{ .tasks.all.status }}"}}
"""
"""Longer than a history of the recording server, which suggests a new one after forty events."""


async def chain(client: Any, exec_id: str) -> list[Any]:
    """The histories of a run that went on in new ones, the first one first."""
    found, run_id = [], None
    while run_id != "":
        handle = client.get_workflow_handle(exec_id, run_id=run_id)
        found.append(await handle.fetch_history())
        began = found[-1].events[0].workflow_execution_started_event_attributes
        run_id = began.continued_execution_run_id
    return found[::-1]


def placeless(name: str) -> Any:
    """A case whose workflow says nothing of the machine that it was read on."""
    if name == "large":
        workflow = parse_workflow(LARGE, TYPES, name="large.yaml", cwd="/flows")
        return replace(cases()["parallel-race"], name=name, workflow=workflow, input={})
    case = cases()[name]
    text = Path(case.workflow.file_path).read_text("utf-8")
    workflow = parse_workflow(text, TYPES, name=f"{name}.yaml", cwd="/flows")
    return replace(case, workflow=workflow)


def main(names: list[str]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with dev_server(identity="recorder") as ground:
        for name in names:
            for system, services in SYSTEMS.items():
                options = {"is_quick": lambda _: False} if name == "large" else {}
                work = play(ground.client, placeless(name), {system: services}, **options)
                played = ground.run(work)
                histories = ground.run(chain(ground.client, played.state.workflow_exec_id))
                for number, history in enumerate(histories):
                    part = f"-{number}" if len(histories) > 1 else ""
                    text = history.to_json() + "\n"
                    (FOLDER / f"{name}{part}-{system}.json").write_text(text)


if __name__ == "__main__":
    main(sys.argv[1:] or [*CASES])
