"""The table of who may do what, tried from the outside."""

import pytest
import simcord

from bot.authorisation import BUTTONS, COMMANDS, FORMS, Who
from tests.support import MARIA, WARM, World, said, shown, text_of

ALLOWED = {
    "ana": set(Who) - {Who.CONCERNED},  # Manage Server, and a member
    "lia": {Who.EVERYONE, Who.READERS, Who.MODERATORS},  # the moderator role, no member
    "caio": {Who.EVERYONE, Who.MEMBERS, Who.READERS},
    "former": {Who.EVERYONE},
    "duda": {Who.EVERYONE},
}
PUBLIC = {"group panel"}
"""Answered to everybody, by their nature."""
REFUSALS = (
    "Only the group's moderators",
    "This is for members",
    "There is nothing here",
    "Only the one who",
    "What you typed was",
    "This form is not kept",
    "This application was decided",
)


def options(world: World, command: str) -> dict[str, object]:
    people = {"refer": "bruno", "thank": "bruno", "profile show": "bruno", "member remove": "bruno"}
    people |= {"profile card": "bruno"}
    people |= dict.fromkeys(("member pause", "member resume", "member seat", "member history"), "bruno")
    people |= {"member approve": "duda", "member decline": "duda", "member add": "duda"}
    given: dict[str, object] = {"member": world.people[people[command]]} if command in people else {}
    extra = {
        "join": {"seat": "Florist"},
        "referral": {"id": "R-1"},
        "away": {"until": "some day"},  # asked back, so that nobody goes
        "member add": {"seat": "Florist"},
        "member seat": {"seat": "Pastry cook"},
        "member remove": {"reason": "Moved"},
        "member expected": {"name": "-1"},
        "member import": {"file": ("roll.csv", b"Name,Trade\nDuda,Florist\n")},
        "member export": {"format": "csv"},
        "moderate import": {"file": ("past.csv", b"Giver,Receiver,Date\nAna,Bruno,2025-03-14\n")},
        "moderate forget": {"contact": "nobody@example.org"},
        "moderate void": {"id": "R-1", "reason": "By mistake"},
        "digest schedule": {"day": "monday", "time": "09:00"},
    }
    return given | extra.get(command, {})


async def former(world: World) -> None:
    """One more person: a member who was removed."""
    person = world.guild.add_member(world.env.create_user("former", global_name="Former"))
    world.people["former"] = person
    await world.ana.slash(world.channel, "member add", member=person, seat="Gone")
    await world.ana.slash(world.channel, "member remove", member=person, reason="Moved away")


async def test_every_command_is_for_whom_the_table_says(group: World, request: pytest.FixtureRequest) -> None:
    await group.refer(group.ana, group.bruno)
    await former(group)
    cells = 0
    for command, who in COMMANDS.items():
        if command[0].isupper():
            continue  # context menus: below
        for name, may in ALLOWED.items():
            person = group.people[name]
            if command.startswith("group") and name in {"caio", "former", "duda", "lia"}:
                with pytest.raises(simcord.SetupError):  # Discord itself hides it
                    await person.slash(group.channel, command, **options(group, command))
                continue
            result = await person.slash(group.channel, command, **options(group, command))
            answer = "" if result.modal else text_of(shown(result))
            refused = answer.startswith(REFUSALS)
            assert result.modal or shown(result).ephemeral or (command in PUBLIC and not refused), (command, name)
            expected = who in may or (who is Who.CONCERNED and name == "ana")
            assert refused is not expected, (command, name, answer)
            cells += 1
    request.node.user_properties.append(("authorisation cells", cells))
    group.refusals()


@pytest.mark.parametrize("menu", [command for command in COMMANDS if command[0].isupper()])
async def test_context_menus_are_for_whom_the_table_says(group: World, menu: str) -> None:
    target = await group.bruno.send(group.channel, "I need a cake") if "author" in menu else group.bruno
    for name in ("lia", "caio", "duda"):
        result = await group.people[name].context_menu(group.channel, menu, target)
        refused = result.modal is None and said(result).startswith(REFUSALS)
        assert refused is (COMMANDS[menu] not in ALLOWED[name]), (menu, name)
    group.refusals()


async def test_every_button_is_for_whom_the_table_says(group: World) -> None:
    """Pressed by a stranger and a member whom it does not concern, with ids that exist."""
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM)
    await group.refer(group.ana, group.bruno, contact="nope")
    draft = (await group.rows("SELECT id FROM drafts"))[0][0]
    rest = {
        "refer:open": str(group.bruno.id),
        "thank:open": str(group.bruno.id),
        "thank:other": str(group.bruno.id),
        "profile:open_edit": "me",
    }
    rest |= {"page:referrals": "0:all:", "page:directory": "0::", "board:share": "givers:this_week"}
    rest |= {"member:approve": str(group.duda.id), "member:decline": str(group.duda.id)}
    rest |= {
        "form:again": draft,
        "form:anyway": draft,
        "form:ready": draft,
        "page:history": f"0:{group.bruno.id}",
        "page:log": "0:0:30",
        "page:import": "0:1",
        "page:past": "0:1",
        "past:days": "1:day",
        "import:days": "1:day",
    }
    rest |= {"expected:me": f"{group.guild.id}:1", "expected:name": str(group.guild.id)}
    rest |= dict.fromkeys(("expected:confirm", "expected:refuse"), f"{group.duda.id}:1")
    rest |= dict.fromkeys(("reminder:accept", "reminder:contacted", "reminder:agreed"), "1:1767225600")
    rest |= {"welcome:boards": "1:on", "welcome:messages": "1:on"}
    rest |= {"profile:card": str(group.bruno.id), "settings:switch": "thanks:off", "settings:boards": "on"}
    rest |= {"mute:switch": "1:on"}
    rest |= {"help:more": "x"} | dict.fromkeys(
        ("member:other_seat", "member:same_business", "member:let_wait"), str(group.duda.id)
    )
    rest |= {"setup:ask": "language", "setup:pick": "currency:EUR"}
    selects = {
        "refer:pick",
        "thank:pick",
        "import:encoding",
        "past:encoding",
        "import:who",
        "import:means",
        "past:who",
        "past:open",
        "import:open",
        "setup:set",
        "referrals:open",
        "refer:other",
        "referral:pass_to",
        "referral:pass_any",
        "directory:show",
        "board:board",
        "board:period",
        "me:period",
        "settings:contact",
        "settings:language",
        "settings:unmute",
    }
    before = await group.rows("SELECT * FROM referrals") + await group.rows("SELECT * FROM thanks")
    for button, who in BUTTONS.items():
        if button in selects:
            continue  # below
        for name in ("caio", "duda"):
            person = group.people[name]
            own = await person.slash(group.channel, "help")
            shown(own)._message.components.append(
                {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": "x"}]}
            )
            custom_id = f"{button}:{rest.get(button, '1')}"
            shown(own)._message.components[-1]["components"][0]["custom_id"] = custom_id
            result = await person.click(shown(own), custom_id=custom_id)
            answer = "" if result.modal else text_of(shown(result))
            expected = who in ALLOWED[name]
            assert answer.startswith(REFUSALS) is not expected, (button, name, answer)
    assert await group.rows("SELECT * FROM referrals") + await group.rows("SELECT * FROM thanks") == before
    group.refusals()


@pytest.mark.parametrize(
    ("custom_id", "value"),
    [
        ("referrals:open", "1"),
        ("refer:other", None),
        ("referral:pass_to:1", None),
        ("referral:pass_any:1", None),
        ("directory:show", None),
        ("board:board:this_week", "givers"),
        ("board:period:givers", "year"),
        ("me:period", "year"),
        ("settings:contact", "nobody"),
        ("settings:language", "en"),
        ("settings:unmute", None),
        ("setup:set:language", "both"),
        ("import:encoding:1", "cp1252"),
        ("past:encoding:1", "cp1252"),
        ("import:who:1:2", "0"),
        ("import:means:1:0", "out"),
        ("past:who:1:2", "1"),
        ("past:open", "1"),
        ("import:open", "1"),
        ("refer:pick", None),
        ("thank:pick", None),
    ],
)
async def test_menus_authorise_again(group: World, custom_id: str, value: str | None) -> None:
    await group.refer(group.ana, group.bruno)
    chosen = value or str(group.bruno.id)
    own = shown(await group.duda.slash(group.channel, "help"))
    menu = {"type": 3, "custom_id": custom_id, "options": [{"label": "x", "value": chosen}]}
    own._message.components.append({"type": 1, "components": [menu]})
    assert said(await group.duda.select(own, [chosen], custom_id=custom_id)).startswith(REFUSALS)


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
