"""An environment is described, warned of, and not compared with unlike ones."""

import re
import sys

import msgspec
import pytest

from switchover.bench.environment import MachineWatch, differences, require_like, told
from switchover.bench.environment.machine import identity, processor_ticks
from switchover.bench.environment.watch import warnings
from switchover.bench.errors import UnlikeEnvironmentsError
from switchover.bench.records import Environment

QUIET = Environment(
    machine="m", cpu="c", cores=4, usable_cores=4, pinned=True, load=0.1, steal=0.0, pressure=0.0,
    python="3.11.7",
)  # fmt: skip


def changed(**fields):
    return msgspec.structs.replace(QUIET, **fields)


def test_this_machine_is_described():
    """What every platform knows is filled in, and the machine's name is not given away."""
    found = MachineWatch().finish(pinned=True, packages={"msgspec", "no_such_package"})
    assert found.python == ".".join(map(str, sys.version_info[:3]))
    assert found.cores >= found.usable_cores >= 1
    assert found.versions["msgspec"]
    assert "no_such_package" not in found.versions
    assert len(identity()) == 16
    assert found.measured_at.endswith("+00:00")


def test_a_quiet_machine_is_not_warned_of():
    """Nothing is said where there is nothing to say."""
    assert not list(warnings(QUIET))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ({"governor": "powersave"}, "scale their frequency .governor powersave"),
        ({"load": 3.0}, "busy before: load 3.00 on 4 cores"),
        ({"pressure": 0.5}, "busy neighbours: 50%"),
        ({"steal": 0.2}, "host took 20%"),
        ({"debug": True}, "debug build"),
        ({"pinned": False}, "not pinned"),
    ],
)
def test_doubts_are_said(field, said):
    """Each doubtful property has a warning of its own."""
    (warning,) = warnings(changed(**field))
    assert re.search(said, warning)


def test_unknown_readings_are_no_doubt():
    """A platform that tells nothing is not warned of."""
    nothing = {"load": None, "steal": None, "pressure": None, "governor": None}
    assert not list(warnings(changed(**nothing)))


def test_what_is_attached_is_told():
    """A tracer in the measuring interpreter is described, and that the launches had none."""
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        found = MachineWatch().finish(pinned=True)
    finally:
        sys.settrace(before)
    assert "a tracer (coverage or a debugger)" in found.attached
    assert any("tracer" in said and "ran without" in said for said in found.warnings)


def test_each_kind_of_warning_is_told_once():
    """Of a run's many pairs, the same doubt with other figures is one line."""
    loads = [changed(warnings=(f"load {load}", "steal")) for load in (3.0, 4.25)]
    assert list(told(loads)) == ["load 3.0", "steal"]


def test_like_environments_compare():
    """What changes from run to run is no obstacle."""
    require_like(QUIET, changed(load=3.0, commit="other", measured_at="later", hash_seed="1"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("machine", "other"),
        ("system", "other"),
        ("cpu", "other"),
        ("usable_cores", 5),
        ("pinned", False),
        ("governor", "other"),
        ("python", "other"),
        ("build", "other"),
        ("debug", True),
    ],
)
def test_unlike_environments_are_refused(field, value):
    """One decisive difference is enough, and is named with both values."""
    other = changed(**{field: value})
    assert len(differences(QUIET, other)) == 1
    with pytest.raises(UnlikeEnvironmentsError, match=f"{field}: {value!r} then"):
        require_like(QUIET, other)


@pytest.mark.skipif(sys.platform != "linux", reason="read from /proc, which is Linux's")
def test_ticks_are_counted():
    """Stolen ticks are a part of all ticks."""
    stolen, total = processor_ticks()
    assert 0 <= stolen < total
