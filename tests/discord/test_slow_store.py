"""Nobody is left without an answer while the store is slow or much is asked at once: answers are deferred, and late forms offered again.

The store takes SLOW seconds of the simulated clock, which moves by itself and does not depend on the machine.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.demo import simulator
from cogs._ui import answering, ready_forms
from tests.support import MARIA, World, ids_of, said, shown, text_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from datetime import datetime

    import simcord

    Act = Callable[[World], Awaitable[simcord.InteractionResult]]

SLOW = answering.SUGGESTED_WITHIN + 0.5
COMMANDS: dict[str, Act] = {
    "refer": lambda group: group.ana.slash(group.channel, "refer", member=group.bruno),
    "thank": lambda group: group.ana.slash(group.channel, "thank", member=group.caio),
    "profile edit": lambda group: group.ana.slash(group.channel, "profile edit"),
    "profile story": lambda group: group.ana.slash(group.channel, "profile story"),
    "a menu": lambda group: group.ana.context_menu(group.channel, "Refer someone to them", group.bruno),
}
PRESSES = {
    "referral:edit:1": "ana",
    "referral:decline:1": "bruno",
    "referral:label:1": "bruno",
    "referral:won:1": "bruno",
    "welcome:write:{guild}": "bruno",
    "profile:open_edit:me": "ana",
    "directory:search:all": "ana",
    "group:about_edit:x": "ana",
    "setup:zone": "ana",
    "away:change:me": "ana",
    "form:again:{draft}": "ana",
}
"""Buttons that open a form, and who presses them."""


@pytest.fixture
def slow(group: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on every transaction takes SLOW."""

    def slow_down() -> None:
        for way in ("read", "write"):
            right = getattr(group.bot.database, way)

            async def late(work: Any, right: Any = right) -> Any:
                await asyncio.sleep(SLOW)
                return await right(work)

            monkeypatch.setattr(group.bot.database, way, late)

    return slow_down


async def with_button(group: World, person: Any, custom_id: str) -> simcord.ResponseMessage:
    """A private message with a button of that custom id below the others."""
    message = shown(await person.slash(group.channel, "help"))
    part = {"type": 2, "style": 2, "label": "x", "custom_id": custom_id}
    message._message.components.append({"type": 1, "components": [part]})
    return message


async def press(group: World, person: Any, custom_id: str) -> simcord.InteractionResult:
    return await person.click(await with_button(group, person, custom_id), custom_id=custom_id)


def offer_of(late: simcord.InteractionResult) -> Any:
    """The private message that offers the late form; it follows the deferral."""
    assert late.modal is None
    messages = [*([late.response] if late.response else []), *late.followups]
    return next(each for each in messages if any(custom_id.startswith("form:ready:") for custom_id in ids_of(each)))


async def opened_at_once(group: World, late: simcord.InteractionResult, person: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the offer's button opens while the store answers nothing at all."""

    async def unasked(_: Any) -> Any:
        raise AssertionError("the store was asked")

    offer = offer_of(late)
    assert offer.ephemeral
    assert "The form is ready now" in text_of(offer)
    with monkeypatch.context() as away:
        away.setattr(group.bot.database, "read", unasked)
        away.setattr(group.bot.database, "write", unasked)
        opened = await person.click(offer, custom_id=ids_of(offer)[0])
    assert opened.modal is not None
    return opened


@pytest.mark.parametrize("way", COMMANDS)
async def test_a_command_whose_form_is_late(
    group: World, slow: Callable[[], None], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    slow()
    late = await COMMANDS[way](group)
    opened = await opened_at_once(group, late, group.ana, monkeypatch)
    if way == "refer":
        assert "R-1" in said(await group.ana.submit_modal(opened, MARIA))
        again = await group.ana.click(offer_of(late), custom_id=ids_of(offer_of(late))[0])
        assert again.modal is None, "its nonce is used: another referral in it would count as the same"


@pytest.mark.parametrize("custom_id", PRESSES)
async def test_a_button_whose_form_is_late(
    group: World, slow: Callable[[], None], monkeypatch: pytest.MonkeyPatch, custom_id: str
) -> None:
    person = group.people[PRESSES[custom_id]]
    await group.refer(group.ana, group.bruno)
    if custom_id == "away:change:me":
        await group.ana.slash(group.channel, "away", note="Back soon")
    draft = ""
    if custom_id == "form:again:{draft}":
        await group.refer(group.ana, group.bruno, contact="nope")
        ((draft,),) = await group.rows("SELECT id FROM drafts")
    if custom_id == "referral:won:1":
        await press(group, group.bruno, "referral:accept:1")
    message = await with_button(group, person, custom_id.format(guild=group.guild.id, draft=draft))
    slow()
    late = await person.click(message, custom_id=ids_of(message)[-1])
    await opened_at_once(group, late, person, monkeypatch)


@pytest.mark.parametrize(
    ("command", "option"),
    [("referral", "id"), ("thank", "referral"), ("thank", "former"), ("member add", "seat"), ("member expected", "name")],
)
async def test_suggestions_that_are_late_are_none(
    group: World,
    slow: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    command: str,
    option: str,
) -> None:
    """Discord waits three seconds for them, and takes no deferral."""
    answers: list[tuple[datetime, Any]] = []
    right = discord.InteractionResponse[Any].autocomplete

    async def answer(response: Any, choices: Any) -> None:
        answers.append((discord.utils.utcnow(), choices))
        await right(response, choices)

    monkeypatch.setattr(discord.InteractionResponse, "autocomplete", answer)
    await group.refer(group.ana, group.bruno)
    with simulator.bot_scope(group.env):
        began = discord.utils.utcnow()
    slow()
    assert await group.ana.autocomplete(group.channel, command, option, "") == []
    ((at, choices),) = answers
    assert (at - began, choices) == (timedelta(seconds=answering.SUGGESTED_WITHIN), [])
    assert group.bot.answering.waiting == 0
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_what_opens_no_form_is_deferred_and_done(group: World, slow: Callable[[], None]) -> None:
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    slow()
    accepted = await group.bruno.user.click(card, custom_id="referral:accept:1")
    assert accepted.deferred
    assert any(MARIA["contact"] in text_of(each) for each in accepted.followups)
    assert await group.rows("SELECT state FROM referrals") == [("accepted",)]


async def test_somebody_elses_late_form_and_one_of_an_earlier_process_are_refused(group: World, slow: Callable[[], None]) -> None:
    slow()
    late = await COMMANDS["profile edit"](group)
    custom_id = ids_of(offer_of(late))[0]
    assert "This form is not kept" in said(await press(group, group.bruno, custom_id))
    ready_forms.READY_FORMS._forms.clear()
    assert "This form is not kept" in said(await press(group, group.ana, custom_id))


async def test_forms_are_not_kept_for_long_nor_without_bound(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready_forms, "MOST", 2)
    forms = ready_forms.ReadyForms()
    form: Any = object()
    with simulator.bot_scope(group.env):
        keys = [forms.keep(1, form) for _ in range(3)]
        assert [forms.take(1, key) for key in keys] == [None, form, form]
        monkeypatch.setattr(ready_forms, "MOST", 1000)
        theirs = forms.keep(2, form)
        mine = [forms.keep(1, form) for _ in range(ready_forms.MOST_OF_ONE + 1)]
        assert forms.take(2, theirs) is form, "nobody crowds out another's"
        assert [forms.take(1, key) for key in mine] == [None, *[form] * ready_forms.MOST_OF_ONE]
        theirs, mine = forms.keep(2, form), [forms.keep(1, form)]
        forms.forget(1)
        assert forms.take(1, mine[0]) is None, "they deleted their data"
        assert forms.take(2, theirs) is form
        key = forms.keep(1, form)
    await group.env.advance_time(ready_forms.LASTS + 1)
    assert forms.take(1, key) is None


@pytest.mark.parametrize("act", ["command", "press"])
async def test_the_wait_for_a_turn_counts(group: World, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    """The clock starts when the interaction arrives, not when its handler does."""
    right = group.bot.answering.turn
    deferred: list[bool] = []

    @asynccontextmanager
    async def crowded(first: answering.FirstAnswer) -> AsyncIterator[None]:
        await asyncio.sleep(SLOW)
        deferred.append(first.is_over)
        async with right(first):
            yield

    asked = shown(await group.ana.slash(group.channel, "directory"))
    monkeypatch.setattr(group.bot.answering, "turn", crowded)
    if act == "command":
        answer = await group.ana.slash(group.channel, "me")
        assert "My activity" in said(answer)
    else:
        answer = await group.ana.click(asked, custom_id="directory:search:all")
        assert offer_of(answer).ephemeral
    assert deferred == [True]
    assert group.bot.answering.waiting == 0


async def test_of_many_at_once_the_last_are_deferred_first() -> None:
    crowd = answering.Answering()
    patience: list[float] = []
    for _ in range(300):
        patience.append(crowd.patience)
        crowd.arrived(lambda: None)
    assert patience[: answering.AT_ONCE + 1] == [answering.PATIENCE] * (answering.AT_ONCE + 1)
    assert patience == sorted(patience, reverse=True)
    assert patience[-1] == 0.0
    # Deferred in the order of their deadlines, each has the time that a deferral takes.
    assert all(before - after <= answering.DEFERRAL + 1e-9 for before, after in itertools.pairwise(patience))


async def test_so_many_are_worked_on_at_once_and_an_answer_gives_its_turn_away() -> None:
    crowd = answering.Answering()
    firsts = [crowd.arrived(lambda: None) for _ in range(answering.AT_ONCE + 2)]
    begun: list[int] = []
    go_on = asyncio.Event()

    async def work(n: int) -> None:
        async with crowd.turn(firsts[n]):
            begun.append(n)
            await go_on.wait()

    async with asyncio.TaskGroup() as tasks:
        for n in range(len(firsts)):
            tasks.create_task(work(n))
        while len(begun) < answering.AT_ONCE:  # noqa: ASYNC110 - each pass lets the tasks run
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert begun == [*range(answering.AT_ONCE)]
        firsts[3].over()
        firsts[3].over()
        while len(begun) == answering.AT_ONCE:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert begun == [*range(answering.AT_ONCE + 1)], "one turn was given away, once"
        go_on.set()
    assert sorted(begun) == [*range(len(firsts))]
    for first in firsts:
        first.over()
    assert crowd.waiting == 0


async def test_deferrals_go_before_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "CONNECTIONS", 2)
    crowd = answering.Answering()
    done: list[str] = []
    sent = asyncio.Event()

    async def defer(n: int) -> None:
        async with crowd.deferral():
            done.append(f"deferral {n}")
            await sent.wait()

    async def work() -> None:
        async with crowd.turn(crowd.arrived(lambda: None)):
            done.append("work")

    async def draw() -> None:
        await crowd.deferrals_are_sent()
        done.append("picture")

    async with asyncio.TaskGroup() as tasks:
        for n in range(3):
            tasks.create_task(defer(n))
        await asyncio.sleep(0)
        tasks.create_task(work())
        tasks.create_task(draw())
        for _ in range(10):
            await asyncio.sleep(0)
        assert done == ["deferral 0", "deferral 1"], "the third waits for a connection, and all else for the third"
        sent.set()
    assert sorted(done[2:]) == ["deferral 2", "picture", "work"]


async def test_a_picture_waits_for_the_deferrals_that_are_due(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await group.refer(group.ana, group.bruno)
    waited: list[bool] = []

    async def sent() -> None:
        waited.append(True)

    monkeypatch.setattr(group.bot.answering, "deferrals_are_sent", sent)
    await group.ana.slash(group.channel, "me")
    assert len(waited) == 1, "for its turn"
    assert shown(await group.ana.slash(group.channel, "leaderboard")).attachments
    assert len(waited) == 3
