"""The lines of a vCard 2.1, 3.0 (RFC 2426) or 4.0 (RFC 6350), as phones write them: unfolded, decoded, their parameters taken apart.

`vobject` is not used here: it raises for the whole file at one line that it can't decode, such as ez-vcard's quoted-printable
“=C3=” that goes on after a space, and leaves BASE64 text as bytes.
"""

from __future__ import annotations

import binascii
import codecs
import quopri
import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

_BREAK = re.compile(rb"\r+\n|\r|\n")
_PROPERTY = re.compile(
    rb"(?:[A-Z0-9-]+\.)?(?:BEGIN|END|VERSION|FN|N|NICKNAME|TEL|EMAIL|URL|ADR|ORG|TITLE|ROLE|PHOTO|LOGO|NOTE|BDAY|CATEGORIES|REV|UID|KEY"
    rb"|SOUND|MAILER|TZ|GEO|LABEL|AGENT|SORT-STRING|CLASS|PRODID|SOURCE|NAME|KIND|XML|GENDER|LANG|RELATED|MEMBER|IMPP|ANNIVERSARY"
    rb"|SOCIALPROFILE|X-[A-Z0-9-]+)[;:]",
    re.IGNORECASE,
)
"""How the line of a property begins: a quoted-printable line before it that ends in “=” does not go on there."""
_HEAD = re.compile(rb'([^:;"]*)((?:;(?:[^";:]|"[^"]*")*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';((?:[^";]|"[^"]*")*)')
_BASE64_TEXT = re.compile(rb"[A-Za-z0-9+/=\s]+")
_FOLDED_BY_WIDTH = 70
"""Bytes of a quoted-printable line that was cut for its length: there the space after the cut belongs to the fold."""

_CHARSETS = {
    "UTF8": "utf-8",
    "UTF16": "utf-16",
    "USASCII": "ascii",
    "LATIN1": "latin-1",
    "SJIS": "cp932",
    "SHIFTJIS": "cp932",
    "MSKANJI": "cp932",
    "MS932": "cp932",
    "WINDOWS31J": "cp932",
    "CSSHIFTJIS": "cp932",
    "ISO2022JP": "iso2022_jp",
    "EUCJP": "euc_jp",
    "EUCKR": "cp949",
    "KSC56011987": "cp949",
    "MS949": "cp949",
    "UHC": "cp949",
    "GB2312": "gb18030",
    "GBK": "gb18030",
    "GB18030": "gb18030",
    "EUCCN": "gb18030",
    "BIG5": "big5hkscs",
    "BIG5HKSCS": "big5hkscs",
    "TIS620": "cp874",
    "MACINTOSH": "mac_roman",
    "MACROMAN": "mac_roman",
    "KOI8R": "koi8_r",
    "KOI8U": "koi8_u",
}
"""Python's encodings by what phones call them, without signs and “X-”. Others of Python's take long for what strangers send."""
_NUMBERED_CHARSET = re.compile(r"(?:(ISO)8859|WINDOWS|CP|IBM)(\d{1,4})")


class Line(Struct, frozen=True):
    """A property of a card: its name and parameters in capitals, its value decoded and still escaped."""

    name: str
    parameters: tuple[str, ...]
    value: str


def lines_of(data: bytes) -> Iterator[Line]:
    """The properties of a file, in order; what is none is left out."""
    for raw in _unfolded(_utf8(data)):
        line = _line(raw)
        if line is not None:
            yield line


def _utf8(data: bytes) -> bytes:
    """The file without its mark of an encoding, and in UTF-8 where it is in UTF-16, with a mark or without."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    if data[:2] in {b"B\0", b"\0B"}:
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _unfolded(data: bytes) -> Iterator[bytes]:
    """Whole lines. Empty ones, such as CR CR LF makes, are left out."""
    parts: list[bytes] = []
    is_old = False
    for line in filter(None, _BREAK.split(data)):
        more = _continued(parts, line, is_old=is_old) if parts else None
        if more is None:
            yield b"".join(parts)
            parts = [line]
            is_old = is_old or line.strip().upper() == b"VERSION:2.1"
        else:
            parts += [parts.pop().removesuffix(b"=") if _is_soft(parts) else parts.pop(), more]
    yield b"".join(parts)


def _continued(parts: list[bytes], line: bytes, *, is_old: bool) -> bytes | None:
    """What a line adds to the one before it; None where it is a line of its own.

    A space at its start folds: in 3.0 and 4.0 it goes, in 2.1 it is part of the value. A quoted-printable line that ends in “=” goes on
    in any line, unless that is a property's; BASE64 text goes on in lines of its letters.
    """
    bare = line.lstrip(b" \t")
    is_folded = bare != line
    if _is_soft(parts):
        if not is_folded:
            return None if _PROPERTY.match(line) else line
        is_cut = bare.startswith(b"=") or parts[-1].endswith((b" =", b"=20=")) or len(parts[-1]) >= _FOLDED_BY_WIDTH
        return bare if is_cut else line
    # The line break and the one space or tab after it are no part of the value (RFC 2425, 5.8.1; RFC 6350, 3.2).
    if is_folded:
        return line if is_old and not _says(parts, b"BASE64") else line[1:]
    return line if _says(parts, b"BASE64") and _BASE64_TEXT.fullmatch(line) else None


def _is_soft(parts: list[bytes]) -> bool:
    return parts[-1].endswith(b"=") and _says(parts, b"QUOTED-PRINTABLE")


def _says(parts: list[bytes], encoding: bytes) -> bool:
    return encoding in parts[0].partition(b":")[0].upper()


def _line(raw: bytes) -> Line | None:
    """`group.NAME;PARAM;PARAM="x:y":value`, of which the group is left out; None where it is no such line, or can't be decoded."""
    # A colon or semicolon in quotation marks belongs to the parameter (RFC 6350, 3.3, `param-value`).
    found = _HEAD.fullmatch(raw)
    if found is None:
        return None
    head, marks, value = found.groups()
    parameters = [each.upper() for each in _PARAMETER.findall(marks.decode("ascii", "replace"))]
    if any("QUOTED-PRINTABLE" in each for each in parameters):
        value = quopri.decodestring(value)
    elif any(each in {"BASE64", "ENCODING=BASE64", "ENCODING=B"} for each in parameters):
        try:
            value = binascii.a2b_base64(value)
        except binascii.Error:
            return None
    charset = next((each.partition("=")[2].strip('"') for each in parameters if each.startswith("CHARSET=")), "")
    name = head.decode("ascii", "replace").upper().strip()
    return Line(name.rpartition(".")[2], tuple(parameters), _decoded(value, charset))


def _decoded(value: bytes, charset: str) -> str:
    """In the encoding that the line names, or else in the one that it can be in."""
    for each in (_encoding(charset), "utf-8"):
        try:
            return value.decode(each)
        except (LookupError, ValueError):
            continue
    return value.decode("cp1252", "replace")


def _encoding(charset: str) -> str:
    """Python's name for it; UTF-8 where it is none that phones write."""
    name = "".join(filter(str.isalnum, charset.removeprefix("X-")))
    numbered = _NUMBERED_CHARSET.fullmatch(name)
    if numbered:
        return f"iso8859-{numbered[2]}" if numbered[1] else f"cp{numbered[2]}"
    return _CHARSETS.get(name, "utf-8")
