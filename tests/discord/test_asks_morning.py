"""The morning list asks the author of a need, and its buttons lead on."""

from tests.discord.test_asks import LOOKING, QUESTION, card_of, post
from tests.support import World, ids_of, labels_of, said, shown, text_of

DAY = 24 * 3600


async def test_whether_somebody_helped(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    offering = await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    await group.bruno.submit_modal(offering, {"answer": "The one with the green leaf"})
    await group.env.advance_time(4 * DAY)
    message = group.ana.user.dm_channel.history()[-1]
    assert "Waiting for you in Chapter" in text_of(message)
    assert "💛 Did somebody help you with A-1?" in text_of(message)
    assert "Bruno helped" in labels_of(message)
    form = await group.ana.user.click(message, label="Bruno helped")
    assert form.modal is not None, said(form)
    await group.ana.user.submit_modal(form, {"thanks": ""})
    assert await group.rows("SELECT helper_id, counts FROM helps") == [(group.bruno.id, 1)]
    assert not any("Did somebody help" in each for each in group.direct(group.caio) + group.direct(group.bruno))
    group.refusals()


async def test_what_ends_tomorrow_is_asked_again_by_one_press(group: World) -> None:
    await post(group, group.bruno, "looking", LOOKING)
    (before,) = await group.rows("SELECT until FROM needs")
    await group.env.advance_time(6 * DAY)
    message = next(each for each in reversed(group.bruno.user.dm_channel.history()) if "ask:again:1" in ids_of(each))
    assert "⌛ A-1 ends tomorrow. Do you still look for it?" in text_of(message)
    again = await group.bruno.user.click(message, label="Same again")
    assert shown(again) is not None
    (after,) = await group.rows("SELECT until FROM needs")
    assert after[0] > before[0]
    group.refusals()
