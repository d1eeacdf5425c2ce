"""Starts, signals and cancels runs on Temporal, and waits for them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from weakref import WeakKeyDictionary

import msgspec
from temporalio.api.enums.v1 import EventType, TaskQueueType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowFailureError, WorkflowHandle
from temporalio.common import (
    RawValue,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import ApplicationError, TemporalError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode, ServiceClient

from ..config import DEFAULT_TYPE, WorkflowConfig
from ..config.places import Places
from ..errors import EngineError
from ..plain_json import encode
from ..run.input import prepared
from ..run.mailbox import sent
from ..run.settings import TRANSITIONS
from ..states import WorkflowState
from .aside import largest_of
from .message import TOO_LARGE
from .payload import TOO_LARGE_CODE, checked, content, raw
from .start import Start, read_start
from .workflow import DELIVER, NAME

__all__ = ["ATTRIBUTES", "RemoteRun", "begin", "is_served", "open_runs", "start_of"]

WORKFLOW = SearchAttributeKey.for_keyword("SwitchoverWorkflow")
SYSTEM = SearchAttributeKey.for_keyword("SwitchoverSystem")
TYPES = SearchAttributeKey.for_keyword_list("SwitchoverTaskTypes")
ATTRIBUTES = (WORKFLOW, SYSTEM, TYPES)
"""By what runs are found on a server where these attributes are registered."""


def start_of(
    workflow: WorkflowConfig,
    data: Mapping[str, Any] | None = None,
    *,
    system: str,
    first: str = "",
    signals: Iterable[tuple[str, Mapping[str, Any]]] = (),
    transitions: int = TRANSITIONS,
    notes: Mapping[str, Any] | None = None,
    exec_id: str = "",
) -> Start:
    """Say what a run is started with; `data` gets the schema's defaults and is validated.

    Raises:
        EngineError: ``INPUT`` for an input that does not fit.
    """
    now = time.time()
    return Start(
        definition=workflow.data,
        input=prepared(workflow, data),
        system=system,
        places=Places.of(workflow.data, workflow.source),
        first=first,
        transitions=transitions,
        notes=notes or {},
        waiting=tuple(
            sent(name, payload, workflow_id=exec_id, now=now) for name, payload in signals
        ),
    )


ELSEWHERE: Final = "TMPRL1105"
"""By what the SDK calls a payload that is kept where this client cannot look."""


class RemoteRun:
    """A run on Temporal, of this process or of any other."""

    def __init__(self, client: Client, workflow_exec_id: str) -> None:
        self._client = client
        self._handle: WorkflowHandle[Any, RawValue] = client.get_workflow_handle(
            workflow_exec_id, result_type=RawValue
        )
        self.workflow_exec_id = workflow_exec_id

    async def start(self) -> Start:
        """Give what it was started with. Raises EngineError RUN_UNKNOWN."""
        with self._told():
            async for event in self._handle.fetch_history_events(page_size=1):
                return await self._given(event)
        raise self._unknown()

    async def has_rows(self) -> bool:
        """Whether a step of it was acknowledged, so that its rows are in the store of its workers.

        Raises:
            EngineError: ``RUN_UNKNOWN``.
        """
        with self._told():
            async for event in self._handle.fetch_history_events():
                if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED:
                    return True
                if event.event_type != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
                    continue
                if (await self._given(event)).is_renewed:
                    return True
        return False

    async def queue(self) -> str:
        """Give the task queue that it is served by. Raises EngineError RUN_UNKNOWN."""
        with self._told():
            return (await self._handle.describe()).task_queue

    async def signal(self, name: str, payload: Mapping[str, Any] | None = None) -> None:
        """Send it a signal; it is in the history, and not lost any more, when this returns.

        Raises:
            EngineError: ``RUN_UNKNOWN``, or ``RUN_ENDED`` when nobody can receive it any more.
        """
        signal = sent(name, payload, workflow_id=self.workflow_exec_id, now=time.time())
        body = checked(encode(signal), f"the payload of {name!r}", largest=largest_of(self._client))
        with self._told():
            await self._handle.signal(DELIVER, raw(body))

    async def cancel(self) -> None:
        """Ask for its end: its workflow and all of its open tasks become CANCELED."""
        with self._told():
            await self._handle.cancel()

    async def result(self) -> WorkflowState:
        """Return the workflow's row once it has ended.

        Raises:
            EngineError: ``RUN_LOST`` when Temporal ended it, as by a termination;
                ``PAYLOAD_TOO_LARGE`` when it did for the size of an answer; ``RUN_UNKNOWN``.
        """
        try:
            with self._told():
                row = content(await self._handle.result())
        except WorkflowFailureError as error:
            raise _lost(self.workflow_exec_id, error.cause or error) from error
        return msgspec.json.decode(row, type=WorkflowState)

    async def _given(self, event: HistoryEvent) -> Start:
        """Read from the first event of its history what it was started with."""
        given = event.workflow_execution_started_event_attributes.input.payloads
        found: list[RawValue] = await self._client.data_converter.decode(given, [RawValue])
        return read_start(content(found[0]))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Tell in our own words, within a block, what the server or the SDK has against it."""
        try:
            yield
        except RuntimeError as error:
            raise self._elsewhere(error) from error
        except RPCError as error:
            raise self._refused(error) from error

    def _elsewhere(self, error: RuntimeError) -> Exception:
        """Give what the SDK says of a payload that is kept aside, and nothing says where."""
        if ELSEWHERE not in str(error):
            return error
        text = f"what run {self.workflow_exec_id!r} gave is kept in its store: give that as well"
        return EngineError("STORE_NEEDED", text, retryable=False)

    def _unknown(self) -> EngineError:
        text = f"no run {self.workflow_exec_id!r} is on this server"
        return EngineError("RUN_UNKNOWN", text, retryable=False)

    def _refused(self, error: RPCError) -> EngineError:
        if error.status is not RPCStatusCode.NOT_FOUND:
            text = f"Temporal refused what was asked of run {self.workflow_exec_id!r}: {error}"
            return EngineError("TEMPORAL", text)
        if "completed" in str(error):
            text = f"run {self.workflow_exec_id!r} has ended"
            return EngineError("RUN_ENDED", text, retryable=False)
        return self._unknown()


def _lost(exec_id: str, cause: BaseException) -> EngineError:
    if TOO_LARGE in str(cause):
        text = (
            f"run {exec_id!r} was ended by Temporal: what tasks that ran at once gave was more than"
            " 4 MiB together. Let fewer run at once, or keep values in a file or a database and"
            " hand on where they are"
        )
        return EngineError(TOO_LARGE_CODE, text, retryable=False)
    is_large = isinstance(cause, ApplicationError) and cause.type == TOO_LARGE_CODE
    code = TOO_LARGE_CODE if is_large else "RUN_LOST"
    text = f"run {exec_id!r} was ended by Temporal: {cause}"
    return EngineError(code, text, retryable=False)


async def begin(
    client: Client,
    start: Start,
    *,
    exec_id: str,
    task_queue: str,
    anew: bool = False,
    eager: bool = True,
) -> RemoteRun:
    """Start a run and return it; one that was started before is that run, or refused `anew`.

    A worker of the same client begins with it at once when `eager`, whichever build is current.

    Raises:
        EngineError: ``PAYLOAD_TOO_LARGE``; ``RUN_EXISTS``; ``TEMPORAL`` when the server refuses it.
    """
    body = checked(start.written(), "the workflow with its input", largest=largest_of(client))
    attributes = await _attributes(client, start)
    try:
        await client.start_workflow(
            NAME,
            raw(body),
            id=exec_id,
            task_queue=task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=attributes,
            request_eager_start=eager,
        )
    except WorkflowAlreadyStartedError as error:
        if anew:
            text = f"run {exec_id!r} is on this server already; nothing was run"
            raise EngineError("RUN_EXISTS", text, retryable=False) from error
        return RemoteRun(client, exec_id)
    except (RPCError, TemporalError) as error:
        text = f"Temporal refused to start run {exec_id!r}: {error}"
        raise EngineError("TEMPORAL", text) from error
    return RemoteRun(client, exec_id)


async def is_served(client: Client, queue: str) -> bool:
    """Whether any worker has asked for runs of a queue within the last minutes."""
    asked = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    try:
        return bool((await client.workflow_service.describe_task_queue(asked)).pollers)
    except RPCError:
        return True  # it cannot be known, as on the test server


async def open_runs(client: Client, *, prefix: str) -> list[str]:
    """Give the exec ids of the runs that have not ended and whose queues begin with a prefix."""
    query = f"WorkflowType = '{NAME}' AND ExecutionStatus = 'Running'"
    return [
        found.id
        async for found in client.list_workflows(query)
        if found.task_queue.startswith(prefix)
    ]


_registered: WeakKeyDictionary[ServiceClient, frozenset[str]] = WeakKeyDictionary()
"""The search attributes that each server knows, by the connection to it."""


async def _attributes(client: Client, start: Start) -> TypedSearchAttributes | None:
    """Give the search attributes of a run that its server knows; none where it knows none."""
    known = _registered.get(client.service_client)
    if known is None:
        known = _registered[client.service_client] = await _known(client)
    types = sorted({str(task.get("type") or DEFAULT_TYPE) for task in start.definition["tasks"]})
    pairs: list[SearchAttributePair[Any]] = [
        SearchAttributePair(WORKFLOW, str(start.definition.get("id", ""))),
        SearchAttributePair(SYSTEM, start.system),
        SearchAttributePair(TYPES, types),
    ]
    found = [pair for pair in pairs if pair.key.name in known]
    return TypedSearchAttributes(found) if found else None


async def _known(client: Client) -> frozenset[str]:
    from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest

    try:
        answer = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
    except RPCError:
        return frozenset()  # the test server has none, and a cloud tells only its operators
    return frozenset(answer.custom_attributes)
