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
