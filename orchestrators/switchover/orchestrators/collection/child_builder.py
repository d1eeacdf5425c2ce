"""The children that a collection's items become."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from switchover.engine.config import CollectionTask
from switchover.engine.contexts import Context, Renderer
from switchover.engine.errors import EngineError
from switchover.orchestrators.collection.item_variables import item_variables, with_item
from switchover.orchestrators.collection.retyping import retyped
from switchover.orchestrators.shared.item_scope import Plain, is_lifted, scope_of, scoped

RENDERED: Final = ("id", "action", "env", "agent", "tool")
"""What is rendered of a child besides its `with`; all else waits until it runs."""


class ChildBuilder:
    """Builds the configurations of children, item by item in the order of the items."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def build(
        self, task: CollectionTask, items: Sequence[Any], context: Context
    ) -> tuple[Plain, ...]:
        """Return a child for each item and template. Raises EngineError COLL_CHILD."""
        templates = [(template, _has_nested(task, template)) for template in _templates(task)]
        return tuple(
            self._child(task, template, context, item, index, is_parent)
            for index, item in enumerate(items)
            for template, is_parent in templates
        )

    def _child(
        self,
        task: CollectionTask,
        template: Plain,
        context: Context,
        item: Any,
        index: int,
        is_parent: bool,
    ) -> Plain:
        variables = item_variables(task, item, index)
        inner = with_item(context, variables)
        child = dict(template)
        try:
            for key in RENDERED:
                if key in template:
                    child[key] = self._renderer.render(template[key], inner)
            child["with"] = retyped(self._renderer.render(template.get("with") or {}, inner))
        except EngineError as error:
            text = f"collection {task.id!r}: child at index {index}: {error}"
            raise EngineError("COLL_CHILD", text, retryable=False) from error
        if not task.task_maps:
            child["with"] |= {"item": item, "index": index}
        _inherit(child, task)
        scope = {**scope_of(task), **variables}
        return scoped(child, scope) if is_parent or not is_lifted(child, scope) else child


def _templates(task: CollectionTask) -> Sequence[Plain]:
    return task.task_maps or ([] if task.task_map is None else [task.task_map])


def _has_nested(task: CollectionTask, template: Plain) -> bool:
    """Whether tasks stand below a child, which see the item through its scope alone."""
    return any(task.types.task(template).nested())


def _inherit(child: dict[str, Any], parent: CollectionTask) -> None:
    """Hand down the working directory, and the agent's substance to an agent without any."""
    if parent.cwd and not child.get("CWD"):
        child["CWD"] = parent.cwd
    agent, above = child.get("agent"), parent.agent
    if not (isinstance(agent, Mapping) and isinstance(above, Mapping)):
        return
    if not (agent.get("instructions") or agent.get("actions")):
        substance = {key: above[key] for key in ("instructions", "actions") if key in above}
        child["agent"] = {**agent, **substance}
