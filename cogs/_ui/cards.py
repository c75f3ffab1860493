"""Cards: builders of a message's `LayoutView` from texts, without I/O; pictures are drawn when the card is sent."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.core.text import shortened
from bot.groups.model import PublicLanguage
from bot.i18n import words
from cogs._ui.drawing import drawn
from cogs._ui.illustration import Undrawn
from cogs._ui.limits import IN_ROW, LABEL, OPTION, PLACEHOLDER, checked_id
from cogs._ui.room import Listing, Prose, Room, Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.i18n import Words
    from cogs._ui.drawing import Picture
    from cogs._ui.room import Passage, Slot

log = logging.getLogger(__name__)

ACCENT = discord.Colour(0x2F7F6E)

Button = ui.Button[ui.LayoutView]
Select = ui.Select[ui.LayoutView]
Menu = Select | ui.ChannelSelect[ui.LayoutView] | ui.RoleSelect[ui.LayoutView] | ui.UserSelect[ui.LayoutView]


class Card(ui.LayoutView):
    """A container with the accent colour, filled from top to bottom, within Discord's limits of text and components (see `room`).

    Nothing of it is kept in memory once it is sent: presses are routed by custom id (see `routing`), so they also work
    after a restart.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)
        # discord.py keeps a sent view in its store until it times out; a stopped one is sent, and not stored.
        self.stop()
        self._box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=ACCENT)
        self._room = Room()
        self._texts: list[tuple[Slot, ui.TextDisplay[ui.LayoutView]]] = []
        self._files: dict[str, bytes] = {}
        self._undrawn: dict[str, Undrawn] = {}
        self._room.place()
        self.add_item(self._box)

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
            self._put(ui.TextDisplay(shown))
            self._show_what_fits()
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
        self._put(ui.Separator())
        return self

    def picture_beside(self, text: str, url: str | None) -> Card:
        """A paragraph with a thumbnail at its side."""
        if url is None:
            return self.text(text)
        slot = self._room.add(Prose(text))
        if slot is not None:
            display: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(slot.shown)
            self._put(ui.Section(display, accessory=ui.Thumbnail(url)), 3)
            self._texts.append((slot, display))
            self._show_what_fits()
        return self

    def text_beside(self, text: str, accessory: Button) -> Card:
        """A paragraph with a button at its side."""
        slot = self._room.add(Prose(text))
        if slot is not None:
            display: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(slot.shown)
            self._put(ui.Section(display, accessory=accessory), 3)
            self._texts.append((slot, display))
            self._show_what_fits()
        return self

    def gap(self) -> Card:
        """A little space between two entries, without a line."""
        self._put(ui.Separator(visible=False))
        return self

    def buttons(self, buttons: Sequence[Button]) -> Card:
        for start in range(0, len(buttons), IN_ROW):
            row = buttons[start : start + IN_ROW]
            # Discord's limit of 40 components counts nested ones too: the row and each of its buttons.
            self._put(ui.ActionRow(*row), 1 + len(row))
        return self

    def menu(self, select: Menu) -> Card:
        self._put(ui.ActionRow(select), 2)
        return self

    def file(self, name: str, data: bytes) -> Card:
        """A file to download. `name` has letters, digits, dots and dashes only, because Discord changes all other characters."""
        self._files[name] = data
        self._put(ui.File(f"attachment://{name}"))
        return self

    def picture_above(self, name: str, picture: Callable[[int], Picture]) -> Card:
        """A picture above the list that was added last; `picture` makes it from the number of entries that the list shows."""
        slot, paragraph = self._texts[-1]
        undrawn = Undrawn(name, slot, picture)
        if undrawn.fits():
            self._undrawn[name] = undrawn
            # The list is added again, so that it follows its picture.
            self._box.remove_item(paragraph)
            self._put(undrawn.gallery)
            self._box.add_item(paragraph)
        return self

    def leave_out_pictures(self) -> None:
        """Remove the pictures that are not drawn yet."""
        for undrawn in self._undrawn.values():
            self._box.remove_item(undrawn.gallery)
        self._undrawn.clear()

    async def draw(self) -> Card:
        """Draw the pictures before the card is sent. A picture that can't be drawn is left out and logged: the text says the same."""
        for name, undrawn in self._undrawn.items():
            try:
                self._files[name] = await drawn(undrawn.picture.paint)
            except Exception:
                log.exception("A picture can't be drawn; its card goes without it.")
                self._box.remove_item(undrawn.gallery)
        self._undrawn.clear()
        return self

    def _passage(self, passage: Passage) -> Card:
        slot = self._room.add(passage)
        if slot is not None:
            display: ui.TextDisplay[ui.LayoutView] = ui.TextDisplay(slot.shown)
            self._put(display)
            self._texts.append((slot, display))
            self._show_what_fits()
        return self

    def _put(self, item: ui.Item[ui.LayoutView], components: int = 1) -> None:
        self._room.place(components)
        self._box.add_item(item)

    def _show_what_fits(self) -> None:
        """Update the shown texts and pictures after a passage was cut."""
        if self._room.is_short:
            for slot, display in self._texts:
                display.content = slot.shown
            for undrawn in [each for each in self._undrawn.values() if not each.fits()]:
                self._box.remove_item(undrawn.gallery)
                del self._undrawn[undrawn.name]


def footnote(text: str) -> str:
    """A text in Discord's small print (`-#`), for use within a text."""
    return "\n".join(f"-# {line}" for line in text.splitlines())


def button(
    custom_id: str,
    label: str,
    emoji: str | None = None,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    *,
    disabled: bool = False,
) -> Button:
    """A button named `feature:verb:id`."""
    return ui.Button(custom_id=checked_id(custom_id), label=shortened(label, LABEL), emoji=emoji, style=style, disabled=disabled)


def primary(custom_id: str, label: str, emoji: str | None = None) -> Button:
    """A button in the primary style, for the most likely choice."""
    return button(custom_id, label, emoji, discord.ButtonStyle.primary)


def menu(custom_id: str, placeholder: str, options: Sequence[tuple[str, str]], chosen: str | None = None) -> Select:
    """A select of (value, label) pairs."""
    return ui.Select(
        custom_id=checked_id(custom_id),
        placeholder=shortened(placeholder, PLACEHOLDER),
        options=[
            discord.SelectOption(value=value, label=shortened(label, OPTION), default=value == chosen) for value, label in options
        ],
    )


def channel_menu(custom_id: str, placeholder: str, chosen: int | None = None) -> Menu:
    """A select of the server's text channels."""
    kind = discord.SelectDefaultValueType.channel
    return ui.ChannelSelect(
        custom_id=checked_id(custom_id),
        placeholder=shortened(placeholder, PLACEHOLDER),
        channel_types=[discord.ChannelType.text],
        default_values=[discord.SelectDefaultValue(id=chosen, type=kind)] if chosen else [],
    )


def role_menu(custom_id: str, placeholder: str, chosen: int | None = None) -> Menu:
    """A select of the server's roles."""
    kind = discord.SelectDefaultValueType.role
    return ui.RoleSelect(
        custom_id=checked_id(custom_id),
        placeholder=shortened(placeholder, PLACEHOLDER),
        default_values=[discord.SelectDefaultValue(id=chosen, type=kind)] if chosen else [],
    )


def people_menu(custom_id: str, placeholder: str) -> Menu:
    """A select of the people in the server, which Discord lets one search by name."""
    return ui.UserSelect(custom_id=checked_id(custom_id), placeholder=shortened(placeholder, PLACEHOLDER))


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
