"""Whoever deletes their data is in no message of any channel any more, whatever part they had in it; weekly news alone stay as they were."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.discord.test_agenda import files_of
from tests.discord.test_asks import COVER, LOOKING, QUESTION, TIP, post
from tests.discord.test_claims import claim
from tests.discord.test_guests import agree, invite
from tests.discord.test_introductions import WHY
from tests.discord.test_membership import apply
from tests.discord.test_speakers import last, plan, schedule
from tests.discord.test_terms import day
from tests.support import WARM, WORDS, World, ids_of, shown, text_of

DAY, MINUTE = 24 * 3600, 60
TRACES = ("Lia", "Rosamunde")
"""The name of the person, and that of their guest."""
ALWAYS = (
    "passed **Bruno**",
    "passed **Lia**",
    "thanks **Lia**",
    "**Lia** thanks",
    "introduced **Bruno**",
    "introduced **Lia**",
    "**Lia** asks",
    "to stand in:",
    "would like to meet",
    "has a tip",
    "Confirmed by",
    "They heard of us from",
    "can't present",
    "**Lia** brings",
)
NAMED = {
    0: (*ALWAYS, "🙋 1 comes: **Lia**", "The agenda of M"),
    8: (*ALWAYS, "Terms that end soon", "did not answer"),
}
"""Parts of the messages that name them, by how many days later they delete their data."""


async def messages(world: World) -> list[str]:
    """All of every message in the two channels as it is sent, the labels of its menus and its files among it; weekly news apart."""
    found: list[str] = []
    for channel in (world.channel, world.moderators):
        for message in channel.history():
            parts = [each if isinstance(each, dict) else each.to_dict() for each in message.components]
            files = (
                await files_of(message) if all(each.filename.endswith((".txt", ".html")) for each in message.attachments) else {}
            )
            if "Weekly news" not in text_of(message):
                found.append(json.dumps([message.content, parts, files], ensure_ascii=False))
    return found


def naming(world: World, found: list[str]) -> list[str]:
    return [each for each in found if any(trace in each for trace in (*TRACES, str(world.lia.id)))]


async def pass_on(world: World) -> None:
    """Lia gives and receives referrals, thanks and is thanked."""
    await world.refer(world.lia, world.bruno)
    await world.refer(world.bruno, world.lia)
    for number, receiver in ((1, world.bruno), (2, world.lia)):
        await receiver.click(await world.open_referral(receiver, f"R-{number}"), label="Accept")
        form = await receiver.click(await world.open_referral(receiver, f"R-{number}"), label="Got the job")
        await receiver.submit_modal(form, WARM)
    for author, thanked in ((world.lia, world.caio), (world.caio, world.lia)):
        await author.submit_modal(await author.slash(world.channel, "thank", member=thanked), WORDS)


async def introduce(world: World, connector: Any, one: Any, two: Any) -> None:
    form = await connector.slash(world.channel, "introduce", one=one, two=two)
    await connector.submit_modal(form, WHY)
    for person in (one, two):
        button = next(each for each in ids_of(last(person)) if each.startswith("intro:yes:"))
        await person.user.click(last(person), custom_id=button)


async def ask(world: World) -> None:
    for kind, typed in (("question", QUESTION), ("cover", COVER), ("looking", LOOKING)):
        await post(world, world.lia, kind, typed)
    await world.lia.submit_modal(await world.lia.slash(world.channel, "tip"), TIP)


async def meet(world: World) -> None:
    """Lia hosts a meeting, comes to it with a guest whose trade is held, and can't present there; its agenda is posted."""
    await schedule(world, 2)
    await world.ana.slash(world.channel, "meeting host", member=world.lia)
    card = next(each for each in reversed(world.channel.history()) if "Meeting M-1" in text_of(each))
    await world.lia.click(card, custom_id="meeting:coming:1")
    await plan(world, world.lia, topic="Bread of a lifetime")
    await world.lia.user.click(last(world.lia), label="I can't present")
    await agree(world, world.lia, await invite(world, world.lia))
    await world.ana.click(shown(await world.ana.slash(world.channel, "meeting agenda")), custom_id="agenda:share:1")


async def moderate(world: World) -> None:
    """Lia decides a claim, and vouches for who applies."""
    await world.lia.click(await claim(world), label="Yes, that's them")
    await world.ana.slash(world.channel, "member remove", member=world.duda, reason="Moved away")
    await apply(world, sponsor=[world.lia])
    await world.ana.slash(world.channel, "member term", member=world.lia, until=day(40))


@pytest.mark.parametrize("days", [0, 8])
async def test_whatever_part_they_had_in_it(group: World, days: int) -> None:
    await group.ana.slash(group.channel, "member add", member=group.lia, seat="Plumber")
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    await pass_on(group)
    await introduce(group, group.lia, group.bruno, group.caio)
    await introduce(group, group.ana, group.lia, group.caio)
    await ask(group)
    await moderate(group)
    await meet(group)
    await group.env.advance_time(days * DAY)
    before = naming(group, await messages(group))
    assert [part for part in NAMED[days] if not any(part in each for each in before)] == []
    await group.lia.click(shown(await group.lia.slash(group.channel, "privacy delete")), custom_id="privacy:delete:me")
    await group.env.advance_time(10 * MINUTE)
    assert naming(group, await messages(group)) == []
    group.refusals()
