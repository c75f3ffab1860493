"""The weekly news as moderators meet it: what they are told of its hour, and what they are told when it did not come."""

from bot.demo.simulator import bot_scope, speak
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
    assert text_of(card).startswith(
        "### 📬 Your week, 26 December to 2 January\n**Waiting for you**\n**R-1** · New · Maria Souza"
    )
    assert "📥 You received 1 referral, from **Ana**." in text_of(card)
    assert "/settings stops these messages" in text_of(card)
    assert ids_of(card) == ["referrals:open"]
    opened = await group.bruno.user.select(card, ["1"], custom_id="referrals:open")
    assert "R-1 · Ana refers Maria Souza" in text_of(shown(opened))
    own = group.direct(group.ana)[-1]
    assert own.startswith("### 📬 Sua semana, de 26 de dezembro a 2 de janeiro\n🤝 Você fez 1 indicação, para **Bruno**.")
    assert len(group.direct(group.caio)) == quiet, "nothing was, so nothing is said"
