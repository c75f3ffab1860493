"""Reminders and what else happens by itself, as people see it."""

import pytest
import simcord

from tests.support import World, ids_of, said, shown, text_of

DAY = 24 * 3600


async def pass_days(world: World, days: float) -> None:
    await world.env.advance_time(days * DAY)


async def age(world: World, days: int) -> None:
    """Let all referrals be that much older: the simulator takes its time for each day."""
    passed = days * DAY * 1_000_000
    await world.bot.database.write(
        lambda tx: tx.run("UPDATE referrals SET changed_at = changed_at - ?, reminded_at = reminded_at - ?", passed, passed)
    )


def reminders(world: World, person: object) -> list[str]:
    return [text for text in world.direct(person) if text.startswith("### ⏰")]


async def test_a_reminder_collects_what_waits_and_carries_the_buttons(group: World) -> None:
    for name in ("Maria Souza", "Paulo Lima", "Rita Reis", "Ivo Melo"):
        await group.refer(group.ana, group.bruno, prospect=name)
    before = group.public()
    await pass_days(group, 4)
    (text,) = reminders(group, group.bruno)
    assert "Waiting for you in Chapter" in text
    assert text.count("Will you call them?") == 4
    assert "Maria Souza" in text
    message = group.bruno.user.dm_channel.history()[-1]
    assert len([custom_id for custom_id in ids_of(message) if custom_id.startswith("reminder:accept:")]) == 3
    await group.restart()
    accepted = await group.bruno.user.click(message, custom_id=ids_of(message)[0])
    assert "maria@example.org" in text_of(accepted.followups[0]), "accepting shows the contact"
    (left,) = reminders(group, group.bruno)
    assert "Maria Souza" not in left
    assert "Paulo Lima" in left
    assert await group.rows("SELECT state FROM referrals ORDER BY id LIMIT 1") == [("accepted",)]
    opened = await group.bruno.user.click(message, label="Open R\u20112")
    assert "Ana refers Paulo Lima to you" in text_of(shown(opened))
    assert group.public() == before, "nothing of it is public"
    assert reminders(group, group.ana) == []


async def test_what_was_dealt_with_before_it_was_sent_is_not_said(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await group.bot.worker.stop()
    await pass_days(group, 4)
    await group.bruno.click(await group.open_referral(group.bruno), label="Accept")
    await group.restart()
    await pass_days(group, 1)
    assert reminders(group, group.bruno) == []


async def test_the_giver_of_a_lead_says_that_they_agreed(group: World) -> None:
    await group.refer(group.ana, group.bruno, kind="lead")
    await group.bruno.click(await group.open_referral(group.bruno), label="Accept")
    await age(group, 13)
    await pass_days(group, 2)
    (text,) = reminders(group, group.ana)
    assert "Have they agreed to be called?" in text
    message = group.ana.user.dm_channel.history()[-1]
    agreed = await group.ana.user.click(message, label="They have agreed")
    assert "All of this is dealt with" in text_of(shown(agreed))
    assert await group.rows("SELECT kind FROM referrals") == [("direct",)]
    assert "has agreed to be called" in group.direct(group.bruno)[-1]


async def test_no_more_reminders_means_none(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await pass_days(group, 4)
    message = group.bruno.user.dm_channel.history()[-1]
    stopped = await group.bruno.user.click(message, label="No more reminders")
    assert "You get no more reminders from this group." in said(stopped)
    await age(group, 9)
    await pass_days(group, 1)
    assert len(reminders(group, group.bruno)) == 1


async def test_a_group_chooses_its_days(group: World) -> None:
    shown_now = said(await group.ana.slash(group.channel, "group show"))
    assert "**Reminder of a new referral** · 3 days" in shown_now
    assert "**Clients are kept** · 90 days" in shown_now
    await group.ana.slash(group.channel, "group setup", remind_unopened=1, remind_quiet=5, keep_clients=30)
    assert "**Reminder without news** · 5 days" in said(await group.ana.slash(group.channel, "group show"))
    assert await group.rows("SELECT remind_unopened, remind_quiet, keep_clients FROM groups") == [(1, 5, 30)]
    with pytest.raises(simcord.SetupError):
        await group.ana.slash(group.channel, "group setup", keep_clients=91)
    await group.refer(group.ana, group.bruno)
    await pass_days(group, 2)
    assert len(reminders(group, group.bruno)) == 1


async def test_what_went_quiet_ends_and_its_client_is_deleted_from_what_was_said(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await pass_days(group, 4)
    await group.bruno.click(await group.open_referral(group.bruno), label="Accept")
    await age(group, 121)
    await pass_days(group, 1)
    assert "went quiet: there was no news for 120 days. **Bruno** can open it" in group.direct(group.ana)[-1]
    assert "open it again in /referrals" in group.direct(group.bruno)[-1]
    for person in (group.ana, group.bruno):
        assert any("Maria Souza" in text for text in group.direct(person))
    assert len(reminders(group, group.bruno)) == 1
    await age(group, 90)
    await pass_days(group, 1)
    for person in (group.ana, group.bruno):
        everything = "\n".join(group.direct(person))
        assert "a client whose data was deleted" in everything
        assert not [word for word in ("Maria", "maria@", "cake") if word in everything]
    assert "All of this is dealt with." in reminders(group, group.bruno)[0]
    assert "a client whose data was deleted" in said(await group.bruno.slash(group.channel, "referrals"))
