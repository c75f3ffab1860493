"""Contacts and clients' names as people type them, from the form to what is found, shown and deleted."""

import pytest
import vobject

from bot.demo.simulator import find_button
from bot.referrals.contact_schemes import CURRENT
from tests.support import World, labels_of, said, shown, text_of

SPELLINGS = (
    "+55 11 98888-1234",
    "+55 11 98888\u20111234",
    "(11) 98888-1234",
    "11988881234",
    "98888 1234",
    "＋５５ １１ ９８８８８－１２３４",
    "0055 11 98888-1234",
    "(0xx11) 98888.1234",
    "https://wa.me/5511988881234",
    "tel:+55-11-98888-1234",
)


async def card_of(group: World, contact: str) -> vobject.base.Component:
    form = await group.bruno.slash(group.channel, "profile edit")
    await group.bruno.submit_modal(form, {"business": "x", "offer": "x", "ideal_referral": "x", "contact": contact})
    file = shown(await group.bruno.slash(group.channel, "profile card")).attachments[0]
    return vobject.readOne((await file.read()).decode())


async def wiped(group: World) -> list[bool]:
    return [row[0] is not None for row in await group.rows("SELECT wiped_at FROM referrals ORDER BY id")]


async def test_a_client_is_forgotten_by_each_spelling_of_each_of_their_contacts(group: World) -> None:
    for number, spelling in enumerate(SPELLINGS):
        contact = f"ana{number}@example.org;bia{number}@example.org / {SPELLINGS[-1 - number]}"
        await group.refer(group.ana, group.bruno, contact=contact)
        asked = spelling if number % 2 else f"bia{number}@example.org"
        done = said(await group.lia.slash(group.channel, "moderate forget", contact=asked))
        assert "is being deleted" in done
        assert await wiped(group) == [True] * (number + 1), (contact, asked)


async def test_a_start_hashes_what_a_former_version_left(group: World) -> None:
    await group.refer(group.ana, group.bruno, contact="ana@example.org;bia@example.org")
    await group.bot.database.write(lambda tx: tx.run("DELETE FROM contact_prints"))
    former = "INSERT INTO contact_prints (group_id, print, referral_id) SELECT group_id, ?, id FROM referrals"
    await group.bot.database.write(lambda tx: tx.run(former, b"a hash of the first scheme"))
    await group.restart()
    assert await group.rows("SELECT DISTINCT scheme FROM contact_prints") == [(CURRENT,)]
    await group.lia.slash(group.channel, "moderate forget", contact="bia@example.org")
    assert await wiped(group) == [True]


async def test_what_forget_can_not_read_it_names(group: World) -> None:
    await group.refer(group.ana, group.bruno, contact="+55 11 98888-1234")
    for contact, unread in (("ana@example.org, 98888", "98888"), ("11 98888-1234 ana@example", "ana@example")):
        answer = said(await group.lia.slash(group.channel, "moderate forget", contact=contact))
        assert f"I can't read “{unread}”" in answer
        assert "nothing was deleted" in answer
    assert await wiped(group) == [False]
    group.refusals()


async def test_two_phones_with_a_stroke_are_two(group: World) -> None:
    given = await group.refer(group.ana, group.bruno, contact="(11) 3333-4444 / 98888-1234")
    assert "R-1 is on its way" in said(given)
    contact = await group.ana.click(await group.open_referral(group.ana), label="Show contact")
    assert "(11) 3333-4444 / 98888-1234" in said(contact)


async def test_a_contact_is_shown_so_that_a_phone_can_call_it(group: World) -> None:
    await group.refer(group.ana, group.bruno, contact="+55\u00a011 98888\u20111234")
    contact = await group.ana.click(await group.open_referral(group.ana), label="Show contact")
    assert "+55 11 98888-1234" in said(contact)


async def test_a_members_card_holds_each_way(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", time_zone="America/Sao_Paulo")
    card = await card_of(group, "Seg-Sex 08:00-18:00 11 98888-1234")
    assert (card.tel.value, card.tel.type_param) == ("11988881234", "CELL")
    card = await card_of(group, "+55 11 3333\u20114444, ana@example.org;bia@example.org")
    assert (card.tel.value, card.tel.type_param) == ("+551133334444", "VOICE")
    assert [each.value for each in card.contents["email"]] == ["ana@example.org", "bia@example.org"]
    assert "url" not in card.contents


async def test_the_same_contact_under_another_name_says_so(group: World) -> None:
    await group.refer(group.ana, group.bruno, contact="+55 11 98888-1234")
    doubt = await group.refer(group.ana, group.bruno, prospect="João Lima", contact="98888\u20111234")
    assert "The same contact, another name: you sent it to Bruno already as Maria Souza, in R-1" in said(doubt)
    assert "Yes, all the same" in labels_of(shown(doubt))
    await group.refer(group.caio, group.bruno, prospect="João Lima", contact="98888-1234")
    card = await group.open_referral(group.bruno, "R-2")
    assert "The same contact, another name: it came in R-1 as Maria Souza." in text_of(card)


@pytest.mark.parametrize(
    ("client", "text"),
    [
        ("Zuleika Quartzfeld", "Thanks, @zuleika_quartz is great"),
        ("Pat O'Brien", "#PatOBrien"),
        ("李明", "謝謝李明的介紹!"),
        ("Dra. Maria Souza", "Thank you, Maria was a delight"),
        ("Maria Souza", "Call her: (11) 98888 1234"),
    ],
)
async def test_every_public_text_asks_and_none_is_blocked(group: World, client: str, text: str) -> None:
    await group.refer(group.ana, group.bruno, prospect=client, contact="+55 11 98888-1234")
    asked = "seems to name a client"
    thanks = await group.bruno.slash(group.channel, "thank", referral="R-1")
    profile = await group.bruno.slash(group.channel, "profile edit")
    story = await group.bruno.slash(group.channel, "profile story")
    forms = (
        (thanks, {"message": text, "business": "new"}),
        (profile, {"business": "x", "offer": text, "ideal_referral": "x"}),
        (story, {"wins": text}),
    )
    for form, fields in forms:
        doubt = await group.bruno.submit_modal(form, fields)
        assert asked in said(doubt)
        if form is thanks:
            assert await group.rows("SELECT id FROM thanks") == []
        kept = await group.bruno.click(shown(doubt), custom_id=find_button(shown(doubt), "form:anyway:"))
        assert asked not in said(kept)
    assert len(await group.rows("SELECT id FROM thanks")) == 1


async def test_the_note_of_a_leave_asks_too(group: World) -> None:
    await group.refer(group.ana, group.bruno, prospect="Zuleika Quartzfeld")
    doubt = await group.bruno.slash(group.channel, "away", until="", note="Painting for Zuleika")
    assert "seems to name a client" in said(doubt)
    assert await group.opened("members", "away_note", where=f"user_id = {group.bruno.id}") == [("",)]
    form = await group.bruno.click(shown(doubt), custom_id=find_button(shown(doubt), "form:again:"))
    assert "Painting for Zuleika" in str(form.modal)
    kept = await group.bruno.click(shown(doubt), custom_id=find_button(shown(doubt), "form:anyway:"))
    assert "You are on leave" in text_of(shown(kept))
    assert await group.opened("members", "away_note", where=f"user_id = {group.bruno.id}") == [("Painting for Zuleika",)]
    group.refusals()
