"""Signals of one run: each to one receiver, by name, in order; across restarts, processes and clocks."""

import asyncio
from collections import deque
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from switchover.engine.errors import EngineError
from switchover.engine.run import VirtualClock, send_signal
from switchover.engine.run.mailbox import Mailbox, QueuedSignal, sent
from switchover.engine.run.services import Signal
from switchover.engine.states import Status, WorkflowState
from switchover.engine.store import MemoryStore

SOON = 60.0


def signal(name, number):
    return Signal(name=name, payload={"n": number}, metadata={})


def run(story, **more):
    clock, store = VirtualClock(), MemoryStore()
    box = Mailbox(store, "r", now=clock.now, **more)
    return clock.run(story(box, clock, store))


STEPS = st.lists(
    st.one_of(st.tuples(st.just("send"), st.sampled_from("ab")), st.tuples(st.just("take"), st.sampled_from("abc")), st.just(("restart",))), max_size=16
)  # fmt: skip


@example(
    ["a"], [("send", "a"), ("take", "a"), ("take", "a"), ("restart",), ("send", "a"), ("take", "a")]
)
@given(st.lists(st.sampled_from("ab"), max_size=4), STEPS)
@settings(max_examples=60)
def test_each_signal_is_received_once_by_its_name_in_order(first, steps):
    """Those of the start before all others; a mailbox that was restarted leaves out what was taken."""

    async def story(box, clock, store):
        queues, taken, count = {name: deque() for name in "abc"}, [], 0
        early = [signal(name, count := count + 1) for name in first]
        for each in early:
            queues[each.name].append(each.payload["n"])
        box.begin(early)
        for step in steps:
            if step[0] == "send":
                await box.send(signal(step[1], count := count + 1))
                queues[step[1]].append(count)
            elif step[0] == "restart":
                box = Mailbox(store, "r", now=clock.now)
                box.begin(early)
                for number in taken:
                    box.skip(number)
            else:
                wanted = queues[step[1]].popleft() if queues[step[1]] else None
                queued = await box.receive(step[1], clock.now())
                assert (queued.signal and queued.signal.payload["n"]) == wanted
                if wanted is not None:
                    assert queued.number not in (0, *taken)
                    taken.append(queued.number)
                else:
                    assert queued == QueuedSignal(0, None)

    run(story)


@pytest.mark.parametrize("wait_s", [0, -5, -1e9])
def test_when_the_moment_has_passed_what_is_there_is_still_taken(wait_s):
    """It was there in time; only what is not there is too late."""

    async def story(box, clock, store):
        assert (await box.receive("go", clock.now() + wait_s)).signal is None
        await box.send(signal("go", 1))
        assert (await box.receive("go", clock.now() + wait_s)).signal.payload == {"n": 1}

    run(story)


@pytest.mark.parametrize("after_s", [0, 1, 59])
def test_a_signal_wakes_who_waits_for_it(after_s):
    """At once; one of another name does not end the wait."""

    async def story(box, clock, store):
        begun = clock.now()

        async def later():
            await asyncio.sleep(after_s)
            await box.send(signal("other", 1))
            await box.send(signal("go", 2))

        sender = asyncio.ensure_future(later())
        queued = await box.receive("go", begun + SOON)
        await sender
        assert queued.signal.payload == {"n": 2}
        assert clock.now() - begun == pytest.approx(after_s, abs=0.01)
        assert (await box.receive("other", begun)).signal.payload == {"n": 1}

    run(story)


@pytest.mark.parametrize("waiters", [1, 2, 5])
@pytest.mark.parametrize("sent_", [0, 1, 2, 5, 7])
def test_of_those_who_wait_each_gets_another(waiters, sent_):
    """However many there are of each; who gets none waits to its end."""

    async def story(box, clock, store):
        waiting = [
            asyncio.ensure_future(box.receive("go", clock.now() + SOON)) for _ in range(waiters)
        ]
        await asyncio.sleep(1)
        for number in range(sent_):
            await box.send(signal("go", number))
        got = [queued.signal for queued in await asyncio.gather(*waiting)]
        numbers = [each.payload["n"] for each in got if each]
        assert sorted(numbers) == [*range(min(waiters, sent_))]
        assert got.count(None) == max(0, waiters - sent_)

    run(story)


def test_who_was_canceled_takes_none_along():
    """The next who waits gets it."""

    async def story(box, clock, store):
        first = asyncio.ensure_future(box.receive("go", clock.now() + SOON))
        await asyncio.sleep(1)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await box.send(signal("go", 1))
        assert (await box.receive("go", clock.now() + SOON)).signal.payload == {"n": 1}

    run(story)


@pytest.mark.parametrize(("poll_s", "waited"), [(0.5, 3.5), (1, 4), (10, 10), (None, SOON)])
def test_what_another_process_sent_is_found_by_looking(poll_s, waited):
    """As often as one looks; who never looks does not find it before the time is over, and takes it then."""

    async def story(box, clock, store):
        begun = clock.now()

        async def other():
            await asyncio.sleep(3.25)
            await Mailbox(store, "r", now=clock.now).send(signal("go", 1))

        sender = asyncio.ensure_future(other())
        queued = await box.receive("go", begun + SOON)
        await sender
        assert queued.signal.payload == {"n": 1}
        assert clock.now() - begun == pytest.approx(waited, abs=0.01)

    run(story, poll_s=poll_s)


def test_signals_of_other_runs_are_not_looked_at():
    async def story(box, clock, store):
        await Mailbox(store, "R", now=clock.now).send(signal("go", 1))
        assert (await box.receive("go", clock.now() + 1)).signal is None

    run(story)


@pytest.mark.parametrize("name", ["go", "", " ", "ü", "日本", "e\u0301", "a/b", "0", "x" * 300])
def test_any_name_is_a_name_letter_by_letter(name):
    async def story(box, clock, store):
        for other in ("GO", "é", "go "):
            await box.send(signal(other, 0))
        await box.send(signal(name, 1))
        assert (await box.receive(name, clock.now())).signal.payload == {"n": 1}

    run(story)


MOMENTS = [
    (0, "1970-01-01T00:00:00+00:00"),
    (1_700_000_000.25, "2023-11-14T22:13:20.250000+00:00"),
    (253402300799, "9999-12-31T23:59:59+00:00"),
    (-1, "1969-12-31T23:59:59+00:00"),
]


@pytest.mark.parametrize(("now", "text"), MOMENTS)
def test_an_envelope_says_when_and_for_whom(now, text):
    """And has an id of its own each time."""
    one, other = (sent("go", {"a": (1, 2)}, workflow_id="r", now=now) for _ in range(2))
    assert one.name == "go"
    assert one.payload == {"a": [1, 2]}
    assert one.metadata["received_at_utc"] == text
    assert datetime.fromisoformat(text).tzinfo == UTC or now >= 0
    assert (one.metadata["workflow_id"], one.metadata["source"]) == ("r", "api")
    assert one.metadata["signal_id"] != other.metadata["signal_id"]


@pytest.mark.parametrize("payload", [None, {}])
def test_without_a_payload_it_is_an_empty_map(payload):
    assert sent("go", payload, workflow_id="r", now=0).payload == {}


SENT_TO = [
    (None, "RUN_UNKNOWN", "no run 'r'"),
    *((status, "RUN_ENDED", f"has ended with {status}") for status in Status if status.is_terminal),
    *((status, "", "") for status in Status if not status.is_terminal),
]


@pytest.mark.parametrize(("status", "code", "said"), SENT_TO, ids=str)
def test_a_signal_is_sent_to_a_run_that_can_receive_it(status, code, said):
    """Anybody else is told: nothing is kept for a run that is unknown or has ended."""

    async def story(box, clock, store):
        if status is not None:
            store.put_workflow(WorkflowState(workflow_id="w", workflow_exec_id="r", status=status))
        if not code:
            await send_signal(store, "r", "go", {"n": 1}, now=clock.now())
            assert (await box.receive("go", clock.now())).signal.payload == {"n": 1}
            return
        with pytest.raises(EngineError, match=said) as told:
            await send_signal(store, "r", "go", now=clock.now())
        assert (told.value.code, told.value.retryable) == (code, False)
        assert store.signals("r", after=0) == []

    run(story)
