"""Sides of pairs that tests measure for real; a launch imports this module, which imports nothing."""


def named(number):
    """Answer with a name that the other side does not have."""
    return {"number": number, "by": "control"}


def renamed(number):
    """Answer the same under another name, and not at all for nine."""
    if number == 9:
        raise ValueError(number)
    return {"number": number, "by": "candidate"}
