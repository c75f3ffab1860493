"""When the group meets: what moderators set, and what the group sees."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import discord
import pytest

from bot.core.calendar import Weekday
from bot.demo.simulator import forbid_bot, limit_bot
from tests.support import World, ids_of, said, shown, text_of

if TYPE_CHECKING:
    import simcord

DAY = 24 * 3600
ZONE = ZoneInfo("America/Sao_Paulo")


def today() -> datetime:
    return discord.utils.utcnow().astimezone(ZONE)


def weekday(days: int) -> str:
    """The name of the day so many days from now."""
    return Weekday((today() + timedelta(days=days)).weekday()).name.lower()


def day(days: int) -> str:
    return (today() + timedelta(days=days)).date().isoformat()


async def schedule(group: World, days: int = 5, **options: Any) -> simcord.InteractionResult:
    """Ana sets that the group meets each week, the first time in so many days."""
    return await group.ana.slash(
        group.channel, "meeting schedule", **({"day": weekday(days), "time": "07:00", "place": "Café Central"} | options)
    )


def cards(group: World, channel: Any = None) -> list[str]:
    return [each for each in group.public(channel) if each.startswith("📅 **Meeting") or "Meeting M-" in each]


async def to_the_door(group: World) -> None:
    (starts_at,) = (await group.rows("SELECT starts_at FROM meetings ORDER BY starts_at LIMIT 1"))[0]
    left = starts_at / 1_000_000 - discord.utils.utcnow().timestamp() - 45 * 60
    await group.env.advance_time(left + 1)


async def test_a_series_by_the_command(group: World) -> None:
    told = said(await schedule(group))
    assert f"Every {weekday(5).title()}, 07:00 (America/Sao_Paulo), 90 minutes" in told
    assert "📍 Café Central" in told
    assert [label in told for label in ("M-1", "M-2", "M-3", "M-4")] == [True, True, True, False]
    shown_next = said(await group.bruno.slash(group.channel, "meeting next"))
    assert "Meeting M-1" in shown_next
    assert "M-2" in shown_next
    assert "📍 Café Central" in shown_next
    group.refusals()


async def test_a_series_by_the_form(group: World) -> None:
    told = await group.ana.slash(group.channel, "meeting schedule")
    assert "Nothing is set yet." in said(told)
    form = await group.ana.click(shown(told), custom_id="meeting:new")
    typed = {"day": weekday(5), "time": "25:00", "every": "two_weeks", "minutes": "60", "place": "Café Central"}
    refused = await group.ana.submit_modal(form, typed)
    assert "“25:00” is not a time" in said(refused)
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    assert again.modal is not None
    assert "Café Central" in str(again.modal)
    done = await group.ana.submit_modal(again, typed | {"time": "18:30"})
    assert f"Every second {weekday(5).title()}, 18:30 (America/Sao_Paulo), 60 minutes" in said(done)
    assert len(await group.rows("SELECT id FROM meeting_series")) == 1
    group.refusals()


async def test_what_the_command_lacks_is_asked_by_the_form(group: World) -> None:
    voice = group.guild.create_voice_channel("room")
    form = await group.ana.slash(group.channel, "meeting schedule", day=weekday(5), channel=voice, start=day(12))
    assert form.modal is not None
    done = said(
        await group.ana.submit_modal(form, {"day": weekday(5), "time": "18:30", "every": "week", "minutes": "", "place": ""})
    )
    assert f"<#{voice.id}>" in done
    assert await group.rows("SELECT first_day, channel_id FROM meeting_series") == [(day(12), voice.id)]
    group.refusals()


async def test_a_channel_that_goes_while_the_form_is_open_is_said(group: World) -> None:
    voice = group.guild.create_voice_channel("room")
    form = await group.ana.slash(group.channel, "meeting schedule", day=weekday(5), channel=voice)
    group.env.backend.delete_channel(voice.id)
    typed = {"day": weekday(5), "time": "18:30", "every": "week", "minutes": "", "place": ""}
    assert "The channel in which you wanted to meet is gone." in said(await group.ana.submit_modal(form, typed))
    assert await group.rows("SELECT id FROM meeting_series") == []
    group.refusals()


async def test_a_refused_command_comes_back_as_the_form(group: World) -> None:
    refused = await schedule(group, time="25:00")
    assert "“25:00” is not a time" in said(refused)
    form = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    done = said(
        await group.ana.submit_modal(form, {"day": weekday(5), "time": "7:00", "every": "week", "minutes": "90", "place": "x"})
    )
    assert "That is when you meet" in done
    past = said(await schedule(group, days=6, start="2020-01-07"))
    assert "“2020-01-07” is not a day within the coming year" in past
    twice = said(await schedule(group))
    assert f"You meet on {day(5)} already" in twice
    group.refusals()


async def test_the_card_is_posted_three_days_before_and_once_more_at_the_door(group: World) -> None:
    await schedule(group)
    assert cards(group) == []
    await group.env.advance_time(1 * DAY)
    assert cards(group) == []
    await group.env.advance_time(2 * DAY)
    (card,) = cards(group)
    assert "Meeting M-1" in card
    assert "📍 Café Central" in card
    await to_the_door(group)
    assert len([each for each in cards(group) if "M-1" in each]) == 2
    group.refusals()


async def test_a_meeting_that_is_moved_at_the_door_gets_another_card_there(group: World) -> None:
    await schedule(group)
    await to_the_door(group)
    card = next(each for each in group.channel.history() if "Meeting M-1" in text_of(each))
    await group.bruno.click(card, custom_id="meeting:coming:1")
    assert [("Bruno" in each) for each in cards(group)] == [True, True]
    assert "M-1 is on <t:" in said(await group.ana.slash(group.channel, "meeting move", date=day(0), time=f"{day(1)} 07:00"))
    first, door = cards(group)
    assert "The card is posted again shortly before it begins." in door
    await group.caio.click(card, custom_id="meeting:coming:1")
    first, door = cards(group)
    assert ("Caio" in first, "Caio" in door) == (True, False), "which no edit reaches any more"
    await to_the_door(group)
    assert [("Caio" in each) for each in cards(group)] == [True, False, True]
    group.refusals()


async def test_a_skip_and_a_move_change_the_card(group: World) -> None:
    await schedule(group, days=2)
    (card,) = cards(group)
    moved = said(await group.ana.slash(group.channel, "meeting move", date=day(2), time=f"{day(3)} 08:15"))
    assert "M-1 is on <t:" in moved
    assert card not in cards(group)
    assert len(cards(group)) == 1, "the same message"
    skipped = said(await group.ana.slash(group.channel, "meeting skip", date=day(3), reason="**Carnival**"))
    assert "is skipped." in skipped
    assert "\\*\\*Carnival" in cards(group)[0]
    wrong = said(await group.ana.slash(group.channel, "meeting skip", date=day(3)))
    assert f"The meeting of {day(3)} is skipped. You meet on {day(9)}" in wrong
    group.refusals()


async def test_a_channel_of_meetings_that_is_gone_is_said(group: World) -> None:
    voice = group.guild.create_voice_channel("room")
    await schedule(group, channel=voice)
    assert f"<#{voice.id}>" in said(await group.ana.slash(group.channel, "meeting schedule"))
    assert "is gone" not in said(await group.ana.slash(group.channel, "meeting schedule"))
    group.env.backend.delete_channel(voice.id)
    await group.env.settle()
    assert "⚠️ The channel in which you meet is gone." in said(await group.ana.slash(group.channel, "meeting schedule"))
    group.refusals()


async def test_an_ended_series_is_gone_from_the_list(group: World) -> None:
    await schedule(group, days=2)
    listed = await group.ana.slash(group.channel, "meeting schedule")
    ended = await group.ana.click(shown(listed), custom_id="meeting:end:1")
    assert "Nothing is set yet." in text_of(shown(ended))
    assert "is skipped" in cards(group)[0]
    assert "No meeting is planned" in said(await group.bruno.slash(group.channel, "meeting next"))
    group.refusals()


async def test_the_panel_leads_to_the_next(group: World) -> None:
    panel = await group.ana.slash(group.channel, "group panel")
    assert "panel:meeting" in ids_of(shown(panel))
    none = await group.bruno.click(shown(panel), custom_id="panel:meeting")
    assert "No meeting is planned. Moderators say when the group meets by /meeting schedule." in said(none)
    await schedule(group)
    assert "Meeting M-1" in said(await group.bruno.click(shown(panel), custom_id="panel:meeting"))
    group.refusals()


async def test_cards_stand_in_the_channel_for_meetings(group: World) -> None:
    meetings = group.guild.create_text_channel("meetings")
    assert "**Channel for meetings** · the digest channel" in said(await group.ana.slash(group.channel, "group show"))
    changed = said(await group.ana.slash(group.channel, "group setup", meetings_channel=meetings))
    assert f"**Channel for meetings** · <#{meetings.id}>" in changed
    await schedule(group, days=2)
    assert len(cards(group, meetings)) == 1
    assert cards(group) == []
    forum = group.guild.create_forum_channel("ideas")
    assert "#ideas is a forum" in said(await group.ana.slash(group.channel, "group setup", meetings_channel=forum))
    await group.ana.slash(group.channel, "group setup", clear="meetings_channel")
    assert await group.rows("SELECT meetings_channel_id FROM groups") == [(None,)]
    group.refusals()


@pytest.mark.parametrize("gone", [True, False])
async def test_a_channel_that_is_gone_or_shut_is_told_and_another_gets_the_card(group: World, gone: bool) -> None:
    meetings = group.guild.create_text_channel("meetings")
    await group.ana.slash(group.channel, "group setup", meetings_channel=meetings)
    if gone:
        group.env.backend.delete_channel(meetings.id)
    else:
        forbid_bot(group.env, meetings, discord.Permissions(send_messages=True))
    await schedule(group, days=2)
    assert f"<#{meetings.id}>" in text_of(group.moderators.history()[-1])
    assert cards(group) == []
    await group.ana.slash(group.channel, "group setup", clear="meetings_channel")
    await group.env.settle()
    assert len(cards(group)) == 1
    group.refusals()


async def test_an_event_a_meeting_in_discord(group: World) -> None:
    made = said(await schedule(group, event="on"))
    assert "That is when you meet" in made
    guild = group.env.backend.get_guild(group.guild.id)
    events = sorted(guild.scheduled_events.values(), key=lambda event: event.id)
    assert [event.description.rsplit("\n", 1)[-1] for event in events] == ["M-1", "M-2", "M-3"]
    assert {event.name for event in events} == {"Meeting: Chapter"}
    await group.ana.slash(group.channel, "meeting skip", date=day(5))
    assert sorted(event.description.rsplit("\n", 1)[-1] for event in guild.scheduled_events.values()) == ["M-2", "M-3", "M-4"]
    group.refusals()


async def test_events_want_a_permission(group: World) -> None:
    limit_bot(group.guild, discord.Permissions(view_channel=True, send_messages=True))
    refused = await schedule(group, event="on")
    assert "To make events I need Create Events." in said(refused)
    assert await group.rows("SELECT id FROM meeting_series") == []
    group.refusals()


async def test_a_permission_that_is_taken_away_is_told_to_moderators(group: World) -> None:
    await schedule(group, event="on")
    limit_bot(group.guild, discord.Permissions(view_channel=True, send_messages=True, read_message_history=True))
    await group.ana.slash(group.channel, "meeting move", date=day(5), time="09:00")
    assert "I can't make the events of your meetings: I need Create Events." in text_of(group.moderators.history()[-1])
    group.refusals()


async def test_the_weekly_news_names_the_next_and_what_changed(group: World) -> None:
    await schedule(group)
    quiet = said(await group.ana.slash(group.channel, "digest preview"))
    at = today() + timedelta(days=5)
    assert f"📅 **Next meeting**: {weekday(5).title()}, {at.day} {at:%B}, 07:00 · Café Central" in quiet
    await group.ana.slash(group.channel, "meeting skip", date=day(5), reason="Holiday")
    await group.ana.slash(group.channel, "meeting move", date=day(12), time="08:15")
    later = today() + timedelta(days=12)
    told = said(await group.ana.slash(group.channel, "digest preview"))
    assert f"🚫 There is no meeting on {at.day} {at:%B}: Holiday" in told
    assert f"🕖 The meeting of {later.day} {later:%B} was moved: {weekday(12).title()}, {later.day} {later:%B}, 08:15" in told
    await group.ana.slash(group.channel, "digest post")
    assert "Next meeting" in group.public()[-1]
    group.refusals()


async def test_about_says_when_the_group_meets(group: World) -> None:
    await schedule(group)
    about = said(await group.ana.slash(group.channel, "group about"))
    assert f"Every {weekday(5).title()}, 07:00 (America/Sao_Paulo), 90 minutes" in about
    assert "📍 Café Central" in about
    group.refusals()


async def test_it_reads_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await schedule(group, days=2)
    assert "Reunião M-1" in group.public()[-1]
    group.refusals()


async def test_a_client_named_where_everybody_reads_is_asked_about(group: World) -> None:
    """Moderators are members too: the reason of a skip and the place stand on the card and in the weekly news."""
    await group.refer(group.ana, group.bruno)
    doubt = await schedule(group, place="At Maria Souza's bakery")
    assert "seems to name a client, Maria Souza" in said(doubt)
    assert await group.rows("SELECT id FROM meeting_series") == []
    placed = await group.ana.click(shown(doubt), label="Yes, all the same")
    assert "📍 At Maria Souza's bakery" in said(placed)

    doubt = await group.ana.slash(group.channel, "meeting skip", date=day(5), reason="The wedding of Maria Souza")
    assert "seems to name a client, Maria Souza" in said(doubt)
    assert await group.rows("SELECT state FROM meetings WHERE number = 1") == [("planned",)]
    form = await group.ana.click(shown(doubt), label="Open the form again, with what you typed")
    assert form.modal is not None
    assert "The wedding of Maria Souza" in str(form.modal)
    skipped = await group.ana.submit_modal(form, {"date": day(5), "reason": "A wedding"})
    assert "A wedding" in said(skipped)
    assert await group.rows("SELECT state, reason FROM meetings WHERE number = 1") == [("skipped", "A wedding")]

    doubt = await group.ana.slash(group.channel, "meeting skip", date=day(12), reason="Maria Souza again")
    assert "Maria Souza again" in said(await group.ana.click(shown(doubt), label="Yes, all the same"))
    group.refusals()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/Sao_Paulo"])
async def test_a_day_may_be_one_of_discords_timestamps(group: World, zone: str) -> None:
    """What Discord's @time puts in is shown by the group's clocks, not by UTC."""
    await group.ana.slash(group.channel, "group setup", time_zone=zone)
    here = discord.utils.utcnow().astimezone(ZoneInfo(zone))
    meets = (here + timedelta(days=5)).replace(hour=7, minute=0, second=0, microsecond=0)
    await group.ana.slash(group.channel, "meeting schedule", day=Weekday(meets.weekday()).name.lower(), time="07:00", place="x")
    skipped = await group.ana.slash(group.channel, "meeting skip", date=f"<t:{int(meets.timestamp())}:F>", reason="A holiday")
    assert "A holiday" in said(skipped)
    assert await group.rows("SELECT day FROM meetings WHERE state = 'skipped'") == [(meets.date().isoformat(),)]
    back = meets.replace(hour=23)
    await group.bruno.slash(group.channel, "away", until=f"<t:{int(back.timestamp())}:D>")
    midnight = int(back.replace(hour=0).timestamp())
    assert f"You are back by yourself on <t:{midnight}:D>" in said(await group.bruno.slash(group.channel, "away"))
