"""An answer that nobody can give any more is one line in the log, wherever it is raised: no traceback, and nothing that was done is undone."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import aiohttp
import discord
import pytest
from simcord.backend.errors import SetupError

from cogs._ui.interaction import InteractionContext
from tests.support import MARIA, World, ids_of, shown
from tests.support import _cause as cause

CALLBACK = "/interactions/*/*/callback"
REFUSALS = [(404, 10062), (400, 40060), (404, 0), (401, 50027)]

Act = Callable[[World], Awaitable[object]]


async def suggestions(group: World) -> object:
    return await group.bruno.autocomplete(group.channel, "referral", "id", "mar")


async def command(group: World) -> object:
    return await group.bruno.slash(group.channel, "referrals")


async def form(group: World) -> object:
    return await group.ana.slash(group.channel, "refer", member=group.bruno)


async def press(group: World) -> object:
    card = group.bruno.user.dm_channel.history()[-1]
    return await group.bruno.user.click(card, custom_id="referral:accept:1")


def lines(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What was said but for debugging, of anything that concerns answers."""
    return [
        record
        for record in caplog.records
        if record.name.startswith(("cogs", "bot.app", "discord.app_commands", "discord.client"))
    ]


@pytest.mark.parametrize(("status", "code"), REFUSALS)
@pytest.mark.parametrize("act", [suggestions, command, form, press])
async def test_it_is_one_line(group: World, caplog: pytest.LogCaptureFixture, act: Act, status: int, code: int) -> None:
    await group.refer(group.ana, group.bruno)
    caplog.clear()
    caplog.set_level(logging.INFO)
    group.env.inject_error("POST", CALLBACK, status=status, code=code, times=None)
    await tried(group, act)
    assert [(record.levelno, record.exc_info) for record in lines(caplog)] == [(logging.INFO, None)]
    group.env.backend.faults.clear()
    if act is press:
        assert await group.rows("SELECT state FROM referrals") == [("accepted",)]


@pytest.mark.parametrize("status", [403, 500, 503])
async def test_suggestions_that_discord_did_not_take(group: World, caplog: pytest.LogCaptureFixture, status: int) -> None:
    caplog.set_level(logging.INFO)
    group.env.inject_error("POST", CALLBACK, status=status, times=None)
    await tried(group, suggestions)
    assert [(record.levelno, record.exc_info) for record in lines(caplog)] == [(logging.WARNING, None)]
    assert f"A list of suggestions did not arrive: {status}" in caplog.text


async def test_suggestions_whose_connection_broke(
    group: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(*_: object) -> None:
        raise aiohttp.ServerDisconnectedError

    caplog.set_level(logging.INFO)
    monkeypatch.setattr(discord.InteractionResponse, "autocomplete", cut)
    await tried(group, suggestions)
    assert [(record.levelno, record.exc_info) for record in lines(caplog)] == [(logging.WARNING, None)]


@pytest.mark.parametrize(("status", "code"), REFUSALS)
async def test_a_form_that_was_sent(group: World, caplog: pytest.LogCaptureFixture, status: int, code: int) -> None:
    asked = await group.ana.slash(group.channel, "refer", member=group.bruno)
    caplog.clear()
    caplog.set_level(logging.INFO)
    group.env.inject_error("POST", CALLBACK, status=status, code=code, times=None)

    async def submit(group: World) -> object:
        return await group.ana.submit_modal(asked, MARIA)

    await tried(group, submit)
    assert [(record.levelno, record.exc_info) for record in lines(caplog)] == [(logging.INFO, None)]
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(1,)]


@pytest.mark.parametrize(("status", "code"), [(404, 10015), (401, 50027)])
async def test_what_follows_an_answer(group: World, caplog: pytest.LogCaptureFixture, status: int, code: int) -> None:
    """A fourth of an hour is over between the two."""
    await group.refer(group.ana, group.bruno)
    caplog.clear()
    caplog.set_level(logging.INFO)
    group.env.inject_error("POST", "/webhooks/*", status=status, code=code, times=None)
    await tried(group, press)  # it changes the card, and then shows the contact
    assert [(record.levelno, record.exc_info) for record in lines(caplog)] == [(logging.INFO, None)]
    assert await group.rows("SELECT state FROM referrals") == [("accepted",)]


@pytest.mark.parametrize(("status", "code"), REFUSALS)
async def test_a_deferral(group: World, caplog: pytest.LogCaptureFixture, status: int, code: int) -> None:
    async def slow(turn: InteractionContext) -> None:
        turn._out_of_patience()
        assert turn._deferring is not None
        await turn._deferring
        turn.end()

    group.bot.router._routes["press"]["test:slow"] = slow
    shown_to_ana = shown(await group.ana.slash(group.channel, "help"))
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "test:slow"}]}
    shown_to_ana._message.components.append(row)
    caplog.set_level(logging.INFO)
    group.env.inject_error("POST", CALLBACK, status=status, code=code, times=None)
    await tried(group, lambda group: group.ana.click(shown_to_ana, custom_id="test:slow"))
    assert [(record.levelno, record.exc_info) for record in lines(caplog)] == [(logging.INFO, None)]


async def introduced(group: World) -> str:
    form = await group.ana.slash(group.channel, "introduce", one=group.bruno, two=group.caio)
    await group.ana.submit_modal(form, {"why": "You both work with small cafés"})
    return "intro:yes:1"


async def introduced_in_vain(group: World) -> str:
    await introduced(group)
    return "intro:no:1"


async def met(group: World) -> str:
    await group.ana.slash(group.channel, "one-to-one log", member=group.bruno)
    return "touch:confirm:1"


async def referred(group: World) -> str:
    await group.refer(group.ana, group.bruno)
    return "referral:accept:1"


@pytest.mark.parametrize("question", [introduced, introduced_in_vain, met, referred])
async def test_a_question_in_direct_messages_shows_what_was_said(
    group: World, question: Callable[[World], Awaitable[str]]
) -> None:
    custom_id = await question(group)
    card = group.bruno.user.dm_channel.history()[-1]
    assert custom_id in ids_of(card)
    group.env.inject_error("POST", CALLBACK, status=503, times=None)
    await tried(group, lambda group: group.bruno.user.click(card, custom_id=custom_id))
    (now,) = [each for each in group.bruno.user.dm_channel.history() if each.id == card.id]
    assert custom_id not in ids_of(now)


async def tried(group: World, act: Act) -> None:
    """Act; that no answer came, simcord says by errors of its own."""
    with suppress(SetupError, discord.HTTPException):
        await act(group)
    await group.env.settle()
    assert all(isinstance(error, discord.HTTPException) for error in map(cause, group.env.errors)), group.env.errors
    group.env._errors.clear()
