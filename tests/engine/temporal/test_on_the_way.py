"""What travels between a workflow on Temporal and its steps comes back as it was; and its signals, each once."""

import json
from collections import deque

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.service import RPCError, RPCStatusCode

from switchover.engine.config import engine_types, parse_workflow
from switchover.engine.context import ToolCall
from switchover.engine.errors import EngineError
from switchover.engine.rendering import authored, origins, plain
from switchover.engine.run.child_outcomes import ChildOutcomes
from switchover.engine.run.lifecycle import RunFailure, TriggerRun
from switchover.engine.run.services import (
    CreateState,
    Execution,
    ProcessSignal,
    Run,
    Signal,
    TaskCall,
    TaskResponse,
)
from switchover.engine.states import Status, TaskError, TaskState
from switchover.engine.store import Reach
from switchover.engine.temporal.absence import REACHED_S, Absence
from switchover.engine.temporal.asked import Asked, Taken, read_asked, read_taken, written
from switchover.engine.temporal.book import RunBook
from switchover.engine.temporal.deferring import DeferredTools, ToolAnswer, ToolDueError, answering
from switchover.engine.temporal.mail import Mail
from switchover.engine.temporal.payload import LARGEST, LARGEST_ASIDE, checked, content, gone, raw
from switchover.engine.temporal.standing import Begun, Memory, RunStanding
from switchover.engine.temporal.start import Definitions, Start, read_start
from switchover.engine.temporal.wire import Wire

TYPES = engine_types()
FLOW = parse_workflow(
    """
id: w
tasks:
  - id: "ü/日本"
    type: composite
    tasks:
      - {id: a, tool: t, with: {v: "{{ .workflow.id }}", n: 9007199254740993}}
      - {id: "b-{{ .index }}", type: wait, wait_for: go, condition: "true", timeout: 1m, processor: {id: p, tool: t, with: {v: "{{ .x }}"}}}
  - {id: last, tool: t}
""",
    TYPES,
    name="f.yaml",
)
RUN = Run(workflow=FLOW, workflow_exec_id="r")
TOP = FLOW.tasks[0]
RENDERED = TYPES.task({**TOP.data, "with": {"k": "{{ data }}"}}, source=TOP.source)
ROW = TaskState(
    task_exec_id="x",
    task_id="ü",
    workflow_id="w",
    workflow_exec_id="r",
    status=Status.WAITING,
    execution_type="wait",
    input={"a": [1, 2.5, None]},
    error=TaskError(message="no", code="E", details={"d": [1]}),
)
CALL = TaskCall(
    run=RUN, task=TOP.child("tasks", 0), state=ROW, row="x", causes={"y": TaskError(message="gone")}
)
RESPONSE = TaskResponse(state=ROW, next_task=FLOW.tasks[1], succeeded=False)
SIGNAL = Signal(name="go", payload={"ü": [1, None]}, metadata={"signal_id": "s"})

REQUESTS = {
    "a run": RUN, "its trigger": TriggerRun(run=RUN, input={"a": [1, {"ü": None}], "big": 2**53 + 1}), "its failure": RunFailure(run=RUN, error=TaskError(message="no", code="E", details={"x": 1})),
    "a new task": CreateState(run=RUN, task=TOP), "a child": CreateState(run=RUN, task=TOP.child("tasks", 1), row="x"), "a rendered task": CreateState(run=RUN, task=RENDERED), "a call": CALL,
    "a call without causes": msgspec.structs.replace(CALL, causes={}, row=None), "a signal": ProcessSignal(call=CALL, response=RESPONSE, signal=SIGNAL),
    "the end of the time": ProcessSignal(call=CALL, response=msgspec.structs.replace(RESPONSE, next_task=None), signal=None),
    "what a processor gave": ProcessSignal(call=CALL, response=RESPONSE, signal=SIGNAL, processed=Execution(output={"a": 1}, error=TaskError(message="no"))),
}  # fmt: skip


@pytest.mark.parametrize("name", [*REQUESTS])
def test_a_request_is_read_as_it_was_written(name):
    """Its templates are templates again, at their places, and what was rendered is data."""
    wire, request = Wire(RUN), REQUESTS[name]
    body = wire.request(request)
    again = wire.read_request(body)
    assert again == request
    assert wire.request(again) == body
    for task in filter(
        None, (getattr(each, "task", None) for each in (again, getattr(again, "call", None)))
    ):
        assert task.position() == TYPES.task(task.data, source=task.source).position()
    before, after = (getattr(each, "task", None) or TOP for each in (request, again))
    assert [*origins(after.data)] == [*origins(before.data)]


def test_a_task_that_stands_in_the_workflow_travels_as_its_path():
    """A history holds the definition once; one that was rendered travels with what changed."""
    wire = Wire(RUN)
    assert wire.task(TOP) == {"path": ("tasks", 0)}
    assert len(wire.request(REQUESTS["a new task"])) < 120
    assert wire.read_task(json.loads(json.dumps(wire.task(TOP)))).data is TOP.data
    assert "data" in wire.task(RENDERED)


def test_what_data_looks_like_makes_no_template_of_it():
    wire = Wire(RUN)
    again = wire.read_request(wire.request(REQUESTS["a rendered task"])).task
    assert again.with_ == {"k": "{{ data }}"}
    assert not [*origins(again.with_)]
    assert [*origins(again.data["tasks"])]


PLAIN = st.recursive(st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=3), lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner, max_size=2), max_leaves=5)  # fmt: skip


@given(st.dictionaries(st.text(max_size=3), PLAIN, max_size=3))
@settings(max_examples=50)
def test_any_input_travels(data):
    """Number by number and letter by letter."""
    wire = Wire(RUN)
    found = wire.read_request(wire.request(TriggerRun(run=RUN, input=data))).input
    assert repr(found) == repr(data)
    row = msgspec.structs.replace(ROW, input=data, output={"o": data})
    assert wire.read_result(wire.result(TaskResponse(state=row))).state == row


@pytest.mark.parametrize("first", ["", "last"])
@pytest.mark.parametrize("number", [0, 7])
def test_a_start_is_read_as_it_was_written(first, number):
    """With its definition, whose templates are compiled again, and the places of its file."""
    from switchover.engine.config.places import Places

    places = Places.of(FLOW.data, FLOW.source)
    start = Start(
        definition=FLOW.data,
        input={"a": 1},
        system="s",
        transitions=9,
        first=first,
        number=number,
        places=places,
        waiting=(SIGNAL,),
        notes={"n": [1]},
    )
    again = read_start(start.written())
    assert (
        again.input,
        again.system,
        again.transitions,
        again.first,
        again.number,
        again.waiting,
        again.notes,
    ) == ({"a": 1}, "s", 9, first, number, (SIGNAL,), {"n": [1]})
    assert again.is_renewed == bool(number)
    workflow = again.workflow(TYPES)
    assert workflow.data == plain(FLOW.data)
    assert [*origins(workflow.data)] == [*origins(FLOW.data)]
    assert str(workflow.position("tasks", 1, "id")) == str(FLOW.position("tasks", 1, "id"))
    known = Definitions(TYPES)
    assert known.of(again) is known.of(read_start(start.written()))
    assert known.of(msgspec.structs.replace(again, places=None)) is not known.of(again)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"definition": 1}', b"\xff"])
def test_what_is_no_start_is_refused(data):
    with pytest.raises(msgspec.DecodeError):
        read_start(data)


# Payloads.


@pytest.mark.parametrize(
    ("size", "largest", "fits"),
    [
        (0, 1, True),
        (1, 1, True),
        (2, 1, False),
        (LARGEST, LARGEST, True),
        (LARGEST + 1, LARGEST, False),
        (LARGEST + 1, LARGEST_ASIDE, True),
    ],
)
def test_a_value_is_as_large_as_one_may_be_or_refused(size, largest, fits):
    """With its size, and what to do."""
    data = b"x" * size
    if fits:
        assert checked(data, "it", largest=largest) is data
        return
    with pytest.raises(
        EngineError, match=f"it is {size:,} bytes; on Temporal one value may have {largest:,}"
    ) as told:
        checked(data, "it", largest=largest)
    assert (told.value.code, told.value.retryable) == ("PAYLOAD_TOO_LARGE", False)


@pytest.mark.parametrize("data", [b"", b"{}", b'"\xc3\xbc"', b"null"])
@pytest.mark.parametrize("kind", [b"", b"step", b"last"])
def test_a_payload_gives_what_was_put_in(data, kind):
    assert content(raw(data, kind)) == data


@pytest.mark.parametrize("details", [None, {"a": [1]}])
def test_a_payload_that_is_gone_raises_its_error(details):
    from temporalio.common import RawValue

    error = EngineError("PAYLOAD_GONE", "ü is gone", details=details, retryable=False)
    with pytest.raises(EngineError) as told:
        content(RawValue(gone(error)))
    assert told.value.plain() == error.plain()


@pytest.mark.parametrize(
    "answers", [[], [msgspec.Raw(b'{"a":1}')], [msgspec.Raw(b"null"), msgspec.Raw(b"[1]")]]
)
def test_what_a_step_is_asked_and_answers_travels(answers):
    asked = Asked(
        step="0:a#1", request=msgspec.Raw(b'["Run",{}]'), reach=Reach(1, 2.5, 3), answers=answers
    )
    again = read_asked(written(asked))
    assert (again.step, bytes(again.request), again.reach) == (
        asked.step,
        bytes(asked.request),
        asked.reach,
    )
    assert [bytes(each) for each in again.answers] == [bytes(each) for each in answers]
    for taken in (
        Taken(result=msgspec.Raw(b'"x"')),
        Taken(due=msgspec.Raw(b"{}")),
        Taken(store="away"),
    ):
        back = read_taken(written(taken))
        assert (bytes(back.result), bytes(back.due), back.store) == (
            bytes(taken.result),
            bytes(taken.due),
            taken.store,
        )


# Signals.

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["put", "ticket", "ticket", "take", "leave"]),
        st.sampled_from("ab"),
        st.integers(0, 5),
    ),
    max_size=24,
)


@given(st.lists(st.sampled_from("ab"), max_size=3), STEPS)
@settings(max_examples=80)
def test_each_signal_is_one_tasks_and_in_order(first, steps):
    """Of a name the oldest; one whose task left before it took it is the next one's, before all later ones."""
    count = len(first)
    mail = Mail(
        Signal(name=name, payload={"n": number}, metadata={}) for number, name in enumerate(first)
    )
    free = {name: [number for number, each in enumerate(first) if each == name] for name in "ab"}
    queue, tickets = {"a": deque(), "b": deque()}, []

    def freed(name, number):
        if queue[name]:
            queue[name].popleft()[1] = number
        else:
            free[name] = sorted([*free[name], number])

    for what, name, which in steps:
        if what == "put":
            mail.put(Signal(name=name, payload={"n": count}, metadata={}))
            freed(name, count)
            count += 1
        elif what == "ticket":
            entry = [mail.ticket(name), free[name].pop(0) if free[name] else None, name]
            if entry[1] is None:
                queue[name].append(entry)
            tickets.append(entry)
        elif tickets:
            ticket, number, own = entry = tickets[which % len(tickets)]
            if what == "take" and number is None:
                continue
            tickets.remove(entry)
            if what == "take":
                ticket.signal = None
            mail.leave(ticket)
            if number is None:
                queue[own].remove(entry)
            elif what == "leave":
                freed(own, number)
        assert [each[0].signal and each[0].signal.payload["n"] for each in tickets] == [
            each[1] for each in tickets
        ]
        assert [signal.payload["n"] for signal in mail.waiting] == sorted([*free["a"], *free["b"]])


def test_two_who_leave_give_back_in_the_order_of_arrival():
    """Whoever leaves first: the second signal came before the first."""
    for order in ((0, 1), (1, 0)):
        mail = Mail()
        tickets = [mail.ticket("go") for _ in range(2)]
        for number in range(2):
            mail.put(Signal(name="go", payload={"n": number}, metadata={}))
        for at in order:
            mail.leave(tickets[at])
        assert [mail.ticket("go").signal.payload["n"] for _ in range(2)] == [0, 1]


# What a step is told of tools.


def tool(name, *, kind="tool", action=None, **given):
    return ToolCall(kind=kind, id=name, action=action, input=given, output_schema=None, config={})


class Quick:
    async def call(self, request):
        return {"quick": request.id}


def stepped(answers, *calls, quick=()):
    async def step():
        tools = DeferredTools(Quick(), is_quick=lambda call: call.id in quick)
        return [await tools.call(call) for call in calls]

    import asyncio

    with answering(answers):
        return asyncio.run(step())


@pytest.mark.parametrize("answered", [0, 1, 2])
def test_a_call_that_was_not_made_is_due_and_those_before_it_are_answered(answered):
    calls = [tool("a"), tool("q"), tool("b"), tool("c")]
    answers = [ToolAnswer(call=tool(name), output={"n": name}) for name in "abc"][:answered]
    with pytest.raises(ToolDueError) as due:
        stepped(answers, *calls, quick={"q"})
    assert due.value.call == [tool("a"), tool("b"), tool("c")][answered]
    assert not isinstance(due.value, Exception), "a step must not make a failure of it"


def test_when_all_are_answered_the_step_ends():
    answers = [ToolAnswer(call=tool(name), output=name) for name in "ab"]
    assert stepped(answers, tool("a"), tool("q"), tool("b"), quick={"q"}) == [
        "a",
        {"quick": "q"},
        "b",
    ]


@pytest.mark.parametrize(
    "other",
    [tool("b"), tool("a", kind="agent"), tool("a", action="x")],
    ids=lambda call: f"{call.kind} {call.id} {call.action}",
)
def test_a_step_that_asks_for_something_else_than_before_is_told(other):
    with pytest.raises(EngineError, match="the step called 'a' and now calls") as told:
        stepped([ToolAnswer(call=tool("a"), output=1)], other)
    assert (told.value.code, told.value.retryable) == ("STEP_CHANGED", False)


@pytest.mark.parametrize("retryable", [True, False])
def test_an_error_is_raised_again_as_it_was(retryable):
    error = EngineError("E", "ü", details={"a": [1]}, retryable=retryable)
    answer = ToolAnswer.failed(tool("a"), error)
    again = msgspec.json.decode(msgspec.json.encode(answer), type=ToolAnswer)
    with pytest.raises(EngineError) as told:
        stepped([again], tool("a"))
    assert told.value.plain() == error.plain()


# Which runs are here, how they stand, and whether their server is.


def test_a_run_that_was_taken_up_again_is_not_put_down_by_who_had_it():
    book = RunBook()
    first = book.take_up(RUN, "s")
    second = book.take_up(RUN, "s", is_renewed=True)
    assert second.number > first.number
    book.put_down(first)
    assert book.find("r") is second
    book.put_down(second)
    book.put_down(second)
    assert book.find("r") is None


KEYS = st.sampled_from(["0:a", "0:a/0:b", "1:c"])
TOUCHES = st.lists(
    st.tuples(
        st.sampled_from(["results", "moments", "signals", "begun", "progress", "open", "close"]),
        KEYS,
        st.integers(0, 4),
    ),
    max_size=14,
)


@given(TOUCHES)
@settings(max_examples=80)
def test_what_is_remembered_goes_through_a_history_and_is_forgotten_with_its_task(touches):
    """What was touched before a task was opened stays behind it."""
    memory, scopes, known = Memory(None), [], {}
    for what, key, number in touches:
        if what == "open":
            scopes.append((memory.within(), set()))
            scopes[-1][0].__enter__()
            assert not memory.is_outside
        elif what == "close":
            if scopes:
                scope, keys = scopes.pop()
                scope.__exit__(None, None, None)
                known = {of: value for of, value in known.items() if of[1] not in keys}
                assert memory.is_outside == (not scopes)
        else:
            value = {
                "results": b"[%d]" % number,
                "moments": float(number),
                "signals": SIGNAL if number else None,
                "begun": Begun(number, 9.0, 1.0),
            }.get(what)
            if what == "progress":
                memory.progress(key).note(number, succeeded=bool(number))
                known.setdefault((what, key), {})[number] = bool(number)
            else:
                getattr(memory, what)[memory.touch(key)] = value
                known[what, key] = value
            if scopes:
                scopes[-1][1].add(key)
        again = Memory(
            msgspec.json.decode(msgspec.json.encode(memory.plain(None, 3)), type=RunStanding)
        )
        for seen in (memory, again):
            for name in ("results", "moments", "signals", "begun"):
                assert getattr(seen, name) == {
                    at: value for (of, at), value in known.items() if of == name
                }
            progress = {at: value for (of, at), value in known.items() if of == "progress"}
            assert {at: each.plain() for at, each in seen._progress.items()} == {
                at: noted(value) for at, value in progress.items()
            }
    while scopes:
        scopes.pop()[0].__exit__(None, None, None)


def noted(values):
    outcomes = ChildOutcomes()
    for index, succeeded in values.items():
        outcomes.note(index, succeeded=succeeded)
    return outcomes.plain()


def away(status=RPCStatusCode.UNAVAILABLE):
    return RPCError("away", status, b"")


CALLS = [
    ([(0, 1)], True), ([(0, 1), (1, 9), (9, 10.9)], True), ([(0, 1), (1, 2), (2, 3), (9, 10), (10.5, 11.2)], False), ([(0, 1), (1, 2), (2, 11)], True),
    ([(0, 1), (1, 4), (4, 4.5), (13, 14.1)], False), ([(0, 60), (60, 60.5)], True), ([(0, 1), (10, 11)], True), ([(0, 1), (10, 11.01)], False),
]  # fmt: skip


@pytest.mark.parametrize(("calls", "is_borne"), CALLS, ids=str)
def test_a_server_may_be_away_for_so_long(calls, is_borne):
    """From the call on that found it away; one that lasted had reached it, and the time begins anew."""
    absence = Absence(10.0)
    assert REACHED_S == 2.0
    assert [absence.is_borne(away(), begun=begun, now=now) for begun, now in calls][-1] == is_borne


@pytest.mark.parametrize("status", [*RPCStatusCode])
def test_only_what_says_that_it_is_away_is_borne(status):
    names = {"UNAVAILABLE", "DEADLINE_EXCEEDED", "CANCELLED", "UNKNOWN"}
    assert Absence(10.0).is_borne(away(status), begun=0, now=1) == (status.name in names)


def test_an_authored_value_travels_as_a_text():
    """Whoever reads it has data."""
    body = Wire(RUN).request(TriggerRun(run=RUN, input={"a": authored("{{ .x }}")}))
    found = Wire(RUN).read_request(body).input["a"]
    assert (found, type(found)) == ("{{ .x }}", str)
