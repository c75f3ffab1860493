"""/member term, and the list in the moderators' channel: what each person sees."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import discord

from bot.groups.model import PublicLanguage
from bot.membership.terms.service import SLICE
from tests.discord import every_picture_card
from tests.discord.cells import send_all
from tests.discord.longest import ID, Longest
from tests.discord.wire import PRESS, TEXT_MENU, press
from tests.support import ids_of, labels_of, options_of, said, shown, text_of

if TYPE_CHECKING:
    from tests.support import World

DAY = 24 * 3600


def day(days: int) -> str:
    return (discord.utils.utcnow() + timedelta(days=days)).date().isoformat()


async def test_from_entering_to_the_renewal(group: World) -> None:
    nothing = said(await group.ana.slash(group.channel, "member term", member=group.bruno))
    assert f"No term is kept of <@{group.bruno.id}> **Bruno**. Enter one with /member term." in nothing
    await group.ana.slash(group.channel, "member term", member=group.bruno, until=day(40))
    entered = shown(await group.lia.slash(group.channel, "member term", member=group.bruno))
    assert entered.ephemeral
    assert f"The term of <@{group.bruno.id}> **Bruno** lasts until" in text_of(entered)
    assert labels_of(entered) == ["Keep no term"]
    assert group.moderators.history() == []
    await group.restart()
    await group.env.advance_time(8 * DAY)
    (listed,) = group.moderators.history()
    assert "Terms that end soon" in text_of(listed)
    assert f"<@{group.bruno.id}> **Bruno** · " in text_of(listed)
    assert "Bruno" not in "".join(group.public()), "nobody else reads it"
    assert group.direct(group.bruno) == group.direct(group.bruno)[:1], "nor is anybody written to"
    await group.ana.slash(group.channel, "member term", member=group.bruno, until=day(400))
    await group.env.settle()
    (listed,) = group.moderators.history()
    assert "All of this list are settled" in text_of(listed)
    await group.env.advance_time(15 * DAY)
    assert len([each for each in group.moderators.history() if "Terms that" in text_of(each)]) == 1
    group.refusals()


async def listed(group: World) -> Any:
    await group.ana.slash(group.channel, "member term", member=group.bruno, until=day(40))
    await group.ana.slash(group.channel, "member term", member=group.caio, until=day(41))
    await group.env.advance_time(8 * DAY)
    return group.moderators.history()[-1]


async def choose(group: World, moderator: Any, member: Any) -> Any:
    """The answer to a member that is chosen in the menu of a list, also of one that was edited since."""
    data = press("term:offer", str(member.id), kind=TEXT_MENU)
    return shown((await send_all(group, [moderator], (PRESS, data), group.moderators))[0])


async def test_a_year_is_offered_to_its_member_alone(group: World) -> None:
    message = await listed(group)
    assert [each["label"] for each in options_of(message, "term:offer")] == ["Bruno", "Caio"]
    await group.restart()
    before = len(group.direct(group.bruno))
    for _ in range(2):  # pressed twice
        answer = await choose(group, group.lia, group.bruno)
        assert f"📖 <@{group.bruno.id}> **Bruno** has the offer." in text_of(answer)
        assert answer.ephemeral
    assert len(group.direct(group.bruno)) == before + 1
    offer = group.bruno.user.dm_channel.history()[-1]
    assert "Your term in Chapter lasts until" in text_of(offer)
    assert ids_of(offer) == [f"me:year:{group.guild.id}"]
    edited = group.moderators.history()[-1]
    assert [each["label"] for each in options_of(edited, "term:offer")] == ["Caio"]
    assert "📖" in next(line for line in text_of(edited).splitlines() if "Bruno" in line)
    assert group.direct(group.caio)[-1:] == group.direct(group.caio)[:1]
    history = said(await group.ana.slash(group.channel, "member history", member=group.bruno))
    assert "offered a look at their year" in history
    group.refusals()


async def test_who_is_no_moderator_offers_nothing_and_who_left_is_offered_nothing(group: World) -> None:
    await listed(group)
    assert "Only the group's moderators" in text_of(await choose(group, group.bruno, group.caio))
    await group.ana.slash(group.channel, "member remove", member=group.caio, reason="Moved away")
    before = group.direct(group.caio)
    assert "not a member of the group" in text_of(await choose(group, group.ana, group.caio))
    await group.ana.click(shown(await group.ana.slash(group.channel, "member term", member=group.bruno)), label="Keep no term")
    assert "No term is kept of Bruno any more" in text_of(await choose(group, group.ana, group.bruno))
    assert group.direct(group.caio) == before
    assert ids_of(group.moderators.history()[-1]) == []
    group.refusals()


async def test_without_a_moderators_channel_the_list_has_no_menu(group: World) -> None:
    await group.bot.database.write(lambda tx: tx.run("UPDATE groups SET moderators_channel_id = NULL"))
    await group.ana.slash(group.channel, "member term", member=group.bruno, until=day(40))
    await group.env.advance_time(8 * DAY)
    told = next(each for each in group.ana.user.dm_channel.history() if "Terms that end soon" in text_of(each))
    assert ids_of(told) == []
    group.refusals()


async def test_a_term_is_taken_away(group: World) -> None:
    await group.ana.slash(group.channel, "member term", member=group.bruno, until=day(40))
    card = shown(await group.ana.slash(group.channel, "member term", member=group.bruno))
    taken = await group.ana.click(card, label="Keep no term")
    assert "No term is kept of" in text_of(shown(taken))
    await group.env.advance_time(8 * DAY)
    assert group.moderators.history() == []
    history = said(await group.ana.slash(group.channel, "member history", member=group.bruno))
    assert "term changed" in history
    group.refusals()


async def test_what_is_refused(group: World) -> None:
    refused = said(await group.bruno.slash(group.channel, "member term", member=group.bruno, until=day(40)))
    assert "Only the group's moderators" in refused
    assert "Duda is not a member" in said(await group.ana.slash(group.channel, "member term", member=group.duda, until=day(40)))
    for typed, problem in (
        ("next year", "“next year” is not a day I can read"),
        (day(-1), "is not within the coming three years"),
    ):
        assert problem in said(await group.ana.slash(group.channel, "member term", member=group.bruno, until=typed))
    assert await group.rows("SELECT * FROM terms") == []
    group.refusals()


def test_nobody_is_cut_from_a_list() -> None:
    for language in PublicLanguage:
        made = Longest(["*_"])
        card = every_picture_card.public_cards(language.value, made)["terms that end"]()
        said = "\n".join(card.texts)
        for number in range(SLICE):
            assert said.count(f"<@{ID - number}>") == len(language.tags)
