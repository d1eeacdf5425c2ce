"""How long: paired samples in fresh processes, a sequential interval, a three-way verdict."""

from switchover.bench.latency.account import unmeasured
from switchover.bench.latency.decision import Rule
from switchover.bench.latency.measurement import Progress, Settings, can_pin, measure
from switchover.bench.latency.sampler import Job

__all__ = ["Job", "Progress", "Rule", "Settings", "can_pin", "measure", "unmeasured"]
