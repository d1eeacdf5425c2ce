"""Sprig's functions on web addresses.

Source: sprig 3.2.3 (url.go).
"""

from __future__ import annotations

from typing import Any

from .._call import Registry
from .._errors import TemplateRuntimeError
from .._kinds import kind_name
from .._urls import Url, parse_url, url_text

__all__ = ["URLS"]

URLS = Registry()


@URLS.function("urlParse", "string")
def url_parse(text: str) -> dict[str, Any]:
    url = parse_url(text)
    return {
        "scheme": url.scheme,
        "host": url.host,
        "hostname": url.hostname,
        "path": url.path,
        "query": url.query,
        "opaque": url.opaque,
        "fragment": url.fragment,
        "userinfo": url.user,
    }


@URLS.function("urlJoin", "map")
def url_join(parts: dict[str, Any]) -> str:
    user = _text(parts, "userinfo")
    return url_text(
        Url(
            scheme=_text(parts, "scheme"),
            host=_text(parts, "host"),
            path=_text(parts, "path"),
            query=_text(parts, "query"),
            opaque=_text(parts, "opaque"),
            fragment=_text(parts, "fragment"),
            user=parse_url(f"proto://{user}@host").user if user else "",
        )
    )


def _text(parts: dict[str, Any], key: str) -> str:
    value = parts.get(key, "")
    if not isinstance(value, str):
        raise TemplateRuntimeError(f"{key} must be of type string, but {kind_name(value)} found")
    return value
