"""Download of files that are attached to a command."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.core.errors import N_, Refused

if TYPE_CHECKING:
    from discord import Attachment


PATIENCE = 60.0
"""Seconds for a download. Where a form follows, and the answer was deferred meanwhile, a button opens it (`InteractionContext.ask`)."""


async def fetched(file: Attachment) -> bytes:
    """The file's content. Raises Refused where the download fails or takes longer than PATIENCE."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as problem:
        raise Refused(N_("Discord did not hand the file over. Upload it again.")) from problem
