"""Bring the translation files up to date with the code: `make words`.

`goodword.po` holds the sentences marked in the code, `commands.po` what Discord shows of the command tree. Strings that are
new come in untranslated, strings that are gone go; the tests fail while anything is missing.
"""

from __future__ import annotations

import asyncio
import io
from pathlib import Path
from typing import TYPE_CHECKING

import discord
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.app import Goodword
from bot.i18n import LOCALES, TRANSLATED, kind_of

if TYPE_CHECKING:
    from discord import app_commands

ROOT = Path(__file__).parent.parent
KEYWORDS = {"t": None, "n": (1, 2), "N_": None}


def sentences() -> Catalog:
    """Every sentence marked in the code, with the files it stands in."""
    catalogue = Catalog()
    for folder in ("bot", "cogs"):
        for file, _, message, _, _ in sorted(
            extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS), key=lambda found: (found[0], found[1])
        ):
            catalogue.add(message, locations=[(f"{folder}/{file}", 0)])
    return catalogue


async def commands() -> Catalog:
    """Every string of the command tree that Discord shows."""
    catalogue = Catalog()

    class Collector(discord.app_commands.Translator):
        async def translate(
            self,
            string: app_commands.locale_str,
            locale: discord.Locale,
            context: app_commands.TranslationContextTypes,
        ) -> None:
            catalogue.add(string.message, context=kind_of(context.location))

    bot = await loaded()
    for command in bot.tree.get_commands():
        await command.get_translated_payload(bot.tree, Collector())
    return catalogue


async def loaded() -> Goodword:
    """The bot with its extensions, connected to nothing."""
    bot = Goodword(NoDatabase(), shard_count=1)  # pyright: ignore[reportArgumentType]
    await bot.load_cogs()
    return bot


class NoDatabase:
    """Stands where nothing is read or written."""


def merged(present: Catalog, wanted: Catalog) -> Catalog:
    """The wanted strings with the translations that are there."""
    for message in wanted:
        if message.id:
            known = present.get(message.id, message.context)
            message.string = known.string if known else message.string
    wanted.locale = present.locale
    return wanted


def path_of(tag: str, domain: str) -> Path:
    return LOCALES / tag.replace("-", "_") / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path, tag: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=tag.replace("-", "_"))
    with path.open("rb") as file:
        return read_po(file, locale=tag.replace("-", "_"))


def written(catalogue: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False, sort_output=True, include_lineno=False)
    header_end = buffer.getvalue().index(b"\n\n")
    return HEADER % str(catalogue.locale).encode() + buffer.getvalue()[header_end:]


HEADER = b"""msgid ""
msgstr ""
"Language: %s\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n\""""


def main() -> None:
    wanted = {"goodword": sentences, "commands": lambda: asyncio.run(commands())}
    for tag in TRANSLATED:
        for domain, collect in wanted.items():
            path = path_of(tag, domain)
            path.write_bytes(written(merged(read(path, tag), collect())))


if __name__ == "__main__":
    main()
