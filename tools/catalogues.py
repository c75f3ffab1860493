"""Updates the translation files from the code: `make words`.

`goodword.po` holds the sentences marked in the code, `commands.po` the strings of the command tree. New strings are added without
a translation and obsolete ones are removed; a test fails while a translation is missing.
"""

from __future__ import annotations

import ast
import asyncio
import io
from pathlib import Path
from typing import TYPE_CHECKING

import discord
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.app import Goodword
from bot.i18n import LOCALES, TRANSLATED, kind_of

if TYPE_CHECKING:
    from discord import app_commands

ROOT = Path(__file__).parent.parent
MARKS = {"t": 1, "n": 2, "N_": 1}
"""The functions that mark sentences, with the number of their arguments that are sentences.

The code is parsed with `ast`, which finds calls within f-strings too.
"""


def sentences() -> Catalog:
    """The catalogue of all sentences marked in the code, with the files that contain them."""
    catalogue = Catalog()
    for file in sorted(path for folder in ("bot", "cogs") for path in (ROOT / folder).rglob("*.py")):
        calls = [node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            marked = MARKS.get(_name(call.func), 0)
            texts = [each.value for each in call.args[:marked] if isinstance(each, ast.Constant)]
            if marked and len(texts) == marked:
                message = texts[0] if marked == 1 else tuple(texts)
                catalogue.add(message, locations=[(str(file.relative_to(ROOT)), 0)])
    return catalogue


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


async def commands() -> Catalog:
    """The catalogue of all strings of the command tree that Discord shows."""
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
    """The bot with its cogs, not connected to Discord or a database."""
    bot = Goodword(NoDatabase(), shard_count=1)  # pyright: ignore[reportArgumentType]
    await bot.load_cogs()
    return bot


class NoDatabase:
    """Placeholder for a database that is not used."""


def merged(present: Catalog, wanted: Catalog) -> Catalog:
    """`wanted` with the translations of `present`."""
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
    """The catalogue as the content of a .po file, with a fixed header, so that equal catalogues give equal files."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False, sort_output=True, include_lineno=False)
    header_end = buffer.getvalue().index(b"\n\n")
    return HEADER % str(catalogue.locale).encode() + buffer.getvalue()[header_end:]


# CLDR has Brazilian Portuguese count nought as one (“0 membro”), which nobody writes: “0 membros”.
HEADER = b"""msgid ""
msgstr ""
"Language: %s\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n\""""


def main() -> None:
    wanted = {"goodword": sentences, "commands": lambda: asyncio.run(commands())}
    for tag in TRANSLATED:
        for domain, collect in wanted.items():
            path = path_of(tag, domain)
            path.write_bytes(written(merged(read(path, tag), collect())))


if __name__ == "__main__":
    main()
