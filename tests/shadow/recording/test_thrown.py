"""What is thrown into a recorded call, or ends it from outside: the program sees what it did."""

import asyncio
import gc
import inspect
import json
import sys
import traceback

import pytest

from switchover.shadow.recording import Recording

THROWN = """\
import asyncio

def stubborn(count):
    while True:
        try:
            yield count
        except ValueError as error:
            yield "caught", error.__context__
        except GeneratorExit:
            return "closed"

def tidy(log):
    try:
        yield 1
    finally:
        log.append("tidy")

def deaf(count):
    try:
        yield count
    except GeneratorExit:
        yield "more"

async def ticking(log):
    try:
        for number in range(9):
            yield number
    finally:
        await asyncio.sleep(0)
        log.append("ticked")

async def waiting(seconds):
    await asyncio.sleep(seconds)
    return seconds

async def unmoved(seconds):
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        return "cut"

async def limited(seconds):
    try:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(seconds)
    except TimeoutError:
        return "late"

def chosen(first, /, second=2, *rest, third=3, **more):
    return first
"""


def _caught(function, *args):
    try:
        return function(*args)
    except BaseException as error:
        frames = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        return type(error).__name__, str(error), getattr(error, "value", None), frames


def _told(module):
    """What a program sees of each."""
    log, said = [], []
    for thrown in (ValueError("x"), KeyError("y"), GeneratorExit()):
        generator = module.stubborn(1)
        next(generator)
        said.append(_caught(generator.throw, thrown))
    deaf = module.deaf(1)
    next(deaf)
    said.append(_caught(deaf.close))
    for end in (lambda one: one.close(), lambda _: None):
        generator = module.tidy(log)
        next(generator)
        end(generator)
        del generator
        gc.collect()
    said += [_caught(module.chosen), inspect.getfullargspec(module.chosen)]
    problems = []

    async def main():
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: problems.append(context["message"]))
        async for number in module.ticking(log):
            said.append(number)
            break
        left = module.ticking(log)  # the loop closes it at its end
        await left.__anext__()
        said.append(await module.waiting(0))
        task = asyncio.ensure_future(module.waiting(30))
        await asyncio.sleep(0)
        task.cancel()
        said.append((await asyncio.gather(task, return_exceptions=True))[0].args)
        closed = module.waiting(40)
        closed.send(None)
        closed.close()
        return left

    asyncio.run(main())
    return said, log, problems


@pytest.fixture
def module(tmp_path, monkeypatch):
    name = f"thrown_{tmp_path.name.replace('-', '_')}"
    (tmp_path / f"{name}.py").write_text(THROWN)
    monkeypatch.syspath_prepend(tmp_path)
    yield __import__(name)
    sys.modules.pop(name, None)


NAMES = ("stubborn", "tidy", "deaf", "ticking", "waiting", "chosen")


def test_what_is_thrown_in_comes_to_the_same(module, tmp_path):
    """Values, errors and tracebacks of generators, at their end too; and the loop has no complaint."""
    plain = _told(module)
    with Recording(tmp_path / "calls", [f"{module.__name__}:{name}" for name in NAMES]):
        recorded = _told(module)
    assert recorded == plain
    assert plain[2] == []
    assert not vars(module.chosen), "nothing is left of the recording"


def test_what_ends_a_call_from_outside_is_no_answer(module, tmp_path):
    """A cancelled task and a closed coroutine did not raise: a replay would ask that they do."""
    targets = [f"{module.__name__}:waiting", f"{module.__name__}:stubborn"]
    with Recording(tmp_path / "calls", targets):
        _told(module)
    files = [tmp_path / "calls" / f"{target.replace(':', '.')}.jsonl" for target in targets]
    waiting, stubborn = ([json.loads(one) for one in f.read_text().splitlines()] for f in files)
    answers = {line["args"][0]: line.get("returned", line.get("raised")) for line in waiting}
    assert answers == {0: 0, 30: None, 40: None}
    assert [(line["weight"], "raised" in line, "returned" in line) for line in stubborn] == [
        (3, False, False)
    ]


def test_a_cancelled_call_that_goes_on_has_no_answer(module, tmp_path):
    """What it gave hangs on when it was cancelled; a time limit of its own is its own affair."""
    targets = [f"{module.__name__}:unmoved", f"{module.__name__}:limited"]

    async def main():
        task = asyncio.ensure_future(module.unmoved(30))
        await asyncio.sleep(0)
        task.cancel()
        assert (await task, await module.unmoved(0)) == ("cut", None)
        assert await module.limited(30) == "late"

    with Recording(tmp_path / "calls", targets) as recording:
        asyncio.run(main())
    kept = [
        {tuple(line["args"]): line.get("returned", "no answer") for line in map(json.loads, texts)}
        for texts in (
            one.file.read_text().splitlines() for one in recording.kept if one.target in targets
        )
    ]
    assert kept == [{(30,): "no answer", (0,): None}, {(30,): "late"}]
