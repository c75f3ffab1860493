"""What waits is tried again as soon as the cause is mended: nobody has to say so, and nobody waits for the next hour."""

from collections.abc import Awaitable, Callable

import discord
import pytest

from bot.core.db.database import Tx
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.demo.simulator import add_guild_again, bot_scope, close_messages, forbid_bot, limit_bot, open_messages, take_guild_away
from tests.support import World, said

THREAD = 4242


async def wait(group: World) -> None:
    """Something that the group's channel refused, and is not tried for ten hours."""

    async def work(tx: Tx) -> None:
        message = Message(group.guild.id, "member.many_missing", "waits", 42, channel_id=group.channel.id)
        await outbox_store.add(tx, message)
        await tx.run("UPDATE outbox SET not_before = not_before + 36000000000, problem = '50013' WHERE key = 'waits'")

    with bot_scope(group.env):  # the worker that the message wakes is waited for
        await group.bot.database.write(work)
    await group.env.settle()
    assert not posted(group)


def posted(group: World) -> bool:
    return any("42 members" in text for text in group.public())


async def read_again(group: World) -> None:
    forbid_bot(group.env, group.channel, discord.Permissions())


async def more_rights(group: World) -> None:
    limit_bot(group.guild, discord.Permissions(send_messages=True, manage_roles=True))


async def invited_again(group: World) -> None:
    add_guild_again(group.env, take_guild_away(group.env, group.guild))


async def started_again(group: World) -> None:
    await group.restart()


async def a_new_channel(group: World) -> None:
    group.guild.create_text_channel("again")


async def a_thread_out_of_the_archive(group: World) -> None:
    shut = {"archived": False, "auto_archive_duration": 60, "archive_timestamp": "2026-11-01T00:00:00+00:00", "locked": False}
    thread = {"id": str(THREAD), "guild_id": str(group.guild.id), "parent_id": str(group.channel.id), "type": 11, "name": "t"}
    counts = {"owner_id": str(group.ana.id), "message_count": 0, "member_count": 1, "thread_metadata": shut}
    group.env.backend.emit("THREAD_UPDATE", thread | counts)


@pytest.mark.parametrize(
    "mend", [read_again, more_rights, invited_again, started_again, a_new_channel, a_thread_out_of_the_archive]
)
async def test_at_once(group: World, mend: Callable[[World], Awaitable[None]]) -> None:
    forbid_bot(group.env, group.channel, discord.Permissions(read_message_history=True))
    limit_bot(group.guild, discord.Permissions(send_messages=True))
    await group.env.settle()
    await wait(group)
    await mend(group)
    await group.env.advance_time(5)
    assert posted(group), "within seconds, not after ten hours"


async def test_what_mends_nothing_tries_nothing(group: World) -> None:
    await wait(group)
    forbid_bot(group.env, group.channel, discord.Permissions(attach_files=True))
    await group.env.advance_time(5)
    assert not posted(group)


async def test_a_missed_card_comes_when_its_receiver_uses_the_bot(group: World) -> None:
    """They opened their direct messages, as the public line told them."""
    close_messages(group.env, group.bruno)
    await group.refer(group.ana, group.bruno)
    assert "R-1" in said(await group.bruno.slash(group.channel, "referrals"))
    assert not [text for text in group.direct(group.bruno) if "R-1" in text]
    open_messages(group.env, group.bruno)
    await group.bruno.slash(group.channel, "help")
    await group.env.settle()
    assert len([text for text in group.direct(group.bruno) if "R-1 · Ana refers" in text]) == 1
    assert await group.rows("SELECT COUNT(*) FROM members WHERE messages_closed_at IS NOT NULL") == [(0,)]
    assert await group.rows("SELECT DISTINCT state FROM outbox WHERE kind = 'referral.card'") == [("sent",)]


async def test_after_a_restart_it_is_known_whose_messages_were_closed(group: World) -> None:
    close_messages(group.env, group.bruno)
    await group.refer(group.ana, group.bruno)
    open_messages(group.env, group.bruno)
    await group.restart()
    await group.bruno.slash(group.channel, "help")
    await group.env.settle()
    assert len([text for text in group.direct(group.bruno) if "R-1 · Ana refers" in text]) == 1


async def test_a_thank_you_that_is_taken_back_says_so_to_who_got_it(group: World) -> None:
    given = await group.refer(group.ana, group.bruno)
    assert given.response is not None
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    thanked = await group.bruno.submit_modal(form, {"message": "You saved my week!", "business": "new"})
    assert "You saved my week!" in group.direct(group.ana)[-1]
    await group.bruno.click(thanked.response, label="Undo")
    assert group.direct(group.ana)[-1] == "↩️ **Bruno** took back a thank-you to **Ana**."


async def test_every_kind_has_a_handler_and_a_place(group: World) -> None:
    from bot.core.declarations import declared

    assert group.bot.handlers.keys() == declared().messages.keys()
