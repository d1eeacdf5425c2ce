"""What the documents show works."""

import asyncio
import re
from pathlib import Path
from typing import Any

from orchestrators.kit import Tools

from switchover.engine.config import TaskTypes, WorkflowConfig, validate_workflow
from switchover.engine.config.types import BUILTIN as VIEWS
from switchover.engine.run import Engine
from switchover.orchestrators import BUILTIN, OrchestratedServices, OrchestratorFactory

ROOT = Path(__file__).parents[2]


def test_the_type_of_the_document() -> None:
    """The type that the document writes runs, with a template in its own field."""
    text = (ROOT / "docs/orchestrators.md").read_text("utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {"__name__": "acme_greet"}
    exec(code, names)
    factory = OrchestratorFactory((*BUILTIN, names["task_type"]))
    types = TaskTypes((*VIEWS, names["GreetTask"]))
    greet = {"id": "hi", "type": "greet", "whom": "{{ .workflow.input.name }}", "CWD": "."}
    nested = {"id": "all", "type": "parallel", "tasks": [greet], "CWD": "."}
    flow = WorkflowConfig({"id": "flow", "CWD": ".", "tasks": [nested]}, types)
    validate_workflow(flow)

    async def run() -> Any:
        engine = Engine(lambda context: OrchestratedServices(factory, context), tools=Tools())
        return await (await engine.start(flow, {"name": "Ada"})).result()

    result = asyncio.run(run())
    (row,) = [row for row in result.tasks if row.task_id == "hi"]
    assert row.output == {"greeting": "hello Ada"}
    assert result.status.value == "SUCCESS"


def test_the_page_of_the_room() -> None:
    """The page says what lives here, what it may touch, and what is never in here."""
    text = (ROOT / "orchestrators/README.md").read_text("utf-8")
    for heading in ("What lives here", "What it may touch", "Never in here"):
        assert f"\n## {heading}\n" in text
    for found in BUILTIN:
        assert f"`{found.name}`" in text


def test_the_performance_of_every_type_is_told() -> None:
    """The document has a row for each built-in type."""
    text = (ROOT / "docs/performance.md").read_text("utf-8")
    for found in BUILTIN:
        assert re.search(rf"^\| {found.name}[, ].*\d", text, re.MULTILINE), found.name
