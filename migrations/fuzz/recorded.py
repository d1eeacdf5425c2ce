"""What is recorded is read back as it was; what was corrupted is an error with its line.

Run: python migrations/fuzz/recorded.py [--count N] [--seed N]
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "values" / "fuzz"))

from _kinds import Maker  # pyright: ignore[reportMissingImports]

from switchover.ground import near
from switchover.ground.written import Problem
from switchover.migrations.source import Lines
from switchover.shadow.recording import Kept, Recording, RecordingSettings, finish, record
from switchover.shadow.recording.merge import begin_folder
from switchover.shadow.recording.parts import frames
from switchover.shadow.recording.recorder import Recorder
from switchover.shadow.recording.unmade import unmade
from switchover.values import decode, encode, from_text, to_text

__all__ = ["BATCH", "batch", "corrupted", "hostile"]

BATCH = 1000
"""Values of one recording."""
FORBIDDEN = ("import", "exec", "compile", "pickle.find_class", "os.system", "os.exec", "os.fork")
FORBIDDEN += ("subprocess.Popen", "socket.", "shutil.", "ctypes.")
ALIKE = [f'{{"$decimal": "{n * (2**61 - 1)}"}}' for n in range(1, 9000)]
"""Members of one hash."""
HOSTILE = (
    '{"args": [{"$object": {"type": "os.system", "base": "touch hacked"}}]}',
    '{"args": [{"$object": {"type": "subprocess.Popen", "items": [["touch", "hacked"]]}}]}',
    '{"args": [{"$object": {"type": "builtins.eval", "base": "1"}}], "kwargs": {}}',
    '{"args": [{"$object": {"type": "antigravity.fly", "fields": {}}}]}',
    '{"args": [{"$enum": ["antigravity.A", 1]}]}',
    '{"pickle": "Y29zCnN5c3RlbQooUyd0b3VjaCBoYWNrZWQnCnRSLg==", "returned": 1}',
    '{"args": ' + "[" * 5000 + "]" * 5000 + "}",
    '{"args": [{"$int": "0x' + "f" * 100_000 + '"}]}',
    '{"args": [1e999], "kwargs": {"a": {"$float": "nan"}}}',
    '{"args": [{"$ref": 3}]}',
    '{"args": [{"$shared": [1, {"$ref": 1}]}]}',
    '{"args": [{"$set": [[1], [1]]}]}',
    '{"args": [{"$dict": [[[], 1]]}]}',
    '{"args": [1], "args": [2]}',
    '{"args": {"$tuple": [1]}, "kwargs": {"$dict": [[1, 2]]}}',
    '{"args": [], "kwargs": [], "returned": {"$decimal": "x"}}',
    '{"args": [], "others": 3, "after": 4, "weight": "heavy"}',
    '{"args": [{"$datetime": "9999-99-99T99:99:99"}]}',
    '{"args": ["\\ud800"]}',
    '{"args": [{"$dict": [[{"$object": {"type": "collections.deque", "items": []}}, 1]]}]}',
    '{"args": [{"$set": [{"$decimal": "sNaN"}]}]}',
    '{"args": [{"$set": [1, {"$decimal": "1"}]}]}',
    '{"args": [{"$set": [' + ", ".join(ALIKE) + "]}]}",
    '{"args": [{"$object": {"type": "re.Pattern", "base": "a+", "fields": {"flags": 160}}}]}',
    '{"args": ' + "[" * 600 + '{"$decimal": "1"}' + "]" * 600 + "}",
    '{"args": ' + "[" * 600 + '{"$shared": [1, [{"$ref": 1}]]}' + "]" * 600 + "}",
    '{"args": [{' + ", ".join(f'"k{n}": 1' for n in [*range(60_000), 59_999]) + "}]}",
    '{"args": [], "kwargs": {"$dict": [[1, 2]]}}',
    "[]", "null", "3", '""', "{", "}", "\x00", "{}", '{"argz": []}',
)  # fmt: skip

_violations: list[str] = []
_watched = False


def _audited(event: str, arguments: tuple[Any, ...]) -> None:
    if _watched and event.startswith(FORBIDDEN):
        _violations.append(f"{event} {arguments!r:.200}")


@contextmanager
def nothing_runs() -> Iterator[None]:
    """Fail where something is imported, compiled, started or connected to within the block."""
    global _watched  # noqa: PLW0603 - an audit hook is never taken out again
    _violations.clear()
    _watched = True
    try:
        yield
    finally:
        _watched = False
    assert not _violations, _violations[:3]


sys.addaudithook(_audited)


@record("same")
def same(value: object) -> object:
    return value


def batch(seed: int, count: int, folder: Path) -> Path:
    """Record values, and hold what was written to them; gives the corpus.

    Raises:
        AssertionError: They are not what was recorded.
    """
    expected: dict[str, int] = {}
    answers: dict[str, str] = {}
    calls = 0
    with Recording(folder, per_site=count) as recording:
        for number in range(seed, seed + count):
            value = Maker(number).value()
            if unmade((value,)):  # left out as a call, before it is an input like another
                calls += 1
            else:
                text = to_text(decode(encode(((value,), {}), aliases=True)), as_met=True)
                expected[text] = expected.get(text, 0) + 1
                answers[text] = to_text(decode(encode(value)))  # without what is not compared
            same(value)
    (kept,) = [one for one in recording.kept if one.target == "same"]
    assert kept.calls == count, kept
    found: dict[str, int] = {}
    for line in kept.file.read_text(encoding="utf-8").splitlines():
        read = from_text(line)
        text = to_text((tuple(read["args"]), read["kwargs"]), as_met=True)
        found[text] = found.get(text, 0) + read["weight"]
        if "returned" in read:
            assert to_text(read["returned"]) == answers.get(text), f"seed {seed}: {line}"
    unlike = {text for text, weight in found.items() if expected.get(text) != weight}
    assert not unlike, f"seed {seed}: {sorted(unlike)[:1]}"
    assert _left_out(kept, "calls") == calls, f"seed {seed}: {calls} {kept.left_out}"
    missing = len(expected) - len(found)
    assert missing == _left_out(kept, "inputs"), f"seed {seed}: {missing} {kept.left_out}"
    return kept.file


def _left_out(kept: Kept, what: str) -> int:
    return sum(count for why, count in kept.left_out.items() if why.startswith(what))


def corrupted(corpus: Path, seed: int) -> None:
    """Change bytes of a corpus, and read it: each line is a call, or an error with its number.

    Raises:
        AssertionError: Something ran, or a line was lost.
    """
    draw = random.Random(seed)
    data = bytearray(corpus.read_bytes())
    for _ in range(max(1, len(data) // 2000)):
        at = draw.randrange(len(data))
        match draw.randrange(4):
            case 0:
                data[at] = draw.randrange(256)
            case 1:
                del data[at : at + draw.randrange(1, 40)]
            case 2:
                data[at:at] = draw.randbytes(draw.randrange(1, 9))
            case _:
                data[at:at] = data[draw.randrange(len(data)) :][: draw.randrange(60)]
    _read(corpus.with_suffix(".bad"), bytes(data))


def hostile(folder: Path) -> None:
    """Read lines that were made to hurt."""
    near("argz", ["args"])  # imports what errors need of the standard library
    for line in HOSTILE:
        _read(folder / "hostile.jsonl", line.encode("utf-8", "surrogatepass"))


def _read(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with nothing_runs():
        for number, found in enumerate(Lines(path).read(), start=1):
            if isinstance(found, Problem):
                assert found.line, found
            else:
                assert isinstance(found[0], tuple), number
                assert isinstance(found[1], dict), number


def parts(seed: int, folder: Path) -> None:
    """Change bytes of what a process wrote; what is whole is kept, and the rest is told."""
    draw = random.Random(seed)
    settings = RecordingSettings(("same",), draw.randbytes(16).hex())
    begin_folder(folder, settings, replace=True)
    recorder = Recorder(str(folder), settings)
    tap = recorder.tap("same")
    for number in range(40):
        value = [number, "x" * draw.randrange(50)]
        tap.returned(tap.begin((value,), {}), value)
    recorder.close()
    (part,) = [path for path in (folder / ".parts").iterdir() if "-" in path.name]
    data = bytearray(part.read_bytes())
    for _ in range(3):
        data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    part.write_bytes(data[: draw.randrange(len(data) // 2, len(data) + 1)])
    with nothing_runs():
        list(frames(str(part)))
    for one in finish(folder, seed=seed):
        assert one.inputs <= 40


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    started, failed = time.monotonic(), 0
    with tempfile.TemporaryDirectory() as folder:
        warm = batch(options.seed, 200, Path(folder, "warm"))
        list(Lines(warm).read())
        hostile(Path(folder))
        for seed in range(options.seed, options.seed + options.count, BATCH):
            try:
                corpus = batch(seed, min(BATCH, options.count), Path(folder, str(seed)))
                corrupted(corpus, seed)
                parts(seed, Path(folder, f"parts-{seed}"))
            except Exception as error:  # noqa: BLE001 - told, and the rest goes on
                failed += 1
                print(f"seed {seed}: {type(error).__name__}: {error}"[:2000], file=sys.stderr)
                if failed == 20:
                    break
    took = time.monotonic() - started
    print(f"{options.count} recorded values, {failed} batches failed, {took:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
