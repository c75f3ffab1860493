"""Who presents at a meeting, and what is announced there: what each person sees, and what the store holds."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import discord
import icalendar
import pytest

from bot.core.calendar import Weekday
from bot.demo.simulator import speak
from tests.discord.cells import send_all
from tests.discord.test_portuguese import english_in, everything
from tests.discord.wire import PRESS, press
from tests.support import World, ids_of, labels_of, said, shown, text_of

if TYPE_CHECKING:
    import simcord

DAY = 24 * 3600
ZONE = ZoneInfo("America/Sao_Paulo")


def day(days: int) -> str:
    return (discord.utils.utcnow().astimezone(ZONE) + timedelta(days=days)).date().isoformat()


async def schedule(group: World, days: int = 5, **options: Any) -> None:
    """The group meets each week, the first time in so many days."""
    weekday = Weekday(datetime.fromisoformat(day(days)).weekday()).name.lower()
    options = {"day": weekday, "time": "07:00", "place": "Café Central", "start": day(days)} | options
    assert "M-1" in said(await group.ana.slash(group.channel, "meeting schedule", **options))


async def plan(group: World, member: Any, **options: str) -> simcord.InteractionResult:
    return await group.ana.slash(group.channel, "meeting speaker", member=member, **options)


def last(person: Any) -> Any:
    return person.user.dm_channel.history()[-1]


async def states(group: World) -> list[tuple[Any, ...]]:
    return await group.rows("SELECT user_id, state FROM speakers ORDER BY id")


async def test_from_the_wish_to_the_answer(group: World) -> None:
    await schedule(group)
    nobody = shown(await group.caio.slash(group.channel, "meeting speaker"))
    assert "Nobody is planned yet." in text_of(nobody)
    form = await group.caio.click(nobody, custom_id="speaker:wish")
    wished = said(await group.caio.submit_modal(form, {"topic": "Light in small rooms"}))
    assert "🙋 Noted: you would like to present. The moderators see it.\n> Light in small rooms" in wished

    turn = shown(await group.ana.slash(group.channel, "meeting speaker"))
    assert turn.ephemeral
    assert "Who presents at M-1" in text_of(turn)
    assert f"1. <@{group.caio.id}> **Caio** · never presented · 🙋 would like to · Light in small rooms" in text_of(turn)
    assert labels_of(turn)[:3] == ["Choose Caio", "Choose Ana", "Choose Bruno"]
    chosen = await group.ana.click(turn, label="Choose Caio")
    assert f"🎤 <@{group.caio.id}> **Caio** presents at M-1" in said(chosen)
    told = last(group.caio)
    assert "You present in Chapter" in text_of(told)
    assert "> Light in small rooms" in text_of(told)

    await group.restart()
    ready = await group.caio.user.click(told, label="I'm ready")
    assert "✅ You said that you are ready." in text_of(shown(ready))
    assert labels_of(shown(ready)) == ["I can't present"]
    public = said(await group.bruno.slash(group.channel, "meeting speaker"))
    assert "**Caio** · Light in small rooms" in public
    assert "ready" not in public

    cannot = await group.caio.user.click(shown(ready), label="I can't present")
    assert "You said that you can't present" in text_of(shown(cannot))
    assert ids_of(shown(cannot)) == []
    told = group.moderators.history()[-1]
    assert f"🎤 <@{group.caio.id}> **Caio** can't present at the meeting of" in text_of(told)
    assert labels_of(told) == ["Choose Ana", "Choose Bruno"]
    assert "Caio" not in "".join(group.public()[1:]), "nobody else reads it"
    await group.lia.click(told, label="Choose Bruno")
    edited = group.moderators.history()[-1]
    assert f"Present now: <@{group.bruno.id}> **Bruno**" in text_of(edited)
    assert ids_of(edited) == []
    assert await states(group) == [(group.caio.id, "cannot"), (group.bruno.id, "planned")]
    assert "You present in Chapter" in text_of(last(group.bruno))
    group.refusals()


async def test_a_choice_that_does_not_work_says_what_does(group: World) -> None:
    assert "No meeting is planned" in said(await plan(group, group.bruno))
    await schedule(group)
    refused = said(await plan(group, group.bruno, date=day(6)))
    assert f"“{day(6)}” is no day on which you meet. You meet on {day(5)}, {day(12)}, {day(19)}" in refused
    assert "is no day" in said(await plan(group, group.bruno, date="25:00"))
    assert "Duda is not a member of the group" in said(await plan(group, group.duda))
    await group.bruno.slash(group.channel, "away", until=day(30))
    assert "Bruno is on leave until" in said(await plan(group, group.bruno))
    assert "Only the group's moderators" in said(await group.caio.slash(group.channel, "meeting speaker", member=group.caio))
    assert "Only the group's moderators" in said(await group.caio.slash(group.channel, "meeting speaker", date=day(5)))
    assert "Choose whose topic it is too" in said(await group.ana.slash(group.channel, "meeting speaker", topic="Bread"))
    assert await states(group) == []
    group.refusals()


async def test_a_topic_that_names_a_client_is_asked_of_first(group: World) -> None:
    await schedule(group)
    await group.refer(group.ana, group.bruno)
    doubt = await plan(group, group.bruno, topic="Cakes for Maria Souza")
    assert "seems to name a client" in said(doubt)
    assert await states(group) == []
    again = await group.ana.click(shown(doubt), label="Open the form again, with what you typed")
    assert "Cakes for Maria Souza" in json.dumps(again.modal)
    planned = await group.ana.submit_modal(again, {"topic": "Cakes"})
    assert f"🎤 <@{group.bruno.id}> **Bruno** presents at M-1" in said(planned)
    doubt = await group.ana.slash(group.channel, "meeting announce", text="Maria Souza marries")
    anyway = await group.ana.click(shown(doubt), label="Yes, all the same")
    assert "> Maria Souza marries" in text_of(shown(anyway))
    assert await group.rows("SELECT COUNT(*) FROM announcements") == [(1,)]
    group.refusals()


async def test_markup_is_shown_as_it_was_typed(group: World) -> None:
    await schedule(group)
    topic = "**Bread** <@1> @everyone [x](https://x.example) <t:1:R> # h"
    await plan(group, group.bruno, topic=topic)
    for text in (text_of(last(group.bruno)), said(await group.caio.slash(group.channel, "meeting speaker"))):
        assert r"\*\*Bread\*\* \<@1> @" in text
        assert "@everyone" not in text
        assert r"\<t:1:R>" in text
    listed = said(await group.ana.slash(group.channel, "meeting announce", text=f"{topic}\n- second"))
    assert r"> \*\*Bread\*\*" in listed
    assert "> \\- second" in listed
    group.refusals()


async def test_everybody_reads_of_the_next_two(group: World) -> None:
    await schedule(group)
    for member, days in ((group.caio, 19), (group.bruno, 12), (group.ana, 5)):
        await plan(group, member, date=day(days))
    public = said(await group.bruno.slash(group.channel, "meeting speaker"))
    assert [name in public for name in ("**Ana**", "**Bruno**", "**Caio**")] == [True, True, False]
    wish = await group.bruno.slash(group.channel, "meeting speaker")
    form = await group.bruno.click(shown(wish), custom_id="speaker:wish")
    await group.bruno.submit_modal(form, {"topic": ""})
    mine = shown(await group.bruno.slash(group.channel, "meeting speaker"))
    assert labels_of(mine) == ["Change", "I'd rather not"]
    assert "you would rather not present" in text_of(shown(await group.bruno.click(mine, label="I'd rather not")))
    assert await group.rows("SELECT COUNT(*) FROM speakers WHERE state = 'wished'") == [(0,)]
    group.refusals()


async def test_taken_off_and_skipped_they_are_told(group: World) -> None:
    await schedule(group)
    await plan(group, group.bruno)
    await plan(group, group.caio, date=day(12))
    turn = shown(await group.ana.slash(group.channel, "meeting speaker"))
    left = await group.ana.click(turn, custom_id=f"speaker:off:1:{group.bruno.id}")
    assert "Nobody is planned yet." in text_of(shown(left))
    assert "without you as a speaker. (M-1)" in group.direct(group.bruno)[-1]
    await group.ana.slash(group.channel, "meeting skip", date=day(12), reason="Holiday")
    assert "is skipped, so you don't present then" in group.direct(group.caio)[-1]
    await group.ana.slash(group.channel, "meeting move", date=day(5), time="08:00")
    group.refusals()


async def test_a_moved_meeting_tells_its_speaker_the_new_time(group: World) -> None:
    await schedule(group)
    await plan(group, group.bruno)
    await group.bruno.user.click(last(group.bruno), label="I'm ready")
    await group.ana.slash(group.channel, "meeting move", date=day(5), time="08:00")
    told = last(group.bruno)
    assert "The meeting was moved to this time." in text_of(told)
    assert labels_of(told) == ["I'm ready", "I can't present"]
    assert await states(group) == [(group.bruno.id, "planned")]
    group.refusals()


async def test_in_the_morning_list(group: World) -> None:
    await schedule(group, 10)
    await plan(group, group.bruno, topic="Bread")
    await group.env.advance_time(4 * DAY)
    reminded = last(group.bruno)
    assert "Waiting for you in Chapter" in text_of(reminded)
    assert "🎤 You present at the meeting of" in text_of(reminded)
    ready = await group.bruno.user.click(reminded, label="I'm ready")
    assert "✅ You said that you are ready." in text_of(ready.followups[-1])
    assert labels_of(shown(ready))[0] == "I can't present", "the list stands as it is now"
    await group.env.advance_time(5 * DAY)
    reminded = next(each for each in reversed(group.bruno.user.dm_channel.history()) if "You present at" in text_of(each))
    cannot = await group.bruno.user.click(reminded, label="I can't present")
    assert "To swap with somebody, ask the group who stands in for you" in text_of(cannot.followups[-1])
    assert "**Bruno** can't present" in text_of(group.moderators.history()[-1])
    group.refusals()


async def test_what_is_announced(group: World) -> None:
    await schedule(group)
    listed = shown(await group.ana.slash(group.channel, "meeting announce"))
    assert "Nothing yet." in text_of(listed)
    form = await group.ana.click(listed, label="Announce something")
    added = await group.ana.submit_modal(form, {"text": "The fair opens"})
    assert "> The fair opens" in text_of(shown(added))
    listed = shown(await group.ana.slash(group.channel, "meeting announce", text="Elections", date=day(12)))
    assert "Announced at M-2" in text_of(listed)
    listed = shown(await group.ana.slash(group.channel, "meeting announce"))
    assert "> The fair opens" in text_of(listed)
    empty = await group.ana.click(listed, custom_id="announce:remove:1:1")
    assert "Nothing yet." in text_of(shown(empty))
    assert "Only the group's moderators" in said(await group.bruno.slash(group.channel, "meeting announce", text="Me"))
    group.refusals()


async def test_a_refused_command_gives_its_long_texts_back(group: World) -> None:
    await schedule(group)
    text, day_without = "The fair opens on Saturday at nine: *bring* <@1> somebody along", day(6)
    refused = await group.ana.slash(group.channel, "meeting announce", text=text, date=day_without)
    assert f"“{day_without}” is no day on which you meet." in said(refused)
    assert "Copy what you typed from here:\n" in said(refused)
    assert "The fair opens on Saturday at nine: \\*bring\\* " in said(refused), (
        "as text: nobody is mentioned, and nothing is slanted"
    )
    assert "\\<@1> somebody along" in said(refused)
    refused = await plan(group, group.duda, topic="How a bakery plans its week, and what it throws away")
    assert "Duda is not a member of the group" in said(refused)
    assert "How a bakery plans its week, and what it throws away" in said(refused)
    refused = await group.ana.slash(group.channel, "meeting announce", text="Soon", date=day_without)
    assert "Copy what you typed" not in said(refused), "a word is typed again"
    with speak("pt-BR", group.ana):
        refused = await group.ana.slash(group.channel, "meeting announce", text=text, date=day_without)
    assert "Copie daqui o que você escreveu:" in said(refused)
    group.refusals()


async def test_the_files_for_a_calendar(group: World) -> None:
    await schedule(group)
    found: set[str] = set()
    for custom_id, name in (("meeting:calendar:1", "M-1.ics"), ("meeting:calendar:all", "meetings.ics")):
        answer = await pressed(group, group.bruno, custom_id)
        (attached,) = answer.attachments
        assert attached.filename == name
        [event] = icalendar.Calendar.from_ical(await attached.read()).walk("VEVENT")
        assert event["SUMMARY"] == "Meeting of Chapter"
        assert event["LOCATION"] == "Café Central"
        assert event["DTSTART"].dt == datetime.fromisoformat(f"{day(5)}T07:00").replace(tzinfo=ZONE)
        found.add(event["UID"])
        is_whole = custom_id == "meeting:calendar:all"
        assert ("RRULE" in event) == is_whole
        assert "RECURRENCE-ID" not in event, "each calendar shows it without the series"
        assert ("This one would show the meeting a second time" not in text_of(answer)) == is_whole
    assert len(found) == 2
    await group.ana.slash(group.channel, "meeting skip", date=day(5))
    assert "M-1 is skipped. /meeting next shows" in text_of(await pressed(group, group.bruno, "meeting:calendar:1"))
    group.refusals()


async def test_a_cover_for_a_meeting_is_filled_with_when_and_where(group: World) -> None:
    await schedule(group)
    await plan(group, group.bruno, topic="Bread")
    for person, what in (
        (group.bruno, "Present at our meeting in my place: Bread"),
        (group.caio, "Come to our meeting in my place"),
    ):
        form = await pressed_form(group, person, "meeting:cover:1")
        filled = {each["component"]["custom_id"]: each["component"].get("value") for each in form.modal["components"]}
        assert filled == {"what": what, "when": f"{day(5)} 07:00", "where": "Café Central", "details": None}
    posted = await group.caio.submit_modal(form, {key: value or "" for key, value in filled.items()})
    assert "A-1" in said(posted)
    assert "Come to our meeting in my place" in group.public()[-1]
    (need,) = await group.rows("SELECT happens_at, (SELECT starts_at FROM meetings WHERE id = 1) FROM needs")
    assert need[0] == need[1]
    group.refusals()


async def test_the_public_card_shows_who_presents_and_nobody_who_does_not(group: World) -> None:
    await schedule(group, 2)

    def card() -> str:
        return next(each for each in group.public() if "Meeting M-1" in each)

    await plan(group, group.bruno, topic="Bread")
    await plan(group, group.caio)
    assert "🎤 **Bruno** presents: Bread" in card()
    assert "🎤 **Caio** presents" in card()
    await group.caio.user.click(last(group.caio), custom_id="speaker:cannot:2")
    assert "🎤 **Bruno** presents: Bread" in card()
    assert "Caio" not in card()
    asked = shown(await group.bruno.slash(group.channel, "privacy delete"))
    await group.bruno.click(asked, custom_id="privacy:delete:me")
    assert "Bruno" not in card()
    assert "Bread" not in card()
    group.refusals()


async def test_who_presents_and_does_not_come_can_not(group: World) -> None:
    await schedule(group, 2)
    await plan(group, group.bruno, topic="Bread")
    card = next(each for each in group.channel.history() if "Meeting M-1" in text_of(each))
    told = said(await group.bruno.click(card, custom_id="meeting:cannot:1"))
    assert "You were to present: the moderators read that you can't, with whose turn it is." in told
    assert "Bruno" not in next(each for each in group.public() if "Meeting M-1" in each)
    assert "**Bruno** can't present" in text_of(group.moderators.history()[-1])
    assert await states(group) == [(group.bruno.id, "cannot")]
    told = said(await group.caio.click(card, custom_id="meeting:cannot:1"))
    assert "present" not in told
    group.refusals()


@pytest.mark.parametrize("how", ["sends a substitute", "phones", "is not there"])
async def test_nothing_public_says_that_somebody_presents_who_is_known_to_be_absent(group: World, how: str) -> None:
    await schedule(group, 2)
    await plan(group, group.bruno, topic="Bread")

    def card() -> Any:
        return next(each for each in reversed(group.channel.history()) if "Meeting M-1" in text_of(each))

    if how == "sends a substitute":
        typed = {"name": "Rosa Lima", "trade": "Florist", "contact": "", "as": "substitute", "agreed": "yes"}
        told = said(await group.bruno.submit_modal(await group.bruno.slash(group.channel, "meeting guest"), typed))
        assert "You were to present: the moderators read that you can't, with whose turn it is." in told
    elif how == "phones":
        listed = await pressed(group, group.ana, "meeting:door:1")
        await group.ana.select(listed, [group.bruno], custom_id="meeting:phoned:1:0")
    else:
        await group.bruno.click(card(), custom_id="meeting:coming:1")
        begins = (await group.rows("SELECT starts_at FROM meetings WHERE id = 1"))[0][0] / 1_000_000
        await group.env.advance_time(begins - 30 * 60 - discord.utils.utcnow().timestamp())
        assert "🎤 **Bruno** presents: Bread" in text_of(card())
        listed = await pressed(group, group.ana, "meeting:door:1")
        await group.ana.select(listed, [], custom_id="meeting:tick:1:0")
    assert "Bruno" not in text_of(card())
    assert "Bread" not in text_of(card())
    if how != "is not there":
        assert "**Bruno** can't present" in text_of(group.moderators.history()[-1])
        assert await states(group) == [(group.bruno.id, "cannot")]
        assert "Bread" not in said(await group.caio.slash(group.channel, "meeting speaker"))
        refused = said(await plan(group, group.bruno))
        assert "Bruno does not come to M-1. Choose somebody else: /meeting speaker shows whose turn it is." in refused
    shared = shown(await group.ana.slash(group.channel, "meeting agenda"))
    assert "Bread" not in text_of(shared)
    group.refusals()


async def test_of_a_past_card_too_a_name_goes_with_its_data(group: World) -> None:
    await schedule(group, 2)
    await plan(group, group.bruno, topic="Bread")
    await group.env.advance_time(3 * DAY)
    asked = shown(await group.bruno.slash(group.channel, "privacy delete"))
    await group.bruno.click(asked, custom_id="privacy:delete:me")
    assert not any("Bruno" in each or "Bread" in each for each in group.public())
    group.refusals()


async def test_who_deletes_their_data_is_named_nowhere(group: World) -> None:
    await schedule(group)
    await plan(group, group.bruno, topic="Bread of a lifetime")
    await plan(group, group.bruno, date=day(12))
    await group.bruno.user.click(last(group.bruno), label="I can't present")
    assert "**Bruno** can't present" in text_of(group.moderators.history()[-1])
    asked = shown(await group.bruno.slash(group.channel, "privacy delete"))
    await group.bruno.click(asked, custom_id="privacy:delete:me")
    shown_now = [text_of(each) for each in group.moderators.history() if "can't present" in text_of(each)]
    assert len(shown_now) == 2, "the second is of the meeting at which they would have presented"
    assert not any("Bruno" in each.split("\n")[0] for each in shown_now)
    assert str(group.bruno.id) not in "".join(shown_now)
    assert await group.rows("SELECT COUNT(*) FROM speakers WHERE user_id > 0 OR topic <> ''") == [(0,)]
    group.refusals()


@pytest.mark.parametrize("locale", ["pt-BR"])
async def test_no_english_is_read(empty: World) -> None:
    with speak("pt-BR"):
        await empty.settle_in(language="pt-BR")
        await everything_of_a_meeting(empty)
    texts = everything(empty)
    assert any("apresenta em M\u20111" in text for text in texts)
    assert english_in(texts) == set()
    empty.refusals()


async def test_a_reader_gets_their_own_language(group: World) -> None:
    await schedule(group)
    with speak("pt-BR", group.bruno):
        form = await pressed_form(group, group.bruno, "speaker:wish")
        await group.bruno.submit_modal(form, {"topic": ""})
        await plan(group, group.bruno)
        assert "Você apresenta em Chapter" in text_of(last(group.bruno))
        assert labels_of(last(group.bruno)) == ["Estou com tudo pronto", "Não posso apresentar"]
        attached = (await pressed(group, group.bruno, "meeting:calendar:1")).attachments[0]
        assert "SUMMARY:Reunião de Chapter" in (await attached.read()).decode()
    group.refusals()


async def everything_of_a_meeting(group: World) -> None:
    """Each card, form and refusal of speakers, announcements and calendar files."""
    ana, bruno, channel = group.ana, group.bruno, group.channel
    await schedule(group)
    asked = shown(await bruno.slash(channel, "meeting speaker"))
    form = await bruno.click(asked, custom_id="speaker:wish")
    await bruno.submit_modal(form, {"topic": "Pão"})
    await bruno.slash(channel, "meeting speaker")
    for options in ({}, {"member": bruno}, {"member": group.caio}, {"member": group.duda}, {"date": "25:00"}, {"topic": "Pão"}):
        await ana.slash(channel, "meeting speaker", **options)
    await bruno.user.click(last(bruno), custom_id="speaker:ready:2")
    await bruno.user.click(last(bruno), custom_id="speaker:cannot:2")
    await ana.slash(channel, "meeting speaker")
    await ana.slash(channel, "meeting announce", text="Eleições")
    for custom_id in ("meeting:calendar:1", "meeting:calendar:all", "meeting:cover:1"):
        await pressed_form(group, group.caio, custom_id)
    await plan(group, bruno)
    await group.caio.slash(channel, "away", until=day(60))
    await plan(group, group.caio, date=day(12))
    await group.env.advance_time(4 * DAY)
    await ana.slash(channel, "meeting move", date=day(1), time="08:00")
    await ana.slash(channel, "meeting skip", date=day(1))
    await pressed_form(group, bruno, "meeting:calendar:1")


async def pressed(group: World, person: Any, custom_id: str) -> Any:
    """The answer to a button of a card that is another's to build."""
    return shown(await pressed_form(group, person, custom_id))


async def pressed_form(group: World, person: Any, custom_id: str) -> simcord.InteractionResult:
    (answer,) = await send_all(group, [person], (PRESS, press(custom_id)), group.channel)
    return answer
