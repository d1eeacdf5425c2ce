"""Taking web addresses apart and putting them together as Go's net/url does, version 1.19."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from ._literals import from_bytes, to_bytes

__all__ = ["Url", "parse_url", "url_text"]

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_PATH_SAFE = "$&+,/:;=@-_.~"
_FRAGMENT_SAFE = "$&+,/:;=?@-_.~!()*"
_USER_SAFE = "$&+,;=-_.~"
_HOST_BAD = re.compile(r"[\s<>\"\\^`{|}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    scheme: str = ""
    opaque: str = ""
    user: str = ""
    host: str = ""
    path: str = ""
    raw_path: str = ""
    query: str = ""
    fragment: str = ""
    raw_fragment: str = ""
    forces_query: bool = False

    @property
    def hostname(self) -> str:
        """The host without its port and without the brackets of an IPv6 address."""
        if self.host.startswith("["):
            return self.host[1 : self.host.find("]")]
        return self.host.rpartition(":")[0] if ":" in self.host else self.host


def _unescaped(text: str) -> str:
    if _BAD_ESCAPE.search(text):
        raise ValueError(f"invalid URL escape in {text!r}")
    data = _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), to_bytes(text))
    return from_bytes(data)


def parse_url(text: str) -> Url:
    """Take an address apart; Raises ValueError."""
    address, _, fragment = text.partition("#")
    if any(letter < " " or letter == "\x7f" for letter in text):
        raise ValueError("net/url: invalid control character in URL")
    scheme, rest = _scheme(address)
    forces = rest.endswith("?") and rest.count("?") == 1
    rest, _, query = rest.partition("?")
    known = {"query": query, "forces_query": forces, "scheme": scheme}
    known |= {"fragment": _unescaped(fragment), "raw_fragment": fragment}
    if not rest.startswith("/"):
        if scheme:
            return Url(**known, opaque=rest)  # type: ignore[arg-type] # one dict of both types
        if ":" in rest.partition("/")[0]:
            raise ValueError("first path segment in URL cannot contain colon")
    user = host = ""
    if rest.startswith("//") and (scheme or not rest.startswith("///")):
        authority, slash, tail = rest[2:].partition("/")
        rest = slash + tail
        user, host = _authority(authority)
    path = _unescaped(rest)
    return Url(**known, user=user, host=host, path=path, raw_path=rest)  # type: ignore[arg-type] # same


def _scheme(text: str) -> tuple[str, str]:
    if text.startswith(":"):
        raise ValueError("missing protocol scheme")
    found = _SCHEME.match(text)
    return (found[1].lower(), text[found.end() :]) if found else ("", text)


def _authority(text: str) -> tuple[str, str]:
    user, at, host = text.rpartition("@")
    if at:
        if not re.fullmatch(r"[A-Za-z0-9._:~!$&'()*+,;=%@-]*", user):
            raise ValueError("net/url: invalid userinfo")
        name, colon, password = user.partition(":")
        user = _quoted_user(_unescaped(name)) + colon + _quoted_user(_unescaped(password))
    return user, _host(host)


def _host(host: str) -> str:
    name = host
    port = ""
    if host.startswith("["):
        close = host.rfind("]")
        if close < 0:
            raise ValueError("missing ']' in host")
        name, port = host[: close + 1], host[close + 1 :]
    elif ":" in host:
        port = host[host.rfind(":") :]
    if port and not re.fullmatch(r":[0-9]*", port):
        raise ValueError(f"invalid port {port!r} after host")
    if _HOST_BAD.search(name):
        raise ValueError(f"invalid character in host name {name!r}")
    for escape in re.findall(r"%[0-9A-Fa-f]{2}", name):
        if int(escape[1:], 16) < 0x80 and not name.startswith("["):
            raise ValueError(f"invalid URL escape {escape!r}")
    return _unescaped(host)


def _quoted_user(text: str) -> str:
    return quote(to_bytes(text), safe=_USER_SAFE)


def url_text(url: Url) -> str:
    """Put an address together."""
    out = f"{url.scheme}:" if url.scheme else ""
    out += url.opaque or _located(url)
    if url.query or url.forces_query:
        out += "?" + url.query
    if url.fragment:
        out += "#" + quote(to_bytes(url.fragment), safe=_FRAGMENT_SAFE)
    return out


def _located(url: Url) -> str:
    """User, host and path; behind a scheme two slashes stand before a path alone as well."""
    path = "*" if url.path == "*" else quote(to_bytes(url.path), safe=_PATH_SAFE)
    if url.host or url.user or (url.scheme and path):
        user = f"{url.user}@" if url.user else ""
        slash = "/" if url.host and path and path[0] != "/" else ""
        return f"//{user}{_quoted_host(url.host)}{slash}{path}"
    return f"./{path}" if ":" in path.partition("/")[0] else path


def _quoted_host(host: str) -> str:
    return quote(to_bytes(host), safe="!$&'()*+,;=:[]<>\"-_.~")
