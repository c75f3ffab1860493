"""/group goals, the bars of the weekly news, and one's own part after /me."""

from cogs.activity.shows import NUMBERS, SHOWS
from tests.support import World, ids_of, said, shown, text_of

WEEK = 7 * 24 * 3600


async def earlier(world: World) -> None:
    """Let what was done be of the week before; the simulator takes its time for each day."""
    ago = WEEK * 1_000_000
    await world.bot.database.write(lambda tx: tx.run("UPDATE entries SET at = at - ?, recorded_at = recorded_at - ?", ago, ago))


async def test_a_group_without_goals_is_asked_for_none(group: World) -> None:
    text = said(await group.ana.slash(group.channel, "group goals"))
    assert "The group has set itself no goals. It needs none." in text
    assert "**give first**" in text
    assert "• Every member receives a referral" in text
    mine = await group.bruno.slash(group.channel, "me")
    assert not mine.followups
    assert "on_app_command_completion" not in group.bot.extra_events, "a task after every command, for /me alone"
    assert "🎯" not in text_of(shown(await group.ana.slash(group.channel, "digest preview")))
    group.refusals()


async def test_the_news_has_bars_and_me_has_ones_own_part(group: World) -> None:
    text = said(await group.ana.slash(group.channel, "group goals", scheme="steady"))
    assert "Goals of the group · steady" in text
    assert "Told from six members up." in text
    for _ in range(3):
        await group.refer(group.ana, group.bruno)
    await earlier(group)
    preview = text_of(shown(await group.ana.slash(group.channel, "digest preview")))
    assert "Two referrals for each member\n▰▰▰▰▰▱▱▱▱▱ 50% or more" in preview
    assert "Every member receives" not in preview, "three members are too few"
    bars = preview.split("🎯")[1].split("▱ under way")[0]
    assert not any(name in bars for name in ("Ana", "Bruno", "Caio"))
    mine = await group.bruno.slash(group.channel, "me")
    (offer,) = mine.followups
    assert offer.ephemeral
    assert "The group goes for *steady*." in text_of(offer)
    assert "received" not in text_of(offer), "not before it is asked for"
    for show in sorted(SHOWS.keys() - {NUMBERS}):
        assert not (await group.bruno.slash(group.channel, "me", show=show)).followups, "nobody asked for numbers"
    await group.restart()
    own = said(await group.bruno.click(offer, custom_id="goals:mine"))
    assert "You received 3 referrals." in own
    assert "You passed 0 referrals." in own
    assert "Nobody else reads your part" in own
    assert ids_of(offer) == ["goals:mine"]
    group.refusals()


async def test_moderators_read_how_many_quiet_members_were_asked_where_there_is_a_number(group: World) -> None:
    for n, told in ((None, False), (4, True)):
        await group.bot.database.write(
            lambda tx, n=n: tx.run(
                "INSERT INTO quiet_counts (group_id, quarter, n) VALUES (?, '2025-07-01', ?)"
                " ON CONFLICT (group_id) DO UPDATE SET n = excluded.n",
                group.guild.id,
                n,
            )
        )
        text = said(await group.ana.slash(group.channel, "group goals"))
        assert ("4 quiet members were asked in the quarter whether all is well." in text) is told
        assert "was asked in the quarter" not in text
    assert "three or more, and as many others, or no number is told" in text
    group.refusals()
