"""A new member is walked through profile, switches and the first things to do: in private, and once."""

from bot.demo.simulator import close_messages, find_button
from tests.support import BAKERY, WORDS, World, ids_of, labels_of, said, shown, text_of

STEPS = "Take the first steps"
MEMBER = (
    "SELECT business <> '', on_boards, dm_referrals, dm_steps, dm_thanks, welcomed_at IS NOT NULL FROM members WHERE user_id = ?"
)


async def welcome(world: World) -> object:
    """Duda's welcome message, when she was let in."""
    await world.ana.slash(world.channel, "member add", member=world.duda, seat="Florist")
    return world.duda.user.dm_channel.history()[-1]


async def press(person, card, name: str):
    return shown(await person.click(card, custom_id=find_button(card, f"welcome:{name}")))


async def test_the_walk_in_direct_messages(group: World) -> None:
    duda = group.duda.user
    message = await welcome(group)
    assert ids_of(message) == [f"welcome:start:{group.guild.id}"]
    card = shown(await duda.click(message, label=STEPS))
    assert "1 of 3: your profile" in text_of(card)
    assert "Still missing: Your business, What you offer" in text_of(card)

    form = await duda.click(card, custom_id=find_button(card, "welcome:write:"))
    refused = await duda.submit_modal(form, BAKERY | {"contact": "call me"})
    form = await duda.click(shown(refused), label="Open the form again, with what you typed")
    assert "Cakes and bread" in str(form.modal)
    card = shown(await duda.submit_modal(form, BAKERY))
    assert "2 of 3: what may I do?" in text_of(card)

    assert "I name you on no board" in text_of(await press(duda, card, "boards"))
    assert labels_of(card)[:2] == ["Name me", "Don't write to me"]
    assert "I don't write to you" in text_of(await press(duda, card, "messages"))
    await group.restart()
    last = await press(duda, card, "things")
    assert "3 of 3: the first three things" in text_of(last)
    assert not any(custom_id.startswith("panel:") for custom_id in ids_of(last)), "a direct message belongs to no group"
    assert await group.rows(MEMBER, group.duda.id) == [(1, 0, 0, 0, 0, 1)]
    assert STEPS not in labels_of(shown(await group.duda.slash(group.channel, "help")))


async def test_where_messages_are_closed_it_begins_in_help(group: World) -> None:
    close_messages(group.env, group.duda)
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Florist")
    card = shown(await group.duda.click(shown(await group.duda.slash(group.channel, "help")), label=STEPS))
    assert card.ephemeral
    await press(group.duda, card, "switches")
    await press(group.duda, card, "things")
    asked = await group.duda.click(card, custom_id="panel:refer")
    assert said(asked) == "Who should get the referral?"
    assert await group.rows(MEMBER, group.duda.id) == [(0, 1, 1, 1, 1, 1)]
    assert STEPS not in labels_of(shown(await group.duda.slash(group.channel, "help")))


async def test_who_wants_no_messages_gets_none_but_of_their_membership(group: World) -> None:
    card = shown(await group.bruno.click(shown(await group.bruno.slash(group.channel, "help")), label=STEPS))
    await press(group.bruno, card, "switches")
    await press(group.bruno, card, "messages")
    before = len(group.direct(group.bruno))
    await group.refer(group.ana, group.bruno)
    form = await group.caio.slash(group.channel, "thank", member=group.bruno)
    await group.caio.submit_modal(form, WORDS)
    assert len(group.direct(group.bruno)) == before
    assert "<@" not in group.public()[-2], "nor a ping, for their messages are not closed"
    assert "R-1" in said(await group.bruno.slash(group.channel, "referrals"))
    await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="Pastry cook")
    assert "changed your trade" in group.direct(group.bruno)[-1]
    await press(group.bruno, card, "messages")
    await group.refer(group.ana, group.bruno)
    assert "R-2 · Ana refers" in group.direct(group.bruno)[-1]


async def test_whoever_is_not_named_is_counted(group: World) -> None:
    card = shown(await group.ana.click(shown(await group.ana.slash(group.channel, "help")), label=STEPS))
    await press(group.ana, card, "switches")
    await press(group.ana, card, "boards")
    await group.refer(group.ana, group.bruno)
    board = said(await group.caio.slash(group.channel, "leaderboard"))
    assert "Ana" not in board
    assert "1 more prefers not to be named" in board


async def test_it_is_for_members_alone_and_of_the_group_that_it_names(group: World) -> None:
    message = await welcome(group)
    card = shown(await group.duda.user.click(message, label=STEPS))
    await group.ana.slash(group.channel, "member remove", member=group.duda, reason="Moved away")
    for name in ("switches", "write"):
        refused = await group.duda.user.click(card, custom_id=f"welcome:{name}:{group.guild.id}")
        assert "This is for members" in text_of(shown(refused)), name
    again = group.duda.user.dm_channel.history()[-1]
    assert ids_of(again) == [], "who is removed is not welcomed"
    await group.ana.slash(group.channel, "member add", member=group.duda, seat="Florist")
    assert ids_of(group.duda.user.dm_channel.history()[-1]) == [f"welcome:start:{group.guild.id}"]
