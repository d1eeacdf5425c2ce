"""A run whose process dies at any moment, also between a row and the note of it, ends as one that never did."""

import asyncio

import pytest
from engine.run.durable import KeptStore, seen

from switchover.engine.config import engine_types
from switchover.engine.config.load import parse_workflow
from switchover.engine.errors import EngineError
from switchover.engine.run import Engine, Settings, VirtualClock
from switchover.orchestrators import services

TYPES = engine_types()
DATA = {"names": ["Ada", "Bób", "日本"], "none": [], "map": {"b": 1, "a": [2.5]}, "n": 3}
CHILD = "{id: 'c-{{ .index }}', tool: ok, with: {v: '{{ .item }}'}}"
FLOWS = {
    "a parallel whose outputs read its own": """
  - id: p
    type: parallel
    tasks: [{id: a, tool: ok, with: {v: 1}}, {id: b, tool: slow, with: {v: 2}}]
    outputs: {all: "{{ .output }}", first: "{{ .output.a.v }}"}
""",
    "a composite whose outputs read its own": """
  - id: p
    type: composite
    tasks: [{id: a, tool: ok, with: {v: 1}}, {id: b, tool: ok, with: {v: "{{ .tasks.a.output.v }}"}}]
    outputs: {o: "{{ .output }}", children: "{{ len .children }}"}
""",
    "a collection whose outputs read its own": f"""
  - id: p
    type: collection
    items: "{{{{ .workflow.input.names }}}}"
    filter: "{{{{ ne .index 1 }}}}"
    mode: sequential
    task: {CHILD}
    outputs: {{all: "{{{{ .output }}}}", one: '{{{{ index .output "c-2" "v" }}}}'}}
""",
    "outputs that are named as what a collection notes": f"""
  - id: p
    type: collection
    items: "{{{{ .workflow.input.names }}}}"
    task: {CHILD}
    outputs: {{collection_metadata: mine, progress_info: mine, outputs: "{{{{ .output }}}}"}}
""",
    "a collection of nothing": f"""
  - id: p
    type: collection
    items: "{{{{ .workflow.input.none }}}}"
    task: {CHILD}
    outputs: {{all: "{{{{ .output }}}}", n: "{{{{ len .children }}}}"}}
""",
    "containers in containers, each with outputs": """
  - id: p
    type: parallel
    tasks:
      - id: each
        type: collection
        items: "{{ .workflow.input.names }}"
        mode: sequential
        task:
          id: "g-{{ .index }}"
          type: composite
          tasks: [{id: x, tool: ok, with: {v: "{{ .item }}"}}, {id: y, tool: slow}]
          outputs: {o: "{{ .output }}"}
        outputs: {o: "{{ .output }}"}
    outputs: {o: "{{ .output }}"}
""",
    "a container that fails, with a way on": """
  - id: p
    type: composite
    tasks: [{id: a, tool: ok}, {id: b, tool: bad}]
    outputs: {o: "{{ .output }}"}
    on_error: {next: end}
""",
    "a container whose outputs fail": """
  - id: p
    type: parallel
    tasks: [{id: a, tool: ok}]
    outputs: {o: "{{ .no.such }}"}
    on_error: {next: end}
""",
    "the best of three": """
  - id: p
    type: parallel
    strategy: best_effort
    tasks: [{id: a, tool: bad}, {id: b, tool: ok, with: {v: 1}}, {id: c, tool: slow, with: {v: 2}}]
    outputs: {o: "{{ .output }}"}
""",
    "waits within a collection": """
  - id: p
    type: collection
    items: [1, 2]
    mode: sequential
    task: {id: "w-{{ .index }}", type: wait, wait_for: go, condition: "signal.payload.n > 1", timeout: 1m}
    outputs: {o: "{{ .output }}", n: "{{ len .children }}"}
""",
    "a wait that runs out": """
  - {id: p, type: wait, wait_for: never, condition: "true", timeout: 5s, on_timeout: end}
""",
    "ids that look like steps": """
  - id: "0:p/received"
    type: composite
    tasks: [{id: "a#1", tool: ok}, {id: "b/response", tool: ok}, {id: "c/received", tool: ok}]
    outputs: {o: "{{ .output }}"}
""",
    "a loop with a way out": """
  - {id: p, tool: ok, with: {v: 1}, on_success: {next: r}}
  - {id: r, type: router, condition: "{{ .workflow.input.n }}", routes: {"3": q, "4": p}}
  - {id: q, type: aggregate, outputs: {o: "{{ .tasks.p.output }}"}}
""",
}  # fmt: skip
END = "\n  - {id: end, tool: ok, with: {v: '{{ .workflow.input.n }}'}}\n"
SIGNALS = [("go", {"n": n}) for n in (1, 2, 3, 4)]


class Tools:
    async def call(self, request):
        if request.id == "bad":
            raise EngineError("BAD", "no", retryable=False)
        if request.id == "slow":
            await asyncio.sleep(2)
        return {**request.input, "by": request.id}


def driven(store, clock, flow=None):
    async def ride():
        engine = Engine(
            services, tools=Tools(), store=store, storage=store.storage, clock=clock, settings=Settings(types=TYPES)
        )  # fmt: skip
        if flow is None:
            run = await engine.resume("r")
        else:
            run = await engine.start(flow, DATA, signals=SIGNALS, workflow_exec_id="r")
        result = await run.result()
        await engine.close()
        return timeless(seen(result))

    return clock.run(ride())


def timeless(value):
    """The same without what says when."""
    if isinstance(value, dict):
        gone = ("last_updated", "signal_id", "received_at_utc")
        return {key: timeless(item) for key, item in value.items() if key not in gone}
    return [timeless(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", [*FLOWS])
def test_it_ends_the_same(name):
    """Its rows, their inputs, outputs and errors: what is done again makes the same of them."""
    clock = VirtualClock()
    store = KeptStore(clock.now)
    flow = parse_workflow(f"id: w\ntasks:{FLOWS[name]}{END}", TYPES)
    unbroken = driven(store, clock, flow)
    assert len(store.deaths) >= 5
    for moment, left in store.deaths:
        later = VirtualClock(epoch_s=left.moment)
        assert driven(left.at(later), later) == unbroken, moment
