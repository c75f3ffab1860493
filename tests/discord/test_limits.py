"""A flood is stopped with a sentence, and what was typed comes back."""

from __future__ import annotations

import re

import discord

from bot.core import allowances
from bot.core.declarations import declared
from bot.core.limit import SUGGESTIONS
from tests.support import BAKERY, MARIA, World, said, shown, text_of


async def drain(world: World, person: object, act: str, group_id: int | None = None) -> None:
    """Use up a person's allowance."""
    for _ in range(declared().limits[act].most):
        group = world.guild.id if group_id is None else group_id
        await world.bot.database.write(lambda tx, group=group: allowances.take(tx, group, person.id, act))


async def test_a_form_that_is_refused_by_a_limit_comes_back_and_works_at_the_time_that_was_said(group: World) -> None:
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    await drain(group, group.ana, "referral.give")
    refused = await group.ana.submit_modal(form, MARIA)
    (at,) = re.findall(r"It works again <t:(\d+):R>", said(refused))
    assert await group.rows("SELECT id FROM referrals") == []
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    assert "Maria Souza" in str(again.modal)
    await group.env.advance_time(int(at) - discord.utils.utcnow().timestamp())
    await group.restart()
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    await group.ana.submit_modal(again, MARIA)
    assert len(await group.rows("SELECT id FROM referrals")) == 1


async def test_where_no_draft_is_kept_any_more_the_words_stand_in_the_answer(group: World) -> None:
    await drain(group, group.duda, "draft")
    form = await group.duda.slash(group.channel, "join", seat="Florist")
    refused = said(await group.duda.submit_modal(form, BAKERY | {"business": " "}))
    assert "Copy what you typed from here" in refused
    assert "Cafés without a baker" in refused
    assert await group.rows("SELECT id FROM drafts") == []


async def test_boards_are_shared_so_often_and_no_more(group: World) -> None:
    await drain(group, group.ana, "share")
    board = shown(await group.ana.slash(group.channel, "leaderboard"))
    before = group.public()
    assert "It works again" in said(await group.ana.click(board, label="Share with everybody"))
    assert group.public() == before


async def test_exports_are_limited(group: World) -> None:
    for act, command, person in (
        ("privacy.export", "privacy export", group.bruno),
        ("member.export", "member export", group.ana),
    ):
        await drain(group, person, act)
        answer = await person.slash(group.channel, command, **({"format": "csv"} if command == "member export" else {}))
        assert "It works again" in text_of(shown(answer))


async def test_too_many_suggestions_are_none_and_write_nothing(group: World) -> None:
    writes = await group.rows("SELECT * FROM allowances")
    for _ in range(SUGGESTIONS.most):
        assert await group.duda.autocomplete(group.channel, "join", "seat", "flo")
    assert await group.duda.autocomplete(group.channel, "join", "seat", "flo") == []
    assert await group.caio.autocomplete(group.channel, "join", "seat", "flo")
    assert await group.rows("SELECT * FROM allowances") == writes
    await group.env.advance_time(10)
    assert await group.duda.autocomplete(group.channel, "join", "seat", "flo")
