"""lxml: elements, trees, and the texts that a search gives."""

from __future__ import annotations

import sys
from typing import Any

from ...node import Node
from ..opening import opens

__all__ = ["know"]


def know(_: Any) -> None:
    """Register what opens values of lxml."""
    etree: Any = sys.modules.get("lxml.etree")
    if etree is None:
        return
    opens(etree._Element)(_element)  # noqa: SLF001 - lxml's own names for its types
    opens(etree._ElementTree)(_tree)  # noqa: SLF001
    opens(etree._Attrib)(lambda value: Node(entries=dict(value.items())))  # noqa: SLF001
    opens(etree.QName)(lambda value: Node(base=value.text))
    for name in ("_ElementUnicodeResult", "_ElementStringResult"):
        if hasattr(etree, name):
            opens(getattr(etree, name), without=("_parent",))(
                lambda value: Node(base=str.__str__(value))
            )


def _element(value: Any) -> Node:
    tag = value.tag if isinstance(value.tag, str) else getattr(value.tag, "__name__", "")
    fields = {"tag": tag, "text": value.text, "tail": value.tail}
    if isinstance(value.tag, str):
        fields.update(attrib=dict(value.attrib), nsmap=dict(value.nsmap))
    else:
        fields["target"] = getattr(value, "target", None)
    return Node(items=list(value), fields={name: held for name, held in fields.items() if held})


def _tree(value: Any) -> Node:
    root = value.getroot()
    info = value.docinfo if root is not None else None
    fields = {"root": root, "doctype": info.doctype if info is not None else None}
    return Node(fields=fields)
