"""The message to pin: each press is answered to whoever pressed, and to them alone."""

from typing import Any

import pytest

from tests.support import MARIA, WARM, World, ids_of, labels_of, said, shown, text_of

PANEL = ["panel:refer", "panel:thank", "panel:ask", "panel:meeting", "panel:mine", "panel:guest", "panel:introduce", "panel:meet"]


async def post(world: World, **settings: object) -> Any:
    if settings:
        await world.ana.slash(world.channel, "group setup", **settings)
    posted = shown(await world.ana.slash(world.channel, "group panel"))
    assert not posted.ephemeral
    return world.channel.history()[-1]


async def test_a_referral_and_a_thank_you_by_the_panel(group: World) -> None:
    panel = await post(group)
    assert ids_of(panel) == PANEL
    asked = await group.bruno.click(panel, custom_id="panel:refer")
    assert said(asked) == "Who should get the referral?"
    form = await group.bruno.select(shown(asked), [group.caio], custom_id="refer:pick")
    assert form.modal is not None
    assert form.modal["title"] == "A referral for Caio"
    assert "R-1 is on its way to Caio" in said(await group.bruno.submit_modal(form, MARIA))

    asked = await group.caio.click(panel, custom_id="panel:thank")
    asked = await group.caio.select(shown(asked), [group.bruno], custom_id="thank:pick")
    assert "Is this for R-1?" in said(asked)
    form = await group.caio.click(shown(asked), label="For R\u20111")
    await group.caio.submit_modal(form, WARM)
    assert "**Caio** thanks **Bruno**" in group.public()[-1]
    mine = said(await group.caio.click(panel, custom_id="panel:mine"))
    assert "🎉 **R-1** · Got the job" in mine
    assert await group.rows("SELECT giver_id, receiver_id FROM referrals") == [(group.bruno.id, group.caio.id)]


async def test_what_is_done_less_often_stands_in_a_second_row(group: World) -> None:
    panel = await post(group)
    rows = [each.to_dict()["components"] for each in panel.components[0].children if each.type.value == 1]
    assert [[each["custom_id"] for each in row] for row in rows] == [PANEL[:5], PANEL[5:]]


async def test_whoever_is_no_member_is_told_how_to_become_one(group: World) -> None:
    panel = await post(group)
    for button in ("panel:refer", "panel:thank", "panel:ask", "panel:guest", "panel:introduce", "panel:meeting", "panel:meet"):
        assert "Use /join to apply" in said(await group.duda.click(panel, custom_id=button))
    asked = await group.bruno.click(panel, custom_id="panel:refer")
    refused = await group.bruno.select(shown(asked), [group.duda], custom_id="refer:pick")
    assert "not a member of the group" in said(refused)
    assert "yourself" in said(await group.bruno.select(shown(asked), [group.bruno], custom_id="refer:pick"))


async def test_it_works_after_a_restart_and_reads_as_the_group_does(group: World) -> None:
    panel = await post(group, language="both")
    assert labels_of(panel) == [
        "Refer someone",
        "Thank",
        "Ask the group",
        "Next meeting",
        "My referrals",
        "Bring a guest",
        "Introduce two",
        "Meet somebody",
    ]
    assert "Passe adiante uma boa palavra" in text_of(panel)
    await group.restart()
    assert "There are none yet" in said(await group.bruno.click(panel, custom_id="panel:mine"))


async def test_only_a_group_that_is_set_up_has_one(empty: World) -> None:
    assert "not set up here yet" in said(await empty.ana.slash(empty.channel, "group panel"))
    assert len(empty.channel.history()) == 1, "the greeting alone"


async def test_the_trades_and_what_is_looked_for(group: World) -> None:
    listed = said(await group.ana.slash(group.channel, "group seats", look_for="florist"))
    assert f"**Baker** · <@{group.bruno.id}> **Bruno**" in listed
    assert "**Looked for**: Florist" in listed
    assert "**Also open**: Accountant · Architect" in listed
    suggested = await group.ana.autocomplete(group.channel, "group seats", "stop_looking", "flo")
    assert [choice["value"] for choice in suggested] == ["Florist"]
    suggested = await group.ana.autocomplete(group.channel, "group seats", "look_for", "plumer")
    assert suggested[0]["value"] == "Plumber"
    assert "Looked for" not in said(await group.ana.slash(group.channel, "group seats", stop_looking="Florist"))
    assert "does not look for “Florist”" in said(await group.ana.slash(group.channel, "group seats", stop_looking="Florist"))
    assert "Bruno is here as Baker already" in said(await group.ana.slash(group.channel, "group seats", look_for="Baker"))
    assert await group.rows("SELECT COUNT(*) FROM wanted_seats") == [(0,)]


async def test_what_the_group_is_is_found_in_help_and_written_by_moderators(group: World) -> None:
    help_card = shown(await group.duda.slash(group.channel, "help"))
    about = await group.duda.click(help_card, label="About this group")
    assert "**🧰 Trades here** (3): Baker · Lawyer · Photographer" in said(about)
    assert "Bruno" not in said(about)
    assert ids_of(shown(about)) == ["about:share", "about:text"]
    assert "This is for members" in said(await group.duda.click(shown(about), custom_id="about:share"))

    own = shown(await group.ana.slash(group.channel, "group about"))
    assert "Nothing is written about the group yet" in text_of(own)
    form = await group.ana.click(own, label="Edit")
    edited = await group.ana.submit_modal(form, {"about": "Neighbours of **Vila Boa** @everyone", "meets": "Tuesdays, 8:00"})
    assert r"Neighbours of \*\*Vila Boa\*\*" in text_of(shown(edited))
    assert "When and where it meets**\nTuesdays, 8:00" in text_of(shown(edited))
    shared = await group.bruno.click(
        shown(await group.bruno.click(shown(await group.bruno.slash(group.channel, "help")), custom_id="group:about")),
        label="Share with everybody",
    )
    assert not shown(shared).ephemeral
    assert "### 👋 Chapter\n" in group.public()[-1]
    assert "@\u200beveryone" in group.public()[-1]
    assert await group.rows("SELECT about, meets FROM groups") == [("Neighbours of **Vila Boa** @everyone", "Tuesdays, 8:00")]


@pytest.mark.parametrize("name", ["bruno", "duda"])
async def test_only_moderators_write_what_the_group_is(group: World, name: str) -> None:
    own = shown(await group.lia.click(shown(await group.lia.slash(group.channel, "help")), custom_id="group:about"))
    form = await group.lia.click(own, label="Edit")
    others = group.guild.create_role("Others")
    await group.ana.slash(group.channel, "group setup", moderator_role=others)
    assert "Only the group's moderators" in said(await group.lia.submit_modal(form, {"about": "Mine", "meets": ""}))
    person = group.people[name]
    card = shown(await person.click(shown(await person.slash(group.channel, "help")), custom_id="group:about"))
    assert "group:about_edit" not in ids_of(card)
    assert await group.rows("SELECT about FROM groups") == [("",)]


async def test_a_long_description_and_many_trades_fit(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", language="both")
    for number in range(60):
        person = group.guild.add_member(group.env.create_user(f"p{number}", global_name=f"Person {number:03} of the Chapter"))
        await group.ana.slash(group.channel, "member add", member=person, seat=f"Somebody of a very special trade {number}")
    for number in range(25):
        await group.ana.slash(group.channel, "group seats", look_for=f"Somebody whom the group would like to have {number}")
    form = await group.ana.click(shown(await group.ana.slash(group.channel, "group about")), label="Edit")
    card = shown(await group.ana.submit_modal(form, {"about": "x" * 400, "meets": "y" * 200}))
    await group.ana.click(card, label="Share with everybody")
    public = group.public()[-1]
    assert len(public) <= 4000
    assert "/join" in public
    seats = said(await group.ana.slash(group.channel, "group seats"))
    assert "and " in seats
    assert len(seats) <= 4000
