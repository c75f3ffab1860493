"""Reads and validates the web links of a profile: scheme, host and port, without user information."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.core.errors import N_, Refused, Sentence
from bot.core.text import Field, read, shortened

MOST = 5
"""Maximum number of links in a field."""
SHOWN = 60
"""Maximum length of a refused link in the answer, in UTF-16 units."""

ADDRESS = re.compile(r"(?:[a-z][a-z+.-]*://|\bwww\.)\S+", re.IGNORECASE)
"""An address within a text: what Discord shows as a link, also where a letter or sign stands before it, and what people copy as one."""
_HOST = re.compile(r"([^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})", re.IGNORECASE)
"""A host with a dot: labels of at most 63 characters that begin and end with a letter or digit (RFC 1035, 2.3.4;
RFC 1123, 2.1), in any script."""
_BETWEEN = re.compile(r"\s+|[,;|](?=https?://|www\.)", re.IGNORECASE)
_UNSEEN = frozenset('<>"`|\\^{}')
"""Discord ends a link at one of these, or reads it as markup."""


def without_addresses(text: str, instead: str) -> str:
    """`text` with `instead` in the place of each address."""
    # Every address has one of the two; the pattern, which is tried at each letter, takes up to a hundred times as long to find none.
    return ADDRESS.sub(instead, text) if "://" in text or "www." in text.lower() else text


def read_links(field: Field, typed: str) -> str:
    """The links that were typed, one a line and each once; a bare domain gets the scheme https. Raises Refused, naming the wrong one."""
    words = _BETWEEN.split(read(field, typed))
    links = dict.fromkeys(_address(field, word) for each in words if (word := each.strip(",;")))
    if len(links) > MOST:
        raise Refused(
            N_("“{field}” holds {count} links and may hold {most}. Keep those that help others most."),
            field=Sentence(field.label),
            count=len(links),
            most=MOST,
        )
    # Checked again: the schemes that were added may make the text longer than the field allows.
    return read(field, "\n".join(links))


def _address(field: Field, word: str) -> str:
    """The web address of a word: the word itself, or with https:// before it. Raises Refused where that is none."""
    address = word if re.match(r"https?://", word, re.IGNORECASE) else f"https://{word}"
    if not _leads_somewhere(address):
        raise Refused(
            N_("“{link}” in “{field}” is no link that others can follow. Write one like https://example.org, a line each."),
            link=shortened(word, SHOWN),
            field=Sentence(field.label),
        )
    return address


def _leads_somewhere(address: str) -> bool:
    """Whether it is a web address with a plain host and port, without a user's name or password that could pass for a host."""
    try:
        parts = urlsplit(address)
        # Raises ValueError too, for what is no number up to 65535.
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    # “https://bank.example@evil.example” leads to evil.example: user information is refused (RFC 3986, 7.6).
    plain_place = parts.netloc.lower() == (host if port is None else f"{host}:{port}")
    return plain_place and _HOST.fullmatch(host) is not None and _UNSEEN.isdisjoint(address)
