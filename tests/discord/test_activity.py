"""One's own numbers: of a period, with the clients' names and the amounts apart; the help that leads there."""

from tests.support import WARM, WORDS, World, ids_of, said, shown, text_of

DAY = 86400


async def test_ones_own_numbers_are_of_a_period(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM | {"amount": "100"})
    await group.env.advance_time(40 * DAY)
    await group.refer(group.ana, group.bruno)
    asked = await group.bruno.slash(group.channel, "thank", member=group.ana)
    form = await group.bruno.click(shown(asked), label="For something else")
    await group.bruno.submit_modal(form, WORDS | {"amount": "7"})
    ever = said(await group.bruno.slash(group.channel, "me"))
    assert "· all time" in ever
    assert "You received 2 referrals. 1 became a job." in ever
    assert "Work it brought you: R$107.00." in ever
    assert "All of it since you joined." in ever
    month = await group.bruno.slash(group.channel, "me", period="month")
    assert "You received 1 referral. 0 became jobs." in said(month)
    assert "Work it brought you: R$7.00." in said(month)
    assert "you thanked 1 time." in said(month)
    assert "From <t:" in said(month)
    chosen = await group.bruno.slash(group.channel, "me", period="month", show="numbers")
    assert text_of(shown(chosen)) == text_of(shown(month))
    changed = await group.bruno.select(shown(month), ["year"], custom_id="me:period")
    assert "· this year" in text_of(shown(changed))


async def test_a_period_with_amounts_leaves_what_waits_in_a_message_of_its_own(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM | {"amount": "100"})
    await group.env.advance_time(40 * DAY)
    await group.refer(group.ana, group.bruno, prospect="Rosa Reis")
    week = shown(await group.bruno.slash(group.channel, "me", period="this_week"))
    assert "Rosa Reis" in text_of(week)
    changed = await group.bruno.select(week, ["all_time"], custom_id="me:period")
    ever = text_of(shown(changed))
    assert "R$100.00" in ever
    assert "Rosa Reis" not in ever
    assert "What waits for you is in the message below" in ever
    (below,) = changed.followups
    assert "Rosa Reis" in text_of(below)
    assert "R$" not in text_of(below)
    again = await group.bruno.select(shown(changed), ["year"], custom_id="me:period")
    assert not again.followups, "the message below stays"


async def test_the_help_begins_with_six_commands(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "help"))
    assert text_of(card).count("**/") == 6
    assert "/away" not in text_of(card)
    whole = shown(await group.bruno.click(card, custom_id="help:more:all"))
    assert "**/away**" in text_of(whole)
    assert "**/settings**" in text_of(whole)
    assert "help:more:all" not in ids_of(whole)
    assert "help:more:all" not in ids_of(shown(await group.duda.slash(group.channel, "help"))), "nothing more is for them"
    assert "For moderators" in said(await group.ana.slash(group.channel, "help"))


async def test_the_directory_is_searched_from_its_card(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "directory"))
    form = await group.bruno.click(card, custom_id="directory:search:all")
    found = shown(await group.bruno.submit_modal(form, {"search": "photos"}))
    assert "**Caio** · Photographer" in text_of(found)
    assert "Bruno" not in text_of(found)
    form = await group.bruno.click(found, custom_id="directory:search:all")
    assert "3 members" in text_of(shown(await group.bruno.submit_modal(form, {"search": ""})))


async def test_first_steps_that_are_done_do_not_offer_themselves(group: World) -> None:
    await group.refer(group.caio, group.bruno)
    card = shown(await group.caio.slash(group.channel, "help"))
    form = await group.caio.slash(group.channel, "profile edit")
    fields = {"business": "Caio", "offer": "Photos", "ideal_referral": "Brides", "contact": "caio@example.org"}
    await group.caio.submit_modal(form, fields)
    step = shown(await group.caio.click(card, label="Take the first steps"))
    assert "2 of 3" in text_of(step), "the profile is written"
    last = shown(await group.caio.click(step, label="Next"))
    assert "what is left to do" in text_of(last)
    assert "/refer" not in text_of(last)
    assert "2. **/thank**" in text_of(last)
    assert "Take the first steps" not in str(shown(await group.caio.slash(group.channel, "help")).components)
    again = shown(await group.caio.click(card, label="Take the first steps"))
    assert "3 of 3" in text_of(again)
