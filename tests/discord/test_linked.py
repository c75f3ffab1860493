"""Two servers in one bot: linked by a code, a client passed from one to the other, and what everybody reads of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
import pytest

from tests.discord.test_late_answers import CALLBACK, tried
from tests.support import MARIA, WARM, World, ids_of, options_of, said, shown, text_of

if TYPE_CHECKING:
    import simcord


class Hill:
    """The other server: Eli has Manage Server there, Fabio is a member; both are in it alone."""

    def __init__(self, world: World) -> None:
        env = world.env
        self.guild = env.create_guild("Hill")
        self.channel = self.guild.create_text_channel("general")
        leading = self.guild.create_role("Leaders", permissions=discord.Permissions(manage_guild=True))
        self.eli = self.guild.add_member(env.create_user("eli", global_name="Eli"), roles=[leading])
        self.fabio = self.guild.add_member(env.create_user("fabio", global_name="Fabio"), roles=[])

    async def settle_in(self) -> None:
        chosen = {"referrals_channel": self.channel, "time_zone": "America/Sao_Paulo", "currency": "BRL"}
        await self.eli.slash(self.channel, "group setup", **chosen)
        for person, seat in ((self.eli, "Lawyer"), (self.fabio, "Painter")):
            await self.eli.slash(self.channel, "member add", member=person, seat=seat)


@pytest.fixture
async def hill(group: World) -> Hill:
    made = Hill(group)
    await group.env.settle()
    await made.settle_in()
    return made


async def link(world: World, hill: Hill) -> None:
    made = said(await world.ana.slash(world.channel, "group link"))
    code = made.split("`")[1]
    assert "Linked with **Chapter**" in said(await hill.eli.slash(hill.channel, "group link", code=code))


async def taking(world: World, hill: Hill) -> None:
    await link(world, hill)
    settings = shown(await hill.fabio.slash(hill.channel, "settings"))
    assert "settings:linked:on" in ids_of(settings)
    changed = shown(await hill.fabio.click(settings, custom_id="settings:linked:on"))
    assert "settings:linked:off" in ids_of(changed)


async def suggested(person: Any, channel: Any, typed: str) -> list[dict[str, Any]]:
    result = await person.autocomplete(channel, "refer", "in_group", typed)
    return list(result)


async def pass_to_fabio(world: World, hill: Hill, **changes: str) -> simcord.InteractionResult:
    fabio = f"{hill.guild.id}:{hill.fabio.id}"
    form = await world.bruno.slash(world.channel, "refer", in_group=fabio)
    return await world.bruno.submit_modal(form, MARIA | changes)


async def test_two_servers_are_linked_and_unlinked(group: World, hill: Hill) -> None:
    await link(group, hill)
    moderators = group._texts(group.moderators)
    assert any("**Hill** used your code" in text for text in moderators)
    for typed in ("1", "Hill", " ", "١"):
        assert "is not linked with that one" in said(await group.ana.slash(group.channel, "group unlink", group=typed))
    ended = said(await group.ana.slash(group.channel, "group unlink", group=str(hill.guild.id)))
    assert "The link with **Hill** is ended" in ended
    assert any("The moderators of **Chapter** ended the link" in text for text in group._texts(hill.eli.user.dm_channel))


async def test_a_client_goes_from_one_server_to_the_other(group: World, hill: Hill) -> None:
    await taking(group, hill)
    passed = said(await pass_to_fabio(group, hill))
    assert "R-1 is on its way to Fabio (Hill)" in passed
    assert "counts on nobody's board" in passed
    card = group.direct(hill.fabio)[-1]
    assert "Bruno (Chapter) refers Maria Souza to you" in card
    assert any("**Bruno (Chapter)** passed **Fabio** a referral. (R-1)" in text for text in group._texts(hill.channel))
    assert not any("R-1" in text for text in group.public()), "the giver's group reads nothing of it"
    opened = shown(await hill.fabio.slash(hill.channel, "referral", id="R-1"))
    await hill.fabio.click(opened, custom_id="referral:accept:1")
    contact = said(await hill.fabio.click(opened, custom_id="referral:show:1"))
    assert "maria@example.org" in contact
    assert "**Fabio (Hill)** accepted R-1 and will call Maria Souza." in group.direct(group.bruno)[-1]
    form = await hill.fabio.click(shown(await hill.fabio.slash(hill.channel, "referral", id="R-1")), custom_id="referral:won:1")
    await hill.fabio.submit_modal(form, WARM | {"amount": "1,000"})
    thanked = group.direct(group.bruno)[-1]
    assert "became work! **Fabio** thanks you" in thanked
    assert "1,000" not in thanked
    assert any("**Fabio** thanks **Bruno**" in text for text in group._texts(hill.channel))
    mine = said(await group.bruno.slash(group.channel, "me"))
    assert "Besides, with linked groups: 1 given, 0 received." in mine
    listed = shown(await group.bruno.slash(group.channel, "referrals"))
    assert "to Fabio · Hill" in text_of(listed)
    opened = shown(await group.bruno.select(listed, ["1"], custom_id="referrals:open"))
    assert "You referred Maria Souza to Fabio (Hill)" in text_of(opened)
    assert not any(each.startswith(("referral:also", "referral:pass")) for each in ids_of(opened))


@pytest.mark.parametrize("is_lost", [False, True])
async def test_a_giver_answers_thanks_in_their_own_messages(group: World, hill: Hill, is_lost: bool) -> None:
    await taking(group, hill)
    await pass_to_fabio(group, hill)
    opened = shown(await hill.fabio.slash(hill.channel, "referral", id="R-1"))
    await hill.fabio.click(opened, custom_id="referral:accept:1")
    form = await hill.fabio.click(opened, custom_id="referral:won:1")
    await hill.fabio.submit_modal(form, WARM)
    posted = hill.channel.history()[-1]
    assert "thanks **Bruno**" in text_of(posted)
    assert not ids_of(posted), "nobody who reads it there was thanked"
    noted = group.bruno.user.dm_channel.history()[-1]
    assert ids_of(noted) == ["thanks:pleasure:1"]
    if is_lost:
        group.env.inject_error("POST", CALLBACK, status=503, times=None)
    await tried(group, lambda group: group.bruno.user.click(noted, custom_id="thanks:pleasure:1"))
    noted = group.bruno.user.dm_channel.history()[-1]
    assert "**Bruno**: “It’s a pleasure!”" in text_of(noted)
    assert not ids_of(noted)
    assert "**Bruno**: “It’s a pleasure!”" in group._texts(hill.channel)[-1]


async def test_its_giver_opens_it_by_its_number(group: World, hill: Hill) -> None:
    await taking(group, hill)
    await pass_to_fabio(group, hill)
    alone = shown(await group.bruno.slash(group.channel, "referral", id="R-1"))
    assert "You referred Maria Souza to Fabio (Hill)" in text_of(alone)
    assert "also what you passed" not in text_of(alone)
    await group.refer(group.bruno, group.ana)
    both = shown(await group.bruno.slash(group.channel, "referral", id="r-1"))
    assert "You referred Maria Souza to Ana" in text_of(both)
    assert "Each group counts its own: R-1 is also what you passed to a linked group." in text_of(both)
    (other,) = options_of(both, "referrals:open")
    assert (other["value"], other["label"]) == ("1", "R-1 · Maria Souza · Fabio · Hill")
    opened = shown(await group.bruno.select(both, [other["value"]], custom_id="referrals:open"))
    assert "to Fabio (Hill)" in text_of(opened)
    choices = await group.bruno.autocomplete(group.channel, "referral", "id", "maria")
    assert [(each["name"], each["value"]) for each in choices] == [
        ("R-1 · Maria Souza · Ana", "R-1"),
        ("R-1 · Maria Souza · Fabio · Hill", "R-1/1"),
    ]
    assert "to Fabio (Hill)" in said(await group.bruno.slash(group.channel, "referral", id="R-1/1"))
    for odd in ("R-1/x", "R-1/2147483648", "R-1/99999999999999999999"):
        await group.bruno.slash(group.channel, "referral", id=odd)
    assert len(group.refusals()) == 3
    assert "nothing here by that name" in said(await group.caio.slash(group.channel, "referral", id="R-1/1"))
    assert "nothing here by that name" in said(await group.caio.slash(group.channel, "referral", id="R-1"))
    group.refusals()


async def test_whom_one_may_choose(group: World, hill: Hill) -> None:
    assert await suggested(group.bruno, group.channel, "") == []
    await taking(group, hill)
    found = await suggested(group.bruno, group.channel, "")
    fabio = f"{hill.guild.id}:{hill.fabio.id}"
    assert [(each["name"], each["value"]) for each in found] == [
        ("Hill · 1 member", str(hill.guild.id)),
        ("Fabio · Painter · Hill", fabio),
    ]
    assert [each["value"] for each in await suggested(group.bruno, group.channel, "paint")] == [fabio]
    assert await suggested(group.duda, group.channel, "") == [], "no member"
    menu = shown(await group.bruno.slash(group.channel, "refer", in_group=str(hill.guild.id)))
    custom_id = f"refer:linked:{hill.guild.id}"
    assert [each["label"] for each in options_of(menu, custom_id)] == ["Fabio · Painter"]
    form = await group.bruno.select(menu, [str(hill.fabio.id)], custom_id=custom_id)
    assert "R-1 is on its way" in said(await group.bruno.submit_modal(form, MARIA))


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"in_group": "the hill"}, "I don't know “the hill”"),
        ({"in_group": "1"}, "This group is not linked with that one now"),
        ({"in_group": "1:2"}, "This group is not linked with that one now"),
        ({"in_group": "99999999999999999999"}, "I don't know"),
    ],
)
async def test_what_leads_nowhere(group: World, hill: Hill, options: dict[str, str], refusal: str) -> None:
    await taking(group, hill)
    assert refusal in said(await group.bruno.slash(group.channel, "refer", **options))


async def test_without_options_it_asks_whom(group: World, hill: Hill) -> None:
    asked = shown(await group.bruno.slash(group.channel, "refer"))
    assert "refer:pick" in ids_of(asked)
    both = await group.bruno.slash(group.channel, "refer", member=group.caio, in_group="1")
    assert "Choose either a member of this group" in said(both)


async def test_a_refused_form_comes_back(group: World, hill: Hill) -> None:
    await taking(group, hill)
    refused = shown(await pass_to_fabio(group, hill, contact="nope"))
    again = next(each for each in ids_of(refused) if each.startswith("form:again:"))
    form = await group.bruno.click(refused, custom_id=again)
    assert "R-1 is on its way" in said(await group.bruno.submit_modal(form, MARIA))


async def test_all_of_it_works_after_a_restart(group: World, hill: Hill) -> None:
    await taking(group, hill)
    fabio = f"{hill.guild.id}:{hill.fabio.id}"
    form = await group.bruno.slash(group.channel, "refer", in_group=fabio)
    await group.restart()
    assert "R-1 is on its way" in said(await group.bruno.submit_modal(form, MARIA))
    assert "Bruno (Chapter) refers Maria Souza to you" in group.direct(hill.fabio)[-1]


async def test_an_ask_is_read_in_the_other_server(group: World, hill: Hill) -> None:
    await link(group, hill)
    form = await group.bruno.slash(group.channel, "ask", kind="question")
    posted = shown(await group.bruno.submit_modal(form, {"text": "Who knows a *good* program? https://x.example", "until": "28"}))
    asked = said(await group.bruno.click(posted, custom_id="ask:linked:1"))
    assert "A-1 is read in **Hill** too" in asked
    read = next(text for text in group._texts(hill.channel) if "From the linked group **Chapter**" in text)
    assert "**Bruno** asks:" in read
    assert f"<@{group.bruno.id}>" in read
    assert "https://x.example" not in read
    (number,) = [index for index, text in enumerate(group._texts(hill.channel)) if "From the linked group" in text]
    await group.ana.slash(group.channel, "group unlink", group=str(hill.guild.id))
    replaced = group._texts(hill.channel)[number]
    assert "What Bruno of **Chapter** asked here is over" in replaced
    assert "program" not in replaced
    await group.env.advance_time(60)
    await link(group, hill)
    assert "A-1 is read in **Hill** too" in said(await group.bruno.click(posted, custom_id="ask:linked:1"))
    assert "From the linked group **Chapter**" in group._texts(hill.channel)[number], "where it stood"
    settings = shown(await group.bruno.slash(group.channel, "settings"))
    await group.bruno.click(settings, custom_id="settings:linked:on")
    mine = shown(await group.bruno.slash(group.channel, "ask"))
    opened = shown(await group.bruno.select(mine, ["1"], custom_id="ask:open"))
    assert "ask:linked:1" in ids_of(opened)
    await group.bruno.click(opened, custom_id="ask:close:1")
    assert any("What Bruno of **Chapter** asked here is over" in text for text in group._texts(hill.channel))
    assert not any("program" in text for text in group._texts(hill.channel))


async def test_a_client_who_was_passed_there_is_noticed_in_what_everybody_reads_here(group: World, hill: Hill) -> None:
    """By name and by contact, as a client of one's own group."""
    await taking(group, hill)
    await pass_to_fabio(group, hill, contact="+55 11 98888-1234")
    for text in ("Who knows Maria Souza well?", "Who has called 11 98888-1234 lately?"):
        form = await group.bruno.slash(group.channel, "ask", kind="question")
        asked = said(await group.bruno.submit_modal(form, {"text": text, "until": "7"}))
        assert "seems to name a client, Maria Souza" in asked, text
        form = await group.caio.slash(group.channel, "ask", kind="question")
        assert "is on its way" in said(await group.caio.submit_modal(form, {"text": text, "until": "7"})), "no client of his"
    group.refusals()
