"""Thanks on a profile, as the people in a group press and read them."""

from bot.demo.simulator import find_button
from tests.support import World, ids_of, said, shown, text_of


async def thank(group: World, message: str = "You saved my week!") -> None:
    """Bruno thanks Ana."""
    await group.bruno.submit_modal(await group.bruno.slash(group.channel, "thank", member=group.ana), {"message": message})


async def test_from_the_note_to_the_profile_and_off_again(group: World) -> None:
    await thank(group)
    note = group.ana.user.dm_channel.history()[-1]
    pinned = await group.ana.user.click(note, custom_id="thanks:pin:1")
    assert "T-1 is on your profile, in the words of Bruno:\n> You saved my week!" in said(pinned)
    assert group.direct(group.bruno)[-1].startswith("📌 **Ana** shows your thank-you on their profile:\n> You saved my week!")
    profile = shown(await group.caio.slash(group.channel, "profile show", member=group.ana))
    assert "**💚 What others say**\n**Bruno** · <t:" in text_of(profile)
    assert "> You saved my week!" in text_of(profile)
    assert "thanks:unpin:1" not in ids_of(profile), "it is not Caio's to take off"
    own = shown(await group.ana.slash(group.channel, "profile show"))
    off = await group.ana.click(own, custom_id="thanks:unpin:1")
    assert "T-1 is off your profile" in text_of(off.followups[0] if off.followups else shown(off))
    assert "saved my week" not in said(await group.caio.slash(group.channel, "profile show", member=group.ana))


async def test_its_author_takes_it_off_from_the_message_or_the_profile(group: World) -> None:
    await thank(group)
    note = group.ana.user.dm_channel.history()[-1]
    await group.ana.user.click(note, custom_id="thanks:pin:1")
    theirs = shown(await group.bruno.slash(group.channel, "profile show", member=group.ana))
    assert "thanks:unpin:1" in ids_of(theirs)
    told = group.bruno.user.dm_channel.history()[-1]
    off = await group.bruno.user.click(told, custom_id="thanks:unpin:1")
    assert text_of(shown(off)) == "↩️ Your words are off the profile of Ana, and stay off."
    again = await group.ana.user.click(note, custom_id="thanks:pin:1")
    assert "would rather not have it on a profile" in said(again)
    assert "saved my week" not in said(await group.caio.slash(group.channel, "profile show", member=group.ana))
    group.refusals()


async def test_the_public_post_has_the_button_and_answers_in_private(group: World) -> None:
    await thank(group)
    posted = group.channel.history()[-1]
    assert {"thanks:pleasure:1", "thanks:pin:1"} <= set(ids_of(posted))
    assert "Only the one who was thanked" in said(await group.caio.click(posted, custom_id="thanks:pin:1"))
    before = group.public()
    pinned = await group.ana.click(posted, custom_id="thanks:pin:1")
    assert shown(pinned).ephemeral
    assert group.public() == before
    group.refusals()


async def test_a_testimonial_goes_with_the_thanks(group: World) -> None:
    await thank(group)
    await group.ana.user.click(group.ana.user.dm_channel.history()[-1], custom_id="thanks:pin:1")
    await group.ana.slash(group.channel, "moderate void", id="T-1", reason="It never happened")
    assert "saved my week" not in said(await group.caio.slash(group.channel, "profile show", member=group.ana))
    assert not [each for each in ids_of(group.ana.user.dm_channel.history()[-2]) if each.startswith("thanks:pin")]
    log = said(await group.ana.slash(group.channel, "moderate log"))
    assert "pin" not in log


async def test_a_press_for_the_act_offers_no_testimonial(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    contact = (await group.bruno.user.click(card, custom_id="referral:accept:1")).followups[0]
    await group.bruno.user.click(contact, custom_id=find_button(contact, "thanks:act:"))
    note = group.ana.user.dm_channel.history()[-1]
    assert not [each for each in ids_of(note) + ids_of(group.channel.history()[-1]) if each.startswith("thanks:pin")]
