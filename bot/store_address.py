"""The address of a store, checked before a driver sees it: what is wrong with one is said without any part of it that may be a password.

An address is a URI (RFC 3986): in a user's name and password each of `# / ? [ ] @ % :` is written as `%` and two hexadecimal digits.
asyncpg reads addresses leniently, splits at the first `@`, and quotes what it can't read in its errors.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qsl, unquote, unquote_plus, unquote_to_bytes, urlsplit

SCHEMES = ("sqlite", "postgresql", "postgres")
PORTS = range(1, 65536)
_PLAIN = re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://[\w.-]+):[^/@?#]*@(?P<behind>[\w.-]+(?::\d+)?(?:/[\w.-]*)?)")
"""An address in which it is certain where the password begins and ends."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

_ESCAPES = (
    "In a user's name and password, write # as %23, / as %2F, ? as %3F, [ as %5B, ] as %5D, @ as %40, : as %3A and % as %25."
)
_FORMS = "Write sqlite:///data/goodword.db or postgresql://user@host/database."


def problem(url: str) -> str | None:
    """What is wrong with the address and what to do, as the rest of a sentence about `database.url`; None where it can be opened."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in SCHEMES or not rest.strip("/") or (scheme == "sqlite" and not rest.startswith("/")):
        return f"is {_harmless(url)}, which is no store I can open. {_FORMS}"
    if scheme == "sqlite":
        return f"holds a control character. {_FORMS}" if _CONTROL.search(url) else None
    if not url.isprintable() or " " in url:
        return f"holds a space or a control character. Write a space as %20. {_FORMS}"
    if "#" in rest:
        return f"holds a #, which ends an address. {_ESCAPES}"
    if not _is_escaped(rest):
        return f"holds a % without two hexadecimal digits of UTF-8 behind it. {_ESCAPES}"
    return _parts(rest)


def _parts(rest: str) -> str | None:
    """As `problem`, of what follows the scheme: [user[:password]@]host[:port][,…]/database[?options]."""
    before_options, _, options = rest.partition("?")
    authority, _, path = before_options.partition("/")
    user, _, hosts = authority.rpartition("@")
    if "@" in path or "@" in user or re.search(r"[\[\]]", user + path):
        return f"can't be taken apart: one of its parts holds a sign that must be escaped. {_ESCAPES}"
    try:
        chosen = parse_qsl(options, strict_parsing=True) if options else []
    except ValueError:
        return f"has options that are not key=value, joined by &. {_ESCAPES}"
    named = [host for key, value in chosen if key == "host" for host in value.split(",")]
    ports = [port for key, value in chosen if key == "port" for port in value.split(",")]
    if not all(map(_is_host, (*filter(None, hosts.split(",")), *(host for host in named if not host.startswith("/"))))):
        return f"has a host or a port that can't be one: a port is a number up to {PORTS[-1]}, an IPv6 address stands in brackets. {_ESCAPES}"
    if not all(map(_is_port, ports)):
        return f"has a port that can't be one. Write a number from {PORTS[0]} to {PORTS[-1]}."
    return None


def shown(url: str) -> str:
    """A checked address as the log may show it: without password, and without options, which may hold one."""
    parts = urlsplit(url)
    user, _, place = parts.netloc.rpartition("@")
    return f"{parts.scheme}://{user.partition(':')[0] + '@' if user else ''}{place}{parts.path}"


def passwords(url: str) -> list[str]:
    """The passwords of an address that can be opened, each as it is written there and as it is meant."""
    authority, _, options = url.partition("://")[2].partition("?")
    found = [authority.partition("/")[0].rpartition("@")[0].partition(":")[2]]
    found += [value for key, _, value in (option.partition("=") for option in options.split("&")) if "password" in key]
    return [text for each in found if each for text in (each, unquote(each), unquote_plus(each))]


def _harmless(url: str) -> str:
    """The address where no part of it can be a password, else as much as says which one it is."""
    scheme, separator, rest = url.partition("://")
    if not re.search(r"[@:?#]", rest if separator else url):
        return repr(url)
    if found := _PLAIN.fullmatch(url):
        return f"'{found['before']}:…@{found['behind']}'"
    return f"'{scheme}://…'" if separator and re.fullmatch(r"[a-z][a-z0-9+.-]*", scheme) else "hidden, for it may hold a password"


def _is_escaped(text: str) -> bool:
    if re.search(r"%(?![0-9A-Fa-f]{2})|%00", text):
        return False
    try:
        unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_host(spec: str) -> bool:
    """`host`, `host:port`, `[IPv6]` or `[IPv6]:port`, as a server or a folder with its socket (%2Frun)."""
    if spec.startswith("["):
        address, closed, port = spec[1:].partition("]")
        try:
            ipaddress.IPv6Address(address)
        except ValueError:
            return False
        return bool(closed) and (not port or (port[0] == ":" and _is_port(port[1:])))
    host, separator, port = spec.partition(":")
    return bool(host) and not re.search(r"[\[\]]", spec) and (not separator or _is_port(port))


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(PORTS[-1])) and int(text) in PORTS
