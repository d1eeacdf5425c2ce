"""shapely: geometries by their parts and coordinates, in their order."""

from __future__ import annotations

from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["know"]


def know(shapely: Any) -> None:
    """Register what opens values of shapely."""
    opens(shapely.lib.Geometry, own=True)(lambda value: _geometry(shapely, value))


def _geometry(shapely: Any, value: Any) -> Node:
    # A spatial reference of 0 says that none was set.
    told = {"srid": shapely.get_srid(value)} if shapely.get_srid(value) else {}
    kind = shapely.get_type_id(value)
    if kind > max(_COLLECTIONS):
        return Node(opaque="a geometry with curves, of which only the corners can be read")
    if kind in _COLLECTIONS:
        return Node(items=list(shapely.get_parts(value)), fields=told or None)
    if kind == _POLYGON:
        interiors = [_rows(shapely, ring) for ring in shapely.get_rings(value)[1:]]
        outer = _rows(shapely, shapely.get_exterior_ring(value))
        return Node(fields={"exterior": outer, "interiors": interiors, **told})
    return Node(fields={"coordinates": _rows(shapely, value), **told})


_POLYGON = 3
_COLLECTIONS = range(4, 8)
"""Numbers that GEOS gives to kinds: those made of others, and beyond them those with curves."""


def _rows(shapely: Any, value: Any) -> list[tuple[float, ...]]:
    measured = getattr(shapely, "has_m", lambda _: False)(value)
    more = {"include_m": True} if measured else {}
    cells = shapely.get_coordinates(value, include_z=bool(shapely.has_z(value)), **more)
    return [tuple(row) for row in cells.tolist()]
