"""What every store and every storage promises; a test module subclasses and says how to make one."""

import pytest
from msgspec.structs import replace

from switchover.engine.errors import EngineError
from switchover.engine.states import Status, TaskError, TaskState, WorkflowState
from switchover.engine.store import DurableStorage, Reach, StoreError


def row(name, *, parent=None, status=Status.PENDING, task_id=None, flow="w", **rest):
    return TaskState(
        task_exec_id=name,
        task_id=task_id or name,
        workflow_id="flow",
        workflow_exec_id=flow,
        status=status,
        execution_type="basic",
        parent_state_id=parent,
        **rest,
    )


def flow_row(name="w", status=Status.RUNNING, **rest):
    return WorkflowState(workflow_id="flow", workflow_exec_id=name, status=status, **rest)


def ids(rows):
    return [row.task_exec_id for row in rows]


class StoreContract:
    """Needs a fixture `store`."""

    def test_what_was_put_is_there(self, store):
        task = row("a", input={"ü": [1, 2.5, None]}, error=TaskError(message="no", code="X"))
        store.put_task(task)
        store.put_workflow(flow_row(output={"x": 1}))
        assert store.task("a") == task
        assert store.workflow("w") == flow_row(output={"x": 1})

    def test_what_was_not_put_is_none_and_owns_nothing(self, store):
        assert store.task("a") is None
        assert store.workflow("w") is None
        assert store.latest("w", "a") is None
        assert (list(store.tasks("w")), list(store.children("a")), dict(store.counts("a"))) == (
            [],
            [],
            {},
        )

    def test_rows_come_in_order_of_creation_and_a_change_keeps_its_place(self, store):
        for name in ("c", "a", "b"):
            store.put_task(row(name))
        store.put_task(row("c", status=Status.SUCCESS))
        assert ids(store.tasks("w")) == ["c", "a", "b"]
        assert store.tasks("w")[0].status is Status.SUCCESS

    def test_workflows_do_not_see_each_other(self, store):
        store.put_task(row("a"))
        store.put_task(row("b", flow="other"))
        assert ids(store.tasks("w")) == ["a"]
        assert ids(store.tasks("other")) == ["b"]

    def test_children_are_those_of_the_parent_in_order(self, store):
        store.put_task(row("p"))
        for name in ("y", "x"):
            store.put_task(row(name, parent="p"))
        store.put_task(row("y", parent="p", status=Status.FAILED))
        assert ids(store.children("p")) == ["y", "x"]
        assert store.children("p")[0].status is Status.FAILED
        assert list(store.children("x")) == []

    def test_latest_is_the_last_created_row_of_a_task(self, store):
        """An attempt makes another row with the same task id; changing the first changes nothing."""
        store.put_task(row("first", task_id="t"))
        store.put_task(row("second", task_id="t"))
        store.put_task(row("first", task_id="t", status=Status.FAILED))
        assert store.latest("w", "t").task_exec_id == "second"
        assert store.latest("w", "first") is None

    def test_latest_of_a_parent_is_one_of_its_own(self, store):
        """What other parents own is not looked at, however late it was created."""
        store.put_task(row("p"))
        store.put_task(row("q"))
        store.put_task(row("mine", task_id="t", parent="p"))
        store.put_task(row("theirs", task_id="t", parent="q"))
        assert store.latest("w", "t").task_exec_id == "theirs"
        assert store.latest("w", "t", parent="p").task_exec_id == "mine"
        assert store.latest("w", "x", parent="p") is None
        assert store.latest("w", "t", parent="x") is None

    def test_counts_follow_every_change(self, store):
        store.put_task(row("p"))
        for name in ("a", "b", "c"):
            store.put_task(row(name, parent="p"))
        store.put_task(row("a", parent="p", status=Status.SUCCESS))
        store.put_task(row("b", parent="p", status=Status.RUNNING))
        store.put_task(row("b", parent="p", status=Status.SUCCESS))
        assert dict(store.counts("p")) == {Status.SUCCESS: 2, Status.PENDING: 1}

    def test_a_list_of_rows_is_the_callers_own(self, store):
        store.put_task(row("a"))
        rows = store.tasks("w")
        store.put_task(row("b"))
        assert ids(rows) == ["a"]

    def test_a_transaction_keeps_all_of_its_writes(self, store):
        with store.transaction():
            store.put_task(row("a"))
            store.put_workflow(flow_row())
        assert store.task("a") is not None
        assert store.workflow("w") is not None

    def test_a_transaction_that_raises_leaves_everything_as_it_was(self, store):
        store.put_workflow(flow_row())
        store.put_task(row("p"))
        store.put_task(row("a", parent="p", task_id="t"))
        with pytest.raises(ZeroDivisionError), store.transaction():
            store.put_task(row("a", parent="p", task_id="t", status=Status.FAILED))
            store.put_task(row("b", parent="p", task_id="t"))
            store.put_workflow(flow_row(status=Status.FAILED))
            raise ZeroDivisionError
        assert store.task("a").status is Status.PENDING
        assert store.task("b") is None
        assert ids(store.tasks("w")) == ["p", "a"]
        assert ids(store.children("p")) == ["a"]
        assert dict(store.counts("p")) == {Status.PENDING: 1}
        assert store.latest("w", "t").task_exec_id == "a"
        assert store.workflow("w").status is Status.RUNNING

    def test_an_inner_transaction_belongs_to_the_outer_one(self, store):
        with pytest.raises(ZeroDivisionError), store.transaction():
            with store.transaction():
                store.put_task(row("a"))
            raise ZeroDivisionError
        assert store.task("a") is None

    def test_flush_changes_nothing_that_is_read(self, store, run):
        store.put_task(row("a"))
        run(store.flush())
        store.put_task(replace(store.task("a"), status=Status.SUCCESS))
        assert store.task("a").status is Status.SUCCESS

    def test_signals_come_in_order_with_rising_numbers(self, store, run):
        async def send():
            for body in (b"1", b"2", b"3"):
                await store.put_signal("w", "go", body)
            await store.put_signal("other", "go", b"4")

        run(send())
        signals = store.signals("w", after=0)
        assert [signal[1:] for signal in signals] == [("go", b"1"), ("go", b"2"), ("go", b"3")]
        numbers = [signal[0] for signal in signals]
        assert numbers == sorted(set(numbers))
        assert store.signals("w", after=numbers[1]) == signals[2:]


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds


class FencingContract:
    """Needs fixtures `store`, and `other`: the same rows, as another process has them."""

    def test_who_lost_a_run_writes_nothing_of_it_any_more(self, store, other, run):
        """Rows, values and their release are dropped, and it is told; other runs are written."""
        values = DurableStorage(store, now=lambda: 0.0)
        run(store.take("w", Reach(0, 1.0, 3)))
        store.put_workflow(flow_row())
        store.put_task(row("a"))
        run(store.flush())
        store.check_held("w")
        run(other.take("w", Reach(0, 1.0, 9)))
        assert ids(other.tasks("w")) == ["a"]
        other.put_task(row("a", status=Status.SUCCESS))
        run(other.flush())
        store.put_task(row("a", status=Status.FAILED))
        store.put_task(row("late"))
        store.put_workflow(flow_row(status=Status.FAILED))
        store.put_task(row("b", flow="elsewhere"))
        run(values.store("mine", 1, owner="w"))
        run(values.store("yours", 2, owner="elsewhere"))
        run(store.flush())
        with pytest.raises(StoreError, match="another process goes on with run 'w'") as told:
            store.check_held("w")
        assert told.value.code == "RUN_TAKEN"
        other.reread("w")
        assert [(each.task_exec_id, each.status) for each in other.tasks("w")] == [
            ("a", Status.SUCCESS)
        ]
        assert other.workflow("w").status is Status.RUNNING
        assert ids(other.tasks("elsewhere")) == ["b"]
        assert other.value("mine") is None
        assert other.value("yours") is not None
        assert store.task("a").status is Status.SUCCESS, "it sees what the other one wrote"

    def test_values_of_a_run_that_was_away_are_read_again(self, store, other, run):
        """What another process stored or deleted meanwhile, though this one knew it otherwise."""
        here, there = (DurableStorage(each, now=lambda: 0.0) for each in (store, other))
        for key in ("kept", "changed", "deleted"):
            run(here.store(key, "old", owner="w"))
        run(here.delete("made"))
        run(store.flush())
        run(other.take("w", Reach(0, 1.0, 3)))
        assert run(there.load("changed")) == "old"
        run(there.store("changed", "new", owner="w"))
        run(there.store("made", "new", owner="w"))
        run(there.delete("deleted"))
        run(other.flush())
        run(store.take("w", Reach(0, 1.0, 5)))
        assert [run(here.load(key)) for key in ("kept", "changed", "made")] == ["old", "new", "new"]
        assert not run(here.exists("deleted"))

    @pytest.mark.parametrize("behind", [Reach(0, 9.0, 99), Reach(1, 2.0, 99), Reach(1, 3.0, 3)])
    def test_who_has_seen_less_of_a_run_cannot_take_it(self, store, other, run, behind):
        """By transitions before its history, by the history's begin, by its events."""
        run(other.take("w", Reach(1, 3.0, 4)))
        with pytest.raises(StoreError, match="another process goes on"):
            run(store.take("w", behind))
        other.put_task(row("a"))
        run(other.flush())
        other.check_held("w")

    def test_who_has_seen_as_much_takes_it(self, store, other, run):
        """A workflow task that is given out again has the same events."""
        run(other.take("w", Reach(1, 3.0, 4)))
        run(store.take("w", Reach(1, 3.0, 4)))
        store.put_task(row("a"))
        run(store.flush())
        store.check_held("w")
        other.put_task(row("b"))
        run(other.flush())
        with pytest.raises(StoreError):
            other.check_held("w")

    def test_a_store_that_lost_what_it_acknowledged_is_told(self, store, other, run):
        """As one whose server crashed, or that somebody brought an older copy of: not silently."""
        run(store.take("w", Reach(0, 1.0, 3)))
        store.put_task(row("a"))
        run(store.flush())
        self.lose(other)
        store.put_task(row("b"))
        store.put_task(row("c", flow="elsewhere"))
        run(store.flush())
        with pytest.raises(StoreError, match="that were acknowledged are gone") as told:
            store.check_held("w")
        assert told.value.code == "STORE_SHRUNK"
        assert ids(other.tasks("elsewhere")) == ["c"]

    def test_a_run_that_ended_is_not_written_by_who_had_it_before(self, store, other, run):
        run(store.take("w", Reach(0, 1.0, 3)))
        run(other.take("w", Reach(0, 1.0, 5)))
        other.put_task(row("a"))
        run(other.flush())
        other.let_go("w")
        store.put_task(row("a", status=Status.FAILED))
        run(store.flush())
        other.reread("w")
        assert other.task("a").status is Status.PENDING

    def test_runs_that_nobody_took_are_written_by_anybody(self, store, other, run):
        """As all in-process runs are, which are claimed."""
        store.put_task(row("a"))
        run(store.flush())
        other.put_task(row("a", status=Status.SUCCESS))
        run(other.flush())
        store.reread("w")
        assert store.task("a").status is Status.SUCCESS


class StorageContract:
    """Needs fixtures `storage` and `clock` (a `Clock` that the storage goes by)."""

    def test_a_value_is_loaded_as_it_was_stored(self, storage, run):
        value = {"a": [1, 2.5, None, True, "ü\u2028"], "": {}}
        run(storage.store("k", value))
        assert run(storage.load("k")) == value

    def test_values_are_copies_on_the_way_in_and_out(self, storage, run):
        value = {"list": [1]}
        run(storage.store("k", value))
        value["list"].append(2)
        run(storage.load("k"))["list"].append(3)
        assert run(storage.load("k")) == {"list": [1]}

    def test_a_missing_value_is_an_error_that_names_its_key(self, storage, run):
        with pytest.raises(EngineError, match="config:x") as raised:
            run(storage.load("config:x"))
        assert raised.value.code == "STORAGE_MISSING"

    @pytest.mark.parametrize("call", ["load", "delete", "exists"])
    def test_an_empty_key_is_refused(self, storage, run, call):
        with pytest.raises(EngineError) as raised:
            run(getattr(storage, call)(""))
        assert raised.value.code == "STORAGE_KEY"

    def test_an_empty_key_cannot_be_stored_under(self, storage, run):
        with pytest.raises(EngineError) as raised:
            run(storage.store("", 1))
        assert raised.value.code == "STORAGE_KEY"

    @pytest.mark.parametrize("value", [None, object(), {"x": object()}])
    def test_what_is_no_plain_data_is_refused(self, storage, run, value):
        with pytest.raises(EngineError) as raised:
            run(storage.store("k", value))
        assert raised.value.code == "STORAGE_VALUE"
        assert not run(storage.exists("k"))

    def test_deleting_twice_is_fine(self, storage, run):
        run(storage.store("k", 1))
        run(storage.delete("k"))
        run(storage.delete("k"))
        assert not run(storage.exists("k"))

    def test_keys_are_listed_by_prefix_and_sorted(self, storage, run):
        for key in ("metadata:a", "config:b", "config:a", "config%"):
            run(storage.store(key, 1))
        assert run(storage.keys("config:")) == ["config:a", "config:b"]
        assert run(storage.keys("")) == ["config%", "config:a", "config:b", "metadata:a"]

    def test_a_value_expires_when_its_time_is_over(self, storage, run, clock):
        run(storage.store("k", 1, ttl_s=10))
        clock.seconds += 9.9
        assert run(storage.exists("k"))
        clock.seconds += 0.2
        assert not run(storage.exists("k"))
        assert run(storage.keys("")) == []
        with pytest.raises(EngineError, match="k"):
            run(storage.load("k"))

    def test_loading_extends_the_life_of_a_value(self, storage, run, clock):
        run(storage.store("k", 1, ttl_s=10))
        for _ in range(5):
            clock.seconds += 9
            assert run(storage.load("k")) == 1
        assert run(storage.keys("")) == ["k"]

    def test_what_a_run_owns_does_not_expire_until_it_is_released(self, storage, run, clock):
        """A month is no more than a day; from the release on, its own time counts."""
        run(storage.store("mine", 1, ttl_s=10, owner="r"))
        run(storage.store("yours", 1, ttl_s=10, owner="s"))
        run(storage.store("nobody's", 1, ttl_s=10))
        clock.seconds += 30 * 86400
        assert run(storage.keys("")) == ["mine", "yours"]
        assert run(storage.load("mine")) == 1
        run(storage.release("r"))
        clock.seconds += 9
        assert run(storage.load("mine")) == 1
        clock.seconds += 9
        assert run(storage.exists("mine")), "a use extends its life, as of any value"
        clock.seconds += 11
        assert run(storage.keys("")) == ["yours"]

    def test_who_stores_a_value_last_owns_it(self, storage, run, clock):
        run(storage.store("k", 1, ttl_s=10, owner="r"))
        run(storage.store("k", 2, ttl_s=10))
        clock.seconds += 11
        assert not run(storage.exists("k"))
        run(storage.store("k", 3, ttl_s=10))
        run(storage.store("k", 4, ttl_s=10, owner="s"))
        run(storage.release("r"))
        clock.seconds += 11
        assert run(storage.load("k")) == 4

    def test_what_is_stored_after_a_release_is_owned_again(self, storage, run, clock):
        """However soon it comes: a run that goes on keeps what it stores then."""
        run(storage.store("before", 1, ttl_s=10, owner="r"))
        run(storage.release("r"))
        run(storage.store("after", 2, ttl_s=10, owner="r"))
        clock.seconds += 11
        assert run(storage.keys("")) == ["after"]
        run(storage.release("r"))
        clock.seconds += 11
        assert run(storage.keys("")) == []

    def test_releasing_takes_back_no_deletion_and_an_unknown_owner_is_fine(self, storage, run):
        run(storage.store("k", 1, owner="r"))
        run(storage.delete("k"))
        run(storage.release("r"))
        run(storage.release("never seen"))
        assert run(storage.keys("")) == []

    def test_asking_whether_it_exists_does_not_extend_its_life(self, storage, run, clock):
        run(storage.store("k", 1, ttl_s=10))
        clock.seconds += 6
        assert run(storage.exists("k"))
        clock.seconds += 6
        assert not run(storage.exists("k"))

    @pytest.mark.parametrize("ttl", [None, 0, -5])
    def test_without_a_time_of_its_own_a_value_lives_a_day(self, storage, run, clock, ttl):
        run(storage.store("k", 1, ttl_s=ttl))
        clock.seconds += 86_399
        assert run(storage.exists("k"))
        clock.seconds += 2
        assert not run(storage.exists("k"))
