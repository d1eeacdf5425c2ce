"""A method is called on the object that an input brings, or on an instance built without arguments."""

import pytest

from switchover.values import MethodSide, ResolveError, chosen, is_of, resolve


class Cart:
    def __init__(self, *items):
        self.items = list(items)

    def total(self, discount=0):
        return sum(self.items) - discount

    def merge(self, other=None):
        return len(self.items) + len(other.items if other else ())

    @staticmethod
    def norm(number):
        return abs(number)


class Bound:
    def __init__(self, size):
        self.size = size

    def grown(self, by):
        return self.size + by


class Basket:
    """It takes the objects of another class."""

    def total(self, discount=0):
        return sum(self.items) - discount


Other = type("Cart", (), {"__init__": Cart.__init__})
"""The class of the other side: of the same name."""
Other.__qualname__ = "Cart"


def side(name):
    return resolve(f"{__name__}:{name}")


def test_a_recorded_object_comes_first():
    """By the name of its class, whichever side's it is; a subclass's as well."""
    total = side("Cart.total")
    assert total(Cart(1, 2)) == 3
    assert total(Other(1, 2), 1) == 2
    assert total(type("Sub", (Cart,), {})(5), discount=1) == 4


def test_without_an_object_an_instance_is_built():
    """Once, and none where the class needs arguments: that is told when it is called."""
    assert side("Cart.total")(4) == -4
    assert side("Cart.total")(discount=4) == -4
    assert side("Cart.norm")(-3) == 3
    assert not isinstance(side("Cart.norm"), MethodSide)
    grown = side("Bound.grown")
    assert grown(Bound(3), 4) == 7
    with pytest.raises(ResolveError, match=r"Bound cannot be built without arguments.*missing 1"):
        grown(4)


def test_an_object_of_another_class_is_taken_where_only_that_fits():
    """A candidate's class may have another name; an argument that fits is an argument."""
    assert side("Basket.total")(Cart(3), 1) == 2
    assert side("Cart.merge")(other=Cart(1, 2)) == 2
    with pytest.raises(TypeError, match="positional"):
        side("Cart.total")(1, 2, 3)


def test_what_is_measured_is_the_method_itself():
    """Where all inputs bring an object, or none does, no look at each call is measured."""
    total = side("Cart.total")
    assert chosen(total, [((Cart(),), {}), ((Cart(1), 2), {})]) is Cart.total
    assert chosen(total, [((1,), {}), ((), {})]).__self__.items == []
    assert chosen(total, [((1,), {}), ((Cart(),), {})]) is total
    assert chosen(len, [(([],), {})]) is len
    assert is_of(Other(), "Cart")
    assert not is_of(3, "Cart")
