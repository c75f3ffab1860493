"""What was done is saved, and is said as soon as it can be: whoever can mend something is told once."""

import discord

from bot.core.jobs.model import Job
from bot.demo.simulator import bot_scope, close_messages, forbid_bot, open_messages
from tests.support import World, said, text_of

HOUR = 3600


async def test_closed_direct_messages_are_told_by_a_ping_and_found_in_the_list(group: World) -> None:
    close_messages(group.env, group.bruno)
    await group.refer(group.ana, group.bruno)
    line = group.channel.history()[-1]
    assert f"passed <@{group.bruno.id}> a referral" in text_of(line)
    assert "Your direct messages are closed: open it with /referrals." in text_of(line)
    sent = [request for request in group.env.http_requests if request.path == f"/channels/{group.channel.id}/messages"][-1]
    assert sent.json["allowed_mentions"] == {"parse": [], "users": [group.bruno.id]}
    assert "R-1" in said(await group.bruno.slash(group.channel, "referrals"))

    tried = len(group.env.http_requests)
    await group.refer(group.caio, group.bruno)
    dms = [request for request in group.env.http_requests[tried:] if str(group.bruno.user.dm_channel.id) in request.path]
    assert dms == [], "closed messages are not tried again within the hour"
    open_messages(group.env, group.bruno)
    await group.env.advance_time(HOUR)
    await group.refer(group.caio, group.bruno)
    assert "R-3 · Caio refers" in group.direct(group.bruno)[-1]


async def test_a_channel_without_permission_waits_is_told_once_and_goes_out_when_mended(group: World) -> None:
    forbid_bot(group.env, group.channel, discord.Permissions(send_messages=True))
    before, asked = len(group.public()), len(group.env.http_requests)
    for _ in range(3):
        assert "is on its way" in said(await group.refer(group.ana, group.bruno))
    await group.env.advance_time(5 * HOUR)
    assert len(group.public()) == before
    notices = [text_of(message) for message in group.moderators.history() if "I can't post" in text_of(message)]
    assert len(notices) == 1
    assert f"<#{group.channel.id}>" in notices[0]
    path = f"/channels/{group.channel.id}/messages"
    refused = [r for r in group.env.http_requests[asked:] if r.method == "POST" and r.path == path]
    assert len(refused) <= 6, "at most one refused request an hour"
    shown = said(await group.ana.slash(group.moderators, "group show"))
    assert "I lack: Send Messages" in shown

    forbid_bot(group.env, group.channel, discord.Permissions())
    await group.ana.slash(group.moderators, "group setup")
    assert group.public()[before:] == [f"🤝 **Ana** passed **Bruno** a referral. (R-{number})" for number in (1, 2, 3)]


async def test_what_waits_for_a_deleted_channel_goes_to_the_new_one(group: World) -> None:
    new = group.guild.create_text_channel("news")
    group.env.inject_error("POST", f"/channels/{group.channel.id}/messages", status=404, code=10003, times=None)
    await group.refer(group.ana, group.bruno)
    assert "I can't post" in text_of(group.moderators.history()[-1])
    await group.ana.slash(group.moderators, "group setup", referrals_channel=new)
    assert group.public(new) == ["🤝 **Ana** passed **Bruno** a referral. (R-1)"]


async def test_an_outage_of_discord_only_delays(group: World) -> None:
    group.env.inject_error("POST", "/channels/*/messages", status=503, times=4)
    assert "is on its way" in said(await group.refer(group.ana, group.bruno))
    await group.env.advance_time(120)
    assert len([text for text in group.direct(group.bruno) if "R-1" in text]) == 1
    assert len([text for text in group.public() if "R-1" in text]) == 1
    assert await group.rows("SELECT DISTINCT state FROM outbox WHERE kind LIKE 'referral%'") == [("sent",)]


async def test_a_message_that_arrived_unnoticed_is_found_and_not_said_again(group: World) -> None:
    """The answer was lost, and the nonce is too old: our own mark in the history tells."""
    await group.refer(group.ana, group.bruno)
    old = "UPDATE outbox SET state = 'sending', first_sent_at = first_sent_at - 1, message_id = NULL WHERE kind LIKE 'referral%'"
    await group.bot.database.write(lambda tx: tx.run(old))
    await group.bot.database.write(lambda tx: tx.run("DELETE FROM posted"))
    await group.env.advance_time(10 * 60)
    with bot_scope(group.env):
        group.bot.worker.nudge()
    await group.env.settle()
    assert len([text for text in group.public() if "R-1" in text]) == 1
    assert len([text for text in group.direct(group.bruno) if "R-1" in text]) == 1
    assert await group.rows("SELECT DISTINCT state FROM outbox WHERE kind LIKE 'referral%'") == [("sent",)]
    assert await group.rows("SELECT COUNT(*) FROM posted WHERE subject LIKE 'referral%'") == [(2,)]


async def test_a_message_somebody_deleted_is_not_shown_again(group: World) -> None:
    given = await group.refer(group.ana, group.bruno)
    line = group.channel.history()[-1]
    await group.ana.delete(line)
    before = len(group.public())
    await group.ana.click(given.response, label="Undo")
    assert len(group.public()) == before
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE state <> 'sent'") == [(0,)]


async def test_the_member_role_is_given_and_taken(group: World) -> None:
    members = group.guild.create_role("Members")
    shown = said(await group.ana.slash(group.channel, "group setup", member_role=members))
    assert "I can't give" not in shown
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Florist")
    duda = group.env.backend.get_member(group.guild.id, group.duda.id)
    assert members.id in duda.role_ids
    await group.ana.slash(group.channel, "member remove", member=group.duda, reason="Moved away")
    assert members.id not in duda.role_ids
    assert "> Moved away" in group.direct(group.duda)[-1]


async def test_a_message_that_cannot_be_made_stops_no_other(group: World) -> None:
    async def broken(_message: object) -> None:
        raise RuntimeError("a bug")

    group.bot.handlers["referral.card"] = broken  # pyright: ignore[reportArgumentType]
    await group.refer(group.ana, group.bruno)
    await group.refer(group.ana, group.caio)
    asked = "SELECT kind, state FROM outbox WHERE kind LIKE 'referral%' ORDER BY id"
    assert {state for _, state in await group.rows(asked)} == {"pending"}
    await group.env.advance_time(4 * 60)
    assert await group.rows(asked) == [("referral.card", "dead"), ("referral.line", "sent")] * 2


async def test_a_failing_group_delays_no_other(group: World) -> None:
    """Both digests fall due at the same moment; the first group's can't be composed."""
    await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00")
    other = group.env.create_guild("Other chapter")
    channel = other.create_text_channel("general")
    role = other.create_role("Leaders", permissions=discord.Permissions(manage_guild=True))
    eva = other.add_member(group.env.create_user("eva", global_name="Eva"), roles=[role])
    await eva.slash(channel, "group setup", time_zone="America/Sao_Paulo")
    await eva.slash(channel, "digest schedule", day="friday", time="09:00")
    run = group.bot.services.digest.run

    async def failing(job: Job) -> None:
        if job.group_id == group.guild.id:
            raise RuntimeError("a bug")
        await run(job)

    handlers = group.bot.worker._job_handlers
    group.bot.worker._job_handlers = {**handlers, "digest": failing}
    await group.env.advance_time(37 * HOUR)  # from Thursday 21:00 to Friday 10:00 in São Paulo
    assert "Good words" in text_of(channel.history()[-1])
    assert not any("Good words" in text for text in group.public())
    group.bot.worker._job_handlers = handlers
    await group.env.advance_time(10 * 60)
    assert len([text for text in group.public() if "Good words" in text]) == 1, "mended, it is posted late"


async def test_an_unforeseen_error_bears_a_number_and_brings_back_what_was_typed(group: World, caplog) -> None:
    async def broken(*_args: object) -> None:
        raise RuntimeError("a bug")

    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    group.bot.services.referrals.give = broken
    failed = await group.ana.submit_modal(
        form, {"prospect": "Maria", "contact": "m@example.org", "kind": "direct", "warmth": "1"}
    )
    incident = said(failed).rsplit(" ", 1)[-1].strip(".").split(".")[0]
    assert f"Incident {incident}" in caplog.text
    assert "Maria" not in caplog.text
    again = await group.ana.click(failed.response, label="Open the form again, with what you typed")
    assert "Maria" in str(again.modal)


async def test_after_a_restart_everything_that_was_shown_still_works(group: World) -> None:
    given = await group.refer(group.ana, group.bruno)
    form = await group.caio.slash(group.channel, "refer", member=group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    await group.restart()
    await group.bruno.user.click(card, custom_id="referral:accept:1")
    assert "✅ **Accepted**" in group.direct(group.bruno)[-1]
    assert "can't be changed that way" in said(await group.ana.click(given.response, label="Undo"))
    assert "R-2 is on its way" in said(
        await group.caio.submit_modal(form, {"prospect": "João", "contact": "11 98888 1234", "kind": "own", "warmth": "1"})
    )
