"""A client's contact as phones share it: a vCard. Read by vobject, which knows all three versions and their encodings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.model.referrals import CONTACT, PROSPECT
from bot.model.texts import clean, shortened
from bot.model.words import N_, Refused

LARGEST = 256 * 1024
"""Bytes: a card with a picture has about a hundred thousand."""


@dataclass(frozen=True, slots=True)
class ContactCard:
    """What a form can be filled with; either may be empty."""

    name: str
    contact: str


def check_size(size: int) -> None:
    """Raise Refused before anything so large is fetched."""
    if size > LARGEST:
        raise Refused(N_("That file is too large for one contact. Share a single contact from your phone, as a .vcf file."))


def read(data: bytes) -> ContactCard:
    """The name and the ways to reach somebody on the first card. Raises Refused where there is none."""
    from vobject import base

    driver: Any = base  # it has no types of its own
    check_size(len(data))
    try:
        card: Any = next(driver.readComponents(_decoded(data), ignoreUnreadable=True, allowQP=True), None)
    except (driver.VObjectError, ValueError, LookupError, AttributeError):
        card = None
    if card is None or card.name != "VCARD":
        raise _no_card()
    found = ContactCard(_name(card), _contact(card))
    if not (found.name or found.contact):
        raise _no_card()
    return found


def _no_card() -> Refused:
    return Refused(N_("I can't read that file as a contact. Share a single contact from your phone, as a .vcf file."))


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _name(card: Any) -> str:
    full = _texts(card, "fn") or [" ".join(str(part) for part in _parts(card)).strip()]
    return shortened(clean(full[0], multiline=False), PROSPECT.limit)


def _parts(card: Any) -> list[str]:
    for name in card.contents.get("n", []):
        if not isinstance(name.value, str):
            return [name.value.given, name.value.family]
    return []


def _contact(card: Any) -> str:
    """Phones first, then e-mails, as many as the field holds."""
    kept = ""
    for each in [text.removeprefix("tel:") for text in _texts(card, "tel")] + _texts(card, "email"):
        longer = f"{kept}, {each}" if kept else each
        if len(longer) <= CONTACT.limit and each not in kept:
            kept = longer
    return kept


def _texts(card: Any, name: str) -> list[str]:
    values = [each.value for each in card.contents.get(name, [])]
    return [text for value in values if isinstance(value, str) and (text := clean(value, multiline=False))]
