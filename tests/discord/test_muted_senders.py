"""A member mutes one sender, who can't tell; nothing of what was passed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.calendar import Period
from bot.demo.simulator import bot_scope, close_messages, open_messages
from bot.membership.members import store as members_store
from bot.membership.members.model import Person
from bot.membership.members.store import CLOSED_FOR
from bot.services import Services
from tests.conftest import NOON
from tests.discord.test_reminders import age, pass_days
from tests.support import WORDS, World, labels_of, said, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence


async def mute(group: World) -> None:
    """Bruno mutes Ana, on the card of a referral."""
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    asked = await group.bruno.user.click(card, label="Mute this sender")
    assert "Nobody is told" in text_of(shown(asked))
    done = await group.bruno.user.click(shown(asked), label="Mute")
    assert "is muted" in text_of(shown(done))


def plain(texts: Sequence[str]) -> list[str]:
    """Without numbers, which grow with each referral."""
    return ["".join(each for each in text if not each.isdigit()) for text in texts]


async def as_the_sender_sees_it(group: World) -> list[list[str]]:
    """Everything that Ana reads while she passes a referral, changes it, hears of it and thanks."""
    direct, public = len(group.direct(group.ana)), len(group.public())
    given = await group.refer(group.ana, group.bruno)
    number = (await group.rows("SELECT MAX(number) FROM referrals"))[0][0]
    answers = [said(given)]
    form = await group.ana.click(await group.open_referral(group.ana, f"R-{number}"), label="Change")
    answers.append(
        text_of(shown(await group.ana.submit_modal(form, {"prospect": "Maria S", "contact": f"x{number}@example.org"})))
    )
    await group.bruno.click(await group.open_referral(group.bruno, f"R-{number}"), label="Accept")
    answers.append(text_of(await group.open_referral(group.ana, f"R-{number}")))
    form = await group.ana.slash(group.channel, "thank", member=group.bruno)
    answers.append(said(await group.ana.submit_modal(form, WORDS)))
    moderators = text_of(shown(await group.ana.slash(group.channel, "member history", member=group.bruno)))
    return [plain(answers), plain(group.direct(group.ana)[direct:]), plain(group.public()[public:]), [moderators]]


async def test_the_muted_sender_sees_no_difference_and_the_other_misses_nothing(group: World) -> None:
    before = await as_the_sender_sees_it(group)
    await mute(group)
    got = len(group.direct(group.bruno))
    await group.restart()
    assert await as_the_sender_sees_it(group) == before
    assert len(group.direct(group.bruno)) == got, "no message that Ana caused"
    listed = text_of(shown(await group.bruno.slash(group.channel, "referrals")))
    assert "R-3" in listed
    await group.refer(group.caio, group.bruno)
    assert len(group.direct(group.bruno)) == got + 1, "others are heard"
    log = text_of(shown(await group.lia.slash(group.channel, "moderate log")))
    assert "mute" not in log.lower()


async def test_closed_direct_messages_read_the_same(group: World) -> None:
    await mute(group)
    group.bruno.user.dm_closed = True
    await group.bot.database.write(
        lambda tx: tx.run("UPDATE members SET messages_closed_at = 1 WHERE user_id = ?", group.bruno.id)
    )
    before = len(group.public())
    await group.refer(group.ana, group.bruno)
    (line,) = group.public()[before:]
    assert f"<@{group.bruno.id}>" in line, "as for anybody whose direct messages are closed"


async def test_direct_messages_that_another_group_found_closed_read_the_same(group: World) -> None:
    await mute(group)
    group.bruno.user.dm_closed = True
    elsewhere, services = Actor(999, 1, "Eva", manages_group=True), Services(group.bot.database)
    with bot_scope(group.env):
        await services.setup.set_up(elsewhere, Changes(), 998)
        await services.roster.add(elsewhere, Person(group.bruno.id, "Bruno"), "Baker")
    await group.env.settle()  # while the refused welcome to the other group is under way, what goes to Bruno waits behind it
    await group.bot.database.write(lambda tx: members_store.messages_closed(tx, 999, group.bruno.id, closed=True))
    assert await group.rows("SELECT group_id FROM members WHERE messages_closed_at IS NOT NULL") == [(999,)]
    before = len(group.public())
    await group.refer(group.ana, group.bruno)
    await group.env.settle()
    (line,) = group.public()[before:]
    assert f"<@{group.bruno.id}>" in line


async def test_settings_list_who_is_muted_and_end_it(group: World) -> None:
    settings = await group.bruno.slash(group.channel, "settings")
    assert "Muted" not in said(settings)
    await mute(group)
    settings = await group.bruno.slash(group.channel, "settings")
    assert "**Muted**: Ana" in said(settings)
    assert "Ana" not in said(await group.ana.slash(group.channel, "settings"))
    after = await group.bruno.select(shown(settings), values=[str(group.ana.id)], custom_id="settings:unmute")
    assert "Muted" not in text_of(shown(after))
    got = len(group.direct(group.bruno))
    await group.refer(group.ana, group.bruno)
    assert len(group.direct(group.bruno)) == got + 1


async def test_only_the_receiver_mutes_and_the_export_tells_nobody_else(group: World) -> None:
    await mute(group)
    card = await group.open_referral(group.ana)
    assert "Mute this sender" not in labels_of(card)
    rows: list[Any] = await group.rows("SELECT user_id, sender_id FROM muted_senders")
    assert rows == [(group.bruno.id, group.ana.id)]


async def test_reminders_and_the_own_week_leave_a_muted_sender_out(group: World) -> None:
    await mute(group)
    await group.refer(group.caio, group.bruno, prospect="Rosa", contact="rosa@example.org")
    before = len(group.direct(group.bruno))
    await age(group, 9)
    await pass_days(group, 1)
    reminded = group.direct(group.bruno)[before:]
    assert any("R-2" in text for text in reminded), "others' are reminded of"
    assert not any("Ana" in text or "R-1" in text for text in reminded)
    span = Period(NOON - timedelta(days=10_000), NOON + timedelta(days=10_000))
    week = await Services(group.bot.database).personal_digest.of_member(group.guild.id, group.bruno.id, span)
    assert week is not None
    assert {name for _, name in week.waiting} == set(week.received.names) == {"Caio"}
    assert "R-1" in text_of(shown(await group.bruno.slash(group.channel, "referrals")))


async def test_a_reminder_that_only_a_muted_sender_caused_is_not_sent(group: World) -> None:
    await mute(group)
    before = len(group.direct(group.bruno))
    await age(group, 9)
    await pass_days(group, 1)
    assert group.direct(group.bruno)[before:] == []


async def test_a_muted_sender_shuts_nobody_else_off(group: World) -> None:
    """Whose messages were refused once, and are open again, gets others' after the hour, however often a muted one writes."""
    await mute(group)
    close_messages(group.env, group.bruno)
    await group.refer(group.caio, group.bruno)
    open_messages(group.env, group.bruno)
    await group.env.advance_time(CLOSED_FOR.total_seconds() - 60)
    at = await group.rows("SELECT messages_closed_at FROM members WHERE user_id = ?", group.bruno.id)
    await group.refer(group.ana, group.bruno)
    assert await group.rows("SELECT messages_closed_at FROM members WHERE user_id = ?", group.bruno.id) == at
    await group.env.advance_time(61)
    before = len(group.direct(group.bruno))
    await group.refer(group.caio, group.bruno)
    assert len(group.direct(group.bruno)) > before


async def test_what_discord_does_not_tell_is_said_where_one_mutes(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    asked = await group.bruno.user.click(group.bruno.user.dm_channel.history()[-1], label="Mute this sender")
    assert "They might guess it if you close your direct messages" in text_of(shown(asked))
