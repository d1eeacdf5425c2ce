"""The migration switched while it runs: in one command, for runs that begin after it."""

import json
import subprocess
import sys
import time

import pytest

from switchover.cli import main

FLOW = """\
id: waiting
tasks:
  - {id: a, tool: echo, with: {n: 1}, on_success: {next: pause}}
  - {id: pause, type: wait, wait_for: go, condition: "true", timeout: 5m, on_success: {next: b}}
  - {id: b, tool: echo, with: {n: 2}}
"""


def called(*arguments):
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    return ended.value.code


def test_a_run_that_is_killed_and_resumed_keeps_the_side_that_it_began_on(
    tmp_path, monkeypatch, capsys
):
    """Begun on the old side, killed, switched, resumed: a new run is on the new side, it is not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flow.yaml").write_text(FLOW)
    store, routes = ["--store", "sqlite:runs.db"], ["--routes", "r.json"]
    options = ["flow.yaml", "--echo", *routes, "--system", "migration"]
    assert called("route", "--all", "--to", "control", *routes) == 0
    command = [sys.executable, "-m", "switchover.cli", "run", *options, *store, "--exec-id", "one"]
    running = subprocess.Popen(command)
    try:
        end = time.monotonic() + 30
        while called("signal", "one", "other", *store) != 0:
            assert time.monotonic() < end
            time.sleep(0.1)
        time.sleep(1.0)  # so that it waits
    finally:
        running.kill()
        running.wait()
    assert called("route", "--all", "--to", "candidate", *routes) == 0
    assert called("signal", "one", "go", *store) == 0
    capsys.readouterr()
    assert called("resume", "one", *store, "--json") == 0
    kept = json.loads(capsys.readouterr().out)
    assert called("run", *options, "--signal", "go", "--json") == 0
    new = json.loads(capsys.readouterr().out)
    # The old services leave a wait's first output in place; the orchestrators say what it got.
    assert kept["output"]["pause"]["output"]["wait_status"] == "waiting"
    assert new["output"]["pause"]["output"]["wait_status"] == "completed"


def test_the_migration_without_routes_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SWITCHOVER_ROUTES", raising=False)
    (tmp_path / "flow.yaml").write_text(FLOW)
    assert called("run", "flow.yaml", "--echo", "--system", "migration") == 2
    assert "--routes FILE" in capsys.readouterr().err
    assert called("run", "flow.yaml", "--echo", "--system", "legacy", "--routes", "r.json") == 2
    assert "takes no --routes" in capsys.readouterr().err
    run = ["run", "flow.yaml", "--echo", "--system", "migration", "--routes", "r.json"]
    assert called(*run) == 2
    assert "route --all --to control --routes" in capsys.readouterr().err
    (tmp_path / "r.json").write_text("[")
    assert called(*run) == 2
    assert "r.json:1:2" in capsys.readouterr().err
