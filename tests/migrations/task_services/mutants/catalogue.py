"""The sixty-seven known differences between the old engine and a rewrite that went wrong.

Each is planted into the new system, or it is said why that cannot be done. Where old and new share a
defect that the new system mended, the mutant brings the defect back.
"""

from collections.abc import Callable, Mapping
from typing import Any

from migrations.task_services.mutants.patching import Mutant, NotApplicable, Patch
from msgspec.structs import replace

from switchover.engine.errors import EngineError
from switchover.engine.outcomes import last_word
from switchover.engine.outcomes.transitions import next_task
from switchover.engine.rendering import as_floats
from switchover.engine.run.services import Execution, StopRule, TaskFailed, TaskResponse, Wait
from switchover.engine.states import Status, TaskError
from switchover.orchestrators.aggregate.orchestrator import AggregateOrchestrator
from switchover.orchestrators.basic.orchestrator import BasicOrchestrator
from switchover.orchestrators.collection import (
    child_builder,
    child_template,
    item_expander,
    item_filter,
)
from switchover.orchestrators.collection.child_builder import ChildBuilder
from switchover.orchestrators.collection.item_expander import ItemExpander
from switchover.orchestrators.collection.orchestrator import CollectionOrchestrator
from switchover.orchestrators.composite.orchestrator import CompositeOrchestrator
from switchover.orchestrators.parallel.orchestrator import ParallelOrchestrator
from switchover.orchestrators.parallel.status_calculator import StatusCalculator
from switchover.orchestrators.router.orchestrator import RouterOrchestrator
from switchover.orchestrators.router.selector import Selector
from switchover.orchestrators.shared import base, completion, container, parents, progress
from switchover.orchestrators.shared.base import BaseOrchestrator
from switchover.orchestrators.shared.container import ContainerOrchestrator
from switchover.orchestrators.shared.parents import Parents
from switchover.orchestrators.shared.rendering import TaskRenderer
from switchover.orchestrators.shared.run_view import RunView
from switchover.orchestrators.shared.settlement import Settlement
from switchover.orchestrators.shared.variables import Variables
from switchover.orchestrators.wait.orchestrator import WaitOrchestrator

MISSING = object()


def wrapped(target: Any, name: str, around: Callable[..., Any]) -> Patch:
    """Replace a method by one that is given the original first."""
    original = getattr(target, name)

    def method(*args: Any, **kwargs: Any) -> Any:
        return around(original, *args, **kwargs)

    return target, name, method


def wrapped_async(target: Any, name: str, around: Callable[..., Any]) -> Patch:
    """Replace a coroutine method by one that is given the original first."""
    original = getattr(target, name)

    async def method(*args: Any, **kwargs: Any) -> Any:
        return await around(original, *args, **kwargs)

    return target, name, method


def as_text(value: Any) -> Any:
    """Return what a reference gave in the old system."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, int | float) else value


def flags_as_text(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return {key: flags_as_text(item) for key, item in value.items()}
    return [flags_as_text(item) for item in value] if isinstance(value, list) else value


def references_as_text() -> list[Patch]:
    def rendered(original: Any, self: Any, text: str, variables: Any) -> Any:
        return as_text(original(self, text, variables))

    from switchover.engine.rendering import Renderer

    return [wrapped(Renderer, "_text", rendered)]


def flags_in_with_as_text() -> list[Patch]:
    def fields(original: Any, self: Any, *parts: Any, **more: Any) -> Any:
        rendered = original(self, *parts, **more)
        given = flags_as_text(rendered.data.get("with"))
        data = {**rendered.data, "with": given} if given else rendered.data
        return type(rendered)(data, rendered.types, rendered.source)

    return [wrapped(TaskRenderer, "task", fields)]


def success_count() -> list[Patch]:
    def renamed(original: Any, *args: Any) -> Any:
        record = original(*args)
        record["success_count"] = record.pop("completed_count")
        return record

    return [
        wrapped(container, "progress_info", renamed),
        wrapped(parents, "progress_info", renamed),
    ]


def canceled_is_completed() -> list[Patch]:
    return [(progress, "COMPLETING", frozenset({Status.SUCCESS, Status.CANCELED}))]


def every_container_follows_its_children() -> list[Patch]:
    def child_ended(original: Any, self: Any, child: Any) -> None:
        store = self._store
        parent = store.task(child.parent_state_id) if child.parent_state_id else None
        if parent is None:
            return
        statuses = {row.status for row in store.children(parent.task_exec_id)}
        if statuses & {Status.PENDING, Status.RUNNING}:
            status = Status.RUNNING
        else:
            status = Status.FAILED if Status.FAILED in statuses else Status.SUCCESS
        if status is not parent.status:
            store.put_task(replace(parent, status=status))

    return [wrapped(Parents, "child_ended", child_ended)]


def status_by_list_order() -> list[Patch]:
    def child_ended(original: Any, self: Any, child: Any) -> None:
        original(self, child)
        store = self._store
        parent = store.task(child.parent_state_id) if child.parent_state_id else None
        if parent is None or self._directory.aggregator_of(parent) is None:
            return
        status = Status.SUCCESS
        for row in store.children(parent.task_exec_id):
            if row.status in {Status.FAILED, Status.PENDING, Status.RUNNING}:
                status = Status.FAILED if row.status is Status.FAILED else Status.RUNNING
                break
        store.put_task(replace(store.task(parent.task_exec_id), status=status))

    return [wrapped(Parents, "child_ended", child_ended)]


def generic_container_failure() -> list[Patch]:
    def failure(original: Any, *args: Any) -> Any:
        return replace(original(*args), message="no specific error")

    return [wrapped(container, "_failure", failure)]


def no_error_codes() -> list[Patch]:
    def failure(original: Any, self: Any, error: Any) -> Any:
        return replace(original(self, error), code=None)

    return [wrapped(BaseOrchestrator, "failure", failure)]


def child_failure_fails_the_activity() -> list[Patch]:
    def ended(original: Any, self: Any, call: Any, state: Any, error: Any) -> Any:
        response = original(self, call, state, error)
        if call.row is not None and error is not None:
            raise TaskFailed(error)
        return response

    return [wrapped(BaseOrchestrator, "ended", ended)]


def composite_aborts_on_failure() -> list[Patch]:
    return [
        wrapped(CompositeOrchestrator, "stop_rule", lambda _, __, ___: StopRule(on_failure=True))
    ]


def outputs_are_inspected() -> list[Patch]:
    async def execute(original: Any, self: Any, call: Any) -> Any:
        found = await original(self, call)
        output = found.output or {}
        says_so = str(output.get("success")).strip().lower() == "false"
        if output.get("error") is not None or says_so:
            return Execution(output=found.output, error=TaskError(message="the output says so"))
        return found

    return [wrapped_async(BasicOrchestrator, "execute", execute)]


def router_errors_are_raised() -> list[Patch]:
    async def execute(original: Any, self: Any, call: Any) -> Any:
        return Execution(output=await self.output(call))

    return [wrapped_async(RouterOrchestrator, "execute", execute)]


def children_rendered_without_variables() -> list[Patch]:
    def plan(original: Any, self: Any, run: Any, task: Any, state: Any) -> Any:
        found = original(self, run, task, state)
        children = tuple(
            {**child, "with": self.context.renderer.render(child.get("with") or {}, lambda _: {})}
            for child in found.children
        )
        from dataclasses import replace as dataclass_replace

        return dataclass_replace(found, children=children)

    return [
        wrapped(ParallelOrchestrator, "plan", plan),
        wrapped(CompositeOrchestrator, "plan", plan),
    ]


def container_config_is_rendered() -> list[Patch]:
    def rendered(original: Any, self: Any, run: Any, task: Any, parent: Any) -> Any:
        context = self.context.variables.task(run, task, parent)
        given = self.context.renderer.render(task.data.get("with") or {}, context)
        return type(task)({**task.data, "with": given}, task.types, task.source)

    return [wrapped(ParallelOrchestrator, "rendered", rendered)]


def _child_with(change: Callable[[Any, dict[str, Any]], dict[str, Any]]) -> list[Patch]:
    def build(original: Any, self: Any, task: Any, items: Any, *more: Any) -> Any:
        children = original(self, task, items, *more)
        return tuple({**child, "with": change(task, child["with"])} for child in children)

    return [wrapped(ChildBuilder, "build", build)]


def collection_input_is_its_own() -> list[Patch]:
    def expansion(original: Any, self: Any, run: Any, task: Any, parent: Any, given: Any) -> Any:
        context = original(self, run, task, parent, given)
        return lambda mentioned: {**context(mentioned), "input": dict(given)}

    return [wrapped(Variables, "expansion", expansion)]


def item_variables_in_with() -> list[Patch]:
    return _child_with(lambda _, given: {**given, "_collection_index": given.get("index")})


def own_names_are_added() -> list[Patch]:
    def variables(original: Any, task: Any) -> Any:
        own = original(task)
        return lambda item, index: {
            "item": as_floats(item),
            "index": index,
            **own(item, index),
        }

    return [
        wrapped(child_builder, "item_variables", variables),
        wrapped(item_filter, "item_variables", variables),
    ]


def nothing_is_retyped() -> list[Patch]:
    return [(child_template, "retyped", lambda value: value)]


def task_env_is_not_merged() -> list[Patch]:
    def roots(original: Any, self: Any, view: Any, *task: Any) -> Any:
        return {**original(self, view, *task), "env": view.roots["env"]}

    return [wrapped(Variables, "_roots", roots)]


def tasks_without_configuration() -> list[Patch]:
    return [wrapped(RunView, "_written", lambda *_: None)]


def workflow_without_definition() -> list[Patch]:
    def init(original: Any, self: Any, *parts: Any) -> None:
        original(self, *parts)
        self.roots["workflow"] = lambda _: self.state()

    return [wrapped(RunView, "__init__", init)]


def parent_only_for_children() -> list[Patch]:
    def roots(original: Any, self: Any, *task: Any) -> Any:
        found = dict(original(self, *task))
        found.pop("parent", None)
        return found

    return [wrapped(Variables, "_roots", roots)]


def own_with_is_the_input() -> list[Patch]:
    def fields(original: Any, task: Any) -> Any:
        return {key: value for key, value in original(task).items() if key != "input"}

    return [wrapped(base, "component_fields", fields)]


def plain_text_is_an_item() -> list[Patch]:
    def expand(original: Any, self: Any, task: Any, context: Any) -> Any:
        try:
            return original(self, task, context)
        except EngineError:
            return [task.items]

    return [wrapped(ItemExpander, "expand", expand)]


def scalar_items_are_text() -> list[Patch]:
    def to_items(original: Any, value: Any) -> Any:
        return original(as_text(value) if isinstance(value, int | float) else value)

    return [wrapped(item_expander, "to_items", to_items)]


def no_is_false() -> list[Patch]:
    def is_truthy(original: Any, value: Any) -> bool:
        return original(value) and str(value).strip().lower() not in {"no", "off", "0", "false"}

    return [wrapped(item_filter, "is_truthy", is_truthy)]


def siblings_wait_for_each_other() -> list[Patch]:
    return [wrapped(ParallelOrchestrator, "limit", lambda *_: 1)]


def several_templates_are_refused() -> list[Patch]:
    def plan(original: Any, self: Any, run: Any, task: Any, state: Any) -> Any:
        if task.task_map is None:
            raise EngineError("COLL_TEMPLATE_REQUIRED", "a collection needs a task template")
        return original(self, run, task, state)

    return [wrapped(CollectionOrchestrator, "plan", plan)]


def _plan_with(target: Any, change: Callable[[Any], Mapping[str, Any]]) -> list[Patch]:
    from dataclasses import replace as dataclass_replace

    def plan(original: Any, self: Any, run: Any, task: Any, state: Any) -> Any:
        found = original(self, run, task, state)
        return dataclass_replace(found, counts=change(found))

    return [wrapped(target, "plan", plan)]


def other_collection_metadata() -> list[Patch]:
    def counts(plan: Any) -> dict[str, Any]:
        return {
            "item_count": plan.counts["item_count"],
            "skipped_count": plan.counts["skipped_count"],
            "child_count": len(plan.children),
        }

    return _plan_with(CollectionOrchestrator, counts)


def parallel_metadata_in_output() -> list[Patch]:
    return _plan_with(ParallelOrchestrator, lambda plan: {"child_count": len(plan.children)})


def collection_obeys_its_strategy() -> list[Patch]:
    return [
        wrapped(CollectionOrchestrator, "strategy", lambda _, __, task: task.strategy or "wait_all")
    ]


def workers_are_obeyed() -> list[Patch]:
    return [
        wrapped(
            ParallelOrchestrator,
            "limit",
            lambda original, self, task: task.max_workers or original(self, task),
        )
    ]


def race_waits_for_all() -> list[Patch]:
    return [wrapped(ParallelOrchestrator, "stop_rule", lambda *_: StopRule())]


def selector_is_an_expression() -> list[Patch]:
    def select(original: Any, self: Any, run: Any, task: Any, parent: Any) -> str:
        from switchover.engine.rendering import EVERYTHING

        context = self._variables.task(run, task, parent)
        return str(self._conditions.value(task.condition, context(EVERYTHING))).strip()

    return [wrapped(Selector, "select", select)]


def router_refuses_an_action() -> list[Patch]:
    async def output(original: Any, self: Any, call: Any) -> Any:
        if call.task.action:
            raise EngineError("ROUTER_ACTION", "a router takes no action")
        return await original(self, call)

    return [wrapped_async(RouterOrchestrator, "output", output)]


def routes_are_sorted() -> list[Patch]:
    from switchover.orchestrators.router import orchestrator as router

    def selected(original: Any, task: Any, key: str) -> str:
        routes = dict(sorted(task.routes.items()))
        ordered = type(task)({**task.data, "routes": routes}, task.types, task.source)
        return original(ordered, key)

    return [wrapped(router, "selected", selected)]


def last_row_decides() -> list[Patch]:
    def end(_: Any, rows: Any, __: Any) -> Any:
        return {"status": last_word(list(rows)), "error": None}

    return [wrapped(completion, "_end", end)]


def nested_tasks_have_two_rows() -> list[Patch]:
    async def create_state(original: Any, self: Any, request: Any) -> Any:
        return await original(self, replace(request, row=None))

    def ended(original: Any, self: Any, call: Any, state: Any, error: Any) -> Any:
        response = original(self, call, state, error)
        row = self.context.store.task(call.row) if call.row is not None else None
        if row is not None and row.task_exec_id != state.task_exec_id:
            self.put(replace(row, status=response.state.status))
        return response

    return [
        wrapped_async(ContainerOrchestrator, "create_state", create_state),
        wrapped(BaseOrchestrator, "ended", ended),
    ]


def open_becomes_success() -> list[Patch]:
    async def execute(original: Any, self: Any, call: Any) -> Any:
        found = await original(self, call)
        rows = self.context.store.children(call.state.task_exec_id)
        is_open = any(not row.status.is_terminal for row in rows)
        return Execution(output=found.output) if is_open else found

    return [
        wrapped(Settlement, "settle", lambda *_: None),
        wrapped_async(ContainerOrchestrator, "execute", execute),
    ]


def empty_aggregates_are_refused() -> list[Patch]:
    async def output(original: Any, self: Any, call: Any) -> Any:
        found = await original(self, call)
        if not found:
            raise EngineError("AGG_EMPTY", "an aggregate needs an output")
        return found

    return [wrapped_async(AggregateOrchestrator, "output", output)]


def wait_is_a_success_at_once() -> list[Patch]:
    async def handle_response(original: Any, self: Any, call: Any, execution: Any) -> Any:
        return await BaseOrchestrator.handle_response(self, call, execution)

    def ended(self: Any, call: Any, state: Any, error: Any) -> Any:
        if call.task.type_name != WAIT or error is None:
            response = original(self, call, state, error)
            self.put(state) if state.status is Status.SUCCESS and call.row is None else None
            return response
        following = next_task(
            self.context.variables.run(call.run).tasks.get, call.task, succeeded=True
        )
        return TaskResponse(state=state, next_task=following)

    original = WaitOrchestrator.ended
    return [
        wrapped_async(WaitOrchestrator, "handle_response", handle_response),
        (WaitOrchestrator, "ended", ended),
    ]


WAIT = "wait"


def wait_reads_rendered_timeouts() -> list[Patch]:
    async def create_state(original: Any, self: Any, request: Any) -> Any:
        created = await original(self, request)
        task = created.task
        return replace(created, wait=Wait(signal=task.wait_for, timeout=task.timeout))

    return [wrapped_async(WaitOrchestrator, "create_state", create_state)]


def large_numbers_are_text() -> list[Patch]:
    def rendered(original: Any, self: Any, text: str, variables: Any) -> Any:
        value = original(self, text, variables)
        is_large = isinstance(value, int | float) and abs(value) >= 2**53
        return repr(float(value)) if is_large else value

    from switchover.engine.rendering import Renderer

    return [wrapped(Renderer, "_text", rendered)]


def collection_texts_become_numbers() -> list[Patch]:
    def given(original: Any, self: Any, *task: Any) -> Any:
        return {key: _number(value) for key, value in original(self, *task).items()}

    def _number(value: Any) -> Any:
        return int(value) if isinstance(value, str) and value.isdecimal() else value

    return [wrapped(CollectionOrchestrator, "_given", given)]


def attempts_share_a_row() -> list[Patch]:
    async def new(original: Any, self: Any, run: Any, task: Any) -> Any:
        known = self.context.store.latest(run.workflow_exec_id, task.id)
        if known is None:
            return await original(self, run, task)
        await self.context.configs.save(known.task_exec_id, task.data)
        return known

    return [wrapped_async(BaseOrchestrator, "_new", new)]


def conditions_ignore_blanks() -> list[Patch]:
    from switchover.engine.conditions import WAIT_NAMES, CelConditions
    from switchover.orchestrators.wait.verdict import SignalJudge

    def init(original: Any, self: Any, _: Any) -> None:
        original(self, CelConditions(WAIT_NAMES, are_blanks_equal=True))

    return [wrapped(SignalJudge, "__init__", init)]


def unknown_tasks_stay_templates() -> list[Patch]:
    def rendered(original: Any, self: Any, text: str, variables: Any) -> Any:
        known = variables.get("tasks") or {}
        parts = text.split(".tasks.")[1:]
        if any(part.split(".")[0].split()[0].strip("}") not in known for part in parts):
            return text
        return original(self, text, variables)

    from switchover.engine.rendering import Renderer

    return [wrapped(Renderer, "_text", rendered)]


def children_inherit_the_file() -> list[Patch]:
    def written_children(original: Any, self: Any, run: Any, task: Any, *more: Any) -> Any:
        inherited = {"file_path": task.file_path or "inherited.yaml"}
        return tuple({**inherited, **child} for child in original(self, run, task, *more))

    return [wrapped(ContainerOrchestrator, "written_children", written_children)]


def transitions_without_parent() -> list[Patch]:
    def transitions(original: Any, self: Any, run: Any, task: Any, state: Any) -> Any:
        context = original(self, run, task, state)
        return lambda mentioned: {k: v for k, v in context(mentioned).items() if k != "parent"}

    return [wrapped(Variables, "transitions", transitions)]


def live_strategy_from_input() -> list[Patch]:
    def child_ended(original: Any, self: Any, child: Any) -> None:
        parent = self._store.task(child.parent_state_id) if child.parent_state_id else None
        strategy = (parent.input or {}).get("strategy") if parent is not None else None
        from unittest import mock

        with mock.patch.object(parents, "LIVE_STRATEGY", strategy or "wait_all"):
            original(self, child)

    return [wrapped(Parents, "child_ended", child_ended)]


def parents_regress() -> list[Patch]:
    return [wrapped(StatusCalculator, "should_update_status", lambda *_: True)]


def children_keep_the_first_code() -> list[Patch]:
    def failure(original: Any, self: Any, error: Any) -> Any:
        return replace(original(self, error), code="EXECUTION_ERROR")

    return [wrapped(BasicOrchestrator, "failure", failure)]


def stale_tasks() -> list[Patch]:
    def init(original: Any, self: Any, *parts: Any) -> None:
        original(self, *parts)
        build, memo = self.roots["tasks"], dict[str, Any]()

        def remembered(mentioned: Any) -> Any:
            for name, entry in build(mentioned).items():
                memo.setdefault(name, entry)
            return {**build(mentioned), **memo}

        self.roots["tasks"] = remembered

    return [wrapped(RunView, "__init__", init)]


def outputs_leak_into_variables() -> list[Patch]:
    def outputs(
        original: Any, self: Any, run: Any, task: Any, state: Any, output: Any, **more: Any
    ) -> Any:
        self.run(run).roots["output"] = lambda _: dict(output)
        return original(self, run, task, state, output, **more)

    return [wrapped(Variables, "outputs", outputs)]


def children_in_text_order() -> list[Patch]:
    async def prepare(original: Any, self: Any, call: Any) -> Any:
        found = await original(self, call)
        store = self.context.store
        items = sorted(found.items, key=lambda item: store.task(item.row).task_id)
        return replace(found, items=tuple(items))

    return [
        wrapped_async(ParallelOrchestrator, "prepare_children", prepare),
        wrapped_async(CollectionOrchestrator, "prepare_children", prepare),
    ]


CATALOGUE: tuple[Mutant | NotApplicable, ...] = (
    Mutant("D-1", "a reference to a number or flag becomes text", references_as_text),
    Mutant("D-2", "flags written in `with` become text", flags_in_with_as_text),
    Mutant("D-3", "completed_count is called success_count", success_count),
    Mutant("D-4", "a canceled child counts as completed", canceled_is_completed),
    NotApplicable("D-5", "no task of either system ever ends as TIMED_OUT: a timeout is FAILED"),
    Mutant("D-6", "each child writes its parent's status", every_container_follows_its_children),
    Mutant("D-7", "a parent's status depends on the order of its children", status_by_list_order),
    Mutant("D-8", "a failed container says nothing of its children", generic_container_failure),
    Mutant("D-9", "errors have no code", no_error_codes),
    Mutant("D-10", "a child's failure fails its activity", child_failure_fails_the_activity),
    Mutant("D-11", "a composite stops at the first failed child", composite_aborts_on_failure),
    Mutant("D-12", "an output that says error or no success fails", outputs_are_inspected),
    Mutant("D-13", "a router's error is raised, its row stays open", router_errors_are_raised),
    Mutant(
        "D-14",
        "children are rendered early, without variables",
        children_rendered_without_variables,
    ),
    Mutant("D-15", "a parallel's stored configuration is rendered", container_config_is_rendered),
    NotApplicable(
        "D-16", "chosen: what a collection was given reaches its children (`collection-with`)"
    ),
    Mutant("D-17", "`.input` of a collection is its own `with`", collection_input_is_its_own),
    Mutant("D-18", "children's `with` carries underscored item variables", item_variables_in_with),
    Mutant("D-19", "names of one's own do not hide item and index", own_names_are_added),
    Mutant("D-20", "texts of a child's `with` stay text", nothing_is_retyped),
    Mutant("D-21", "a task's env is not merged", task_env_is_not_merged),
    Mutant("D-22", "`.tasks.x` has no fields of its configuration", tasks_without_configuration),
    Mutant("D-23", "`.workflow` has no version and author", workflow_without_definition),
    Mutant("D-24", "a task has no `.parent`", parent_only_for_children),
    Mutant("D-25", "a tool's row has the task's own `with` alone as input", own_with_is_the_input),
    Mutant("D-26", "plain text is one item", plain_text_is_an_item),
    Mutant("D-27", "a number alone is one item of text", scalar_items_are_text),
    NotApplicable("D-28", "plain data has no typed lists"),
    Mutant("D-29", "no, off and 0 drop an item", no_is_false),
    Mutant("D-30", "a parallel's children wait for each other", siblings_wait_for_each_other),
    Mutant("D-31", "a collection of several templates is refused", several_templates_are_refused),
    Mutant("D-32", "a collection's metadata has child_count", other_collection_metadata),
    Mutant("D-33", "a parallel's output has metadata", parallel_metadata_in_output),
    NotApplicable(
        "D-34", "expanding twice shows nowhere: templates are pure, and time stands still"
    ),
    Mutant("D-35", "a collection obeys its strategy", collection_obeys_its_strategy),
    NotApplicable("D-36", "a rule of validation, which no orchestrator decides"),
    Mutant("D-37", "max_workers is obeyed", workers_are_obeyed),
    Mutant("D-38", "a race waits for all", race_waits_for_all),
    Mutant("D-39", "a router's selector is always an expression", selector_is_an_expression),
    Mutant("D-40", "a router refuses an action", router_refuses_an_action),
    Mutant("D-41", "the routes in an error are sorted", routes_are_sorted),
    Mutant("D-42", "the last row decides how a workflow ends", last_row_decides),
    Mutant(
        "D-43", "a nested container has two rows, and loses its output", nested_tasks_have_two_rows
    ),
    NotApplicable(
        "D-44", "outputs are a map, and a map's order shows nowhere: templates sort keys"
    ),
    NotApplicable("D-45", "nothing reads the row inside a response; all read the store"),
    Mutant("D-46", "a container with open children succeeds", open_becomes_success),
    Mutant("D-47", "an empty aggregate is refused", empty_aggregates_are_refused),
    Mutant("D-48", "a wait succeeds at once, its result is lost", wait_is_a_success_at_once),
    Mutant("D-49", "templates in a wait's timeout work", wait_reads_rendered_timeouts),
    NotApplicable("D-50", "the memory type is outside of both systems"),
    NotApplicable("D-51", "the template engine is the same one under both systems"),
    Mutant("D-52", "large numbers become text", large_numbers_are_text),
    Mutant(
        "D-53",
        "numeric texts of a collection's `with` become numbers",
        collection_texts_become_numbers,
    ),
    Mutant("D-54", "attempts share one row", attempts_share_a_row),
    NotApplicable("D-55", "the order of two stores' writes shows only in a crash between them"),
    NotApplicable("D-56", "a rule of validation, which no orchestrator decides"),
    Mutant("D-57", "conditions that differ in blanks are one", conditions_ignore_blanks),
    Mutant(
        "D-58", "templates that name an unknown task stay as they are", unknown_tasks_stay_templates
    ),
    Mutant("D-59", "children inherit the file's path", children_inherit_the_file),
    Mutant("D-60", "transitions have no `.parent`", transitions_without_parent),
    Mutant("D-61", "the live strategy is read from the parent's input", live_strategy_from_input),
    NotApplicable("D-62", "what a response carries is fixed by the seam"),
    Mutant("D-63", "a finished parent may be open again", parents_regress),
    Mutant("D-64", "a child's error keeps its first code", children_keep_the_first_code),
    Mutant("D-65", "what a task gave is remembered, and stale", stale_tasks),
    Mutant("D-66", "rendering outputs changes the shared variables", outputs_leak_into_variables),
    Mutant("D-67", "children run in the order of their ids as text", children_in_text_order),
)
"""All sixty-seven, in order."""

MUTANTS = {entry.number: entry for entry in CATALOGUE if isinstance(entry, Mutant)}
