"""Download of files that are attached to a command."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.core.errors import N_, Refused

if TYPE_CHECKING:
    from discord import Attachment


IN_TIME_FOR_A_FORM = 1.2
"""Seconds for a download before a form is opened: a form must be the first answer, and after `answering.PATIENCE` a deferral is."""


async def fetched(file: Attachment, patience: float | None = None) -> bytes:
    """The file's content. Raises Refused where the download fails or takes too long."""
    try:
        async with asyncio.timeout(patience):
            return await file.read()
    except (discord.HTTPException, aiohttp.ClientError, TimeoutError) as problem:
        raise Refused(N_("Discord did not hand the file over. Upload it again.")) from problem
