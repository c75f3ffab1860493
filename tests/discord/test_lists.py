"""Finding one's referrals again: by search, page by page, and by suggestions."""

from bot.referrals import contact_index
from tests.support import World, ids_of, said, shown, text_of


async def test_a_search_is_kept_from_page_to_page(group: World) -> None:
    for number in range(10):
        await group.refer(group.ana, group.bruno, prospect=f"Mária **{number}**")
    await group.refer(group.ana, group.bruno, prospect="Rita")
    listed = await group.bruno.slash(group.channel, "referrals", search="maria: **")
    assert "Only those in which “maria \\*\\*” is found." in said(listed)
    assert "Rita" not in said(listed)
    assert max(map(len, ids_of(shown(listed)))) <= 100
    turned = await group.bruno.click(shown(listed), label="Next")
    assert "Mária \\*\\*0\\*\\*" in text_of(shown(turned))
    assert "Rita" not in text_of(shown(turned))
    back = await group.bruno.click(shown(turned), label="Back")
    assert text_of(shown(back)) == text_of(shown(listed))


async def test_the_longest_search_fits_and_nothing_found_says_so(group: World) -> None:
    for _ in range(9):
        await group.refer(group.ana, group.bruno, need="x" * 40)
    listed = await group.bruno.slash(group.channel, "referrals", box="received", status="open", search="x" * 40)
    assert max(map(len, ids_of(shown(listed)))) <= 100
    assert "**R-1**" in text_of(shown(await group.bruno.click(shown(listed), label="Next")))
    nothing = await group.bruno.slash(group.channel, "referrals", search="zebra")
    assert "None of yours fits that." in said(nothing)
    assert "There are none yet" in said(await group.caio.slash(group.channel, "referrals"))
    assert "None of yours fits that." in said(await group.caio.slash(group.channel, "referrals", search="Maria"))


async def test_a_list_of_before_turns_its_pages(group: World) -> None:
    for _ in range(9):
        await group.refer(group.ana, group.bruno)
    listed = shown(await group.bruno.slash(group.channel, "referrals"))
    rows = [part for part in listed._message.components[0]["components"] if part["type"] == 1]
    button = rows[-1]["components"][-1]
    assert button["custom_id"] == "page:referrals:1:all::"
    button["custom_id"] = "page:referrals:1:all:"
    assert "**R-1**" in text_of(shown(await group.bruno.click(listed, custom_id="page:referrals:1:all:")))


async def test_what_was_wiped_is_found_by_label_and_day(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Private label")
    await group.bruno.submit_modal(form, {"label": "kitchen, March"})
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, {"message": "Thanks!", "business": "new"})
    await group.bot.database.write(lambda tx: contact_index.wipe(tx, group.guild.id, 1))
    for typed in ("kitchen", "r-1", "2026", "ana"):
        (found,) = await group.bruno.autocomplete(group.channel, "referral", "id", typed)
        assert found["value"] == "R-1"
        assert "kitchen, March · Ana" in found["name"]
    assert "kitchen" not in str(await group.ana.autocomplete(group.channel, "referral", "id", ""))
    assert "kitchen, March" in said(await group.bruno.slash(group.channel, "referrals", search="kitchen"))
    card = await group.open_referral(group.bruno)
    form = await group.bruno.click(card, label="More work came from this")
    assert form.modal is not None
    assert form.modal["custom_id"].startswith(f"thank:form:{group.ana.id}:1:")
