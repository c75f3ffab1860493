"""What was taken back or cancelled may have gone to the wrong person: nothing of its client is left with its receiver."""

import json
from typing import Any

import pytest

from bot.demo.simulator import close_messages, open_messages
from tests.discord.test_belonging import CLIENT, SECRET, answer_of, every_press, press
from tests.discord.test_repeated_presses import grow_old
from tests.support import World, shown


async def take_back(group: World, way: str, number: int = 1) -> None:
    if way == "voided":
        await group.ana.slash(group.channel, "moderate void", id=f"R-{number}", reason="By mistake")
    else:
        verb = "undo" if way == "undone" else "withdraw"
        await press(group, group.bruno, f"referral:{verb}:{number}")


def named(group: World, person: Any) -> list[str]:
    """The person's direct messages that say anything of the client."""
    return [text for text in map(answer_of_message, person.user.dm_channel.history()) if any(word in text for word in SECRET)]


def answer_of_message(message: Any) -> str:
    return json.dumps([each.to_dict() for each in message.components], ensure_ascii=False).casefold()


async def give_and_change(group: World, *, old: bool) -> None:
    """A lead from Bruno to Caio, changed, agreed to and labelled; an old one was reminded of too. All of these messages name the client."""
    await group.refer(group.bruno, group.caio, **CLIENT | {"kind": "lead"})
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Change")
    await group.bruno.submit_modal(form, CLIENT | {"prospect": "Quexanother Reis"})
    await group.bruno.click(await group.open_referral(group.bruno), label="They have agreed")
    form = await group.caio.click(await group.open_referral(group.caio), label="Private label")
    await group.caio.submit_modal(form, {"label": "quexlabel"})
    if old:
        await grow_old(group, 10)
    assert len(named(group, group.caio)) == (4 if old else 3)


async def nothing_is_left(group: World) -> None:
    assert named(group, group.caio) == []
    for command, options in (("referrals", {}), ("referrals", {"search": "garden"}), ("referral", {"id": "R-1"}), ("me", {})):
        answer = answer_of(await group.caio.slash(group.channel, command, **options))
        assert not any(word in answer for word in SECRET), (command, answer)
    for command, option in (("referral", "id"), ("thank", "referral")):
        offered = json.dumps(await group.caio.autocomplete(group.channel, command, option, "")).casefold()
        assert not any(word in offered for word in SECRET), offered
    for kind in ("json", "csv"):
        files = shown(await group.caio.slash(group.channel, "privacy export", format=kind)).attachments
        texts = [(await each.read()).decode().casefold() for each in files]
        assert not any(word in text for text in texts for word in SECRET), kind
    for custom_id, chosen in every_press(group, group.bruno, (1,)):
        answer = answer_of(await press(group, group.caio, custom_id, chosen))
        assert not any(word in answer for word in SECRET), (custom_id, answer)
    await press(group, group.caio, "referral:forget_yes:1")
    form = await group.caio.slash(group.channel, "profile edit")
    published = {"business": "x", "offer": "A garden for Quexanother Reis", "ideal_referral": "x"}
    assert "seems to name a client" not in answer_of(await group.caio.submit_modal(form, published))
    kept = answer_of(await group.bruno.slash(group.channel, "referral", id="R-1"))
    assert "quexanother reis" in kept, "its giver keeps it"


@pytest.mark.parametrize("way", ["undone", "withdrawn", "voided"])
async def test_nothing_of_the_client_is_left_with_the_receiver(group: World, way: str) -> None:
    await give_and_change(group, old=way != "undone")
    await take_back(group, way)
    await group.env.settle()
    await nothing_is_left(group)


async def test_a_moderator_cancels_what_was_accepted(group: World) -> None:
    await give_and_change(group, old=False)
    card = next(each for each in group.caio.user.dm_channel.history() if "r\u20111 ·" in answer_of_message(each))
    await group.caio.user.click(card, custom_id="referral:accept:1")
    await take_back(group, "voided")
    await nothing_is_left(group)


@pytest.mark.parametrize("way", ["withdrawn", "voided"])
async def test_an_edit_that_failed_is_made_again_also_after_a_restart(group: World, way: str) -> None:
    await give_and_change(group, old=False)
    group.env.inject_error("PATCH", f"/channels/{group.caio.user.dm_channel.id}/messages/*", status=503, times=6)
    await take_back(group, way)
    assert named(group, group.caio)
    await group.restart()
    await group.env.advance_time(3600)
    assert named(group, group.caio) == []


@pytest.mark.parametrize("way", ["undone", "withdrawn", "voided"])
async def test_what_was_not_delivered_yet_never_comes(group: World, way: str) -> None:
    close_messages(group.env, group.caio)
    await give_to_closed(group)
    await take_back(group, way)
    open_messages(group.env, group.caio)
    await group.caio.slash(group.channel, "help")
    await group.env.advance_time(2 * 3600)
    assert named(group, group.caio) == []


async def give_to_closed(group: World) -> None:
    await group.refer(group.bruno, group.caio, **CLIENT)
    assert named(group, group.caio) == []


@pytest.mark.parametrize("way", ["withdrawn", "voided"])
async def test_a_later_card_does_not_name_the_client_by_the_earlier_one(group: World, way: str) -> None:
    await group.refer(group.bruno, group.caio, **CLIENT)
    await group.refer(group.ana, group.caio, prospect="Rita Prado", contact=CLIENT["contact"], need="A fence")
    earlier, later = (message.id for message in group.caio.user.dm_channel.history()[-2:])

    def seen(wanted: int) -> str:
        return next(answer_of_message(each) for each in group.caio.user.dm_channel.history() if each.id == wanted)

    assert "quexalora" in seen(later)
    await take_back(group, way)
    assert "quexalora" not in seen(earlier) + seen(later)
    assert "rita prado" in seen(later)


async def test_five_changes_are_one_message_and_a_sixth_is_refused(group: World) -> None:
    await group.refer(group.bruno, group.caio, **CLIENT)
    before = len(group.direct(group.caio))
    for number in range(1, 6):
        form = await group.bruno.click(await group.open_referral(group.bruno), label="Change")
        await group.bruno.submit_modal(form, CLIENT | {"prospect": f"Quexalora {number}"})
    new = group.direct(group.caio)[before:]
    assert (len(new), "for Quexalora 5" in new[0]) == (1, True)
    await group.restart()
    refused = answer_of(await press(group, group.bruno, "referral:edit:1"))
    assert "changed five times" in refused
    assert "take it back in /referrals" in refused
