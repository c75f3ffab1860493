"""Changing a referral, reopening it, and finding it again years later, as its two see it."""

from tests.support import World, said, shown, text_of


async def test_a_giver_changes_it_and_the_receivers_card_follows(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    card = await group.open_referral(group.ana)
    form = await group.ana.click(card, label="Change")
    assert form.modal is not None
    assert "maria@example.org" in str(form.modal), "it starts from what was given"
    typed = {"prospect": "Maria Silva", "contact": "maria@example.net", "need": "Two cakes", "warmth": "5"}
    changed = await group.ana.submit_modal(form, typed)
    assert "You referred Maria Silva to Bruno" in text_of(shown(changed))
    messages = group.direct(group.bruno)
    assert any("Ana refers Maria Silva to you" in text for text in messages)
    assert not any("Maria Souza" in text for text in messages)
    assert "**Ana** changed R-1 for Maria Silva" in messages[-1]
    refused = await group.ana.submit_modal(await group.ana.click(card, label="Change"), typed | {"contact": "call her"})
    assert "needs a phone number" in said(refused)


async def test_reopening_is_told_to_the_giver(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Can't take it")
    declined = await group.bruno.submit_modal(form, {"reason": ""})
    again = await group.bruno.click(shown(declined), label="Open again")
    assert "Where it stands: ✅ **Accepted**" in text_of(shown(again))
    assert "Opened again" in text_of(shown(again))
    assert "**Bruno** opened R-1 for Maria Souza again" in group.direct(group.ana)[-1]
    assert "opened" not in "\n".join(group.public())


async def test_a_private_label_is_read_by_its_owner_alone(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Private label")
    labelled = await group.bruno.submit_modal(form, {"label": "kitchen, March"})
    assert "🏷️ kitchen, March" in text_of(shown(labelled))
    assert "🏷️ kitchen, March" in said(await group.bruno.slash(group.channel, "referrals"))
    assert "kitchen" not in said(await group.ana.slash(group.channel, "referrals"))
    assert "kitchen" not in text_of(await group.open_referral(group.ana))


async def test_the_card_in_direct_messages_follows_each_label(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    for label, is_shown in (("kitchen, March", True), ("", False), ("kitchen, March", True)):
        form = await group.bruno.click(await group.open_referral(group.bruno), label="Private label")
        await group.bruno.submit_modal(form, {"label": label})
        (card,) = [text for text in group.direct(group.bruno) if "Ana refers Maria Souza to you" in text]
        assert ("🏷️ kitchen, March" in card) == is_shown
