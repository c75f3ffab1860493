"""Writes the payload of the commands, as registered at Discord, into the tests' golden file: `make golden`.

The tests only read that file.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

from bot.i18n import CommandTranslator
from tools.catalogues import loaded

GOLDEN = Path(__file__).parent.parent / "tests" / "discord" / "commands.golden.json"


async def payloads() -> dict[str, Any]:
    """The translated payload of each command, by its name."""
    bot = await loaded()
    return {
        command.name: await command.get_translated_payload(bot.tree, CommandTranslator()) for command in bot.tree.get_commands()
    }


def main() -> None:
    text = json.dumps(asyncio.run(payloads()), indent=1, ensure_ascii=False, sort_keys=True)
    GOLDEN.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
