"""numpy: arrays, scalars, dtypes, generators.

An array is its dtype, shape and cells in C order; how it lies in memory is no part of it, nor are
padding and the data under a mask.
"""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["array", "know"]

_AS_BYTES = frozenset("biufcMm")
_MASKED = ("_mask", "_fill_value", "_hardmask", "_sharedmask", "_isfield", "_baseclass")
_MASKED_TOO = ("_optinfo", "_basedict", "_data", "_mmap")


def know(numpy: Any) -> None:
    """Register what opens values of numpy."""
    opens(numpy.ndarray, without=("_mmap", "_getitem"))(array)
    opens(numpy.ma.MaskedArray, without=(*_MASKED, *_MASKED_TOO))(_masked)
    opens(numpy.generic)(_scalar)
    opens(numpy.dtype)(_dtype)
    opens(numpy.ufunc, own=True)(_ufunc)
    opens(numpy.random.Generator)(lambda value: Node(fields={"bit_generator": value.bit_generator}))
    opens(numpy.random.BitGenerator)(lambda value: Node(fields={"state": value.state}))
    opens(numpy.random.RandomState)(
        lambda value: Node(fields={"state": value.get_state(legacy=False)})
    )
    if hasattr(numpy.random, "SeedSequence"):
        opens(numpy.random.SeedSequence)(lambda value: Node(fields={"state": value.state}))


def _numpy() -> Any:
    return sys.modules["numpy"]


def array(value: Any) -> Node:
    """Open an array of any dtype as plain arrays have it."""
    node = _array(value.view(_numpy().ndarray))
    node.type = ""  # that of the subclass, where it is one
    return node


def _array(plain: Any) -> Node:
    dtype = plain.dtype
    fields: dict[str, Any] = {"dtype": dtype_text(dtype), "shape": plain.shape}
    if dtype.names is not None:
        fields["columns"] = {n: _array(plain[n]) for n in dtype.names}
        return Node(type="numpy.ndarray", fields=fields)
    if dtype.kind in _AS_BYTES and dtype.char not in "gG":
        return Node(type="numpy.ndarray", fields=fields, base=plain.tobytes())
    if dtype.char in "gG":  # extended precision is padded with whatever was there
        return Node(type="numpy.ndarray", fields=fields, items=[repr(one) for one in plain.flat])
    if dtype.kind == "V":
        return Node(type="numpy.ndarray", fields=fields, items=[bytes(one) for one in plain.flat])
    return Node(type="numpy.ndarray", fields=fields, items=plain.ravel().tolist())


def dtype_text(dtype: Any) -> str:
    """Name a dtype as numpy's own text does; records with all their columns."""
    return repr(dtype.descr) if dtype.names is not None else str(dtype)


def _masked(value: Any) -> Node:
    numpy = _numpy()
    mask = numpy.ma.getmaskarray(value)
    data = numpy.array(numpy.ma.getdata(value), subok=False)
    if data.dtype.names is None:
        data[mask] = numpy.zeros((), data.dtype)
    else:
        for name in data.dtype.names:
            data[name][mask[name]] = numpy.zeros((), data.dtype[name])
    node = _array(data)
    node.type = ""
    node.fields = {**(node.fields or {}), "mask": mask, "fill_value": value.fill_value}
    if value.hardmask:
        node.fields["hardmask"] = True
    return node


def _ufunc(value: Any) -> Node:
    """Name a ufunc that a module holds; of one that was made on the way its function is hidden."""
    name = value.__name__
    if any(getattr(held, "__dict__", {}).get(name) is value for held in [*sys.modules.values()]):
        return Node(type="numpy.ufunc", base=name)
    return Node(type="numpy.ufunc", opaque="what a ufunc made on the way computes cannot be read")


def _scalar(value: Any) -> Node:
    dtype = value.dtype
    if dtype.kind in "Mm":
        return Node(base=str(value), fields={"dtype": str(dtype)})
    if dtype.names is not None:
        return Node(fields={n: value[n] for n in dtype.names}, ordered=True)
    if dtype.char in "gG":
        return Node(base=repr(value))
    return Node(base=value.item())


def _dtype(value: Any) -> Node:
    fields = {"metadata": dict(value.metadata)} if value.metadata else None
    return Node(type="numpy.dtype", base=dtype_text(value), fields=fields)
