"""Who loses a right between a form and its submission; that what was typed into any form comes back."""

from bot.authorisation import FORMS
from tests.support import MARIA, World, said


async def test_a_form_opened_before_a_removal_is_refused_after_it(group: World) -> None:
    form = await group.caio.slash(group.channel, "refer", member=group.bruno)
    edit = await group.caio.slash(group.channel, "profile edit")
    await group.ana.slash(group.channel, "member remove", member=group.caio, reason="Moved away")
    assert "This is for members" in said(await group.caio.submit_modal(form, MARIA))
    fields = {"business": "x", "offer": "x", "ideal_referral": "x"}
    assert "This is for members" in said(await group.caio.submit_modal(edit, fields))
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(0,)]


async def test_a_receiver_removed_between_form_and_submit_is_refused(group: World) -> None:
    form = await group.caio.slash(group.channel, "refer", member=group.bruno)
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    refused = await group.caio.submit_modal(form, MARIA)
    assert "is not a member" in said(refused)


async def test_every_form_comes_back_as_it_was_typed(group: World) -> None:
    assert set(group.bot.router._routes["reopen"]) == set(FORMS), "what was typed into any form comes back"
