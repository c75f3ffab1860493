"""The weekly news as moderators meet it: what they are told of its hour, and what they are told when it did not come."""

import discord

from bot.demo.simulator import bot_scope, forbid_bot, speak
from tests.support import World, ids_of, said, shown, text_of

DAY = 86400


async def test_the_hour_is_said_kept_and_offered_again_after_a_long_sleep(group: World) -> None:
    """It is Wednesday evening in São Paulo, the last of 2025."""
    passed = said(await group.ana.slash(group.channel, "digest schedule", day="monday", time="9:00"))
    assert "Every Monday at 09:00 (America/Sao_Paulo)" in passed
    assert "That hour has passed this week already" in passed
    scheduled = said(await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00"))
    assert "passed" not in scheduled
    await group.env.advance_time(2 * DAY)
    news = [text for text in group.public() if "Good words" in text]
    assert len(news) == 1
    told = said(await group.ana.slash(group.channel, "digest schedule", day="sunday", time="09:00"))
    assert "This week's news was posted already, and there is one a week" in told
    await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00")

    await group.bot.worker.stop()  # a laptop sleeps for nine days after the next one was due
    await group.env.advance_time(15 * DAY)
    with bot_scope(group.env):
        await group.bot.worker.start()
    await group.env.settle()
    assert len([text for text in group.public() if "Good words" in text]) == 1
    notices = [text_of(message) for message in group.moderators.history() if "could not be posted" in text_of(message)]
    assert len(notices) == 1
    assert "/digest post" in notices[0]
    await group.ana.slash(group.channel, "digest post")
    await group.env.advance_time(7 * DAY)
    assert len([text for text in group.public() if "Good words" in text]) == 3, "the offered one, and the next by the clock"


async def test_ones_own_week_comes_to_who_wants_it_in_their_language_and_not_where_it_was_quiet(group: World) -> None:
    await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00")
    for person, language in ((group.bruno, "en-US"), (group.ana, "pt-BR"), (group.caio, "en-US")):
        with speak(language, person):
            await person.click(shown(await person.slash(group.channel, "settings")), custom_id="settings:switch:digest:on")
    with speak("pt-BR", group.ana):
        await group.refer(group.ana, group.bruno)
    quiet = len(group.direct(group.caio))
    await group.env.advance_time(2 * DAY)
    card = group.bruno.user.dm_channel.history()[-1]
    assert text_of(card).startswith("### 📬 Your week, 26 December to 1 January\n**Waiting for you**\n**R-1** · New · from Ana")
    assert "📥 You received 1 referral, from **Ana**." in text_of(card)
    assert "/settings stops these messages" in text_of(card)
    assert ids_of(card) == ["referrals:open"]
    opened = await group.bruno.user.select(card, ["1"], custom_id="referrals:open")
    assert "R-1 · Ana refers Maria Souza" in text_of(shown(opened))
    own = group.direct(group.ana)[-1]
    assert own.startswith("### 📬 Sua semana, de 26 de dezembro a 1º de janeiro\n🤝 Você fez 1 indicação, para **Bruno**.")
    assert len(group.direct(group.caio)) == quiet, "nothing was, so nothing is said"


async def test_a_channel_in_which_nothing_can_be_posted_is_told_where_one_plans_the_news(group: World) -> None:
    news = group.guild.create_text_channel("news")
    await group.ana.slash(group.channel, "group setup", digest_channel=news)
    fine = said(await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00"))
    assert "⚠️" not in fine
    backend = group.env.backend
    thread = backend.create_thread(group.channel.id, "Weekly", group.ana.id)
    await group.env.settle()

    async def use(channel_id: int) -> None:
        await group.bot.database.write(lambda tx: tx.run("UPDATE groups SET digest_channel_id = ?", channel_id))

    async def warned(command: str = "show", **options: str) -> str:
        result = await group.ana.slash(group.channel, f"digest {command}", **options)
        return text_of(result.followups[-1]) if result.followups else said(result)

    forbid_bot(group.env, news, discord.Permissions(send_messages=True, attach_files=True))
    await group.env.settle()
    for shown_in in (await warned(), await warned("preview"), await warned("schedule", day="friday", time="10:00")):
        assert f"⚠️ In <#{news.id}> I lack: Send Messages and Attach Files." in shown_in
        assert "Another channel for the weekly news: /group setup digest_channel" in shown_in
    backend.edit_channel(news.id, {"type": discord.ChannelType.forum.value})
    await group.restart()
    assert f"⚠️ <#{news.id}> is no text channel any more" in await warned()
    backend.delete_channel(news.id)
    await group.env.settle()
    assert f"⚠️ <#{news.id}> is gone" in await warned("post")
    await use(thread.id)
    assert "⚠️" not in await warned(), "a thread does"
    backend.edit_channel(thread.id, {}, thread_metadata={"archived": True})
    await group.env.settle()
    assert "is a thread that was closed" in await warned()


async def test_what_is_no_time_comes_back_with_one_that_is(group: World) -> None:
    for time in ("25:00", "9", "quarter to", "09:60", "13:00 pm"):
        refused = said(await group.ana.slash(group.channel, "digest schedule", day="monday", time=time))
        assert f"“{time}” is not a time. Write hours and minutes, such as 09:00 or 18:30." in refused
    assert await group.rows("SELECT digest_on FROM groups") == [(0,)]
