"""Run by test_old_pythons under an older interpreter: every kind of value, without pytest."""

import json

import pairs

from switchover.values import decode, encode, from_text, to_text

wrong = []
for name, make, *others in pairs.STANDARD:
    document = encode([make()])
    tree = decode(document)
    if encode([make()]) != document:
        wrong.append(f"{name}: not like itself")
    if name != "buffer" and encode(tree) != document:
        wrong.append(f"{name}: its tree has another document")
    if to_text(from_text(to_text(tree))) != to_text(tree):
        wrong.append(f"{name}: its text does not come back")
    wrong += [f"{name}: equals another" for other in others if encode([other()]) == document]
wrong += [
    f"{name}: differs"
    for name, one, other in pairs.SAME
    if name != "NaN" and encode([one()]) != encode([other()])
]
wrong += [
    f"{name}: equals" for name, make in pairs.OPAQUE if encode(held := make()) == encode(held)
]
plain = [
    1, 2**70, 1.5, "é", b"a", [1, (2,)], {"a": {1, 2}}, pairs.Plain(x=1), pairs.Pair(1, 2),
    pairs.Colour.RED, pairs.Perm.R | pairs.Perm.W, pairs.Money("1.50"), pairs.at(2024)(),
    pairs.fractions.Fraction(1, 2), pairs.pathlib.PurePosixPath("a"), pairs.uuid.UUID(int=1),
    ValueError("a"), pairs.collections.deque([1], 2), pairs.ET.fromstring("<a b='c'>t</a>"),
]  # fmt: skip
print(json.dumps({"wrong": wrong, "documents": [encode(value).hex() for value in plain]}))
