"""Who comes to a meeting, as its members, its moderators and its host see it."""

from __future__ import annotations

import csv
import io
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.meetings.attendance.seen import MOST_NAMED
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from tests.discord.cells import send_all
from tests.discord.test_meetings import DAY, schedule, to_the_door
from tests.discord.wire import PRESS, press
from tests.support import World, ids_of, labels_of, options_of, said, shown, text_of

if TYPE_CHECKING:
    import simcord

MINUTE = 60


def card(group: World) -> Any:
    """The last card in the group's channel."""
    return next(each for each in reversed(group.channel.history(viewer=group.duda.user)) if "Meeting M-1" in text_of(each))


def edits_of(group: World) -> int:
    """How many edits of messages in the group's channel Discord was asked for."""
    return sum(
        each.method == "PATCH" and f"/channels/{group.channel.id}/messages/" in each.path for each in group.env.http_requests
    )


def batched(people: list[Any], size: int) -> list[list[Any]]:
    return [people[at : at + size] for at in range(0, len(people), size)]


async def in_two_days(group: World) -> Any:
    """A meeting in two days, with its card."""
    await schedule(group, 2)
    return card(group)


async def to_the_meeting(group: World, seconds: float = 0) -> None:
    (starts_at,) = (await group.rows("SELECT starts_at FROM meetings ORDER BY starts_at LIMIT 1"))[0]
    await group.env.advance_time(starts_at / 1_000_000 - discord.utils.utcnow().timestamp() + seconds)


async def at_the_door(group: World) -> simcord.ResponseMessage:
    return shown(await group.ana.click(card(group), custom_id="meeting:door:1"))


async def test_the_card_names_who_comes_and_nobody_else(group: World) -> None:
    before = await in_two_days(group)
    assert labels_of(before)[:3] == ["I'm coming", "Late", "I can't"]
    assert "You come." in said(await group.bruno.click(before, custom_id="meeting:coming:1"))
    assert "You come later." in said(await group.caio.click(before, custom_id="meeting:late:1"))
    absent = await group.ana.click(before, custom_id="meeting:cannot:1")
    assert "Only the moderators and the host read that" in said(absent)
    assert ids_of(shown(absent)) == ["meeting:coming:1", "meeting:late:1", "meeting:guest:1", "meeting:cover:1"]
    told = text_of(card(group))
    assert "🙋 2 come, 1 of them later: **Bruno** and **Caio**" in told or "**Caio** and **Bruno**" in told
    assert "Ana" not in told
    assert "You come later." in said(await group.caio.slash(group.channel, "meeting next"))


async def test_two_hundred_press_in_a_minute(group: World) -> None:
    """Each gets an answer; the card ends with all of them, named up to twenty, by a few edits."""
    many = [group.guild.add_member(group.env.create_user(f"m{number}", global_name=f"Member {number}")) for number in range(200)]

    async def fill(tx: Any) -> None:
        for each in many:
            member = Member(group.guild.id, each.id, each.user.global_name, Status.ACTIVE, joined_at=tx.now)
            await members_store.save(tx, member)

    await group.bot.database.write(fill)
    await in_two_days(group)
    sent = [edits_of(group)]
    for some in batched(many, 10):  # twenty times ten, three seconds apart
        answers = await send_all(group, some, (PRESS, press("meeting:coming:1")), group.channel)
        assert {text_of(shown(each)) for each in answers} == {"🙋 You come."}
        await group.env.advance_time(3)
        sent.append(edits_of(group))
    assert all(later - earlier <= 1 for earlier, later in pairwise(sent)), "an edit in five seconds at most"
    assert sent[-1] - sent[0] <= MINUTE / 5 + 1
    await group.env.advance_time(10)
    told = text_of(card(group))
    assert "🙋 200 come: " in told
    assert told.count("**Member ") == MOST_NAMED
    assert "and 180 more" in told
    assert 5 < edits_of(group) - sent[0] <= MINUTE / 5 + 2, "the card follows while they press"


async def test_it_is_posted_anew_with_i_am_here(group: World) -> None:
    before = await in_two_days(group)
    (early,) = await send_all(group, [group.bruno], (PRESS, press("meeting:here:1")), group.channel)
    assert "That works from 45 minutes before the meeting begins: <t:" in text_of(shown(early))
    await to_the_door(group)
    door = card(group)
    assert door.id != before.id
    assert labels_of(door) == ["I'm here", "Late", "I can't", "Bring somebody", "At the door", "Pass a referral", "Say thank you"]
    assert said(await group.bruno.click(door, custom_id="meeting:here:1")) == "✋ You are noted as here."
    assert "✋ 1 is here" in text_of(card(group))
    await to_the_meeting(group, 31 * MINUTE)
    (late,) = await send_all(group, [group.caio], (PRESS, press("meeting:here:1")), group.channel)
    assert "That worked until 30 minutes after the meeting began: <t:" in text_of(shown(late))
    group.refusals()


async def test_at_the_door_a_moderator_ticks_who_is_there(group: World) -> None:
    await in_two_days(group)
    await group.bruno.click(card(group), custom_id="meeting:coming:1")
    await to_the_door(group)
    refused = await group.bruno.click(card(group), custom_id="meeting:door:1")
    assert "Only the group's moderators can do that" in said(refused)
    listed = await at_the_door(group)
    ticked = [each["label"] for each in options_of(listed, "meeting:tick:1:0") if each["default"]]
    assert ticked == ["Bruno · Baker"]
    confirmed = shown(await group.ana.click(listed, custom_id="meeting:ticked:1:0"))
    assert "1 is here · 0 still expected" in text_of(confirmed)
    changed = shown(await group.ana.select(confirmed, [str(group.caio.id)], custom_id="meeting:tick:1:0"))
    states = dict(await group.rows("SELECT user_id, state FROM presences"))
    assert states == {group.bruno.id: "none", group.caio.id: "present"}
    await group.ana.select(changed, [group.ana], custom_id="meeting:came_late:1:0")
    assert ("late",) in await group.rows("SELECT state FROM presences WHERE user_id = ?", group.ana.id)
    assert "Bruno" not in text_of(card(group)), "whoever is not there is named no more"
    log = said(await group.ana.slash(group.channel, "moderate log"))
    assert "noted who was at a meeting" in log
    group.refusals()


async def test_the_host_opens_the_door(group: World) -> None:
    await in_two_days(group)
    assert "Bruno** hosts M-1" in said(await group.ana.slash(group.channel, "meeting host", member=group.bruno))
    assert "you host M-1" in group.direct(group.bruno)[-1]
    await to_the_door(group)
    listed = shown(await group.bruno.click(card(group), custom_id="meeting:door:1"))
    await group.bruno.select(listed, [group.caio], custom_id="meeting:phoned:1:0")
    assert await group.rows("SELECT user_id, state FROM presences") == [(group.caio.id, "excused")]
    assert "Only the group's moderators" in said(await group.bruno.slash(group.channel, "meeting host", member=group.caio))
    group.refusals()


async def test_a_guest_is_marked_at_the_door(group: World) -> None:
    await in_two_days(group)
    typed = {"name": "Rosa Lima", "trade": "Florist", "contact": "rosa@example.org", "as": "guest", "agreed": "yes"}
    await group.bruno.submit_modal(await group.bruno.slash(group.channel, "meeting guest"), typed)
    told = text_of(card(group))
    assert "👋 1 guest: **Rosa** (Florist)" in told
    assert "Lima" not in told
    assert "rosa@" not in told
    await to_the_door(group)
    listed = await at_the_door(group)
    marked = shown(await group.ana.click(listed, custom_id="meeting:guest_here:1:0:1"))
    assert "Rosa Lima" in text_of(marked)
    await group.bruno.click(card(group), custom_id="meeting:here:1")
    await group.env.advance_time(2 * DAY)
    over = text_of(card(group))
    assert "🙌 1 of us and 1 guest were there." in over
    assert "Rosa" not in over
    assert "Bruno" not in over
    assert ids_of(card(group)) == []


async def test_a_guest_whose_data_is_deleted_is_named_no_more(group: World) -> None:
    await in_two_days(group)
    typed = {"name": "Rosa Lima", "trade": "Florist", "contact": "rosa@example.org", "as": "guest", "agreed": "yes"}
    await group.bruno.submit_modal(await group.bruno.slash(group.channel, "meeting guest"), typed)
    await group.ana.slash(group.channel, "moderate forget", contact="rosa@example.org")
    told = text_of(card(group))
    assert "Rosa" not in told
    assert "****" not in told


async def test_once_it_is_over_nobody_is_named(group: World) -> None:
    """Neither who said that they come, nor who was to present: they may have been absent."""
    await in_two_days(group)
    await group.ana.slash(group.channel, "meeting speaker", member=group.caio, topic="Light")
    await group.caio.click(card(group), custom_id="meeting:coming:1")
    assert "🎤 **Caio** presents: Light" in text_of(card(group))
    await to_the_door(group)
    await group.bruno.click(card(group), custom_id="meeting:here:1")
    await group.env.advance_time(2 * DAY)
    over = text_of(card(group))
    assert "🙌 1 of us was there." in over
    assert "Caio" not in over
    assert "Light" not in group.direct(group.caio)[-1], "who missed it reads of nothing that did not take place"


async def test_what_was_noted_is_corrected_after_the_meeting(group: World) -> None:
    """The card of a meeting that is over has no buttons, so whoever led it finds the list by /meeting next."""
    await in_two_days(group)
    await to_the_door(group)
    await group.bruno.click(card(group), custom_id="meeting:here:1")
    await group.env.advance_time(2 * DAY)
    assert "meeting:door:1" not in ids_of(shown(await group.bruno.slash(group.channel, "meeting next")))
    found = shown(await group.ana.slash(group.channel, "meeting next"))
    assert "Meeting M-2" in text_of(found)
    assert "M-1" in text_of(found)
    listed = shown(await group.ana.click(found, custom_id="meeting:door:1"))
    await group.ana.select(listed, [str(group.caio.id)], custom_id="meeting:tick:1:0")
    assert dict(await group.rows("SELECT user_id, state FROM presences")) == {group.bruno.id: "none", group.caio.id: "present"}
    assert "🙌 1 of us was there." in text_of(card(group))
    # Where no other meeting is planned it is found as well, for two weeks.
    await group.ana.click(shown(await group.ana.slash(group.channel, "meeting schedule")), custom_id="meeting:end:1")
    found = shown(await group.ana.slash(group.channel, "meeting next"))
    listed = shown(await group.ana.click(found, custom_id="meeting:door:1"))
    assert "1 is here" in text_of(listed)
    assert "No meeting is planned." in said(await group.bruno.slash(group.channel, "meeting next"))
    await group.env.advance_time(14 * DAY)
    assert "No meeting is planned." in said(await group.ana.slash(group.channel, "meeting next"))
    group.refusals()


async def test_a_host_corrects_their_meeting_until_the_next_begins(group: World) -> None:
    await in_two_days(group)
    await group.ana.slash(group.channel, "meeting host", member=group.bruno)
    await to_the_meeting(group, 2 * 60 * MINUTE)
    assert "meeting:door:1" in ids_of(shown(await group.bruno.slash(group.channel, "meeting next")))
    await group.env.advance_time(7 * DAY - 60 * MINUTE)
    for leader in (group.ana, group.bruno):
        assert "meeting:door:1" not in ids_of(shown(await leader.slash(group.channel, "meeting next")))


async def test_a_substitute_stands_for_the_member(group: World) -> None:
    await in_two_days(group)
    await group.bruno.click(card(group), custom_id="meeting:coming:1")
    typed = {"name": "Rosa Lima", "trade": "Florist", "contact": "", "as": "substitute", "agreed": "yes"}
    await group.bruno.submit_modal(await group.bruno.slash(group.channel, "meeting guest"), typed)
    assert "**Bruno**" not in text_of(card(group))
    assert "Somebody comes in your place." in said(await group.bruno.slash(group.channel, "meeting next"))
    refused = await group.bruno.click(card(group), custom_id="meeting:coming:1")
    assert "Take that back first" in said(refused)
    exported = await file_of(group)
    assert [row[2] for row in exported[1:]] == [], "nothing has begun yet"
    await to_the_door(group)
    await to_the_meeting(group, MINUTE)
    assert [row[2] for row in (await file_of(group))[1:]] == ["", "substitute", ""]
    group.refusals()


async def file_of(group: World) -> list[list[str]]:
    result = shown(await group.ana.slash(group.channel, "meeting export", format="csv"))
    (attached,) = result.attachments
    rows = list(csv.reader(io.StringIO((await attached.read()).decode("utf-8-sig"))))
    return rows if len(rows[0]) > 2 else rows[:1]


@pytest.mark.parametrize("voice_intent", [True], indirect=True)
async def test_a_press_fills_in_who_is_in_the_voice_channel(group: World) -> None:
    room = group.guild.create_voice_channel("Meeting")
    await in_two_days(group)
    await to_the_door(group)
    listed = await at_the_door(group)
    refused = await group.ana.click(listed, custom_id="meeting:room:1")
    assert "Nobody is in the meeting's voice channel" in said(refused)
    for person in (group.ana, group.bruno, group.duda):
        await person.join_voice(room)
    assert await group.rows("SELECT COUNT(*) FROM presences") == [(0,)], "nothing is noted before somebody presses"
    await group.ana.click(listed, custom_id="meeting:room:1")
    found = await group.rows("SELECT user_id, state FROM presences ORDER BY user_id")
    assert found == sorted([(group.ana.id, "present"), (group.bruno.id, "present")])
    group.refusals()


async def test_without_the_switch_nobody_is_seen_in_a_voice_channel(group: World) -> None:
    await in_two_days(group)
    await to_the_door(group)
    assert "meeting:room:1" not in ids_of(await at_the_door(group))
    (refused,) = await send_all(group, [group.ana], (PRESS, press("meeting:room:1")), group.channel)
    assert "I can't see who is in a voice channel here" in text_of(shown(refused))
    group.refusals()


async def test_me_tells_at_how_many_one_was(group: World) -> None:
    await in_two_days(group)
    assert "of the last" not in said(await group.bruno.slash(group.channel, "me"))
    await to_the_door(group)
    await group.bruno.click(card(group), custom_id="meeting:here:1")
    await to_the_meeting(group, MINUTE)
    assert "📅 You were at 1 of the last 1 meeting." in said(await group.bruno.slash(group.channel, "me"))
    assert "📅 You were at 0 of the last 1 meeting." in said(await group.caio.slash(group.channel, "me"))


async def test_a_slip_gives_the_giver_the_form(group: World) -> None:
    await in_two_days(group)
    await to_the_door(group)
    form = await group.ana.click(await at_the_door(group), custom_id="meeting:slip:1")
    told = said(await group.ana.submit_modal(form, {"giver": [group.bruno], "receiver": [group.caio]}))
    assert "**Bruno** got the form of a referral to **Caio**" in told
    message = group.bruno.user.dm_channel.history()[-1]
    assert "your referral to Caio" in text_of(message)
    asked = await group.bruno.user.click(message, label="Write it down")
    typed = {"prospect": "Maria Souza", "contact": "maria@example.org", "need": "A wedding cake", "kind": "direct", "warmth": "3"}
    await group.bruno.user.submit_modal(asked, typed)
    assert await group.rows("SELECT giver_id, receiver_id FROM referrals") == [(group.bruno.id, group.caio.id)]
    assert await group.rows("SELECT led_by FROM referral_origins") == [("M-1",)]


async def test_the_day_before_who_said_nothing_is_asked(group: World) -> None:
    await in_two_days(group)
    await group.ana.click(card(group), custom_id="meeting:coming:1")
    await group.env.advance_time(0.6 * DAY)
    asked = group.bruno.user.dm_channel.history()[-1]
    assert "🗓️ Tomorrow, <t:" in text_of(asked)
    assert "M-1. Do you come?" in text_of(asked)
    assert "Do you come?" not in group.direct(group.ana)[-1]
    numbers = text_of(group.moderators.history(viewer=group.ana.user)[-1])
    assert "1 comes · 0 guests · 0 excused" in numbers
    assert "**2 did not answer:**" in numbers
    assert "**Bruno**" in numbers
    answered = await group.bruno.user.click(asked, label="I can't")
    assert "You can't come." in text_of(answered.followups[0])
    assert "All of this is dealt with" in text_of(shown(answered))
    assert await group.rows("SELECT answer FROM presences WHERE user_id = ?", group.bruno.id) == [("cannot",)]


async def test_who_was_not_there_finds_a_recap(group: World) -> None:
    await in_two_days(group)
    await to_the_door(group)
    for person in (group.ana, group.bruno):
        await person.click(card(group), custom_id="meeting:here:1")
    await group.env.advance_time(1.5 * DAY)
    recap = group.direct(group.caio)[-1]
    assert "You were not at M-1. What you missed:" in recap
    assert "🙌 2 of us were there." in recap
    assert not any("What you missed" in each for each in group.direct(group.bruno))


async def test_who_comes_is_told_that_it_was_moved_or_is_off(group: World) -> None:
    await in_two_days(group)
    await group.bruno.click(card(group), custom_id="meeting:coming:1")
    day = (await group.rows("SELECT day FROM meetings WHERE id = 1"))[0][0]
    await group.ana.slash(group.channel, "meeting move", date=day, time="09:00")
    message = group.bruno.user.dm_channel.history()[-1]
    assert "your meeting was moved" in text_of(message)
    assert "**Bruno**" not in text_of(card(group)), "they did not say so of that time"
    await group.bruno.user.click(message, label="I'm coming")
    assert "**Bruno**" in text_of(card(group))
    await group.ana.slash(group.channel, "meeting skip", date=day, reason="Holiday")
    assert "your meeting is off" in group.direct(group.bruno)[-1]
    assert await group.rows("SELECT COUNT(*) FROM presences") == [(0,)]


async def test_who_goes_on_leave_is_named_no_more(group: World) -> None:
    await in_two_days(group)
    await group.bruno.click(card(group), custom_id="meeting:coming:1")
    assert "**Bruno**" in text_of(card(group))
    await group.ana.slash(group.channel, "member pause", member=group.bruno)
    assert "Bruno" not in text_of(card(group))
    await group.ana.slash(group.channel, "member resume", member=group.bruno)
    assert "**Bruno**" in text_of(card(group))
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    assert "Bruno" not in text_of(card(group))


async def test_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await schedule(group, 2)
    message = group.channel.history(viewer=group.duda.user)[-1]
    assert labels_of(message)[:3] == ["Eu vou", "Vou me atrasar", "Não posso"]
    await group.bruno.click(message, custom_id="meeting:coming:1")
    assert "1 vem: **Bruno**" in text_of(group.channel.history(viewer=group.duda.user)[-1])


@pytest.mark.parametrize(
    "custom_id", ["meeting:coming:1:2:3", "meeting:coming:x", "meeting:tick:1", "meeting:guest_here:1:0", "meeting:coming:999"]
)
async def test_a_custom_id_is_input(group: World, custom_id: str) -> None:
    await in_two_days(group)
    (refused,) = await send_all(group, [group.ana], (PRESS, press(custom_id)), group.channel)
    assert text_of(shown(refused)).startswith(("That does not lead anywhere", "There is nothing here"))
    group.refusals()


async def _erase(group: World, person: Any) -> None:
    asked = await person.slash(group.channel, "privacy delete")
    await person.click(shown(asked), custom_id="privacy:delete:me")
    await group.env.advance_time(MINUTE)


async def test_who_deletes_their_data_is_named_to_the_moderators_no_more(group: World) -> None:
    """Neither among those who did not answer for a meeting to come, nor for one that is over."""
    await schedule(group, 2)
    await group.env.advance_time(DAY)
    told = [text for text in group._texts(group.moderators) if "did not answer" in text]
    assert len(told) == 1
    assert all("**Bruno**" in text and "**Caio**" in text for text in told)
    await _erase(group, group.bruno)
    (now,) = [text for text in group._texts(group.moderators) if "did not answer" in text]
    assert "Bruno" not in now
    assert str(group.bruno.id) not in now
    assert "**Caio**" in now
    await to_the_meeting(group, DAY)
    await _erase(group, group.caio)
    assert not [text for text in group._texts(group.moderators) if "Caio" in text or str(group.caio.id) in text]
    assert [text for text in group._texts(group.moderators) if "M-1" in text and "0 come" in text], "the numbers stay"
    group.refusals()
