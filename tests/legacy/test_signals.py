"""Signal tasks: what they send, and what it starts."""

from __future__ import annotations

import asyncio

import pytest
from legacy.kit import Dispatched, run, workflow

from switchover.engine.errors import EngineError
from switchover.legacy.services.signal_dispatcher import SignalDispatcher


def test_v120_dispatch() -> None:
    """V120: name, payload and correlation are handed over; no payload is an empty one."""
    dispatched = Dispatched()
    dispatcher = SignalDispatcher(dispatched)
    output = asyncio.run(dispatcher.dispatch("test-signal", {"key": "value"}, "correlation-123"))
    assert output == {"signal_dispatched": True, "signal_id": "test-signal"}
    asyncio.run(dispatcher.dispatch("bare", None, "c"))
    assert dispatched.calls == [
        ("test-signal", {"key": "value"}, "correlation-123"),
        ("bare", {}, "c"),
    ]


@pytest.mark.parametrize("signal_id", ["", "   "])
def test_v120_blank_id(signal_id: str) -> None:
    """V120: without a name nothing is sent."""
    dispatched = Dispatched()
    with pytest.raises(EngineError) as caught:
        asyncio.run(SignalDispatcher(dispatched).dispatch(signal_id, {}, "c"))
    assert caught.value.code == "SIGNAL_ID"
    assert dispatched.calls == []


SENDER = """
id: sender
tasks:
  - id: send
    type: signal
    signal: {id: "NAME", payload: {message: "hi {{ .workflow.input.who }}", flag: true}}
"""
RECEIVER = """
id: receiver
triggers: [{type: signal, name: ready}]
tasks:
  - {id: got, type: basic, tool: echo, with: {message: "{{ .workflow.input.message }}"}}
"""


def test_sender_starts_receiver() -> None:
    """4.10: the payload is rendered and becomes the input of the workflow that is triggered."""
    found = run(SENDER.replace("NAME", "ready"), {"who": "you"}, others=[workflow(RECEIVER)])
    (receiver,) = found.others
    assert found.row("send").output == {"signal_dispatched": True, "signal_id": "ready"}
    assert receiver.status.value == "SUCCESS"
    assert receiver.tasks[0].output == {"message": "hi you"}


def test_d2_flags_of_a_payload_become_text() -> None:
    """D-2: a flag inside a rendered map turns into text."""
    found = run(SENDER.replace("NAME", "ready"), {"who": "you"}, others=[workflow(RECEIVER)])
    assert found.others[0].input == {"message": "hi you", "flag": "true"}


def test_v133_unknown_signal() -> None:
    """V133: a signal that nobody waits for starts nothing, and the sender succeeds."""
    found = run(SENDER.replace("NAME", "nobody"), {"who": "you"}, others=[workflow(RECEIVER)])
    assert found.status == "SUCCESS"
    assert found.others == []


def test_blank_signal_fails_the_task() -> None:
    """4.10: what goes wrong in sending is the task's failure, which on_error may handle."""
    text = SENDER.replace("NAME", " ") + "    on_error: {next: after}\n"
    found = run(text + "  - {id: after, type: basic, tool: echo}\n", {"who": "you"})
    assert found.statuses() == [("send", "FAILED"), ("after", "SUCCESS")]
    assert found.status == "FAILED"


def test_signal_does_not_reach_a_wait_of_the_same_run() -> None:
    """4.10: signal tasks fire triggers; a task that waits in the same run hears nothing."""
    found = run("""
id: w
tasks:
  - id: both
    type: parallel
    tasks:
      - {id: send, type: signal, signal: {id: go}}
      - {id: wait, type: wait, wait_for: go, condition: "true", timeout: 5s, on_timeout: nowhere}
""")
    state = found.rows("wait")[0]
    assert state.status.value == "FAILED"
