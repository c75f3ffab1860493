"""Errors by which Discord refuses the configuration permanently, each with a sentence for the operator."""

from __future__ import annotations

import discord

TOKEN = "GOODWORD_TOKEN is refused by Discord. Make a new one in the Developer Portal (Bot, Reset Token) and set that."  # noqa: S105
INTENTS = (
    "discord.members_intent is true, but Discord does not grant it. Switch on the Server Members Intent in the Developer"
    " Portal (Bot, Privileged Gateway Intents), or set discord.members_intent to false."
)
BY_THE_GATEWAY = {
    4004: TOKEN,
    4010: "discord.shards names a shard that Discord does not know. Compare it with discord.shard_count.",
    4011: "This bot is in so many servers that Discord wants more shards. Raise discord.shard_count, or leave it out.",
    4012: "Discord's gateway does not speak this Goodword's version any more. Update Goodword.",
    4013: "Discord's gateway does not know the intents that this Goodword asks for. Update Goodword.",
    4014: INTENTS,
}
"""By the gateway's close code
(https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes).
"""


def sentence(problem: BaseException) -> str | None:
    """The sentence for a permanent error; None where a restart may help."""
    if isinstance(problem, discord.LoginFailure):
        return TOKEN
    if isinstance(problem, discord.PrivilegedIntentsRequired):
        return INTENTS
    return BY_THE_GATEWAY.get(problem.code) if isinstance(problem, discord.ConnectionClosed) else None
