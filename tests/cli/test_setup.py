"""How a run was set up is kept with it, so that a resume needs no options; no password is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from switchover.cli.errors import OptionsError
from switchover.cli.setup import RunSetup, system_of, tools_of

WORDS = st.text("abc/._-", max_size=8)
SETUPS = st.builds(
    RunSetup,
    system=WORDS,
    bindings=st.none() | WORDS,
    echo=st.booleans(),
    workflows=st.lists(WORDS, max_size=2).map(tuple),
    transitions=st.integers(1, 10_000),
    storage=WORDS,
    environment=WORDS,
    routes=WORDS,
)


@given(SETUPS)
@settings(max_examples=40)
def test_notes_give_back_the_setup(setup: RunSetup) -> None:
    """Through JSON, as a store keeps them; runs that were set up alike are equal."""
    again = RunSetup.of(json.loads(json.dumps(setup.notes())))
    assert again == setup
    assert hash(again) == hash(setup)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("redis://me:secret@host:6379/1", "redis://me@host:6379/1"),
        ("redis://:secret@host/1", "redis://host/1"),
        ("redis://host:6379/1", "redis://host:6379/1"),
        ("routes.toml", "routes.toml"),
        ("", ""),
    ],
)
def test_no_password_is_kept(address: str, kept: str) -> None:
    """Neither of the values' server nor of the routes'."""
    notes = RunSetup(system="s", storage=address, routes=address).notes()
    assert (notes["storage"], notes["routes"]) == (kept, kept)
    assert "secret" not in json.dumps(notes)


def test_files_are_found_from_wherever_it_is_resumed(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is made whole; an address, and what was not given, stay as they are."""
    monkeypatch.chdir(str(tmp_path))
    setup = RunSetup.named(
        system="s", bindings="tools.yaml", workflows=["a.yaml"], routes="routes.toml"
    )
    assert setup.bindings == f"{tmp_path}/tools.yaml"
    assert setup.workflows == (f"{tmp_path}/a.yaml",)
    assert setup.routes == f"{tmp_path}/routes.toml"
    bare = RunSetup.named(system="s", bindings=None, workflows=None, routes="redis://host/1")
    assert (bare.bindings, bare.workflows, bare.routes) == (None, (), "redis://host/1")
    assert RunSetup.named(system="s", bindings="", workflows=[], routes="").routes == ""


def test_a_system_without_routes_takes_none() -> None:
    """What would be ignored is refused."""
    with pytest.raises(OptionsError, match="'orchestrators' takes no --routes"):
        system_of("orchestrators", "routes.toml")
    assert system_of("orchestrators", "") is not None


def test_tools_echo_only_where_asked() -> None:
    """Else a tool that nobody bound is an error before anything runs."""
    assert tools_of(RunSetup(system="s", echo=True)).echoes
    assert not tools_of(RunSetup(system="s")).echoes
