"""Cards: what a message looks like. Pure: from texts to a `LayoutView`, no I/O; pictures are drawn when it is sent."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.i18n import words
from bot.model.groups import PublicLanguage
from bot.model.texts import shortened
from cogs._ui.drawing import drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.i18n import Words
    from cogs._ui.drawing import Picture

log = logging.getLogger(__name__)

ACCENT = discord.Colour(0x2F7F6E)
MOST_TEXT = 3900
"""Discord takes 4,000 characters over all texts of a message; some are left for what a group in two languages adds."""
ROW = 5
LABEL = 80

Button = ui.Button[ui.LayoutView]
Select = ui.Select[ui.LayoutView]
Menu = Select | ui.ChannelSelect[ui.LayoutView] | ui.RoleSelect[ui.LayoutView] | ui.UserSelect[ui.LayoutView]


class Card(ui.LayoutView):
    """A container with the accent colour, filled from top to bottom.

    Nothing of it is kept in memory once it is sent: presses are routed by custom id (see `routing`), so they also work
    after a restart.
    """

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.stop()
        self._box: ui.Container[ui.LayoutView] = ui.Container(accent_colour=ACCENT)
        self._room = MOST_TEXT
        self._files: dict[str, bytes] = {}
        self._undrawn: dict[str, tuple[ui.Item[ui.LayoutView], Picture]] = {}
        self.add_item(self._box)

    @property
    def files(self) -> list[discord.File]:
        """What goes along, made anew for each attempt to send it: discord.py reads a file once."""
        return [discord.File(io.BytesIO(data), name) for name, data in self._files.items()]

    @property
    def room(self) -> int:
        """How many characters may still follow."""
        return self._room

    def limit(self, room: int) -> Card:
        """Let what follows have that many characters."""
        self._room = room
        return self

    def lines(
        self, heading: str, lines: Sequence[str], leave: int = 0, *, more: Callable[[int], str] | None = None, unlisted: int = 0
    ) -> int:
        """A heading with as many whole lines under it as there is room for, `leave` characters kept free; how many were left out.

        Of the first there is at least a beginning. `more` says how many that were, in the same text; it counts the `unlisted` too, for which there are no lines.
        """
        room = self._room - leave - len(heading) - (len(more(len(lines) + unlisted)) + 1 if more else 0)
        shown: list[str] = []
        for each in lines:
            room -= len(each) + 1
            if room < 0:
                break
            shown.append(each)
        if lines and not shown and room + len(lines[0]) > 0:
            shown = [shortened(lines[0], room + len(lines[0]))]
        left_out = len(lines) - len(shown)
        ending = [more(left_out + unlisted)] if more and left_out + unlisted else []
        if shown or ending:
            self.text("\n".join([heading, *shown, *ending]))
        return left_out

    def title(self, text: str) -> Card:
        return self.text(f"### {text}")

    def text(self, text: str) -> Card:
        """A paragraph, cut where the whole card would become longer than Discord takes."""
        if text and self._room > 1:
            cut = shortened(text, self._room)
            self._room -= len(cut)
            self._box.add_item(ui.TextDisplay(cut))
        return self

    def small(self, text: str) -> Card:
        """A footnote: what a number counts, where something else is found."""
        return self.text(footnote(text))

    def rule(self) -> Card:
        self._box.add_item(ui.Separator())
        return self

    def picture_beside(self, text: str, url: str | None) -> Card:
        """A paragraph with a thumbnail at its side."""
        if url is None:
            return self.text(text)
        self._room -= len(text)
        self._box.add_item(ui.Section(ui.TextDisplay(text), accessory=ui.Thumbnail(url)))
        return self

    def buttons(self, buttons: Sequence[Button]) -> Card:
        for start in range(0, len(buttons), ROW):
            self._box.add_item(ui.ActionRow(*buttons[start : start + ROW]))
        return self

    def file(self, name: str, data: bytes) -> Card:
        """A file to download, called `name`: letters, digits, dots and dashes, for Discord changes all else."""
        self._files[name] = data
        self._box.add_item(ui.File(f"attachment://{name}"))
        return self

    def picture_above(self, name: str, picture: Picture) -> Card:
        """A picture over the paragraph before, which says what it shows; `draw` makes it."""
        gallery = ui.MediaGallery[ui.LayoutView](discord.MediaGalleryItem(f"attachment://{name}", description=picture.alt))
        self._undrawn[name] = (gallery, picture)
        paragraph = self._box.children[-1]
        self._box.remove_item(paragraph)
        self._box.add_item(gallery).add_item(paragraph)
        return self

    def leave_out_pictures(self) -> None:
        """Go without the pictures that are not drawn yet."""
        for gallery, _ in self._undrawn.values():
            self._box.remove_item(gallery)
        self._undrawn.clear()

    async def draw(self) -> Card:
        """Make the pictures, before the card is sent. It goes without one that can't be made: the text says the same."""
        for name, (gallery, picture) in self._undrawn.items():
            try:
                self._files[name] = await drawn(picture.paint)
            except Exception:
                log.exception("A picture can't be drawn; its card goes without it.")
                self._box.remove_item(gallery)
        self._undrawn.clear()
        return self

    def menu(self, select: Menu) -> Card:
        self._box.add_item(ui.ActionRow(select))
        return self


def footnote(text: str) -> str:
    """Small print, within a text."""
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
    return ui.Button(custom_id=custom_id, label=shortened(label, LABEL), emoji=emoji, style=style, disabled=disabled)


def primary(custom_id: str, label: str, emoji: str | None = None) -> Button:
    """The button that most people will want."""
    return button(custom_id, label, emoji, discord.ButtonStyle.primary)


def menu(custom_id: str, placeholder: str, options: Sequence[tuple[str, str]], chosen: str | None = None) -> Select:
    """A select of (value, label) pairs."""
    return ui.Select(
        custom_id=custom_id,
        placeholder=shortened(placeholder, 100),
        options=[
            discord.SelectOption(value=value, label=shortened(label, 100), default=value == chosen) for value, label in options
        ],
    )


def channel_menu(custom_id: str, placeholder: str, chosen: int | None = None) -> Menu:
    """A select of the server's text channels."""
    kind = discord.SelectDefaultValueType.channel
    return ui.ChannelSelect(
        custom_id=custom_id,
        placeholder=shortened(placeholder, 100),
        channel_types=[discord.ChannelType.text],
        default_values=[discord.SelectDefaultValue(id=chosen, type=kind)] if chosen else [],
    )


def role_menu(custom_id: str, placeholder: str, chosen: int | None = None) -> Menu:
    """A select of the server's roles."""
    kind = discord.SelectDefaultValueType.role
    return ui.RoleSelect(
        custom_id=custom_id,
        placeholder=shortened(placeholder, 100),
        default_values=[discord.SelectDefaultValue(id=chosen, type=kind)] if chosen else [],
    )


def people_menu(custom_id: str, placeholder: str) -> Menu:
    """A select of the people in the server, which Discord lets one search by name."""
    return ui.UserSelect(custom_id=custom_id, placeholder=shortened(placeholder, 100))


def public(
    language: str, fill: Callable[[Card, Words], object], buttons: Callable[[Words], Sequence[Button]] = lambda _: ()
) -> Card:
    """A card for everybody, written once in each of the group's languages; each gets its share of the room.

    Buttons stand once, below all of it and in the first language: a custom id may not stand twice in a message.
    """
    card = Card()
    tags = PublicLanguage(language).tags
    for tag in tags:
        if tag != tags[0]:
            card.rule()
        card.limit(MOST_TEXT // len(tags))
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
