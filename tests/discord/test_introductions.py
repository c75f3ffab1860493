"""Two members are introduced by a third: what each of them sees, and what the store holds."""

import pytest
import simcord

from bot.membership.muted_senders import store as muted_senders_store
from tests.discord.cells import answer_of, send_all
from tests.discord.test_authorisation_cells import ABSENT
from tests.discord.wire import PRESS, SUBMIT, press
from tests.support import World, ids_of, said, shown, text_of

DAY = 24 * 3600
WHY = {"why": "You both work with small cafés", "note_one": "Bakes for half the city", "note_two": "Takes pictures of food"}


async def propose(group: World) -> simcord.InteractionResult:
    """Ana introduces Bruno and Caio."""
    form = await group.ana.slash(group.channel, "introduce", one=group.bruno, two=group.caio)
    assert form.modal is not None, said(form)
    assert form.modal["custom_id"].startswith(f"intro:form:{group.bruno.id}:{group.caio.id}:")
    return await group.ana.submit_modal(form, WHY)


async def answer(person: object, verb: str) -> simcord.InteractionResult:
    card = person.user.dm_channel.history()[-1]
    return await person.user.click(card, custom_id=f"intro:{verb}:1")


async def made(group: World) -> None:
    await propose(group)
    await answer(group.bruno, "yes")
    await answer(group.caio, "yes")


async def test_both_say_yes(group: World) -> None:
    confirmed = said(await propose(group))
    assert "Bruno and Caio each get a message with what you wrote (I-1)." in confirmed
    question = group.direct(group.bruno)[-1]
    assert "Ana would like you to meet Caio" in question
    assert "> You both work with small cafés" in question
    assert "For you alone: Takes pictures of food" in question
    assert "Bakes for half the city" not in question
    assert "Bakes for half the city" in group.direct(group.caio)[-1]

    agreed = await answer(group.bruno, "yes")
    assert "You said yes. If the other does too" in text_of(shown(agreed))
    assert ids_of(shown(agreed)) == []
    assert "introduc" not in group.direct(group.ana)[-1], "she learns nothing before both have said yes"
    await answer(group.caio, "yes")
    for person, other in ((group.bruno, "Caio"), (group.caio, "Bruno")):
        made = group.direct(person)[-1]
        assert f"You and {other} both said yes" in made
        assert f"> Hello {other}, Ana introduced us: You both work with small cafés" in made
    assert group.direct(group.ana)[-1].startswith("🤝 Bruno and Caio both said yes: you introduced them. (I-1)")
    assert group.public()[-1] == "🔗 **Ana** introduced **Bruno** and **Caio**. (I-1)"

    board = said(await group.ana.slash(group.channel, "leaderboard", board="connectors"))
    assert "🥇 **Ana** · 2 members introduced · 2 times" in board
    assert "You introduced 2 members; you were introduced 0 times." in said(await group.ana.slash(group.channel, "me"))
    assert "**1 introduction**" in said(await group.ana.slash(group.channel, "digest preview"))


async def test_a_no_shows_nobody_anything(group: World) -> None:
    await propose(group)
    declined = await answer(group.bruno, "no")
    assert "You said no, thank you. Nobody learns of it." in text_of(shown(declined))
    agreed = await answer(group.caio, "yes")
    assert "You said yes. If the other does too" in text_of(shown(agreed))
    assert len(group.direct(group.ana)) == 1, "her welcome alone"
    log = said(await group.ana.slash(group.channel, "moderate log"))
    assert "introduced" not in log
    voided = await group.ana.slash(group.channel, "moderate void", id="I-1", reason="Made up")
    assert "There is nothing here by that name" in said(voided)
    assert await group.rows("SELECT one_said, two_said, state FROM introductions") == [(2, 1, "proposed")]
    group.refusals()


async def test_a_refused_form_comes_back(group: World) -> None:
    form = await group.ana.slash(group.channel, "introduce", one=group.bruno, two=group.caio)
    refused = await group.ana.submit_modal(form, WHY | {"why": "   "})
    assert "Why should they meet?" in said(refused)
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    assert again.modal is not None
    await group.ana.submit_modal(again, WHY)
    assert await group.rows("SELECT COUNT(*) FROM introductions") == [(1,)]
    assert sum("would like you to meet" in each for each in group.direct(group.bruno)) == 1
    group.refusals()


async def test_from_the_menu_the_second_is_chosen_in_the_form(group: World) -> None:
    form = await group.ana.context_menu(group.channel, "Introduce them", group.bruno)
    assert form.modal is not None
    (select,) = [each["component"] for each in form.modal["components"] if each["component"]["custom_id"] == "two"]
    assert (select["required"], select["min_values"], select["max_values"]) == (True, 1, 1)
    again = await group.ana.submit_modal(form, WHY | {"two": [group.caio]})
    assert "I ask both" in said(again)


async def test_a_form_without_the_second_is_refused(group: World) -> None:
    """Discord requires the choice; what a client sends is input all the same."""
    sent = {"custom_id": f"intro:form:{group.bruno.id}:0:n", "components": []}
    (refused,) = await send_all(group, [group.ana], (SUBMIT, sent), group.channel)
    assert "Choose whom they should meet" in answer_of(refused)
    group.refusals()


async def test_by_the_panel(group: World) -> None:
    await group.ana.slash(group.channel, "group panel")
    asked = await group.ana.click(group.channel.history()[-1], custom_id="panel:introduce")
    form = await group.ana.select(shown(asked), [group.bruno], custom_id="intro:pick")
    assert form.modal is not None
    assert form.modal["title"] == "Introduce Bruno"


async def test_somebody_outside_is_a_text_to_copy_and_nothing_is_kept(group: World) -> None:
    for options in ({"one": group.bruno, "outsider": "Paulo"}, {"one": group.ana, "outsider": "Rita", "other_outsider": "Paulo"}):
        texts = said(await group.ana.slash(group.channel, "introduce", **options))
        assert "I write to nobody outside the group" in texts
        assert "Paulo" in texts
    assert await group.rows("SELECT COUNT(*) FROM introductions") == [(0,)]
    for options in (
        {"one": group.ana, "outsider": "Paulo"},
        {"one": group.bruno, "two": group.caio, "outsider": "Paulo"},
        {"one": group.bruno, "outsider": "Rita", "other_outsider": "Paulo"},
    ):
        assert "Choose two people" in said(await group.ana.slash(group.channel, "introduce", **options))
    group.refusals()


@pytest.mark.parametrize("blank", ["   ", "\u200b", "\u2800"])
async def test_nobody_has_a_blank_name(group: World, blank: str) -> None:
    for options in ({"one": group.bruno, "outsider": blank}, {"one": group.ana, "outsider": "Rita", "other_outsider": blank}):
        assert "“Somebody outside” is empty" in said(await group.ana.slash(group.channel, "introduce", **options))
    group.refusals()


async def test_names_stand_in_texts_to_send_as_they_are_written(group: World) -> None:
    """Each sign that would do something is escaped once."""
    texts = said(await group.ana.slash(group.channel, "introduce", one=group.bruno, outsider="Rita_*Lima*"))
    assert "> Hello Rita\\_\\*Lima\\*, I know Bruno" in texts
    await group.bot.database.write(lambda tx: tx.run("UPDATE members SET name = 'Ca*i*o' WHERE name = 'Caio'"))
    await made(group)
    assert "> Hello Ca\\*i\\*o, Ana introduced us" in group.direct(group.bruno)[-1]


async def test_a_moderator_cancels_what_was_made_up(group: World) -> None:
    form = await group.caio.slash(group.channel, "profile edit")
    profile = {"business": "Caio's", "offer": "Pictures", "ideal_referral": "Cafés", "contact": "caio@example.org"}
    await group.caio.submit_modal(form, profile)
    await made(group)
    assert "caio@example.org" in group.direct(group.bruno)[-1]
    await group.ana.slash(group.channel, "moderate void", id="I-1", reason="They are brothers")
    assert group.public()[-1] == "🚫 An introduction was cancelled by a moderator. (I-1)"
    for person in (group.ana, group.bruno, group.caio):
        assert "They are brothers" in group.direct(person)[-1]
    for person in (group.bruno, group.caio):
        assert "🚫 The introduction I-1 was cancelled by a moderator." in group.direct(person)
        assert not any("caio@example.org" in each or "both said yes" in each for each in group.direct(person))
    assert "Nobody yet" in said(await group.ana.slash(group.channel, "leaderboard", board="connectors"))


async def test_who_wants_none_is_not_asked(group: World) -> None:
    card = shown(await group.caio.slash(group.channel, "settings"))
    await group.caio.click(card, custom_id="settings:switch:introductions:off")
    refused = await group.ana.slash(group.channel, "introduce", one=group.bruno, two=group.caio)
    assert "Caio wants no introductions at present" in said(refused)
    group.refusals()


async def test_only_the_two_answer_and_others_read_that_there_is_nothing(group: World) -> None:
    await propose(group)
    card = group.bruno.user.dm_channel.history()[-1]
    for person in (group.ana, group.lia, group.duda):
        for custom_id in ("intro:yes:1", "intro:yes:999"):
            (refused,) = await send_all(group, [person], (PRESS, press(custom_id)), group.channel)
            assert answer_of(refused) == ABSENT, (person, custom_id)
    assert "intro:yes:1" in ids_of(card)
    assert await group.rows("SELECT one_said, two_said FROM introductions") == [(0, 0)]
    group.refusals()


@pytest.mark.parametrize("verb", ["yes", "no"])
async def test_a_removed_person_answers_nothing(group: World, verb: str) -> None:
    await propose(group)
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    card = next(each for each in group.bruno.user.dm_channel.history() if f"intro:{verb}:1" in ids_of(each))
    refused = await group.bruno.user.click(card, custom_id=f"intro:{verb}:1")
    assert "You are not a member of that group any more" in said(refused)
    assert await group.rows("SELECT one_said FROM introductions") == [(0,)]
    group.refusals()


async def test_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await made(group)
    assert group.public()[-1] == "🔗 **Ana** apresentou **Bruno** e **Caio**. (I-1)"


async def test_the_connector_reads_of_a_referral_that_followed(group: World) -> None:
    await made(group)
    await group.refer(group.bruno, group.caio)
    told = group.direct(group.ana)[-1]
    assert told == "🎉 Bruno passed Caio a referral after your introduction. (I-1)"
    assert "Maria" not in told
    await group.refer(group.caio, group.bruno)
    assert sum("after your introduction" in each for each in group.direct(group.ana)) == 1


@pytest.mark.parametrize("by", ["switch", "muting"])
async def test_who_does_not_want_to_hear_of_it_does_not(group: World, by: str) -> None:
    await made(group)
    if by == "switch":
        await group.ana.click(shown(await group.ana.slash(group.channel, "settings")), custom_id="settings:switch:needs:off")
    else:
        await group.bot.database.write(lambda tx: muted_senders_store.add(tx, group.guild.id, group.ana.id, group.bruno.id))
    await group.refer(group.bruno, group.caio)
    assert not any("after your introduction" in each for each in group.direct(group.ana))


async def test_a_week_later_the_morning_list_asks_whether_they_talked(group: World) -> None:
    await made(group)
    before = len(group.direct(group.ana))
    await group.env.advance_time(8 * DAY)
    asked = group.direct(group.bruno)[-1]
    assert "Waiting for you in Chapter" in asked
    assert "🔗 Ana introduced you to **Caio** (I-1). Did you two talk?" in asked
    message = group.bruno.user.dm_channel.history()[-1]
    for stranger in (group.ana, group.lia):
        (refused,) = await send_all(group, [stranger], (PRESS, press("intro:talked:1:0")), None)
        assert answer_of(refused) == ABSENT
    await group.restart()
    noted = await group.bruno.user.click(message, label="We talked")
    assert "Noted: you and Caio talked. Only you read this." in text_of(noted.followups[0])
    assert "All of this is dealt with" in text_of(shown(noted))
    theirs = group.caio.user.dm_channel.history()[-1]
    assert "Did you two talk?" in text_of(theirs), "what one noted does not show to the other"
    both = await group.caio.user.click(theirs, label="We talked")
    assert "You both say so" in text_of(both.followups[0])
    assert await group.rows("SELECT COUNT(*) FROM touches WHERE low_noted_at > 0 AND high_noted_at > 0") == [(1,)]
    assert len(group.direct(group.ana)) == before, "the connector reads nothing of it"
    group.refusals()


async def test_the_question_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    await made(group)
    await group.env.advance_time(8 * DAY)
    assert "Vocês dois conversaram?" in group.direct(group.caio)[-1]
    await group.caio.user.click(group.caio.user.dm_channel.history()[-1], label="Conversamos")
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(1,)]


@pytest.mark.parametrize(("what", "says"), [("removed", "You are not a member of that group any more"), ("cancelled", ABSENT)])
async def test_that_they_talked_is_noted_of_members_and_of_what_stands(group: World, what: str, says: str) -> None:
    await made(group)
    if what == "removed":
        await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    else:
        await group.ana.slash(group.channel, "moderate void", id="I-1", reason="They are brothers")
    (refused,) = await send_all(group, [group.bruno], (PRESS, press("intro:talked:1:0")), None)
    assert says in answer_of(refused)
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(0,)]
    group.refusals()


async def test_who_deleted_their_data_is_noted_by_nobody(group: World) -> None:
    await made(group)
    assert await group.rows("SELECT subject FROM posted WHERE subject LIKE ?", f"introduction:1:%:{group.caio.id}")
    await group.caio.click(shown(await group.caio.slash(group.channel, "privacy delete")), label="Delete it")
    assert not await group.rows("SELECT subject FROM posted WHERE subject LIKE ?", f"%{group.caio.id}%")
    (refused,) = await send_all(group, [group.bruno], (PRESS, press("intro:talked:1:0")), None)
    assert answer_of(refused) == ABSENT
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(0,)]
    group.refusals()
