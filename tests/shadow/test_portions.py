"""Portions of a run put together: nothing is lost, counted twice, or said of another one."""

from dataclasses import dataclass
from datetime import date
from random import Random

import msgspec
import pytest

from switchover.shadow import Ignore, Outcome, run
from switchover.shadow.records import Comparison, Portion, ShadowRecord, SideSummary, given_up
from switchover.shadow.records.portion import FURTHER, MOST_PRINTED, MOST_SAID, say
from switchover.shadow.running.gathering import Gathering, GatheringError


def drawn(seed):
    """A portion of anything."""
    random = Random(seed)
    few = lambda: random.randrange(5)  # noqa: E731
    some = lambda of: [one for one in of if random.random() < 0.5]  # noqa: E731
    counted = lambda of: {one: few() + 1 for one in some(of)}  # noqa: E731
    side = lambda: SideSummary(  # noqa: E731
        **{name: few() for name in SideSummary.__struct_fields__}
    )
    return Portion(
        first=0, inputs=few(), counts=counted(Outcome), accepted=counted(Outcome), not_compared=few(),
        hits=counted("abc"), control=side(), candidate=side(), said=counted("abc"),
        doubts=tuple(some("xyz")), wrote=(tuple(some(["/a", "/b", "/c"])), tuple(some(["/a", "/b"]))),
        output={name: "text"[few():] for name in some(["control", "candidate"])},
        hash_seed=random.choice([None, 7]), interrupted=random.random() < 0.5,
    )  # fmt: skip


NOTHING = Portion(first=0, inputs=0)


@pytest.mark.parametrize("seed", range(8))
def test_how_portions_are_grouped_changes_nothing(seed):
    """Whoever joins chunks of chunks has the same as who joins them one by one."""
    one, two, three = (drawn(3 * seed + at) for at in range(3))
    assert (one + two) + three == one + (two + three)
    assert NOTHING + one == one
    assert one + NOTHING == one


@pytest.mark.parametrize("seed", range(8))
def test_what_is_counted_adds_up(seed):
    """Each count of both, the slowest of both, and every file and doubt of either."""
    one, two = drawn(2 * seed), drawn(2 * seed + 1)
    both = one + two
    assert both.inputs == one.inputs + two.inputs
    for name in ("counts", "accepted", "hits", "said"):
        parts = getattr(one, name), getattr(two, name)
        assert getattr(both, name) == {
            key: sum(each.get(key, 0) for each in parts) for key in {**parts[0], **parts[1]}
        }
    for name in ("control", "candidate"):
        mine, theirs, found = (
            msgspec.structs.asdict(getattr(each, name)) for each in (one, two, both)
        )
        slowest = max(mine.pop("slowest_s"), theirs.pop("slowest_s"))
        assert found.pop("slowest_s") == slowest
        assert found == {key: mine[key] + theirs[key] for key in mine}
    assert [set(each) for each in both.wrote] == [
        {*x, *y} for x, y in zip(one.wrote, two.wrote, strict=True)
    ]
    assert set(both.doubts) == {*one.doubts, *two.doubts}
    assert both.interrupted == (one.interrupted or two.interrupted)
    assert both.hash_seed == (7 if 7 in (one.hash_seed, two.hash_seed) else None)
    for side in ("control", "candidate"):
        assert both.output.get(side, "") == one.output.get(side, "") + two.output.get(side, "")


def test_what_is_printed_is_kept_up_to_a_cap():
    """What came first, of each side by itself."""
    long = Portion(
        first=0, inputs=1, output={"control": "a" * (MOST_PRINTED - 1), "candidate": "x"}
    )
    found = (long + Portion(first=1, inputs=1, output={"control": "bc", "candidate": "y"})).output
    assert found == {"control": "a" * (MOST_PRINTED - 1) + "b", "candidate": "xy"}


def test_of_many_warnings_none_is_dropped_without_a_word():
    """The first are told as they are; of the others, how many there were."""
    said, chunk = {}, {}
    for number in range(MOST_SAID + 5):
        say(said, f"warning {number}")
        say(said, "warning 0")
        say(chunk, f"other {number}", 2)
    assert (len(said), said["warning 0"], said[FURTHER]) == (MOST_SAID + 1, MOST_SAID + 6, 5)
    both = Portion(first=0, inputs=1, said=said) + Portion(first=1, inputs=1, said=chunk)
    assert (len(both.said), both.said[FURTHER]) == (MOST_SAID + 1, 5 + 2 * (MOST_SAID + 5))
    assert sum(both.said.values()) == sum(said.values()) + sum(chunk.values())
    told = Portion(first=0, inputs=1, said=said).warnings()
    assert told[:2] == (f"warning 0 ({MOST_SAID + 6} times)", "warning 1")
    assert told[-1] == f"{FURTHER} (5 times)"


@pytest.mark.parametrize(
    ("mine", "theirs", "said"),
    [
        ("", "", None), ("ab", "c", None), ("a", "ab", "write to a;"), ("abc", "cba", "write to a, b, c;"),
        ("abcd", "dcba", "write to a, b, c and 1 more;"), ("abcdef", "abcdef", "a, b, c and 3 more;"),
    ],
)  # fmt: skip
def test_files_that_both_sides_write_are_named(mine, theirs, said):
    """Three at most: each side may have seen what the other wrote."""
    warnings = Portion(
        first=0, inputs=1, wrote=(tuple(mine), tuple(theirs)), doubts=("d",)
    ).warnings()
    assert warnings[-1] == "d"
    assert len(warnings) == (1 if said is None else 2)
    assert said is None or said in warnings[0]


def test_an_input_that_was_given_up_is_counted_once_and_told():
    """It died, on both sides, as far as anybody can say."""
    comparison, portion = given_up(7, "its worker was killed three times")
    assert (comparison.index, comparison.outcome, comparison.accepted) == (7, Outcome.DIED, False)
    assert comparison.reason == "its worker was killed three times"
    assert comparison.differences[0].control == "died: its worker was killed three times"
    assert (portion.first, portion.inputs, portion.counts) == (7, 1, {Outcome.DIED: 1})
    gathered = Gathering(with_gaps=True)
    gathered.add(portion, [comparison])
    assert [(one.kind, one.inputs) for one in gathered.groups.sorted()] == [("died", 1)]


def portions(*spans):
    return [Portion(first=at, inputs=n, counts={Outcome.MATCH: n} if n else {}) for at, n in spans]


@pytest.mark.parametrize(
    ("spans", "total", "said"),
    [
        ([(0, 3), (3, 2)], 5, None), ([(0, 0), (0, 4), (4, 0)], 4, None), ([], 0, None),
        ([(1, 3)], 4, "inputs 0 to 0 are missing"), ([(0, 3), (5, 2)], 7, "inputs 3 to 4 are missing"),
        ([(0, 3), (2, 2)], 4, "inputs 2 to 2 are counted twice"), ([(0, 3), (0, 3)], 3, "inputs 0 to 2 are counted"),
        ([(0, 3)], 4, "3 inputs were counted, and there are 4"), ([(0, 5)], 4, "5 inputs were counted, and there are 4"),
    ],
)  # fmt: skip
def test_a_gap_or_an_overlap_is_an_error(spans, total, said):
    """With the numbers of the inputs; of an interrupted run inputs may be missing, and none is there twice."""

    def gathered(*, with_gaps):
        gathering = Gathering(with_gaps=with_gaps)
        for each in portions(*spans):
            gathering.add(each, [])
        gathering.ended(total)
        return gathering.record(
            [], today=date(2026, 1, 1), name="g", seed=1, wall_s=1.0, observations=None
        )

    if said is None:
        record = gathered(with_gaps=False)
        assert (record.inputs, record.counts.get(Outcome.MATCH, 0), record.interrupted) == (
            total,
            total,
            False,
        )
    else:
        with pytest.raises(GatheringError, match=said):
            gathered(with_gaps=False)
    if said and "are counted" in said:
        with pytest.raises(GatheringError, match=said):
            gathered(with_gaps=True)
    else:
        record = gathered(with_gaps=True)
        assert (record.inputs, record.interrupted) == (sum(n for _, n in spans), True)


def test_rules_keep_what_they_accepted_in_every_portion():
    """Added up, and a rule that nothing was said of is idle."""
    why = {"reason": "agreed", "owner": "team"}
    rules = [Ignore(id=name, path=f"$.{name}", **why) for name in "ab"]
    gathering = Gathering()
    for at, hits in ((0, {"a": 2}), (1, {}), (2, {"a": 3})):
        gathering.add(Portion(first=at, inputs=1, counts={Outcome.DIFFERENCE: 1}, hits=hits), [])
    record = gathering.record(
        rules, today=date(2026, 1, 1), name="g", seed=1, wall_s=1.0, observations=None
    )
    assert [(use.id, use.hits, use.is_idle) for use in record.rules] == [
        ("a", 5, False),
        ("b", 0, True),
    ]


@dataclass
class Heard:
    """A callback of progress that tells what no UTF-8 holds."""

    count: int = 0

    def __call__(self, _: int) -> None:
        self.count += 1
        raise OSError("no such file: /\udcff")


def test_a_record_can_be_written_whatever_was_said(tmp_path):
    """A name of a file, an error or a name of the run that is no UTF-8 is spelled out."""
    heard, journal = Heard(), tmp_path / "lines.jsonl"
    record = run(
        lambda n: {"\ud800": n}, lambda n: {"\ud800": -n}, [((1,), {})],
        progress=heard, isolate=False, name="n\ud800", seed=1, observations=journal,
    )  # fmt: skip
    assert heard.count == 1
    assert r"no such file: /\udcff" in record.warnings[0]
    assert msgspec.json.decode(msgspec.json.encode(record), type=ShadowRecord) == record
    (line,) = journal.read_bytes().splitlines()
    assert msgspec.json.decode(line, type=Comparison).outcome is Outcome.DIFFERENCE
