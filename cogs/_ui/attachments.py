"""Files that people hand over with a command."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.model.words import N_, Refused

if TYPE_CHECKING:
    from discord import Attachment


async def fetched(file: Attachment) -> bytes:
    """Its content. Raises Refused where Discord does not hand it over."""
    try:
        return await file.read()
    except (discord.HTTPException, aiohttp.ClientError) as problem:
        raise Refused(N_("Discord did not hand the file over. Upload it again.")) from problem
