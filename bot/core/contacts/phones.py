"""Phone numbers in a text: where each begins and ends, by libphonenumber's rules for the region where it was written.

`phonenumbers.PhoneNumberMatcher` alone is not enough: of “11 98888-1234 11 3333-4444” it drops the first area code, and outside
of its region it cuts “11 98888.1234” to “11 98888”. So runs of digits are split here, and the library decides which
candidates are numbers.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import phonenumbers
from msgspec import Struct
from msgspec.structs import replace
from phonenumbers import CountryCodeSource, NumberParseException, PhoneNumberType, ValidationResult

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

DIGITS = range(7, 16)
"""Lengths of a number: at most 15 digits (E.164), without an area code at least 7. A shorter one must be valid in the region."""
_SHORTEST = 5

_RUN = re.compile(r"[+(]{0,2}\d[\d \t().\-/+]*")
_GROUP = re.compile(r"([^\d]*)(\d+)")
_EXTENSION = re.compile(
    r"\s*[,;(]?\s*(?:extension|ext|extn|ramal|anexo|interno|int|durchwahl|доб|r\.|x|#|;ext=)\s*[.:=]?\s*(\d{1,7})(?![\d\-])",
    re.IGNORECASE,
)
_LAST_DIGITS = re.compile(r"(?<=\d)\s*/\s*(\d{1,4})$")
"""“3333-4444/5555”: a second number that differs from the first in its last digits only."""
_CARRIER = re.compile(r"\b0\s*(?:xx|XX|\*\*)\s*(?=\d{2})")
"""“(0xx11)”: in Brazil callers put the two digits of a carrier between the trunk prefix and the area code."""
_HOUR = r"\d{1,2}(?::\d{2}|\s?h(?:\d{2}|s|rs)?(?![a-z])|\s?[ap]\.?m\b)"
_OTHERS = (
    rf"(?:\b\d{{1,2}}\s?(?:-|a|às|as|to|até|bis)\s?)?\b{_HOUR}"
    r"|(?<![\d.\-/])(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:[0-2]?\d|3[01])(?![\d.\-/]*\d)"
    r"|(?<![\d.\-/])(?:[0-2]?\d|3[01])([/.])(?:0?[1-9]|1[0-2])\2(?:19|20)?\d\d(?![\d.\-/]*\d)"
    r"|(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)"
    r"|(?<!\d)\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?!\d)"
    r"|\b(?:CEP|PLZ|ZIP)[:\s]*[\d.\-]+"
)
"""Hours, dates, tax numbers of Brazilian people (CPF) and companies (CNPJ), and postal codes that are called so."""
_NO_PHONES = re.compile(_OTHERS, re.IGNORECASE)
_NO_PHONES_IN_BRAZIL = re.compile(rf"{_OTHERS}|(?<![\d\-])\d{{5}}-\d{{3}}(?![\d\-])", re.IGNORECASE)
"""In Brazil five digits, a dash and three digits are a postal code (CEP): phone numbers are not grouped so."""
Group = tuple[str, int, int]
"""A group of digits in a run: the separator before it, its start and its end."""
Piece = tuple[int, int, bool]
"""Consecutive groups: the index of the first, the index after the last, and whether together they are a phone number."""
_VALID, _POSSIBLE, _LIKELY = 4, 3, 2
"""Score for each digit of a number that is valid in the region, has a possible length there, or has a length within DIGITS only."""
_TIGHT, _LOOSE = 6, 1
"""What is subtracted from the score for ending a number at a dash or dot within digits, and at a space."""
_BRAZIL = 55
_BEFORE_NINE = re.compile(r"\d{2}[6-9]\d{7}")
"""A Brazilian mobile number without the ninth digit that was put before it (Anatel, Resolução 553/2010)."""
_APART = re.compile(r"/|\s-\s|\+|\(|\s-|-\s")


class Phone(Struct, frozen=True):
    """`dialled` is digits after an optional “+”, as they were typed; `national` those without country, trunk and leading zeros.

    `full` is compared: the country's code and the national significant number (E.164, without “+”) where the country is known, else
    as `national`.

    `is_mobile` is None where the region's numbers do not tell.
    """

    dialled: str
    national: str
    full: str
    extension: str = ""
    is_mobile: bool | None = None


def take_phones(text: str, region: str) -> tuple[str, list[Phone]]:
    """The text without its phone numbers, and those. `text` has plain characters; `region` is of ISO 3166, or empty."""
    no_phones = _NO_PHONES_IN_BRAZIL if region == "BR" else _NO_PHONES
    # Replaced by as many characters, so that an index into `masked` is one into `text`.
    masked = no_phones.sub(lambda found: ";" * len(found[0]), text)
    masked = _CARRIER.sub(lambda found: "0".ljust(len(found[0])), masked)
    phones: list[Phone] = []
    rest: list[str] = []
    at = 0
    while run := _RUN.search(masked, at):
        rest.append(text[at : run.start()])
        kept, pieces = _cut(run[0], region)
        found = [_phone(piece, region) for piece in pieces]
        at = run.end()
        if found and (extension := _EXTENSION.match(masked, at)):
            found[-1] = replace(found[-1], extension=extension[1])
            at = extension.end()
        rest.append(kept)
        phones += found
    return f"{''.join(rest)}{text[at:]}", phones


def take_phone_of_letters(text: str, region: str) -> list[Phone]:
    """The number that a text spells with the letters of a keypad (ITU-T E.161), as “1-800-FLOWERS”; none where it holds anything else."""
    number = _parsed(text, region)
    if number is None or not phonenumbers.is_alpha_number(text) or not phonenumbers.is_valid_number(number):
        return []
    return [_phone(phonenumbers.convert_alpha_characters_in_number(text), region)]


def _cut(run: str, region: str) -> tuple[str, list[str]]:
    """Split a run of digits and separators: what is left without its phone numbers, and these as typed."""
    others: list[str] = []
    last = _LAST_DIGITS.search(run.rstrip())
    if last and len(_digits(run[: last.start()])) > DIGITS.start:
        run = run[: last.start()]
        others = [f"{run[: -len(last[1])]}{last[1]}"]
    # One valid number as a whole is the usual case, and can't be improved by splitting it.
    if _worth(run, region) == _VALID * _length(run) > 0:
        return " ", [run, *others]
    groups = [(found[1], found.start(2), found.end()) for found in _GROUP.finditer(run)]
    found: list[str] = []
    rest: list[str] = []
    for start, end, is_phone in _best(run, groups, region):
        (found if is_phone else rest).append(run[_begin(groups[start]) : groups[end - 1][2]])
    return (f" {' '.join(rest)} ", found + others) if found else (run, [])


def _begin(group: Group) -> int:
    """The index in the run at which a number that starts with this group begins: its plus sign or bracket, else its first digit."""
    before, at, _ = group
    return at - len(before) + min([before.index(sign) for sign in "+(" if sign in before], default=len(before))


def _best(run: str, groups: list[Group], region: str) -> list[Piece]:
    """The split of the groups into numbers and others that has the highest score.

    Dynamic programming: best[n] is the score and the pieces of the best split of the first n groups.
    """
    best: list[tuple[float, list[Piece]]] = [(0, [])]
    for end in range(1, len(groups) + 1):
        options = [(best[end - 1][0], [*best[end - 1][1], (end - 1, end, False)])]
        for start in range(end - 1, -1, -1):
            piece = run[_begin(groups[start]) : groups[end - 1][2]]
            # A plus sign begins a number, so no number goes on across one; and none is longer than E.164 allows.
            if any("+" in before for before, _, _ in groups[start + 1 : end]) or _length(piece) >= DIGITS.stop:
                break
            worth = _worth(piece, region)
            if worth:
                edges = [*groups[start : start + 1][: bool(start)], *groups[end : end + 1]]
                cost = sum(_cost(before) for before, _, _ in edges)
                options.append((best[start][0] + worth - cost, [*best[start][1], (start, end, True)]))
        best.append(max(options, key=lambda option: (option[0], -_spread(run, groups, option[1]))))
    return best[-1][1]


def _spread(run: str, groups: list[Group], pieces: list[Piece]) -> int:
    """The sum of the differences in length of neighbouring numbers. Of splits with equal scores the one with the lowest is taken."""
    lengths = [len(_digits(run[groups[start][1] : groups[end - 1][2]])) for start, end, is_phone in pieces if is_phone]
    return sum(abs(one - other) for one, other in pairwise(lengths))


def _cost(separator: str) -> int:
    """What the score loses where a number ends or begins at this separator; 0 where the separator is usual between numbers."""
    if _APART.search(separator):
        return 0
    return _LOOSE if separator.isspace() else _TIGHT


def _worth(piece: str, region: str) -> int:
    """The score of a piece as one number: its digits times _VALID, _POSSIBLE or _LIKELY; 0 where it is none."""
    digits = _length(piece)
    if digits < _SHORTEST:
        return 0
    number = _parsed(piece, region)
    if number is not None and phonenumbers.is_valid_number(number):
        return _VALID * digits
    if digits not in DIGITS:
        return 0
    is_possible = number is not None and phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return (_POSSIBLE if is_possible else _LIKELY) * digits


def _parsed(text: str, region: str) -> PhoneNumber | None:
    """The number as libphonenumber parses it, None where it can't. “00” before a country code is read as “+” in any region.

    It is the international prefix that ITU-T recommends, and is typed also where another one is dialled.
    """
    if text.startswith("00"):
        number = _parsed(f"+{text[2:]}", "")
        if number is not None and phonenumbers.is_valid_number(number):
            return number
    try:
        return phonenumbers.parse(text, region or None, keep_raw_input=True)
    except NumberParseException:
        return None


def _phone(piece: str, region: str) -> Phone:
    """The number that was typed; in the form of E.164 only where a “+” was.

    Without one its country would depend on the group's region, which a moderator may change (see `keys`).
    """
    number = _parsed(piece, region)
    if number is not None and number.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN:
        dialled, national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), str(number.national_number)
    else:
        dialled = _digits(piece)
        national = dialled.lstrip("0")
    national = national or dialled
    return Phone(dialled, national, _full(number, national), is_mobile=_is_mobile(number))


def _full(number: PhoneNumber | None, national: str) -> str:
    """The number with its country, which is known where it was typed, or where the number is one of the region's."""
    if number is None:
        return national
    significant = phonenumbers.national_significant_number(number)
    if number.country_code == _BRAZIL and _BEFORE_NINE.fullmatch(significant):
        return f"{_BRAZIL}{significant[:2]}9{significant[2:]}"
    has_country = number.country_code_source == CountryCodeSource.FROM_NUMBER_WITH_PLUS_SIGN
    return f"{number.country_code}{significant}" if has_country or phonenumbers.is_valid_number(number) else national


def _is_mobile(number: PhoneNumber | None) -> bool | None:
    """Whether it is a mobile number; None where the region's numbering plan does not tell, as in the North American one."""
    kind = PhoneNumberType.UNKNOWN if number is None else phonenumbers.number_type(number)
    if kind in {PhoneNumberType.UNKNOWN, PhoneNumberType.FIXED_LINE_OR_MOBILE}:
        return None
    return kind == PhoneNumberType.MOBILE


def _length(piece: str) -> int:
    """The number of digits without the leading zeros of a trunk or international prefix."""
    return len(_digits(piece).lstrip("0"))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))
