"""The row of a child says what its tool was given, as every task's row does."""

from typing import Any

import pytest
from orchestrators.kit import Outcome, run

from switchover import orchestrators

SYSTEMS = ["orchestrators", "legacy"]
TOOLS = 'tools: [{ id: echo, with: { base: "b-{{ .workflow.input.city }}", city: none } }]'
TASK = 'type: basic, tool: echo, with: { city: "{{ .workflow.input.city }}!" }'
GIVEN = {"base": "b-Oslo", "city": "Oslo!"}


def flow(system: str, tasks: str, city: str = "Oslo") -> Outcome:
    """Run tasks with a tool that has a `with` of its own."""
    services: Any = orchestrators.services
    if system == "legacy":
        services = pytest.importorskip("switchover.legacy", reason="no old services").services
    text = f"id: flow\n{TOOLS}\ntasks:\n{tasks}"
    return run(text, {"city": city}, system=services)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(
    "container", ["composite", "parallel", 'collection, mode: sequential, items: "[1]"']
)
def test_child_has_what_its_tool_was_given(system: str, container: str) -> None:
    """Its row has the rendered `with` over the tool's own, never the text of a template."""
    found = flow(system, f"  - {{id: c, type: {container}, tasks: [{{id: a, {TASK}}}]}}")
    assert found.tools.calls[-1].input == found.row("a").input
    assert GIVEN.items() <= found.row("a").input.items()


@pytest.mark.parametrize("system", SYSTEMS)
def test_sibling_reads_what_a_child_was_given(system: str) -> None:
    """`.tasks.a.input` of a sibling reaches a tool as data, also where it looks like a template."""
    use = 'id: use, type: basic, tool: echo, with: { got: "{{ .tasks.a.input.city }}" }'
    for city in ("Oslo", "{{ .workflow.id }}"):
        tasks = f"  - {{id: c, type: composite, tasks: [{{id: a, {TASK}}}, {{{use}}}]}}"
        found = flow(system, tasks, city)
        assert found.tools.calls[-1].input["got"] == f"{city}!"
