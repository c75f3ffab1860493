"""Guests and substitutes in the whole bot: what each person sees, and that nothing of a guest is left a month later."""

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import discord
import pytest
import simcord

from bot.core.actor import Actor
from bot.demo.simulator import speak
from bot.services import Services
from tests.conftest import tables_of
from tests.discord import test_portuguese
from tests.discord.cells import answer_of, send_all
from tests.discord.test_authorisation_cells import ABSENT
from tests.discord.wire import PRESS, press
from tests.sealed import readable
from tests.support import World, ids_of, labels_of, said, shown, text_of

if TYPE_CHECKING:
    from bot.core.db.database import Database

START = datetime(2026, 1, 1, tzinfo=UTC)
HOUR, DAY = 3600, 24 * 3600
ROSA = {"name": "Rosamunde Lima", "trade": "Photographer", "contact": "rosamunde@example.org", "as": "guest", "agreed": "yes"}
TRACES = ("rosamund", "98888")
BEGINS = 5 * DAY + 10 * HOUR + HOUR // 2
"""Seconds from the start of the simulated clock to the first meeting: Tuesday 7:30 in São Paulo."""


async def meet(group: World) -> None:
    await group.ana.slash(group.channel, "meeting schedule", day="tuesday", time="07:30", place="Café Real")


async def ask(group: World, person: Any) -> simcord.InteractionResult:
    """Open the form of /meeting guest, by its list for who brings somebody already."""
    asked = await person.slash(group.channel, "meeting guest")
    return asked if asked.modal is not None else await person.click(shown(asked), custom_id="guest:new:1")


async def invite(group: World, person: Any, **changes: str) -> simcord.InteractionResult:
    return await person.submit_modal(await ask(group, person), ROSA | changes)


async def agree(group: World, person: Any, asked: simcord.InteractionResult) -> simcord.InteractionResult:
    return await person.click(shown(asked), label="Yes, all the same")


async def until(group: World, seconds: float) -> None:
    """Move the clock to so long after its start."""
    await group.env.advance_time(seconds - (discord.utils.utcnow() - START).total_seconds())


def button_of(message: Any, prefix: str) -> str:
    return next(each for each in ids_of(message) if each.startswith(prefix))


async def test_a_guest_is_invited_by_texts_to_send(group: World) -> None:
    await meet(group)
    form = await ask(group, group.bruno)
    assert form.modal is not None
    assert form.modal["custom_id"].startswith("guest:form:1:")
    (agreed,) = [each["component"] for each in form.modal["components"] if each["component"]["custom_id"] == "agreed"]
    assert not any(option.get("default") for option in agreed["options"]), "none is preselected"
    answer = said(await group.bruno.submit_modal(form, ROSA))
    assert "**Rosamunde Lima** is your guest at M-1." in answer
    assert "🔒 Only you read how to reach them: rosamunde@example.org" in answer
    assert "Hello Rosamunde, our group Chapter meets on Tuesday, 6 January, 07:30" in answer
    assert "Where: Café Real" in answer
    assert "I look forward to tomorrow" in answer
    listed = await group.bruno.slash(group.channel, "meeting guest")
    assert "rosamunde@example.org" in said(listed)
    taken = await group.bruno.click(shown(listed), custom_id="guest:withdraw:1")
    assert "Nobody yet." in text_of(shown(taken))
    assert await group.opened("guests", "name", "contact", "state") == [("", "", "withdrawn")]


@pytest.mark.parametrize("date", ["25:00", "2025-12-30", "2026-01-07", "next week"])
async def test_a_date_that_is_no_meeting_is_refused_with_those_that_are(group: World, date: str) -> None:
    assert "No meeting is planned" in said(await group.bruno.slash(group.channel, "meeting guest"))
    await meet(group)
    answer = said(await group.bruno.slash(group.channel, "meeting guest", date=date))
    assert all(day in answer for day in ("2026-01-06", "2026-01-13", "2026-01-20")), answer
    form = await group.bruno.slash(group.channel, "meeting guest", date="2026-01-13")
    assert form.modal is not None
    assert form.modal["custom_id"].startswith("guest:form:2:")
    group.refusals()


async def test_without_consent_it_comes_back_and_nothing_is_kept(group: World) -> None:
    await meet(group)
    refused = await invite(group, group.bruno, agreed="no")
    assert "Nothing was kept" in said(refused)
    assert await group.rows("SELECT id FROM guests") == []
    again = await group.bruno.click(shown(refused), label="Open the form again, with what you typed")
    assert again.modal is not None
    assert "Rosamunde Lima" in str(again.modal)
    await group.bruno.submit_modal(again, ROSA)
    assert len(await group.rows("SELECT id FROM guests")) == 1
    group.refusals()


async def test_a_held_trade_is_told_and_a_moderator_welcomes(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    await meet(group)
    asked = await invite(group, group.bruno)
    assert "Caio holds the trade “Photographer” in this group. The guest is welcome all the same" in said(asked)
    answer = said(await agree(group, group.bruno, asked))
    assert "their trade is held, so it is read once a moderator says welcome" in answer
    card = group.moderators.history()[-1]
    assert "**Bruno** brings **Rosamunde Lima** to M-1. Their trade, **Photographer**, is held in this group." in text_of(card)
    (refused,) = await send_all(group, [group.caio], (PRESS, press("guest:welcome:1")), group.channel)
    assert "Only the group's moderators can do that" in answer_of(refused)
    await group.lia.click(card, custom_id="guest:welcome:1")
    assert "✅ A moderator said welcome" in text_of(group.moderators.history()[-1])
    assert ids_of(group.moderators.history()[-1]) == []
    group.refusals()


async def test_without_a_moderators_channel_it_is_told_in_a_message_and_asked_once_there_is_one(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="exclusive", clear="moderators_channel")
    await meet(group)
    await agree(group, group.bruno, await invite(group, group.bruno))
    told = group.ana.user.dm_channel.history()[-1]
    assert "Choose a moderators' channel with /group setup" in text_of(told)
    assert ids_of(told) == []
    await group.ana.slash(group.channel, "group setup", moderators_channel=group.moderators)
    await group.lia.click(group.moderators.history()[-1], custom_id="guest:welcome:1")
    assert "✅ A moderator said welcome" in group.direct(group.ana)[-1]
    await group.bruno.click(shown(await group.bruno.slash(group.channel, "meeting guest")), custom_id="guest:withdraw:1")
    for texts in (group.direct(group.ana)[-1], text_of(group.moderators.history()[-1])):
        assert "took the invitation of a guest to M-1 back" in texts
        assert "Rosamunde" not in texts


async def test_a_third_visit_is_told_and_not_refused(group: World) -> None:
    await meet(group)
    await group.ana.slash(group.channel, "group setup", guest_visits=1)
    assert "1 visit" in said(await group.ana.slash(group.channel, "group show"))
    await invite(group, group.bruno)
    await until(group, BEGINS + 2 * HOUR)
    asked = await invite(group, group.caio, name="Rosa", contact="ROSAMUNDE@example.org")
    assert "it would be visit number 2, and the group asks guests to apply after 1" in said(asked)
    assert "is your guest at M-2" in said(await agree(group, group.caio, asked))
    group.refusals()


async def test_two_questions_are_asked_one_after_the_other(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    await meet(group)
    await agree(group, group.bruno, await invite(group, group.bruno))
    held = await invite(group, group.ana)
    assert "holds the trade" in said(held)
    expected = await agree(group, group.ana, held)
    assert "Rosamunde Lima seems to be expected at M-1 already, brought by Bruno" in said(expected)
    assert "is your guest" in said(await agree(group, group.ana, expected))
    group.refusals()


async def test_the_morning_after_the_inviter_says_what_comes_of_it(group: World) -> None:
    await meet(group)
    await invite(group, group.bruno)
    await until(group, BEGINS - DAY - HOUR)
    assert not any("Rosamunde" in each for each in group.direct(group.bruno))
    await until(group, BEGINS - DAY + 4 * HOUR)
    before = group.direct(group.bruno)[-1]
    assert "**Rosamunde Lima** comes to M-1 tomorrow." in before
    assert "> Hello Rosamunde, I look forward to tomorrow: Tuesday, 6 January, 07:30." in before
    assert "> Where: Café Real" in before
    await until(group, BEGINS + 3 * HOUR)
    assert group.direct(group.bruno)[-1] == before, "nothing is asked on the day itself"
    await until(group, BEGINS + DAY + 4 * HOUR)
    listed = group.bruno.user.dm_channel.history()[-1]
    assert "Did **Rosamunde Lima** come to M-1?" in text_of(listed)
    await group.bruno.user.click(listed, custom_id=button_of(listed, "guest:came"))
    listed = group.bruno.user.dm_channel.history()[-1]
    assert "What comes of it?" in text_of(listed)
    assert "> Hello Rosamunde, thank you for coming to our meeting." in text_of(listed)
    assert {"They apply", "They come again", "Not now"} <= set(labels_of(listed))
    (others,) = await send_all(group, [group.caio], (PRESS, press(button_of(listed, "guest:applied"))))
    assert answer_of(others) == ABSENT
    applied = await group.bruno.user.click(listed, custom_id=button_of(listed, "guest:applied"))
    assert "Rosamunde" not in group.direct(group.bruno)[-1], "what is answered leaves the list"
    texts = [text_of(shown(applied)), *[text_of(each) for each in applied.followups]]
    assert any("names you under “Who told you about us?”" in each for each in texts)
    assert await group.rows("SELECT state FROM guests") == [("applied",)]
    group.refusals()


async def test_at_the_door_a_guest_is_added_with_who_brought_them(group: World) -> None:
    await meet(group)
    sent = PRESS, press("guest:at_door:1")
    (early,) = await send_all(group, [group.lia], sent, group.channel)
    assert "That works from 45 minutes before M-1 on" in answer_of(early)
    await until(group, BEGINS - HOUR // 2)
    (form,) = await send_all(group, [group.lia], sent, group.channel)
    assert form.modal is not None
    assert "contact" not in str(form.modal), "only who brought them may read it"
    typed = {key: value for key, value in ROSA.items() if key != "contact"} | {"by": [group.bruno]}
    refused = await group.lia.submit_modal(form, typed | {"as": "substitute"})
    assert "A substitute comes for whoever sends them" in said(refused)
    again = await group.lia.click(shown(refused), label="Open the form again, with what you typed")
    assert "Rosamunde Lima** is here (M-1)" in said(await group.lia.submit_modal(again, typed))
    assert await group.rows("SELECT inviter_id, state FROM guests") == [(group.bruno.id, "came")]
    group.refusals()


async def test_the_weekly_news_counts_guests_and_names_who_brought_them(group: World) -> None:
    await meet(group)
    await invite(group, group.bruno)
    await until(group, BEGINS)
    leader = Actor(group.guild.id, group.ana.id, "Ana", manages_group=True)
    await Services(group.bot.database).guests.mark(leader, 1, came=True)
    news = said(await group.ana.slash(group.channel, "digest preview"))
    assert "**👋 1 guest came**\nBrought by **Bruno**." in news
    assert "Rosamunde" not in news


async def test_who_brings_to_a_meeting_that_is_skipped_is_told_without_a_name(group: World) -> None:
    await meet(group)
    await invite(group, group.bruno)
    await group.ana.slash(group.channel, "meeting skip", date="2026-01-06", reason="Holiday")
    told = group.direct(group.bruno)[-1]
    assert "🚫 M-1 does not take place." in told
    assert "> Hello, our meeting on Tuesday, 6 January, 07:30 does not take place." in told
    assert "Rosamunde" not in told


async def test_in_portuguese(group: World) -> None:
    await meet(group)
    with speak("pt-BR", group.bruno):
        answer = said(await invite(group, group.bruno))
    assert "**Rosamunde Lima** vai a M-1 a seu convite." in answer
    assert "Olá, Rosamunde! Nosso grupo Chapter se reúne: terça-feira, 6 de janeiro, 07:30." in answer
    await until(group, BEGINS + DAY + 4 * HOUR)
    assert "**Rosamunde Lima** veio a M-1?" in group.direct(group.bruno)[-1]


@pytest.mark.parametrize("locale", ["pt-BR"])
async def test_no_english_is_read(empty: World) -> None:
    with speak("pt-BR"):
        await empty.settle_in(language="pt-BR", seats="exclusive")
        await meet(empty)
        refused = await invite(empty, empty.bruno, agreed="no", name="Rosa Lima")
        await empty.bruno.click(shown(refused), label="Abrir de novo o formulário, com o que você escreveu")
        asked = await invite(empty, empty.bruno, name="Rosa Lima")
        await empty.bruno.click(shown(asked), label="Sim, mesmo assim")
        await empty.lia.click(empty.moderators.history()[-1], custom_id="guest:welcome:1")
        listed = shown(await empty.bruno.slash(empty.channel, "meeting guest"))
        await empty.bruno.click(listed, custom_id="guest:texts:1")
        await until(empty, BEGINS)
        await send_all(empty, [empty.lia], (PRESS, press("guest:at_door:1")), empty.channel)
        await until(empty, BEGINS + DAY + 4 * HOUR)
        listed = empty.bruno.user.dm_channel.history()[-1]
        await empty.bruno.user.click(listed, custom_id=button_of(listed, "guest:came"))
        listed = empty.bruno.user.dm_channel.history()[-1]
        for answer in ("again", "not_now", "applied"):
            await send_all(empty, [empty.bruno], (PRESS, press(button_of(listed, f"guest:{answer}"))))
        await empty.ana.slash(empty.channel, "meeting skip", date="2026-01-13", reason="Feriado")
    empty.refusals()
    texts = test_portuguese.everything(empty)
    assert len(texts) > 100
    assert test_portuguese.english_in(texts) == set()


async def everything(group: World) -> dict[str, str]:
    """Whatever the store holds and Discord shows, by where it stands; what is sealed is opened."""
    database: Database = group.bot.database
    found = {table: await readable(database, table) for table in await tables_of(database)}
    shown_in = {"channel": group.channel, "moderators": group.moderators}
    shown_in |= {f"messages to {name}": person.user.dm_channel for name, person in group.people.items()}
    for name, channel in shown_in.items():
        found[name] = "\n".join([await _whole(message) for message in (channel.history() if channel else ())])
    return found


async def _whole(message: Any) -> str:
    """A message's text and components, and the names and contents of its attachments."""
    files = [f"{each.filename} {(await each.read())!r}" for each in message.attachments]
    return "\n".join([text_of(message), *map(str, message.components), *files])


def _traces(found: dict[str, str]) -> set[str]:
    return {place for place, text in found.items() if any(trace in text.casefold() for trace in TRACES)}


@pytest.mark.parametrize("how", ["by the clock", "by a moderator", "with the inviter"])
async def test_nothing_of_a_guest_is_left(group: World, caplog: pytest.LogCaptureFixture, how: str) -> None:
    caplog.set_level(logging.DEBUG)
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    await meet(group)
    refused = await invite(group, group.bruno, agreed="no", contact="rosamunde@example.org, +55 11 98888-1234")
    await group.bruno.click(shown(refused), label="Open the form again, with what you typed")
    await agree(group, group.bruno, await invite(group, group.bruno, contact="rosamunde@example.org, +55 11 98888-1234"))
    agenda = shown(await group.ana.slash(group.channel, "meeting agenda"))
    await group.ana.click(agenda, custom_id="agenda:share:1")
    assert {"channel", "guests"} <= _traces(await everything(group)), "the posted agenda's files have the whole name"
    if how == "by the clock":
        await until(group, BEGINS)
        await send_all(group, [group.ana], (PRESS, press("meeting:guest_here:1:0:1")), group.channel)
    await until(group, BEGINS + DAY + 4 * HOUR)
    before = _traces(await everything(group))
    assert {"guests", "moderators", "messages to bruno"} <= before, "what names the guest is found by this"
    assert "channel" not in before, "the meeting is over"
    if how == "by a moderator":
        await group.ana.slash(group.channel, "moderate forget", contact="11 98888-1234")
        await group.env.advance_time(60)
    elif how == "with the inviter":
        await group.bruno.click(shown(await group.bruno.slash(group.channel, "privacy delete")), custom_id="privacy:delete:me")
        await group.env.advance_time(60)
    else:
        await until(group, BEGINS + HOUR + 30 * DAY - 60)
        assert "guests" in _traces(await everything(group))
        await until(group, BEGINS + HOUR + 31 * DAY)
    assert _traces(await everything(group)) == set()
    assert not any(trace in caplog.text.casefold() for trace in TRACES)
    assert await group.rows("SELECT print FROM guest_prints") == []
    for file in group.folder.rglob("*"):
        if file.is_file():
            assert b"osamund" not in file.read_bytes(), file
    group.refusals()
