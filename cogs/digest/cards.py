"""Cards of a digest, and its text for copying."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.calendar import named_days
from bot.core.text import shortened, units
from bot.i18n import words
from cogs._ui.cards import Card, public

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.core.calendar import Period
    from bot.core.digest_block import Block
    from bot.groups.model import Group
    from bot.i18n import Words
    from bot.weekly.digest.model import Digest
    from cogs._ui.digest_blocks import Renderer

LONGEST_COPY = 3800
"""Maximum length of the text to copy, in UTF-16 units, which leaves room for the code block around it."""
MOST_RULED = 14
"""Of more blocks, counted in each language, no rule stands between two: a message has 40 components, and a block takes up to three."""
IN_QUIET = {"meetings", "to_do"}
"""The blocks that are told of a week without news, too."""
_BOLD = re.compile(r"\*\*(.+?)(?<!\\)\*\*")
_HEADING = re.compile(r"^### (.+)$", re.MULTILINE)
_SMALL = re.compile(r"^-# (.+)$", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")


class DigestCards:
    """Renders the messages of a digest: each block by the renderer of its kind."""

    def __init__(self, blocks: Mapping[str, Renderer]) -> None:
        self._blocks = blocks

    def digest(self, group: Group, digest: Digest, group_name: str) -> Card:
        """One message of a digest, in the group's language or in both; `group_name` is the server's name."""
        return public(group.language, lambda card, words: self._fill(card, words, digest, group, group_name))

    def longest(self, group: Group, period: Period, block: Block) -> int:
        """The most units that the block takes in one of the group's languages."""
        return max(self._units(words(tag), group, period, block) for tag in group.language.tags)

    def _units(self, words: Words, group: Group, period: Period, block: Block) -> int:
        alone = Card()
        start, end = named_days(period, group.zone)
        self._blocks[block.kind](alone, words, {**block.facts, "group": "", "days": words.days(start, end), "last": end})
        return sum(map(units, alone.texts))

    def _fill(self, card: Card, words: Words, digest: Digest, group: Group, group_name: str) -> None:
        start, end = named_days(digest.period, group.zone)
        title = words.t("Good words, {start} to {end}", start=words.day(start), end=words.day(end))
        card.title(f"📰 {title}" if digest.part == 1 else f"📰 {title} ({digest.part})")
        beside = {"group": group_name, "days": words.days(start, end), "last": end}
        blocks = tuple(replace(block, facts={**block.facts, **beside}) for block in digest.blocks)
        if digest.part == 1 and digest.is_quiet:
            card.text(_quiet(words, digest))
            blocks = tuple(block for block in blocks if block.kind in IN_QUIET)
        if len(blocks) * len(group.language.tags) > MOST_RULED:
            card.close_up()
        for block in blocks:
            self._blocks[block.kind](card, words, block.facts)
        if digest.part == 1 and not digest.is_quiet:
            card.rule().small(_ending(words, group.pair_cap))


def _quiet(words: Words, digest: Digest) -> str:
    """The text of a week without news, or of a group with one member."""
    if (digest.of("week") or {}).get("members", 2) > 1:
        return words.t(
            "A quiet week. Whom could you help in the next one? One good word is enough: /refer, or look into /directory first."
        )
    return words.t("The group is just beginning. Whom would you like to have in it? Tell them of it: /join lets them in.")


def _ending(words: Words, cap: int) -> str:
    explained = words.t(
        "Counts what was given in these days and not taken back; on the board at most {cap} a week for the same two people. Equal"
        " numbers share a rank.",
        cap=cap,
    )
    return f"{explained} {words.t('What will you pass on this week? /refer')}"


def to_copy(cards: Iterable[Card]) -> str:
    """The cards' text for a messenger such as WhatsApp: *bold*, _italics_, no escapes and no Markdown headings."""
    texts = [text for card in cards for text in card.texts]
    marked = _SMALL.sub(r"_\1_", _HEADING.sub(r"**\1**", "\n\n".join(texts)))
    # Three backticks would end the code block in which the text is shown.
    return shortened(_ESCAPED.sub(r"\1", _BOLD.sub(r"*\1*", marked)).replace("```", "'''"), LONGEST_COPY)
