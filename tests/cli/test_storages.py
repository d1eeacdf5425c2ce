"""Where `run` keeps configurations and metadata: beside the rows, or in Redis, by environment."""

import json
import signal
import sqlite3
import subprocess
import time

import pytest
import redis
from cli.kit import COMMAND, switchover
from orchestrators.shared.storage.conftest import running

FLOW = """
id: flow
config: {retry_policy: {maximum_attempts: 1}}
tasks:
- id: all
  type: collection
  mode: sequential
  items: '["a", "b", "c"]'
  task: {id: "each-{{ .index }}", tool: work, with: {name: "{{ .item }}"}}
"""

TOOLS = """
import time
from pathlib import Path

def work(given):
    with open("counted", "a") as file:
        file.write(given["name"])
    if given["name"] == "b" and Path("hangs").exists():
        time.sleep(600)
    return given
"""

RUN = ("run", "flow.yaml", "--bindings", "tools.yaml", "--store", "sqlite:runs.db")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "storage_tools.py").write_text(TOOLS)
    (tmp_path / "tools.yaml").write_text("work: storage_tools:work\n")
    (tmp_path / "flow.yaml").write_text(FLOW)
    return tmp_path


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("redis")) as server:
        yield server


def called(folder):
    counted = folder / "counted"
    return counted.read_text() if counted.exists() else ""


@pytest.mark.parametrize("system", ["legacy", "orchestrators"])
def test_a_killed_run_goes_on_with_what_it_kept_in_redis(folder, server, system):
    """Nothing of it expires meanwhile; once it has ended, all of it does."""
    client = redis.Redis(port=server.port)
    client.flushall()
    (folder / "hangs").touch()
    address = f"redis://127.0.0.1:{server.port}/0"
    where = ("--storage", address, "--environment", "staging", "--system", system)
    process = subprocess.Popen(
        [*COMMAND, *RUN, *where], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 30
    while "b" not in called(folder) and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    (folder / "hangs").unlink()
    kept = [key for key in client.scan_iter() if b"#owner" not in key]
    assert kept
    assert all(key.startswith(b"staging:") for key in kept)
    assert {client.ttl(key) for key in kept} == {-1}
    done = switchover(folder, "resume", "--store", "sqlite:runs.db", "--json")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "SUCCESS"), done.stderr
    assert called(folder) == "abbc"
    assert all(client.ttl(key) > 0 for key in client.scan_iter())
    client.close()


def test_an_environment_keeps_its_values_apart_in_any_store(folder):
    assert switchover(folder, *RUN, "--environment", "staging").returncode == 0
    with sqlite3.connect(folder / "runs.db") as db:
        keys = [key for (key,) in db.execute("SELECT key FROM storage")]
    db.close()
    assert keys
    assert all(key.startswith("staging:") for key in keys)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("redis://127.0.0.1:1/0", "STORAGE_UNAVAILABLE"),
        ("redis://127.0.0.1:nothing/0", "STORAGE_ADDRESS"),
        ("mysql://me:secret@host/0", "STORAGE_ADDRESS"),
    ],
)
def test_a_storage_that_cannot_be_used_is_told_before_anything_runs(folder, address, told):
    done = switchover(folder, *RUN, "--storage", address)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
    assert not called(folder)


def test_a_password_is_not_kept_in_the_store(folder, server):
    client = redis.Redis(port=server.port)
    client.config_set("requirepass", "open-sesame")
    address = f"redis://:open-sesame@127.0.0.1:{server.port}/0"
    try:
        assert switchover(folder, *RUN, "--exec-id", "x", "--storage", address).returncode == 0
        assert b"open-sesame" not in (folder / "runs.db").read_bytes()
        without = switchover(folder, "resume", "x", "--store", "sqlite:runs.db")
        assert (without.returncode, "STORAGE_UNAVAILABLE" in without.stderr) == (2, True)
        again = ("resume", "x", "--store", "sqlite:runs.db", "--storage", address)
        assert switchover(folder, *again).returncode == 0
    finally:
        client.execute_command("AUTH", "open-sesame")
        client.config_set("requirepass", "")
        client.close()
