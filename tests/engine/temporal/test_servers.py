"""Which server is used: named, by profile, by program, and an error that names all the ways."""

import asyncio
import os
import stat
import sys
from pathlib import Path

import pytest
from temporal_ground import program as temporal_program

from switchover.engine.errors import EngineError
from switchover.engine.temporal import connected, found_server
from switchover.engine.temporal.servers import FoundServer


def test_of_one_file_there_is_one_server_of_our_own(tmp_path):
    """Two would each know nothing of what the other takes. Who comes second is a client of the first,
    and begins one of its own when that has ended."""
    found = FoundServer(program=temporal_program("temporal"))
    file = str(tmp_path / "histories")

    async def main():
        async with connected(found, file=file) as first, connected(found, file=file) as second:
            hosts = [one.service_client.config.target_host for one in (first, second)]
        async with connected(found, file=file) as third:
            await third.service_client.check_health()
        return hosts

    first, second = asyncio.run(main())
    assert first == second
    assert not list(tmp_path.glob("*-server"))


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """An environment without any server: no profile, no program beside Python or on the PATH."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin/python"))
    return {
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "PATH": str(tmp_path / "empty"),
    }


def program(path: Path) -> str:
    path.parent.mkdir(exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_a_named_address_goes_before_all_else(bare):
    bare["TEMPORAL_ADDRESS"] = "elsewhere:7233"
    found = found_server("temporal://here:7233/staging", environment=bare)
    assert dict(found.profile) == {"target_host": "here:7233", "namespace": "staging"}
    found = found_server("temporal://here:7233", environment=bare)
    assert dict(found.profile) == {"target_host": "here:7233", "namespace": "default"}


def test_the_profile_goes_before_a_program(bare, tmp_path):
    bare["TEMPORAL_CLI_PATH"] = program(tmp_path / "own/temporal")
    assert found_server("temporal", environment=bare).program == bare["TEMPORAL_CLI_PATH"]
    bare["TEMPORAL_ADDRESS"] = "elsewhere:7233"
    assert found_server("temporal", environment=bare).profile["target_host"] == "elsewhere:7233"


def test_a_named_program_goes_before_the_path(bare, tmp_path):
    on_path = program(tmp_path / "empty/temporal")
    assert found_server("temporal", environment=bare).program == on_path
    beside = program(tmp_path / "bin/temporal")
    assert found_server("temporal", environment=bare).program == beside
    bare["TEMPORAL_CLI_PATH"] = program(tmp_path / "own/temporal")
    assert found_server("temporal", environment=bare).program == bare["TEMPORAL_CLI_PATH"]


def test_without_a_server_the_error_names_every_way_to_one(bare):
    with pytest.raises(EngineError) as caught:
        found_server("temporal", environment=bare)
    for way in ("--on temporal://HOST:PORT", "TEMPORAL_ADDRESS", "TEMPORAL_CLI_PATH", "PATH"):
        assert way in caught.value.message


def test_a_named_program_that_is_none_is_told(bare, tmp_path):
    bare["TEMPORAL_CLI_PATH"] = str(tmp_path / "missing")
    with pytest.raises(EngineError, match=r"TEMPORAL_CLI_PATH names '.*missing'"):
        found_server("temporal", environment=bare)


@pytest.mark.parametrize("on", ["temporal:", "temporal://host", "http://host:1", "", "temporal://"])
def test_what_is_no_address_is_told(on, bare):
    with pytest.raises(EngineError, match="TEMPORAL_ADDRESS") as caught:
        found_server(on, environment=bare)
    assert caught.value.code == "TEMPORAL_ADDRESS"
    assert os.environ.get("TEMPORAL_ADDRESS") is None
