"""Partner trades and missing trades, as moderators read them in /group seats, and as the weekly news tells."""

from tests.support import World, said, shown, text_of

DAY = 24 * 3600


async def searched(world: World, *people: object) -> None:
    for person in people:
        text = said(await person.slash(world.channel, "directory", search="painter"))
        assert "nobody here holds" in text, text


async def add_members(world: World) -> None:
    """With them six are members, so that three who searched leave three who did not."""
    world.people["eva"] = world.guild.add_member(world.env.create_user("eva", global_name="Eva"))
    for name, seat in (("duda", "Florist"), ("lia", "Dentist"), ("eva", "Tailor")):
        await world.ana.slash(world.channel, "member add", member=world.people[name], seat=seat)


async def month_earlier(world: World) -> None:
    """Let what was noted be of the month before; the simulator takes its time for each day."""
    (month,) = (await world.rows("SELECT MAX(month) FROM missing_trade_seekers"))[0]
    year, number = map(int, month.split("-"))
    earlier = f"{year - (number == 1)}-{(number - 2) % 12 + 1:02}"
    await world.bot.database.write(lambda tx: tx.run("UPDATE missing_trade_seekers SET month = ?", earlier))


async def test_moderators_read_in_the_seats_what_three_searched_for(group: World) -> None:
    await add_members(group)
    await searched(group, group.ana, group.bruno)
    await month_earlier(group)
    await group.env.advance_time(DAY)
    assert "Missing in" not in said(await group.ana.slash(group.channel, "group seats")), "two are told of nowhere"
    await searched(group, group.ana, group.bruno, group.caio, group.ana)
    assert len(await group.rows("SELECT * FROM missing_trade_seekers")) == 3
    await month_earlier(group)
    await group.env.advance_time(DAY)
    text = said(await group.ana.slash(group.channel, "group seats"))
    assert "Missing in December 2025" in text
    assert "3 members needed it" in text
    group.refusals()


async def test_the_news_tells_it_in_both_languages(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="both")
    await add_members(group)
    await searched(group, group.bruno, group.caio, group.duda)
    await month_earlier(group)
    preview = text_of(shown(await group.ana.slash(group.channel, "digest preview")))
    assert "🔍 3 times in December 2025 somebody needed: **" in preview
    assert "🔍 3 vezes em dezembro de 2025 alguém precisou de: **" in preview
    assert "Bruno" not in preview.split("🔍")[1].split("\n")[0]
    group.refusals()


async def test_partner_trades_have_no_number_and_no_name(group: World) -> None:
    for _ in range(4):
        await group.refer(group.ana, group.bruno)
    await group.refer(group.caio, group.bruno)
    earlier = 110 * DAY * 1_000_000
    await group.bot.database.write(
        lambda tx: tx.run("UPDATE entries SET at = at - ?, recorded_at = recorded_at - ?", earlier, earlier)
    )
    text = said(await group.ana.slash(group.channel, "group seats"))
    (line,) = [each for each in text.splitlines() if "←" in each]
    assert line == "**Baker** ← Lawyer"
    assert "nothing follows from a trade that is missing here" in text
    group.refusals()
