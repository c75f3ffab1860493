"""Cards: builders of a message's payload from texts, without I/O; pictures are drawn when the card is sent."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any

import discord

from bot.groups.model import PublicLanguage
from bot.i18n import words
from cogs._ui import components
from cogs._ui.components import Button, Menu, button, channel_menu, danger, menu, people_menu, primary, role_menu
from cogs._ui.illustration import Undrawn
from cogs._ui.limits import IN_ROW
from cogs._ui.room import Listing, Prose, Room, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.i18n import Words
    from cogs._ui.components import Component, Payload, Thumbnail
    from cogs._ui.drawing import Drawing
    from cogs._ui.illustration import Picture
    from cogs._ui.room import Passage

__all__ = [
    "Button",
    "Card",
    "Menu",
    "button",
    "channel_menu",
    "danger",
    "footnote",
    "line",
    "menu",
    "pages",
    "people_menu",
    "primary",
    "public",
    "role_menu",
]

log = logging.getLogger(__name__)

EPHEMERAL = discord.MessageFlags(ephemeral=True).value
NO_PINGS = discord.AllowedMentions.none().to_dict()


class Card:
    """A container with the accent colour, filled from top to bottom, within Discord's limits of text and components (see `room`).

    It is data: nothing of it is kept in memory once it is sent. Presses are routed by custom id (see `routing`), so they also
    work after a restart.
    """

    def __init__(self) -> None:
        self._inside: list[Component] = []
        self._room = Room()
        self._room.place()
        self._is_close = False
        self._files: dict[str, bytes] = {}
        self._undrawn: dict[str, Undrawn] = {}

    @property
    def components(self) -> list[Component]:
        """The message's components: the container with all that was added."""
        return [components.container(self._inside)]

    def payload(self) -> Payload:
        """The message as Discord's API takes it; `files` go along."""
        return {"flags": components.IS_COMPONENTS_V2, "components": self.components}

    def answer(self, *, private: bool) -> dict[str, Any]:
        """The same as an answer to an interaction, with its attachments; it pings nobody."""
        answer: dict[str, Any] = {**self.payload(), "allowed_mentions": NO_PINGS}
        answer["flags"] |= EPHEMERAL if private else 0
        if self._files:
            answer["attachments"] = [{"id": number, "filename": name} for number, name in enumerate(self._files)]
        return answer

    @property
    def has_pictures(self) -> bool:
        """Whether there are pictures to be drawn."""
        return bool(self._undrawn)

    @property
    def texts(self) -> list[str]:
        """The shown paragraphs, from top to bottom."""
        return [each["content"] for each in components.walk(self._inside) if each["type"] == components.TEXT]

    @property
    def contents(self) -> Mapping[str, bytes]:
        """The content of the attached files by name."""
        return self._files

    @property
    def files(self) -> list[discord.File]:
        """The attached files, new objects at each access: discord.py reads a file once, and a message may be sent again."""
        return [discord.File(io.BytesIO(data), name) for name, data in self._files.items()]

    @property
    def room(self) -> int:
        """The number of UTF-16 units of text that can be added without anything being cut."""
        return self._room.left

    def title(self, text: str) -> Card:
        """A heading, which is not cut."""
        return self.whole(f"### {text}")

    def small(self, text: str) -> Card:
        """A footnote, which is not cut: what a number counts, where something else is found."""
        return self.whole(footnote(text))

    def whole(self, text: str) -> Card:
        """A paragraph that is not cut: for texts of ours, whose length is known, not of members."""
        shown = self._room.add_whole(text) if text else ""
        if shown:
            self._put(components.text(shown))
        return self

    def text(self, text: str) -> Card:
        """A paragraph. Where the card would exceed Discord's limit, its longest paragraphs are cut."""
        return self._passage(Prose(text)) if text else self

    def lines(self, heading: str, lines: Sequence[str], *, more: Callable[[int], str], unlisted: int = 0) -> Card:
        """A heading, as many whole lines as there is room for, and how many `more` there are.

        Of the first there is at least a beginning. `more` counts the `unlisted` too, for which there are no lines.
        """
        return self._passage(Listing(heading, lines, more, unlisted=unlisted)) if lines or unlisted else self

    def rows(self, heading: str, rows: Sequence[str | Passage], *, apart: bool = False) -> Card:
        """A heading, or none, with all of the rows under it; the longest of them are cut where there is not room for all.

        `apart`: with an empty line between two rows.
        """
        each = [Prose(row) if isinstance(row, str) else row for row in rows]
        return self._passage(Rows(heading, each, "\n\n" if apart else "\n")) if each else self

    def rule(self) -> Card:
        return self if self._is_close else self._put(components.separator(divider=True))

    def close_up(self) -> Card:
        """Put no rules from now on: each is a component, of which a message has few."""
        self._is_close = True
        return self

    def gap(self) -> Card:
        """A little space between two entries, without a line."""
        return self._put(components.separator(divider=False))

    def picture_beside(self, text: str, url: str | None) -> Card:
        """A paragraph with a thumbnail at its side."""
        return self.text(text) if url is None else self.text_beside(text, components.thumbnail(url))

    def text_beside(self, text: str, accessory: Button | Thumbnail) -> Card:
        """A paragraph with a button or thumbnail at its side."""
        slot = self._room.add(Prose(text))
        return self if slot is None else self._put(components.section(slot.text, accessory), 3)

    def buttons(self, buttons: Sequence[Button]) -> Card:
        for start in range(0, len(buttons), IN_ROW):
            row = buttons[start : start + IN_ROW]
            # Discord's limit of 40 components counts nested ones too: the row and each of its buttons.
            self._put(components.row(*row), 1 + len(row))
        return self

    def menu(self, menu: Menu) -> Card:
        return self._put(components.row(menu), 2)

    def file(self, name: str, data: bytes) -> Card:
        """A file to download. `name` has letters, digits, dots and dashes only, because Discord changes all other characters."""
        self._files[name] = data
        return self._put(components.file(name))

    def picture_above(self, name: str, picture: Callable[[int], Picture]) -> Card:
        """A picture above the list that was added last; `picture` makes it from the number of entries that the list shows."""
        undrawn = Undrawn(name, self._room.last, picture)
        if undrawn.fits():
            self._undrawn[name] = undrawn
            self._room.place()
            self._inside.insert(-1, undrawn.gallery)
        return self

    def leave_out_pictures(self) -> None:
        """Remove the pictures that are not drawn yet."""
        for undrawn in self._undrawn.values():
            self._inside.remove(undrawn.gallery)
        self._undrawn.clear()

    async def draw(self, drawing: Drawing) -> Card:
        """Draw the pictures before the card is sent. A picture that can't be drawn is left out and logged: the text says the same."""
        for name, undrawn in self._undrawn.items():
            try:
                self._files[name] = await drawing.drawn(undrawn.picture)
            except Exception:
                log.exception("A picture can't be drawn; its card goes without it.")
                self._inside.remove(undrawn.gallery)
        self._undrawn.clear()
        return self

    def _passage(self, passage: Passage) -> Card:
        slot = self._room.add(passage)
        return self if slot is None else self._put(slot.text)

    def _put(self, component: Component, count: int = 1) -> Card:
        """Add a component that is `count` of them with those within it."""
        self._room.place(count)
        self._inside.append(component)
        if self._room.is_short:
            for undrawn in [each for each in self._undrawn.values() if not each.fits()]:
                self._inside.remove(undrawn.gallery)
                del self._undrawn[undrawn.name]
        return self


def footnote(text: str) -> str:
    """A text in Discord's small print (`-#`), for use within a text."""
    return "\n".join(f"-# {line}" for line in text.splitlines())


def and_more(words: Words, count: int) -> str:
    """That a list has `count` more lines than are shown, in small print, as `Card.lines` takes it."""
    return footnote(words.n("and {count} more", "and {count} more", count))


def public(
    language: str, fill: Callable[[Card, Words], object], buttons: Callable[[Words], Sequence[Button]] = lambda _: ()
) -> Card:
    """A public card, filled once in each of the group's languages, which share its room.

    Buttons are added once, at the end and in the first language: a custom id must be unique in a message.
    """
    card = Card()
    tags = PublicLanguage(language).tags
    for tag in tags:
        if tag != tags[0]:
            card.rule()
        fill(card, words(tag))
    return card.buttons(buttons(words(tags[0])))


def pages(card: Card, words: Words, prefix: str, rest: str, page: int, *, more: bool) -> Card:
    """Buttons `prefix:<page>:<rest>` to the pages before and after, where there are any."""
    if not page and not more:
        return card
    return card.buttons(
        [
            button(f"{prefix}:{max(page - 1, 0)}:{rest}", words.t("Back"), "◀️", disabled=page <= 0),
            button(f"{prefix}:{page + 1}:{rest}", words.t("Next"), "▶️", disabled=not more),
        ]
    )


def line(text: str) -> Card:
    """A card of one sentence."""
    return Card().text(text)
