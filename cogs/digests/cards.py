"""How a digest reads, in Discord and as a text to copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from discord import ui

from bot.model.texts import shortened
from cogs._ui.cards import Card, public

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from bot.i18n import Words
    from bot.model.digests import Digest
    from bot.model.groups import Group
    from cogs._ui.news import Renderer

LONGEST_COPY = 3800
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MARK = re.compile(r"^(?:#{1,3}|-#) ", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")


class DigestCards:
    """Makes a digest's card out of its blocks, each shown by the feature that contributed it."""

    def __init__(self, blocks: Mapping[str, Renderer]) -> None:
        self._blocks = blocks

    def digest(self, group: Group, digest: Digest) -> Card:
        """One message of it, in the group's language or in both."""
        return public(group.language, lambda card, words: self._fill(card, words, digest, group.zone))

    def _fill(self, card: Card, words: Words, digest: Digest, zone: ZoneInfo) -> None:
        start, end = digest.period.start.astimezone(zone), digest.period.end.astimezone(zone)
        title = words.t("Good words, {start} to {end}", start=words.day(start), end=words.day(end))
        card.title(f"📰 {title}" if digest.part == 1 else f"📰 {title} ({digest.part})")
        if digest.part == 1 and digest.is_quiet:
            quiet = words.t(
                "A quiet week. Whom could you help in the next one? One good word is enough: /refer, or look into /directory first."
            )
            card.text(quiet)
            return
        for block in digest.blocks:
            self._blocks[block.kind](card, words, block.facts)
        if digest.part == 1:
            explained = words.t("Counts what was given in these days and not taken back. Equal numbers share a rank.")
            card.rule().small(f"{explained} {words.t('What will you pass on this week? /refer')}")


def to_copy(cards: Iterable[Card]) -> str:
    """The same as plain text for a phone's messenger: its bold, no headings, nothing escaped."""
    texts = [item.content for card in cards for item in card.walk_children() if isinstance(item, ui.TextDisplay)]
    plain = _MARK.sub("", "\n\n".join(texts))
    return shortened(_ESCAPED.sub(r"\1", _BOLD.sub(r"*\1*", plain)).replace("```", "'''"), LONGEST_COPY)
