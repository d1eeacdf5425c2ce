"""Registration: explicit, atomic, and errors that name the parties."""

import threading
from dataclasses import dataclass
from typing import Any

import pytest

from switchover.engine.config import TaskConfig
from switchover.orchestrators.factory import (
    DuplicateTaskTypeError,
    OrchestratorFactory,
    TaskType,
    UnknownTaskTypeError,
)


def make_type(
    name: str, *, origin: str = "here", build: Any = lambda context: (context,)
) -> TaskType:
    @dataclass(frozen=True, slots=True)
    class View(TaskConfig):
        type_name = name

    return TaskType(view=View, build=build, origin=origin)


def test_builds_the_orchestrator_of_a_registered_type() -> None:
    """The constructor gets the context, and what it makes comes back."""
    factory = OrchestratorFactory([make_type("loop"), make_type("other")])
    context: Any = object()
    assert factory.is_registered("loop")
    assert factory.names == ("loop", "other")
    assert factory.build("loop", context) == (context,)


def test_unknown_type_is_named_beside_the_known_ones() -> None:
    """The message says what was asked for and what there is."""
    factory = OrchestratorFactory([make_type("loop"), make_type("basic")])
    with pytest.raises(UnknownTaskTypeError, match=r"'lop'; registered: basic, loop") as caught:
        factory.build("lop", object())  # type: ignore[arg-type]  # never reached
    assert caught.value.code == "TYPE_UNKNOWN"
    assert not caught.value.retryable
    assert not factory.is_registered("lop")


def test_an_empty_factory_says_that_it_is_empty() -> None:
    """Nothing registered is said, not shown as an empty list."""
    with pytest.raises(UnknownTaskTypeError, match="registered: none"):
        OrchestratorFactory().build("basic", object())  # type: ignore[arg-type]  # never reached


def test_duplicate_names_both_parties() -> None:
    """Who holds the name and who claims it are both in the message."""
    factory = OrchestratorFactory([make_type("loop", origin="switchover")])
    with pytest.raises(DuplicateTaskTypeError, match=r"'loop' .* by switchover; acme-tasks"):
        factory.register(make_type("loop", origin="acme-tasks"))


def test_registration_is_all_or_nothing() -> None:
    """A clash in the middle leaves the factory as it was."""
    factory = OrchestratorFactory([make_type("loop")])
    with pytest.raises(DuplicateTaskTypeError):
        factory.register(make_type("new"), make_type("loop"), make_type("newer"))
    assert factory.names == ("loop",)


def test_a_name_given_twice_in_one_call_is_refused() -> None:
    """Two newcomers with one name are as wrong as one newcomer with a taken name."""
    factory = OrchestratorFactory()
    with pytest.raises(DuplicateTaskTypeError, match="first; second"):
        factory.register(make_type("x", origin="first"), make_type("x", origin="second"))
    assert factory.names == ()


def test_readers_never_see_half_a_registration() -> None:
    """While pairs are registered together, a reader sees both of a pair or neither."""
    factory = OrchestratorFactory()
    torn: list[int] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            names = factory.names
            if len(names) % 2:
                torn.append(len(names))

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(300):
        factory.register(make_type(f"a{number}"), make_type(f"b{number}"))
    done.set()
    reader.join()
    assert torn == []
    assert len(factory.names) == 600


def test_registered_types_are_configured_by_their_views() -> None:
    """Loading a workflow with the factory's types gives the third party's view."""
    new = make_type("loop")
    types = OrchestratorFactory([new]).config_types()
    assert type(types.task({"id": "t", "type": "loop"})) is new.view


def test_a_type_without_a_name_or_a_builder_is_refused() -> None:
    """What cannot work is refused when it is made, with the reason."""
    with pytest.raises(ValueError, match="has no type_name"):
        make_type("")
    with pytest.raises(TypeError, match="nothing to build it with"):
        make_type("loop", build=None)
