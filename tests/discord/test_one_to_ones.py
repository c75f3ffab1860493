"""Talks of two members: what each of them sees, that nobody else does, and what the store holds."""

import pytest

from bot.admin.privacy.service import Privacy
from bot.core.actor import Actor
from bot.demo.simulator import close_messages
from bot.membership.muted_senders import store as muted_senders_store
from tests.discord.cells import answer_of, send_all
from tests.discord.test_authorisation_cells import ABSENT
from tests.discord.wire import PRESS, USER_MENU, press
from tests.support import World, ids_of, said, shown, text_of

DAY = 24 * 3600


async def test_noted_by_one_and_confirmed_by_the_other(group: World) -> None:
    noted = said(await group.bruno.slash(group.channel, "one-to-one log", member=group.caio, topics="His boat"))
    assert "☕ Noted: you met Caio on" in noted
    assert "Nobody but you two reads it; what you talked about, you alone." in noted
    asked = group.direct(group.caio)[-1]
    assert "☕ Bruno noted that you two met on" in asked
    assert "boat" not in asked
    message = group.caio.user.dm_channel.history()[-1]
    for third in (group.ana, group.lia, group.bruno):
        (refused,) = await send_all(group, [third], (PRESS, press("touch:confirm:1")), None)
        assert answer_of(refused) == ABSENT
    await group.restart()
    confirmed = await group.caio.user.click(message, label="Yes, we met")
    assert "You and Bruno met on" in text_of(shown(confirmed))
    assert ids_of(shown(confirmed)) == []
    assert await group.rows("SELECT COUNT(*) FROM touches WHERE low_noted_at > 0 AND high_noted_at > 0") == [(1,)]
    log = said(await group.ana.slash(group.channel, "moderate log"))
    history = said(await group.ana.slash(group.channel, "member history", member=group.bruno))
    digest = said(await group.ana.slash(group.channel, "digest preview"))
    everywhere = [log, history, digest, *group.public(), *group.public(group.moderators), *group.direct(group.ana)]
    assert not [text for text in everywhere if "met" in text.split() or "☕" in text]
    group.refusals()


async def test_from_the_menu_it_is_today_and_the_second_confirms(group: World) -> None:
    first = said(await group.bruno.context_menu(group.channel, "We met", group.caio))
    assert "☕ Noted: you met Caio on" in first
    again = said(await group.bruno.context_menu(group.channel, "We met", group.caio))
    assert again == first
    assert len([each for each in group.direct(group.caio) if "☕" in each]) == 1
    both = said(await group.caio.context_menu(group.channel, "We met", group.bruno))
    assert "You and Bruno met on" in both
    assert "you both say so" in both
    asked = group.caio.user.dm_channel.history()[-1]
    assert ids_of(asked) == [], "the question that came to him is answered"


async def test_who_never_confirms_is_asked_no_more(group: World) -> None:
    await group.bruno.context_menu(group.channel, "We met", group.caio)
    before = len(group.direct(group.bruno))
    await group.env.advance_time(15 * DAY)
    asked = group.caio.user.dm_channel.history()
    (over,) = [each for each in asked if "☕" in text_of(each)]
    assert (text_of(over), ids_of(over)) == ("☕ Here you were asked whether you met somebody. That is over by now.", [])
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(0,)]
    assert len(group.direct(group.bruno)) == before, "nobody is told"


@pytest.mark.parametrize("by", ["switch", "muting", "closed"])
async def test_where_the_other_is_not_reached_it_reads_the_same_and_nobody_is_told(group: World, by: str) -> None:
    if by == "switch":
        await group.caio.click(shown(await group.caio.slash(group.channel, "settings")), custom_id="settings:switch:talks:off")
    elif by == "muting":
        await group.bot.database.write(lambda tx: muted_senders_store.add(tx, group.guild.id, group.caio.id, group.bruno.id))
    else:
        close_messages(group.env, group.caio)
    before = (group.public(), group.public(group.moderators), group.direct(group.ana))
    noted = said(await group.bruno.context_menu(group.channel, "We met", group.caio))
    assert "I ask Caio to confirm it." in noted
    assert not [each for each in group.direct(group.caio) if "☕" in each]
    assert (group.public(), group.public(group.moderators), group.direct(group.ana)) == before


async def test_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await group.bruno.context_menu(group.channel, "We met", group.caio)
    assert "☕ Bruno anotou que vocês dois se encontraram em" in group.direct(group.caio)[-1]
    await group.caio.user.click(group.caio.user.dm_channel.history()[-1], label="Sim, nós nos encontramos")
    assert await group.rows("SELECT COUNT(*) FROM touches WHERE low_noted_at > 0 AND high_noted_at > 0") == [(1,)]


async def test_the_four_steps_of_a_pair_are_for_the_reader_alone(group: World) -> None:
    first = await group.bruno.slash(group.channel, "profile show", member=group.caio)
    assert "☕ met — · 🤲 helped — · 🤝 referred — · 💚 thanked —" in said(first)
    assert "No talk noted yet." in said(first)
    await group.bruno.slash(group.channel, "one-to-one log", member=group.caio, date="2025-12-24", topics="His boat")
    await group.refer(group.caio, group.bruno)
    steps = said(await group.bruno.slash(group.channel, "profile show", member=group.caio))
    assert "☕ met 24 December 2025 · 🤲 helped — · 🤝 referred <t:" in steps
    assert "💬 His boat" in steps
    assert "No talk noted yet." not in steps
    theirs = said(await group.caio.slash(group.channel, "profile show", member=group.bruno))
    assert "☕ met — · 🤲 helped — · 🤝 referred <t:" in theirs, "he has not confirmed it, and reads what both did"
    assert "boat" not in theirs
    await group.caio.user.click(
        next(each for each in group.caio.user.dm_channel.history() if "☕" in text_of(each)), label="Yes, we met"
    )
    theirs = said(await group.caio.slash(group.channel, "profile show", member=group.bruno))
    assert "☕ met 24 December 2025" in theirs
    assert "boat" not in theirs
    for third, whom in ((group.ana, group.caio), (group.ana, group.bruno)):
        assert "24 December" not in said(await group.ana.slash(group.channel, "profile show", member=whom)), third
    assert "You two" not in said(await group.lia.slash(group.channel, "profile show", member=group.caio)), "she is no member"
    assert "You two" not in said(await group.bruno.slash(group.channel, "profile show"))


async def test_whom_one_knows_well_already_is_ticked_at_once_and_privately(group: World) -> None:
    profile = shown(await group.bruno.slash(group.channel, "profile show", member=group.caio))
    menu = shown(await group.bruno.click(profile, label="Whom I already know well"))
    noted = await group.bruno.select(menu, [group.ana, group.caio, group.duda, group.bruno], custom_id="touch:know")
    assert said(noted) == "☕ Noted for you alone: you know Ana and Caio well already."
    again = shown(await group.bruno.slash(group.channel, "profile show", member=group.caio))
    assert "☕ met well known" in text_of(again)
    assert "touch:known" not in str(ids_of(again))
    before = await group.rows("SELECT * FROM touches ORDER BY id")
    assert len(before) == 2
    await group.env.advance_time(2 * DAY)
    ticked = press("touch:know", str(group.ana.id), str(group.caio.id), kind=USER_MENU)
    (same,) = await send_all(group, [group.bruno], (PRESS, ticked), group.channel)
    assert "you know Ana and Caio well already" in answer_of(same)
    assert await group.rows("SELECT * FROM touches ORDER BY id") == before, "ticked again, nothing changes"
    assert not [each for person in (group.ana, group.caio) for each in group.direct(person) if "☕" in each]
    assert "No talk noted yet." in said(await group.caio.slash(group.channel, "profile show", member=group.bruno))
    group.refusals()


async def ask(group: World, asker: object, other: object) -> str:
    (answer,) = await send_all(group, [asker], (PRESS, press(f"touch:ask:{other.id}")), group.channel)
    return answer_of(answer)


async def test_a_yes_is_told_to_the_asker(group: World) -> None:
    profile = shown(await group.bruno.slash(group.channel, "profile show", member=group.caio))
    asked = said(await group.bruno.click(profile, label="Shall we talk?"))
    assert "☕ I ask Caio: shall we talk?" in asked
    assert "☕ Bruno (Baker) asks: shall we talk?" in group.direct(group.caio)[-1]
    question = group.caio.user.dm_channel.history()[-1]
    for third in (group.ana, group.lia, group.bruno):
        for verb in ("yes", "later"):
            (refused,) = await send_all(group, [third], (PRESS, press(f"touch:{verb}:1")), None)
            assert answer_of(refused) == ABSENT
    await group.restart()
    agreed = await group.caio.user.click(question, label="Yes")
    assert "☕ You and Bruno want to talk." in text_of(shown(agreed))
    assert "☕ You and Caio want to talk." in group.direct(group.bruno)[-1]
    assert "☕ You and Caio want to talk." in await ask(group, group.bruno, group.caio)
    log = said(await group.ana.slash(group.channel, "moderate log"))
    everywhere = [log, *group.public(), *group.public(group.moderators), *group.direct(group.ana)]
    assert not [text for text in everywhere if "talk" in text or "☕" in text]
    group.refusals()


async def test_another_time_is_not_shown_anywhere(group: World) -> None:
    first = await ask(group, group.bruno, group.caio)
    silent = await ask(group, group.bruno, group.caio)
    before = len(group.direct(group.bruno))
    question = group.caio.user.dm_channel.history()[-1]
    later = await group.caio.user.click(question, label="Another time")
    assert "You said another time; they are not told." in text_of(shown(later))
    assert ids_of(shown(later)) == []
    assert first == silent == await ask(group, group.bruno, group.caio), "it reads as silence does"
    assert len(group.direct(group.bruno)) == before
    export = str(await group.bot.services.of(Privacy).export(Actor(group.guild.id, group.bruno.id, "Bruno")))
    assert "'answer': 0" in export
    assert "'answer': 2" not in export
    assert "'answer': 2" in str(await group.bot.services.of(Privacy).export(Actor(group.guild.id, group.caio.id, "Caio")))
    await group.env.advance_time(14 * DAY)
    await ask(group, group.bruno, group.caio)
    assert "shall we talk?" in group.direct(group.caio)[-1], "two weeks later one may ask again"
    await group.caio.user.click(group.caio.user.dm_channel.history()[-1], label="Yes")
    assert "☕ You and Caio want to talk." in group.direct(group.bruno)[-1]


async def test_both_ask_each_other(group: World) -> None:
    await ask(group, group.bruno, group.caio)
    assert "☕ You and Bruno want to talk." in await ask(group, group.caio, group.bruno)
    assert "☕ You and Caio want to talk." in group.direct(group.bruno)[-1]
    assert "shall we talk?" not in "".join(group.direct(group.caio)), "his question became the answer"
    assert await group.rows("SELECT answer FROM talk_requests") == [(1,)]


async def test_somebody_on_leave_is_not_asked(group: World) -> None:
    await group.ana.slash(group.channel, "member pause", member=group.caio)
    assert "Caio is on leave. Ask them when they are back." in await ask(group, group.bruno, group.caio)
    assert await group.rows("SELECT COUNT(*) FROM talk_requests") == [(0,)]
    group.refusals()


async def test_the_question_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await ask(group, group.bruno, group.caio)
    assert "pergunta: vamos conversar?" in group.direct(group.caio)[-1]
    await group.caio.user.click(group.caio.user.dm_channel.history()[-1], label="Outra hora")
    assert await group.rows("SELECT answer FROM talk_requests") == [(2,)]


async def agree(group: World) -> None:
    await ask(group, group.bruno, group.caio)
    await group.caio.user.click(group.caio.user.dm_channel.history()[-1], label="Yes")


async def test_after_a_yes_they_plan_it_and_both_have_it_in_their_calendars(group: World) -> None:
    early = await group.bruno.slash(group.channel, "one-to-one plan", member=group.caio, when="2026-01-09 12:30")
    assert "Ask Caio first" in said(early)
    await agree(group)
    story = {"goals": "A second shop", "wins": "", "interests": "Sailing", "circles": "", "skills": ""}
    form = await group.caio.slash(group.channel, "profile story")
    await group.caio.submit_modal(form, story)
    planned = await group.bruno.slash(
        group.channel, "one-to-one plan", member=group.caio, when="2026-01-09 12:30", place="Café Central"
    )
    assert "You and Caio talk" in said(planned)
    assert "**Goals**: A second shop" in said(planned)
    told = group.direct(group.caio)[-1]
    assert "You and Bruno talk" in told
    assert "Café Central" in told
    for message in (shown(planned), group.caio.user.dm_channel.history()[-1]):
        (file,) = message.attachments
        assert file.filename == "one-to-one.ics"
    assert "Café Central" not in str(await group.rows("SELECT * FROM talk_plans"))
    for third in (group.ana, group.lia):
        (refused,) = await send_all(group, [third], (PRESS, press("touch:plan:1")), None)
        assert answer_of(refused) == ABSENT
    everywhere = [*group.public(), *group.public(group.moderators), *group.direct(group.ana)]
    assert not [text for text in everywhere if "☕" in text]
    group.refusals()


async def test_the_day_before_it_stands_in_the_morning_list_of_both(group: World) -> None:
    await agree(group)
    await group.caio.slash(group.channel, "one-to-one plan", member=group.bruno, when="2026-01-09 12:30")
    await group.env.advance_time(7 * DAY)
    for person, other in ((group.bruno, "Caio"), (group.caio, "Bruno")):
        assert not [each for each in group.direct(person) if f"You and **{other}** talk" in each], "not yet"
    await group.env.advance_time(DAY)
    for person, other in ((group.bruno, "Caio"), (group.caio, "Bruno")):
        (line,) = [each for each in group.direct(person) if f"You and **{other}** talk" in each]
        assert "Waiting for you in Chapter" in line
    shown_again = await group.bruno.user.click(group.bruno.user.dm_channel.history()[-1], label="What to talk about")
    assert "You and Caio talk" in text_of(shown(shown_again))
    await group.env.advance_time(3 * DAY)
    assert await group.rows("SELECT COUNT(*) FROM talk_plans") == [(0,)], "it is deleted once it is over"


async def test_a_planned_talk_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await ask(group, group.bruno, group.caio)
    await group.caio.user.click(group.caio.user.dm_channel.history()[-1], label="Sim")
    await group.bruno.slash(group.channel, "one-to-one plan", member=group.caio, when="2026-01-09 12:30")
    assert "Você e Bruno conversam" in group.direct(group.caio)[-1]
    await group.env.advance_time(8 * DAY)
    assert "Você e **Bruno** conversam" in group.direct(group.caio)[-1]


async def test_exports_of_others_and_the_roll_hold_nothing_of_the_two(group: World) -> None:
    await agree(group)
    await group.bruno.slash(group.channel, "one-to-one log", member=group.caio, topics="His boat")
    await group.bruno.slash(group.channel, "one-to-one plan", member=group.caio, when="2026-01-09 12:30", place="Café Central")
    for other in (group.ana, group.lia):
        held = await group.bot.services.of(Privacy).export(Actor(group.guild.id, other.id, "Other"))
        assert [held[table] for table in ("touches", "talk_requests", "talk_plans")] == [[], [], []]
    caios = await group.bot.services.of(Privacy).export(Actor(group.guild.id, group.caio.id, "Caio"))
    assert caios["touches"] == [], "what Bruno noted is Bruno's until Caio confirms it"
    assert [plan["place"] for plan in caios["talk_plans"]] == ["Café Central"]
    for command in ("moderate log", "group about", "leaderboard", "digest preview", "member list", "me"):
        told = said(await group.ana.slash(group.channel, command))
        assert not [word for word in ("boat", "Central", "☕", "one_to_one", "touch") if word in told], command
    assert not [text for text in group.public() if "☕" in text]
