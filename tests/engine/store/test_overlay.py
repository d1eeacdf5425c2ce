"""Overlays keep every promise of a store, and the base never hears of it."""

import copy

import pytest
from engine.store.contract import StorageContract, StoreContract, flow_row, ids, row

from switchover.engine.errors import EngineError
from switchover.engine.states import Status
from switchover.engine.store import MemoryStorage, MemoryStore, OverlayStorage, OverlayStore


class TestOverlayStore(StoreContract):
    @pytest.fixture
    def store(self):
        return OverlayStore(MemoryStore())


class TestOverlayStorage(StorageContract):
    @pytest.fixture
    def storage(self, clock):
        return OverlayStorage(MemoryStorage(now=clock), now=clock)


@pytest.fixture
def base():
    store = MemoryStore()
    store.put_workflow(flow_row())
    store.put_task(row("p"))
    store.put_task(row("a", parent="p", task_id="t"))
    store.put_task(row("b", parent="p", task_id="t"))
    return store


def everything(store):
    return store.workflow("w"), store.tasks("w"), store.children("p"), dict(store.counts("p"))


def test_it_shows_the_base_until_it_is_written(base):
    assert everything(OverlayStore(base)) == everything(base)


def test_writes_show_in_their_place_and_stay_out_of_the_base(base):
    before = copy.copy(everything(base))
    overlay = OverlayStore(base)
    overlay.put_task(row("a", parent="p", task_id="t", status=Status.SUCCESS))
    overlay.put_task(row("c", parent="p", task_id="t"))
    overlay.put_workflow(flow_row(status=Status.FAILED))
    assert ids(overlay.tasks("w")) == ["p", "a", "b", "c"]
    assert ids(overlay.children("p")) == ["a", "b", "c"]
    assert dict(overlay.counts("p")) == {Status.SUCCESS: 1, Status.PENDING: 2}
    assert overlay.latest("w", "t").task_exec_id == "c"
    assert overlay.workflow("w").status is Status.FAILED
    assert everything(base) == before


def test_changing_an_old_row_does_not_make_it_the_latest(base):
    overlay = OverlayStore(base)
    overlay.put_task(row("a", parent="p", task_id="t", status=Status.FAILED))
    assert overlay.latest("w", "t").task_exec_id == "b"
    overlay.put_task(row("b", parent="p", task_id="t", status=Status.SUCCESS))
    assert overlay.latest("w", "t").status is Status.SUCCESS


def test_it_lists_what_was_written_in_order_as_it_is_now(base):
    overlay = OverlayStore(base)
    overlay.put_task(row("c"))
    overlay.put_task(row("a", parent="p", task_id="t"))
    overlay.put_task(row("c", status=Status.FAILED))
    with pytest.raises(ZeroDivisionError), overlay.transaction():
        overlay.put_task(row("gone"))
        raise ZeroDivisionError
    assert ids(overlay.written_tasks) == ["c", "a"]
    assert overlay.written_tasks[0].status is Status.FAILED
    assert overlay.written_workflows == []


def test_overlays_stack(base):
    first = OverlayStore(base)
    first.put_task(row("c", parent="p"))
    second = OverlayStore(first)
    second.put_task(row("c", parent="p", status=Status.SUCCESS))
    assert second.task("c").status is Status.SUCCESS
    assert first.task("c").status is Status.PENDING


def test_values_are_read_through_and_written_aside(run, clock):
    base = MemoryStorage(now=clock)
    run(base.store("k", 1))
    run(base.store("l", 2))
    overlay = OverlayStorage(base, now=clock)
    assert run(overlay.load("k")) == 1
    run(overlay.store("k", 10))
    run(overlay.delete("l"))
    assert run(overlay.keys("")) == ["k"]
    assert run(overlay.load("k")) == 10
    with pytest.raises(EngineError):
        run(overlay.load("l"))
    assert (run(base.load("k")), run(base.load("l"))) == (1, 2)
