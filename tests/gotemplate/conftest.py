"""What tables of Go's own answers are held against.

Each answer was given once by Go 1.19 with sprig 3.2.3 (`gotemplate/oracle`), over this context and
with `missingkey=error`; what the engine answers otherwise on purpose stands in no table.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from switchover.gotemplate import TemplateEngine, TemplateError

MOMENT = datetime(2024, 2, 29, 13, 4, 5, 123456, tzinfo=UTC)
CONTEXT: dict[str, Any] = {
    "i": 42,
    "neg": -7,
    "zero": 0,
    "big": 2**63 - 1,
    "small": -(2**63),
    "f": 2.5,
    "whole": 3.0,
    "tiny": 1e-7,
    "huge": 1e21,
    "nf": -0.0,
    "s": "go lang",
    "empty": "",
    "uni": "héllo 世界",
    "lines": "a\nb\n",
    "yes": True,
    "no": False,
    "null": None,
    "l": [1, 2.5, "b", None, True],
    "nums": [3, 1, 2],
    "words": ["pear", "apple", "fig"],
    "nolist": [],
    "m": {"b": 1, "a": "x", "n": None, "d": {"k": [10, {"z": "deep"}]}},
    "nomap": {},
    "rows": [{"id": 1, "on": True}, {"id": 2, "on": False}],
}


@pytest.fixture(scope="session")
def agrees() -> Callable[[dict[str, Any]], None]:
    """Hold a table of templates with their texts, or the classes of their errors."""
    engine = TemplateEngine(clock=lambda: MOMENT, cached=1)

    def answered(template: str) -> Any:
        try:
            return engine.render_text(template, CONTEXT)
        except TemplateError as error:
            return type(error)

    def hold(table: dict[str, Any]) -> None:
        answers = {template: answered(template) for template in table}
        wrong = {one: (table[one], answers[one]) for one in table if table[one] != answers[one]}
        assert not wrong, f"{len(wrong)} of {len(table)}, wanted and given: {wrong}"

    return hold
