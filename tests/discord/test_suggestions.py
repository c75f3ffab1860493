"""Whom to meet next, practice and rounds: what each member sees, that nobody else does, and what the store holds."""

from tests.discord.cells import answer_of, send_all
from tests.discord.wire import PRESS, press
from tests.support import World, ids_of, said, shown, text_of

DAY = 24 * 3600
PROFILE = {
    "business": "Bruno's Bread",
    "offer": "Bread for cafés",
    "ideal_referral": "Cafés without a baker",
    "contact": "bruno@example.org",
    "links": "",
}


async def profile(group: World, person: object, offer: str, ideal_referral: str) -> None:
    typed = PROFILE | {"offer": offer, "ideal_referral": ideal_referral, "contact": "someone@example.org"}
    await person.submit_modal(await person.slash(group.channel, "profile edit"), typed)


async def test_three_members_each_with_the_reason(group: World) -> None:
    await profile(group, group.bruno, "Bread for weddings", "Small cafés")
    await profile(group, group.caio, "Accounts for cafés", "Anybody who plans weddings")
    await group.env.advance_time(100 * DAY)
    await group.bruno.slash(group.channel, "one-to-one log", member=group.ana, date="2026-04-01")
    suggested = shown(await group.bruno.slash(group.channel, "one-to-one suggest"))
    text = text_of(suggested)
    assert text.index("Caio") < text.index("Ana"), "whom he met comes last"
    assert "no talk noted yet; they look for weddings, which you offer; they offer cafés, which you look for" in text
    assert "you talked last on 1 April 2026" in text
    assert ids_of(suggested)[:2] == [f"touch:ask:{group.caio.id}", f"touch:others:{group.caio.id}"]
    asked = said(await group.bruno.click(suggested, custom_id=f"touch:ask:{group.caio.id}"))
    assert "I ask Caio: shall we talk?" in asked
    assert "Rounds" not in text
    group.refusals()


async def test_suggest_others_is_told_to_nobody_and_can_be_taken_back(group: World) -> None:
    suggested = shown(await group.bruno.slash(group.channel, "one-to-one suggest"))
    less = shown(await group.bruno.click(suggested, custom_id=f"touch:others:{group.caio.id}"))
    assert f"touch:ask:{group.caio.id}" not in ids_of(less)
    assert "Bruno" not in said(await group.caio.slash(group.channel, "one-to-one suggest"))
    log = said(await group.ana.slash(group.channel, "moderate log"))
    history = said(await group.ana.slash(group.channel, "member history", member=group.bruno))
    preview = said(await group.ana.slash(group.channel, "digest preview"))
    everywhere = [log, history, preview, *group.public(), *group.public(group.moderators), *group.direct(group.caio)]
    assert not [text for text in everywhere if "suggest" in text.lower()]
    await group.restart()
    again = await group.bruno.select(less, [str(group.caio.id)], custom_id="touch:others_back:0")
    assert f"touch:ask:{group.caio.id}" in ids_of(shown(again))
    assert await group.rows("SELECT * FROM suggest_others") == []
    group.refusals()


async def test_practice_shows_who_it_is_and_counts_nothing(group: World) -> None:
    await profile(group, group.caio, "Accounts", "Building managers with an old panel")
    card = shown(await group.bruno.slash(group.channel, "one-to-one practice"))
    assert "> Building managers with an old panel" in text_of(card)
    assert "Card 1 of 5." in text_of(card)
    assert ids_of(card) == [f"practice:pick:1:{group.caio.id}:{each.id}" for each in (group.ana, group.caio)]
    wrong = shown(await group.bruno.click(card, label="Ana"))
    assert "Not Ana: **Caio**" in text_of(wrong)
    assert ids_of(wrong) == [f"refer:open:{group.caio.id}", "practice:next:2"]
    await group.restart()
    again = shown(await group.bruno.click(wrong, custom_id="practice:next:2"))
    right = shown(await group.bruno.click(again, label="Caio"))
    assert "Yes: **Caio**" in text_of(right)
    assert "someone@example.org" not in text_of(right)
    assert len(await group.rows("SELECT * FROM practice_days")) == 1
    (last,) = await send_all(
        group, [group.bruno], (PRESS, press(f"practice:pick:5:{group.caio.id}:{group.caio.id}")), group.channel
    )
    assert "practice:next" not in str(ids_of(last.response))
    for forged in ("practice:next:6", "practice:next:x", "practice:pick:1:1", f"practice:pick:1:{group.duda.id}:{group.caio.id}"):
        (refused,) = await send_all(group, [group.bruno], (PRESS, press(forged)), group.channel)
        assert "someone" not in answer_of(refused)
    group.refusals()


async def count_in(group: World, *people: object) -> None:
    await group.ana.slash(group.channel, "one-to-one rounds", every="two_weeks")
    for person in people:
        (answer,) = await send_all(group, [person], (PRESS, press("round:in:all")), group.channel)
        assert "You count yourself in. The next round is on" in answer_of(answer)


async def test_a_round_from_count_me_in_to_whether_they_met(group: World) -> None:
    offered = shown(await group.ana.slash(group.channel, "one-to-one rounds", every="two_weeks"))
    assert "Every two weeks" in text_of(offered)
    await group.ana.click(offered, custom_id="round:share:all")
    public = group.channel.history()[-1]
    assert "Those who count themselves in are paired" in text_of(public)
    for person in (group.bruno, group.caio):
        counted = await person.click(public, label="Count me in")
        assert "You count yourself in." in said(counted)
    (refused,) = await send_all(group, [group.duda], (PRESS, press("round:in:all")), group.channel)
    assert "This is for members of the group." in answer_of(refused)
    assert "Bruno" not in text_of(group.channel.history()[-1])
    await group.env.advance_time(7 * DAY)
    told = group.bruno.user.dm_channel.history()[-1]
    assert "🔁 Your round of one-to-ones: **Caio**." in text_of(told)
    assert "🔁 Your round of one-to-ones: **Bruno**." in group.direct(group.caio)[-1]
    assert not [text for text in (*group.public(), *group.direct(group.ana)) if "Your round" in text]
    await group.restart()
    asked = said(await group.bruno.user.click(told, label="Ask Caio: shall we talk?"))
    assert "☕ I ask Caio: shall we talk?" in asked
    assert "**Caio**" in said(await group.bruno.slash(group.channel, "one-to-one suggest"))
    await group.env.advance_time(11 * DAY)
    question = group.bruno.user.dm_channel.history()[-1]
    assert "did you meet **Caio**?" in text_of(question)
    ((place,),) = await group.rows("SELECT id FROM round_places WHERE user_id = ?", group.bruno.id)
    for third in (group.ana, group.caio, group.duda):
        for verb in ("met", "not_yet"):
            (refused,) = await send_all(group, [third], (PRESS, press(f"round:{verb}:{place}:1")), None)
            assert "nothing here by that name" in answer_of(refused)
    before = len(group.direct(group.caio))
    noted = await group.bruno.user.click(question, label="Yes, we met")
    assert "Noted for you: you met Caio." in text_of(noted.followups[0])
    assert "did you meet" not in text_of(shown(noted))
    assert len(group.direct(group.caio)) == before, "nobody is told"
    other = group.caio.user.dm_channel.history()[-1]
    assert "did you meet **Bruno**?" in text_of(other)
    await group.caio.user.click(other, label="Yes, we met")
    assert await group.rows("SELECT COUNT(*) FROM touches WHERE low_noted_at > 0 AND high_noted_at > 0") == [(1,)]
    log = said(await group.ana.slash(group.channel, "moderate log"))
    assert "set how often there are rounds of one-to-ones" in log
    everywhere = [log, *group.public(group.moderators), *group.direct(group.ana)]
    assert not [text for text in everywhere if "met" in text.split() or "Your round" in text]
    group.refusals()


async def test_a_not_yet_is_shown_to_nobody(group: World) -> None:
    await count_in(group, group.bruno, group.caio)
    await group.env.advance_time(18 * DAY)
    question = group.bruno.user.dm_channel.history()[-1]
    answered = await group.bruno.user.click(question, label="Not yet")
    assert "Not this time. Nobody is told." in text_of(answered.followups[0])
    assert "did you meet **Bruno**?" in group.direct(group.caio)[-1]
    assert await group.rows("SELECT COUNT(*) FROM touches") == [(0,)]
    before = len(group.direct(group.bruno))
    await group.env.advance_time(2 * DAY)
    assert len(group.direct(group.bruno)) == before, "asked once"


async def test_whoever_counts_out_or_is_left_alone(group: World) -> None:
    await count_in(group, group.bruno, group.caio)
    suggested = shown(await group.caio.slash(group.channel, "one-to-one suggest"))
    out = shown(await group.caio.click(suggested, custom_id="round:out:all"))
    assert ids_of(out) == ["round:in:all"]
    await group.env.advance_time(7 * DAY)
    assert "In this round nobody was left for you" in group.direct(group.bruno)[-1]
    assert not [text for text in group.direct(group.caio) if "🔁" in text]
    assert "no rounds" not in said(await group.ana.slash(group.channel, "one-to-one rounds"))
    assert "The group has none." in said(await group.ana.slash(group.channel, "one-to-one rounds", every="off"))
    (refused,) = await send_all(group, [group.caio], (PRESS, press("round:in:all")), group.channel)
    assert "This group has no rounds of one-to-ones." in answer_of(refused)
    group.refusals()


async def test_in_portuguese(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="pt-BR")
    offered = shown(await group.ana.slash(group.channel, "one-to-one rounds", every="month"))
    await group.ana.click(offered, custom_id="round:share:all")
    public = group.channel.history()[-1]
    assert "Todo mês" in text_of(public)
    for person in (group.bruno, group.caio):
        await person.click(public, label="Quero participar")
    await group.env.advance_time(7 * DAY)
    assert "🔁 Sua rodada de conversas a dois: **Caio**." in group.direct(group.bruno)[-1]
