"""One word, one thing: a public class name has one meaning in all rooms."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (
    "ground",
    "values",
    "engine",
    "orchestrators",
    "shadow",
    "bench",
    "reports",
    "migrations",
    "cli",
)
"""All but two: `legacy` is frozen with the names that it had, `gotemplate` has those of Go."""

TWICE = {
    "Pair": 2,  # one thing: a control with its candidate, of a plan and as it is measured without one
}
"""Names that several modules define for one thing. A line may go, none may come."""


def classes() -> Counter[str]:
    """How many modules of the rooms define a public class of each name."""
    found = Counter[str]()
    for room in ROOMS:
        for file in (ROOT / room / "switchover").rglob("*.py"):
            if "samples" in file.parts:
                continue
            for node in ast.parse(file.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name] += 1
    return found


def test_a_public_name_has_one_meaning() -> None:
    """A second class of a name is refused, wherever it stands."""
    twice = {name: count for name, count in classes().items() if count > 1}
    assert twice == TWICE, "name it otherwise, or take its line out of TWICE"
