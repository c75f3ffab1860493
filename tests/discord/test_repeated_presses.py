"""Presses that come twice, late, or at the same moment as somebody else's: all read what became of it, and it is done once."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import simcord

from bot.demo.simulator import bot_scope, close_messages, unsent
from tests.support import MARIA, WARM, World, labels_of, said, shown, text_of

Pressed = Callable[[], Awaitable[simcord.InteractionResult]]
AGAIN = "Open the form again, with what you typed"
DAY = 24 * 3600


async def at_once(world: World, first: Pressed, second: Pressed) -> tuple[simcord.InteractionResult, simcord.InteractionResult]:
    """Two presses at the same moment: the first one is held until the second one is there."""
    route, held = world.bot.router.route, []

    async def hold(interaction: object) -> None:
        held.append(interaction)

    async def both(interaction: object) -> None:
        await asyncio.gather(*(route(each) for each in (*held, interaction)))  # pyright: ignore[reportArgumentType]

    world.bot.router.route = hold
    one = await first()
    world.bot.router.route = both
    other = await second()
    world.bot.router.route = route
    return one, other


STANDS = {"withdrawn": "↩️ **Taken back**", "accepted": "✅ **Accepted**", "declined": "🙏 **Can't take it**", "won": "🎉 **Got the job**", "open": "🆕 **New**"}  # fmt: skip


FILLED = {"edit": MARIA | {"need": "Two cakes"}, "decline": {"reason": "Too busy"}, "won": WARM}
del FILLED["edit"]["kind"]  # which that form does not ask


async def grow_old(world: World, days: int) -> str:
    """Let everything be that much older, and the next morning come; the state of the first referral then."""
    passed = days * DAY * 1_000_000
    for table, columns in {"referrals": ("given_at", "changed_at"), "thanks": ("at",), "outbox": ("created_at",)}.items():
        older = ", ".join(f"{column} = {column} - {passed}" for column in columns)
        await world.bot.database.write(lambda tx, sql=f"UPDATE {table} SET {older}": tx.run(sql))
    await world.env.advance_time(DAY)
    return (await world.rows("SELECT state FROM referrals ORDER BY id"))[0][0]


def with_button(message: simcord.ResponseMessage, custom_id: str) -> simcord.ResponseMessage:
    """The message as it looked when it had this button."""
    button = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    message._message.components[:] = [{"type": 1, "components": [button]}]
    return message


def told_once(world: World) -> None:
    for person in (world.ana, world.bruno):
        told = world.direct(person)
        assert len(told) == len(set(told)), "nobody is told anything twice"


async def moves(world: World, number: int) -> list[str]:
    return [verb for (verb,) in await world.rows("SELECT verb FROM referral_moves WHERE referral_id = ? ORDER BY id", number)]


async def test_a_nervous_finger_does_everything_once_and_reads_no_refusal(group: World) -> None:
    """Each button twice at the same moment, as two interactions."""
    ana, bruno = group.ana, group.bruno

    async def twice(person: Any, number: int, verb: str) -> None:
        card = await group.open_referral(person, f"R-{number}")
        await answered(verb, number, *[lambda: person.click(card, custom_id=f"referral:{verb}:{number}")] * 2)

    async def answered(verb: str, number: int, *presses: Pressed) -> None:
        for each in await at_once(group, *presses):
            assert not any(refusal in text_of(shown(each)) for refusal in ("can't be", "nothing here")), verb
        assert (await moves(group, number)).count(verb) == 1

    for kind in ("direct", "lead", "direct", "direct"):
        await group.refer(ana, bruno, kind=kind)
    for person, number, verb in (
        (bruno, 1, "accept"), (bruno, 1, "contacted"), (ana, 2, "agreed"), (ana, 3, "withdraw"), (bruno, 4, "accept"),
    ):  # fmt: skip
        await twice(person, number, verb)
    for number, verb in ((1, "no_fit"), (2, "decline")):
        form = await bruno.click(await group.open_referral(bruno, f"R-{number}"), custom_id=f"referral:{verb}:{number}")
        await answered(verb, number, *[lambda form=form: bruno.submit_modal(unsent(form), {"reason": "x"})] * 2)
        await twice(bruno, number, "reopen")
    told_once(group)


async def test_a_nervous_finger_on_thanks_and_questions(group: World) -> None:
    ana, bruno = group.ana, group.bruno
    for _ in range(2):
        await group.refer(ana, bruno)
    await bruno.click(await group.open_referral(bruno), custom_id="referral:accept:1")
    card = await group.open_referral(bruno)
    for each in await at_once(group, *[lambda: bruno.click(card, custom_id="thanks:act:1")] * 2):
        assert "will be glad" in text_of(each.followups[0])
    form = await bruno.click(await group.open_referral(bruno, "R-2"), custom_id="referral:won:2")
    for each in await at_once(group, *[lambda: bruno.submit_modal(unsent(form), WARM)] * 2):
        assert "T-2" in text_of(each.followups[0])
    post = group.channel.history()[-1]
    await at_once(group, *[lambda: ana.click(post, custom_id="thanks:pleasure:2")] * 2)
    assert await group.rows("SELECT number, for_act, pleasure_at IS NOT NULL FROM thanks") == [(1, 1, 0), (2, 0, 1)]
    doubt = shown(await group.refer(ana, bruno, contact=MARIA["contact"]))
    for each in await at_once(group, *[lambda: ana.click(doubt, label="Yes, all the same")] * 2):
        # The press that is held meanwhile is deferred, so that its answer is a further message.
        assert "R-3 is on its way" in text_of([shown(each), *each.followups][-1])
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(3,)]
    asked = shown(await ana.click(await group.open_referral(ana), label="Forget the client"))
    await at_once(group, *[lambda: ana.click(asked, custom_id="referral:forget_yes:1")] * 2)
    logged = "SELECT COUNT(*) FROM log WHERE action = ?"
    assert [await group.rows(logged, each) for each in ("client.forget", "thanks.answer")] == [[(1,)], [(1,)]]
    told_once(group)


async def test_two_people_press_different_buttons_of_one_referral(group: World) -> None:
    """One is first; the other reads where it stands now, or is done too. What is shown afterwards is the same to both."""
    ana, bruno = group.ana, group.bruno

    async def ready(person: Any, number: int, button: str) -> Pressed:
        """The button, or the form that it opened, filled in."""
        card = await group.open_referral(person, f"R-{number}")
        if button not in FILLED:
            return lambda: person.click(card, custom_id=f"referral:{button}:{number}")
        form = await person.click(card, custom_id=f"referral:{button}:{number}")
        return lambda: person.submit_modal(form, FILLED[button])

    for number, (mine, theirs) in enumerate((("withdraw", "accept"), ("edit", "accept"), ("withdraw", "decline"), ("withdraw", "won")), 1):  # fmt: skip
        await group.refer(ana, bruno)
        both = await at_once(group, await ready(ana, number, mine), await ready(bruno, number, theirs))
        told = [text_of(shown(each)) for each in both]
        refused = [text for text in told if "it stands at" in text or "stands at “Taken back”" in text]
        done = await moves(group, number)
        assert len(done) + len(refused) == 2, (mine, theirs, told, done)
        assert done, "one of the two is done"
        ((state, version),) = await group.rows("SELECT state, version FROM referrals WHERE number = ?", number)
        assert version == len(done) + 1
        for person in (ana, bruno):
            assert f"Where it stands: {STANDS[state]}" in text_of(await group.open_referral(person, f"R-{number}"))


async def test_buttons_on_cards_that_are_two_years_old(group: World) -> None:
    """Each gets an answer in one sentence; nothing moves, nothing of the client is left to be shown."""
    ana, bruno = group.ana, group.bruno
    given = shown(await group.refer(ana, bruno))
    card = await group.open_referral(bruno)
    own = await group.open_referral(ana)
    await group.refer(ana, bruno, prospect="Paulo Lima")
    thanked = await bruno.submit_modal(await bruno.slash(group.channel, "thank", referral="R-2"), WARM)
    post = group.channel.history()[-1]
    await grow_old(group, 121)
    old = await grow_old(group, 91)
    assert old == "lapsed"
    await grow_old(group, 500)
    await group.restart()
    before = await group.rows("SELECT state, version FROM referrals ORDER BY id")
    for verb in ("accept", "contacted", "decline", "no_fit", "show", "forget", "same", "reopen"):
        answer = said(await bruno.click(with_button(card, f"referral:{verb}:1"), custom_id=f"referral:{verb}:1"))
        assert "Maria" not in answer
        assert answer.endswith("."), (verb, answer)
        assert "\n" not in answer, verb
    for verb in ("withdraw", "edit", "agreed"):
        answer = said(await ana.click(with_button(own, f"referral:{verb}:1"), custom_id=f"referral:{verb}:1"))
        assert "Maria" not in answer, verb
    assert "The ten minutes" in said(await bruno.click(shown(thanked), custom_id="thanks:undo:1"))
    assert "can't be changed" in said(await ana.click(given, custom_id="referral:undo:1"))
    assert await group.rows("SELECT state, version FROM referrals ORDER BY id") == before == [("lapsed", 3), ("won", 3)]
    assert "It’s a pleasure!" in text_of(shown(await ana.click(post, custom_id="thanks:pleasure:1"))), (
        "late, and welcome all the same"
    )
    form = await bruno.click(await group.open_referral(bruno, "R-2"), label="More work came from this")
    more = await bruno.submit_modal(form, WARM | {"business": "repeat"})
    assert "will be glad" in text_of(more.followups[0])


@pytest.mark.parametrize("how", ["left", "deleted", "away"])
async def test_a_receiver_who_goes_between_form_and_submit(group: World, how: str) -> None:
    """The giver is told in a sentence, has what they typed, and the other thing that works at once: another receiver."""
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    await group.refer(group.caio, group.ana)
    thanks = await group.ana.click(await group.open_referral(group.ana), custom_id="referral:won:1")
    for person in (group.bruno, group.caio):
        if how == "left":
            with bot_scope(group.env):
                await group.bot.services.departures.left(group.guild.id, person.id)
        elif how == "deleted":
            asked = await person.slash(group.channel, "privacy delete")
            await person.click(shown(asked), label="Delete it")
        else:
            await person.slash(group.channel, "away")
    refused = await group.ana.submit_modal(form, MARIA)
    assert ("is on leave" if how == "away" else "is not a member of the group") in said(refused)
    assert labels_of(shown(refused)) == [AGAIN]
    assert "Maria" not in "\n".join(group.public())
    assert await group.rows("SELECT COUNT(*) FROM referrals WHERE receiver_id = ?", group.bruno.id) == [(0,)]
    assert ("is on leave" if how == "away" else "not a member") in said(await group.ana.click(shown(refused), label=AGAIN))
    thanked = await group.ana.submit_modal(thanks, WARM)
    if how == "deleted":
        assert "not a member" in said(thanked)
        again = await group.ana.click(shown(thanked), label=AGAIN)
        thanked = await group.ana.submit_modal(again, WARM)
        assert group.public()[-1].startswith("💚 **Ana** thanks **A former member**")
    assert "will be glad" in text_of(thanked.followups[0] if thanked.followups else shown(thanked))
    assert await group.rows("SELECT state FROM referrals") == [("won",)]
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE state = 'dead'") == [(0,)], "nobody is written to who is not there"


async def test_where_nobody_can_be_written_to_the_whole_story_goes_on_in_the_lists(group: World) -> None:
    for person in (group.ana, group.bruno):
        close_messages(group.env, person)
    before = {person: len(group.direct(person)) for person in (group.ana, group.bruno)}
    await group.refer(group.ana, group.bruno)
    accepted = await group.bruno.click(await group.open_referral(group.bruno), custom_id="referral:accept:1")
    assert "maria@example.org" in text_of(accepted.followups[0])
    assert "Accepted" in said(await group.ana.slash(group.channel, "referrals"))
    form = await group.bruno.click(await group.open_referral(group.bruno), custom_id="referral:won:1")
    await group.bruno.submit_modal(form, WARM)
    assert "Got the job" in text_of(await group.open_referral(group.ana))
    asked = shown(await group.bruno.click(await group.open_referral(group.bruno), label="Forget the client"))
    await group.bruno.click(asked, label="Yes, forget them")
    assert {person: len(group.direct(person)) for person in before} == before
    assert not [text for text in group.public() if "Maria" in text or "maria" in text]
    assert "a client whose data was deleted" in said(await group.ana.slash(group.channel, "referrals"))
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE state NOT IN ('sent', 'dead')") == [(0,)]
