"""What the templates of a value mention, so that nothing else has to be built for them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import NoneType
from typing import Any, Final, NamedTuple

_ACTION: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME: Final = re.compile(r"\.([A-Za-z_]\w*)")
_TASK: Final = re.compile(r"\.tasks(?:\.([\w-]+))?")
_WORKFLOW: Final = re.compile(r"\.workflow(?:\.([\w-]+))?")
_WHOLE_DOT: Final = re.compile(r"\.(?![\w])|\$(?!\w)")


class References(NamedTuple):
    """The variables that templates mention; at least those, never fewer.

    Attributes:
        present: there is a template at all.
        roots: names right behind a dot.
        tasks: ids behind `.tasks.`.
        workflow: keys behind `.workflow.`; an empty one stands for the map as a whole.
        all_roots: a template uses the whole context.
        all_tasks: a template uses the map of tasks as a whole.
    """

    present: bool = False
    roots: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    all_roots: bool = False
    all_tasks: bool = False
    workflow: frozenset[str] = frozenset()

    def joined(self, other: "References") -> "References":
        """What either mentions."""
        return References(
            self.present or other.present,
            self.roots | other.roots,
            self.tasks | other.tasks,
            self.all_roots or other.all_roots,
            self.all_tasks or other.all_tasks,
            self.workflow | other.workflow,
        )

    def names_task(self, task_id: str) -> bool:
        """Whether the entry of a task has to be there."""
        return self.all_tasks or task_id in self.tasks

    @property
    def whole_workflow(self) -> bool:
        """Whether all of the workflow has to be there."""
        return self.all_roots or "" in self.workflow


SCALARS: Final = (int, float, NoneType)
NONE: Final = References()
EVERYTHING: Final = References(present=True, all_roots=True, all_tasks=True)


@lru_cache(maxsize=4096)
def of_text(text: str) -> References:
    """Return what a text mentions inside its braces; a rough reading that errs on the safe side."""
    actions = " ".join(_ACTION.findall(text))
    if _WHOLE_DOT.search(actions) or "}}" in _ACTION.sub("", text):
        return EVERYTHING  # closing braces left over stood in a text inside an action
    tasks = _TASK.findall(actions)
    return References(
        present=True,
        roots=frozenset(_NAME.findall(actions)),
        tasks=frozenset(filter(None, tasks)),
        all_tasks="" in tasks,
        workflow=frozenset(_WORKFLOW.findall(actions)),
    )


def of_value(value: Any, skip: frozenset[str] = frozenset()) -> References:
    """Return what all texts of a value mention, leaving out the keys to skip at any depth."""
    if isinstance(value, str):
        return of_text(value) if "{{" in value else NONE
    if isinstance(value, SCALARS):
        return NONE
    if isinstance(value, Mapping):
        return _joined(value.items(), skip)
    if isinstance(value, list | tuple):
        return _joined(((str(index), item) for index, item in enumerate(value)), skip)
    return NONE


def _joined(items: Iterable[tuple[str, Any]], skip: frozenset[str]) -> References:
    whole = NONE
    for key, value in items:
        if key in skip or (isinstance(value, str) and "{{" not in value):
            continue
        part = of_value(value, skip)
        if part.present:
            whole = whole.joined(part) if whole.present else part
    return whole
