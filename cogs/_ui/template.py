"""A spreadsheet with the headings only, for a person whose file has none."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.core.spreadsheet import files as spreadsheet_files
from cogs._ui.cards import Card
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.errors import Sentence
    from bot.i18n import Words


def heading_row(words: Words, headings: Mapping[Any, str]) -> list[str]:
    return [words.t(heading) for heading in headings.values()]


async def template_card(words: Words, sentence: Sentence, headings: Mapping[Any, str]) -> Card:
    """What is wrong, with a file that has the right headings in the reader's language."""
    data = await asyncio.to_thread(spreadsheet_files.write_xlsx, [heading_row(words, headings)])
    return Card().text(words.say(sentence, one_line)).file("template.xlsx", data)
