"""Interactions that Discord's own clients would not send: refused with a sentence, or not at all, never an incident."""

from __future__ import annotations

import copy
import logging
import random
from typing import Any

import pytest

from tests import fuzz
from tests.discord.odd_payloads import TYPED, mutated
from tests.support import MARIA, World, said, shown

ODD = "Discord sent this in a form that I can't read"
EACH = 8 * fuzz.TIMES
"""Mutations of each recorded payload."""


class Wire:
    """Sends interactions as the gateway does, with what was recorded as a pattern."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.backend: Any = world.env.backend
        self.recorded: list[dict[str, Any]] = []
        self._emit = self.backend.emit
        self.backend.emit = self._record

    def _record(self, event: str, payload: Any) -> Any:
        if event == "INTERACTION_CREATE":
            self.recorded.append(copy.deepcopy(payload))
        return self._emit(event, payload)

    async def send(self, payload: dict[str, Any]) -> Any:
        """The interaction's record, with its answer; the payload gets an id and a token of its own."""
        pattern = self.recorded[0]
        channel, person = int(pattern["channel_id"]), int(pattern["member"]["user"]["id"])
        kind = payload.get("type")
        known = kind if kind in (2, 3, 4, 5) else 2
        record = self.backend.new_interaction(known, channel, person, int(pattern["guild_id"]))
        message = payload.get("message")
        if isinstance(message, dict) and str(message.get("id", "")).isdecimal():
            record.source_message_id = int(message["id"])
        parse: Any = self.world.bot._connection.parsers["INTERACTION_CREATE"]  # simcord reads the payload itself
        parse(copy.deepcopy(payload) | {"id": str(record.id), "token": record.token})
        await self.world.env._settle_internal(dispatch="INTERACTION_CREATE")
        return record


@pytest.fixture
async def wire(group: World) -> Wire:
    return Wire(group)


async def record(world: World, wire: Wire) -> None:
    """One of each kind: commands with every type of option, menus, suggestions, buttons, selects, forms."""
    asked = await world.ana.slash(world.channel, "refer", member=world.bruno)
    await world.ana.submit_modal(asked, MARIA)
    card = await world.open_referral(world.bruno)
    await world.bruno.click(card, custom_id="referral:accept:1")
    await world.bruno.autocomplete(world.channel, "referral", "id", "R")
    await world.ana.slash(world.channel, "leaderboard", board="givers", period="year")
    await world.ana.slash(world.channel, "member import", file=("roll.csv", b"Name,Trade\nDuda,Florist\n"))
    await world.ana.context_menu(world.channel, "Show profile", world.bruno)
    await world.ana.context_menu(
        world.channel, "Refer this to its author", await world.bruno.send(world.channel, "I need a cake")
    )
    me = shown(await world.ana.slash(world.channel, "me"))
    await world.ana.select(me, ["year"], custom_id="me:period")
    await world.ana.slash(world.channel, "group setup", moderators_channel=world.moderators, moderator_role=world.role)
    assert {payload["type"] for payload in wire.recorded} == {2, 3, 4, 5}


async def test_no_mutation_is_an_incident_or_ends_anything(group: World, wire: Wire, caplog: pytest.LogCaptureFixture) -> None:
    await record(group, wire)
    patterns = list(wire.recorded)
    dice = random.Random(fuzz.seed())
    caplog.set_level(logging.INFO)
    for pattern in patterns:
        for _ in range(EACH):
            payload = mutated(pattern, dice)
            caplog.clear()
            await wire.send(payload)
            wrong = [each for each in caplog.records if each.levelno >= logging.ERROR]
            assert not wrong, (payload, [each.getMessage() for each in wrong], wrong[0].exc_info)
            assert TYPED not in caplog.text, payload
    assert "R-1" in said(await group.bruno.slash(group.channel, "referrals"))
    group.refusals()
