"""One base of all errors: what is raised to be told is known by its class."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil

import pytest
from rooms import ROOMS

from switchover.ground import SwitchoverError

OWN = {
    "AwayError": "ends a workflow's thread from inside; nobody is told",
    "ToolDueError": "ends a step from inside; nobody is told",
    "CannotPlantError": "caught by the nursery, which counts it",
    "DeniedError": "raised into the code of a side, which may expect a PermissionError",
    "MisfitError": "caught by the field, which tells the whole path",
    "ReferenceUseError": "caught where a text is read, which tells its place",
    "RunnerLostError": "caught by the crew, which begins another process",
    "ThreadsTakenError": "caught where a tool is called, which tells the call",
    "InconclusivePairWarning": "a warning",
    "TimeExpired": "an outcome, which its receiver turns into an error",
    "TooLargeError": "caught by the encoder, which takes the other way",
    "Unwritable": "a call that cannot be a line of a recording, which counts it",
}
"""Exceptions that are no errors of a user's, each with who meets it."""
BASES = {
    "values": "ValuesError", "gotemplate": "TemplateError", "engine": "EngineError", "shadow": "ShadowError",
    "bench": "BenchError", "reports": "ReportError", "migrations": "MigrationError",
    "shadow.recording": "RecordingError", "cli.errors": "OptionsError",
}  # fmt: skip


def exceptions() -> dict[str, type[BaseException]]:
    """Every public exception class that a module of the rooms defines."""
    found: dict[str, type[BaseException]] = {}
    for room in ROOMS:
        package = importlib.import_module(f"switchover.{room}")
        for each in pkgutil.walk_packages(package.__path__, f"switchover.{room}."):
            if each.name.endswith(("__main__", "sitecustomize")) or ".plans." in each.name:
                continue
            module = importlib.import_module(each.name)
            for name, value in vars(module).items():
                is_own = inspect.isclass(value) and value.__module__ == each.name
                if is_own and issubclass(value, BaseException) and name[0] != "_":
                    found[name] = value
    return found


def test_every_error_of_the_rooms_derives_from_the_one_base() -> None:
    """Or it stands above with who meets it, and does not derive from the base."""
    found = exceptions()
    assert len(found) > 40
    others = {name for name, value in found.items() if not issubclass(value, SwitchoverError)}
    assert others == set(OWN)


def test_each_has_a_code_and_an_exit_code_of_a_bad_input() -> None:
    """A program can tell them apart, and a shell sees what it sees for a wrong call."""
    for name, value in exceptions().items():
        if issubclass(value, SwitchoverError):
            assert value.code
            assert value.code == value.code.upper()
            assert value.exit_code == 2, name


@pytest.mark.parametrize(("face", "base"), BASES.items())
def test_a_room_has_one_base(face: str, base: str) -> None:
    """It is offered where the room is imported from, and derives from the ground's."""
    found = getattr(importlib.import_module(f"switchover.{face}"), base)
    assert issubclass(found, SwitchoverError)


def test_a_code_is_the_name_of_the_class() -> None:
    """Unless the class says another; one that derives from it has its own again."""

    class NoSuchCityError(SwitchoverError):
        pass

    class Renamed(NoSuchCityError):
        code = "CITY"

    class DerivedError(Renamed):
        pass

    assert [one.code for one in (NoSuchCityError, Renamed, DerivedError)] == [
        "NO_SUCH_CITY", "CITY", "DERIVED",
    ]  # fmt: skip


def test_an_error_says_what_it_was_given() -> None:
    """The message is the text, place and remedy are empty, and it can be sent to a process."""
    error = SwitchoverError("what happened")
    assert (error.message, str(error)) == ("what happened", "what happened")
    assert (error.place, error.remedy) == (None, "")
    assert SwitchoverError().message == ""
    again = pickle.loads(pickle.dumps(error))
    assert again.message == "what happened"
