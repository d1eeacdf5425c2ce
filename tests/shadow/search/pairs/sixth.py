"""Ten pairs that differ and five that do not: checks that a digit closes, orders of events, trees.

What differs shows only where several parts of an input agree with each other: a word that closes a
sum, an event after two others, an edge that leads back.
"""

from __future__ import annotations

import re
from collections import Counter, deque


def one(*args, **kwargs):
    return args, kwargs


def isbn(text: str) -> bool:
    """Ten places whose weighted sum is divided by eleven; X is ten, and stands last alone."""
    digits = text.replace("-", "")
    if len(digits) != 10:
        return False
    total = 0
    for at, letter in enumerate(digits):
        if letter == "X" and at == 9:
            value = 10
        elif letter.isdigit():
            value = int(letter)
        else:
            return False
        total += (10 - at) * value
    return total % 11 == 0


def isbn_new(text: str) -> bool:
    digits = text.replace("-", "")
    if len(digits) != 10 or not all(letter.isdigit() or letter == "X" for letter in digits):
        return False
    values = [10 if letter == "X" else int(letter) for letter in digits]
    return sum((10 - at) * value for at, value in enumerate(values)) % 11 == 0


def newer(mine: str, theirs: str) -> bool:
    """Whether one version comes after another; what has a suffix comes before what has none."""

    def key(text: str) -> tuple:
        numbers, _, suffix = text.partition("-")
        return [int(part) for part in numbers.split(".")], not suffix, suffix

    return key(mine) > key(theirs)


def newer_new(mine: str, theirs: str) -> bool:
    def key(text: str) -> tuple:
        numbers, _, suffix = text.partition("-")
        return [int(part) for part in numbers.split(".")], suffix

    return key(mine) > key(theirs)


def balanced(text: str) -> bool:
    """Whether each bracket is closed by its own kind, the innermost first."""
    pairs, stack = {")": "(", "]": "[", "}": "{"}, list[str]()
    for letter in text:
        if letter in pairs.values():
            stack.append(letter)
        elif letter in pairs and (not stack or stack.pop() != pairs[letter]):
            return False
    return not stack


def balanced_new(text: str) -> bool:
    depth = Counter[str]()
    pairs = {")": "(", "]": "[", "}": "{"}
    for letter in text:
        if letter in pairs.values():
            depth[letter] += 1
        elif letter in pairs:
            depth[pairs[letter]] -= 1
            if depth[pairs[letter]] < 0:
                return False
    return not any(depth.values())


def allowed(path: str, rules: dict[str, bool]) -> bool:
    """What the longest rule says that the path is, or lies below."""
    found = [rule for rule in rules if path == rule or path.startswith(rule.rstrip("/") + "/")]
    return bool(found) and rules[max(found, key=len)]


def allowed_new(path: str, rules: dict[str, bool]) -> bool:
    found = [rule for rule in rules if path.startswith(rule)]
    return bool(found) and rules[max(found, key=len)]


def edited(events: list[dict]) -> list[str]:
    """Lines after events; what was undone can be done again until something is written."""
    done, undone = list[str](), list[str]()
    for event in events:
        if event["do"] == "write":
            done.append(event["text"])
            undone.clear()
        elif event["do"] == "undo" and done:
            undone.append(done.pop())
        elif event["do"] == "redo" and undone:
            done.append(undone.pop())
    return done


def edited_new(events: list[dict]) -> list[str]:
    done, undone = list[str](), list[str]()
    for event in events:
        if event["do"] == "write":
            done.append(event["text"])
        elif event["do"] == "undo" and done:
            undone.append(done.pop())
        elif event["do"] == "redo" and undone:
            done.append(undone.pop())
    return done


def admitted(times: list[int], most: int, window: int) -> list[bool]:
    """Which calls a limit lets through: so many within the last seconds, their first excluded."""
    kept, found = deque[int](), list[bool]()
    for now in times:
        while kept and kept[0] <= now - window:
            kept.popleft()
        found.append(len(kept) < most)
        if found[-1]:
            kept.append(now)
    return found


def admitted_new(times: list[int], most: int, window: int) -> list[bool]:
    kept, found = deque[int](), list[bool]()
    for now in times:
        while kept and kept[0] < now - window:
            kept.popleft()
        found.append(len(kept) < most)
        if found[-1]:
            kept.append(now)
    return found


def filled(text: str, values: dict[str, str]) -> str:
    """Put values into ${name} and ${name:-other}; an empty value counts as none there."""

    def put(found: re.Match) -> str:
        name, sign, other = found[1].partition(":-")
        return values.get(name) or other if sign else values.get(name, "")

    return re.sub(r"\$\{([^}]*)\}", put, text)


def filled_new(text: str, values: dict[str, str]) -> str:
    def put(found: re.Match) -> str:
        name, _, other = found[1].partition(":-")
        return values.get(name, other)

    return re.sub(r"\$\{([^}]*)\}", put, text)


def order_of(needs: dict[str, list[str]]) -> list[str] | None:
    """Names after all that they need; None where they need each other, or themselves."""
    done, doing = dict[str, None](), set[str]()

    def visit(name: str) -> bool:
        if name in done:
            return True
        if name in doing:
            return False
        doing.add(name)
        fine = all(visit(each) for each in needs.get(name, []))
        done[name] = None
        return fine

    return list(done) if all(visit(name) for name in needs) else None


def order_of_new(needs: dict[str, list[str]]) -> list[str] | None:
    done = dict[str, None]()
    left = {name: set(given) - {name} for name, given in needs.items()}

    def visit(name: str, above: tuple) -> bool:
        if name in above:
            return False
        if name not in done:
            if not all(visit(each, (*above, name)) for each in needs.get(name, []) if each != name):
                return False
            done[name] = None
        return True

    return list(done) if all(visit(name, ()) for name in left) else None


def winner(votes: list[str]) -> str | None:
    """Who has most votes; of equals the one whose name comes first."""
    counts = Counter(votes)
    return min(counts, key=lambda name: (-counts[name], name)) if counts else None


def winner_new(votes: list[str]) -> str | None:
    counts = Counter(votes)
    return counts.most_common(1)[0][0] if counts else None


def due(basket: dict) -> int:
    """Cents after coupons: fixed ones first, then shares of what is left; never below none."""
    left = basket["total"]
    for coupon in basket["coupons"]:
        if coupon["kind"] == "fixed":
            left -= coupon["value"]
    for coupon in basket["coupons"]:
        if coupon["kind"] == "share" and left >= 2_500:
            left -= left * coupon["value"] // 100
    return max(0, left)


def due_new(basket: dict) -> int:
    left = basket["total"]
    fixed = sum(coupon["value"] for coupon in basket["coupons"] if coupon["kind"] == "fixed")
    shares = [coupon["value"] for coupon in basket["coupons"] if coupon["kind"] == "share"]
    left -= fixed
    if left >= 2_500:
        for share in shares:
            left -= left * share // 100
    return max(0, left)


DIFFERENT = {
    "isbn": (isbn, isbn_new, [one("0-306-40615-2"), one("0306406153"), one("080442957X")]),
    "newer": (newer, newer_new, [one("1.2.0", "1.1.9"), one("2.0", "2.0"), one("1.0-rc1", "1.1")]),
    "balanced": (balanced, balanced_new, [one("f(a[1])"), one("{x: (1)"), one("nothing")]),
    "allowed": (
        allowed,
        allowed_new,
        [
            one("/home/ada/notes", {"/home": True, "/home/bob": False}),
            one("/etc", {"/home": True}),
            one("/home/bob/x", {"/home": True, "/home/bob": False}),
        ],
    ),
    "edited": (
        edited,
        edited_new,
        [
            one([{"do": "write", "text": "a"}, {"do": "undo", "text": ""}]),
            one([{"do": "write", "text": "b"}, {"do": "redo", "text": ""}]),
            one([]),
        ],
    ),
    "admitted": (admitted, admitted_new, [one([1, 2, 3, 9], 2, 5), one([10, 11], 1, 3)]),
    "filled": (
        filled,
        filled_new,
        [
            one("hi ${name:-you}, ${city}", {"name": "Ada", "city": "Oslo"}),
            one("${port:-80}", {}),
        ],
    ),
    "order-of": (
        order_of,
        order_of_new,
        [one({"app": ["lib"], "lib": []}), one({"a": ["b"], "b": ["a"]}), one({})],
    ),
    "winner": (winner, winner_new, [one(["ada", "bob", "ada"]), one([]), one(["cyd"])]),
    "due-coupons": (
        due,
        due_new,
        [
            one({"total": 9_000, "coupons": [{"kind": "share", "value": 10}]}),
            one({"total": 700, "coupons": [{"kind": "fixed", "value": 200}]}),
        ],
    ),
}


def below(tree: dict[str, list[str]], root: str) -> list[str]:
    seen, todo = set[str](), [root]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += tree.get(name, [])
    return sorted(seen)


def below_new(tree: dict[str, list[str]], root: str) -> list[str]:
    seen, todo = {root}, deque([root])
    while todo:
        for name in tree.get(todo.popleft(), []):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return sorted(seen)


def in_base(number: int, base: int) -> str:
    if not 2 <= base <= 16:
        raise ValueError("no such base")
    sign, number, out = "-" if number < 0 else "", abs(number), ""
    while number:
        number, digit = divmod(number, base)
        out = "0123456789abcdef"[digit] + out
    return sign + (out or "0")


def in_base_new(number: int, base: int) -> str:
    if base not in range(2, 17):
        raise ValueError("no such base")
    left, digits = abs(number), []
    while left or not digits:
        digits.append("0123456789abcdef"[left % base])
        left //= base
    return "-" * (number < 0) + "".join(reversed(digits))


def natural(names: list[str]) -> list[str]:
    def key(name: str) -> list:
        parts = re.split(r"([0-9]+)", name)
        return [int(part) if at % 2 else part for at, part in enumerate(parts)]

    return sorted(names, key=key)


def natural_new(names: list[str]) -> list[str]:
    def key(name: str) -> tuple:
        parts = re.split(r"([0-9]+)", name)
        return tuple(zip(parts[::2], [*map(int, parts[1::2]), -1], strict=True))

    return [name for _, _, name in sorted((key(name), at, name) for at, name in enumerate(names))]


def inside(point: list[int], box: dict) -> bool:
    x, y = point
    return box["left"] <= x < box["right"] and box["top"] <= y < box["bottom"]


def inside_new(point: list[int], box: dict) -> bool:
    x, y = point
    return not (x < box["left"] or x >= box["right"] or y < box["top"] or y >= box["bottom"])


def packed(sizes: list[int], room: int) -> list[list[int]]:
    boxes = list[list[int]]()
    for size in sizes:
        if boxes and sum(boxes[-1]) + size <= room:
            boxes[-1].append(size)
        else:
            boxes.append([size])
    return boxes


def packed_new(sizes: list[int], room: int) -> list[list[int]]:
    boxes, left = list[list[int]](), 0
    for size in sizes:
        if not boxes or size > left:
            boxes.append([])
            left = room
        boxes[-1].append(size)
        left -= size
    return boxes


EQUAL = {
    "below": (below, below_new, [one({"a": ["b", "c"], "b": ["a"]}, "a"), one({}, "x")]),
    "in-base": (in_base, in_base_new, [one(255, 16), one(-6, 2), one(0, 10)]),
    "natural": (natural, natural_new, [one(["f10", "f2", "f1"]), one([]), one(["7", "a"])]),
    "inside": (
        inside,
        inside_new,
        [
            one([3, 4], {"left": 0, "right": 10, "top": 0, "bottom": 5}),
            one([10, 4], {"left": 0, "right": 10, "top": 0, "bottom": 5}),
        ],
    ),
    "packed": (packed, packed_new, [one([3, 4, 5], 8), one([], 2), one([9], 4)]),
}
