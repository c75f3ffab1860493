"""Every row of `bot/authorisation.py`, tried for each kind of person, in their own group and with the ids of another."""

from __future__ import annotations

from typing import Any

import discord
import pytest
import simcord

from bot.authorisation import BUTTONS, COMMANDS, FORMS, SUGGESTIONS, Who, check_rows
from bot.core.declarations import DeclarationError
from tests.discord.test_authorisation import REFUSALS, former
from tests.discord.wire import AUTOCOMPLETE, PRESS, SUBMIT, TEXT_MENU, USER_MENU, answer, press, send
from tests.support import BAKERY, WARM, World, shown, text_of

REFUSED = (*REFUSALS, "Goodword is not set up", "Your application is with", "You are on leave")
SECRETS = ("Maria Souza", "maria@example.org", "A wedding cake")
NOBODY: frozenset[Who] = frozenset({Who.EVERYONE})
MAY = {
    "stranger": NOBODY,
    "removed": NOBODY,
    "erased": NOBODY,
    "applicant": NOBODY,
    "paused": NOBODY,
    "member": frozenset({Who.EVERYONE, Who.MEMBERS, Who.READERS}),
    "moderator": frozenset({Who.EVERYONE, Who.READERS, Who.MODERATORS}),
}
"""What each kind of person may use; what concerns somebody else nobody may."""
OWN = {"expected:me", "expected:name", "expected:name_form", "join:answer", "join:answer_form"}
"""For whom the moderators expect or ask; tried in test_claims."""
ON_LEAVE = {
    "settings:open", "settings:unmute", "settings:switch", "settings:contact", "settings:boards", "settings:language", "away:back", "away:change",
    "away:form", "profile:open_edit", "profile:open_story", "profile:edit", "profile:story", "me:period", "welcome:start",
    "welcome:profile", "welcome:write", "welcome:switches", "welcome:boards", "welcome:messages", "welcome:things",
    "welcome:profile_form", "thank:open", "thank:other", "thank:form", "thank:pick", "panel:thank", "refer:remind",
}  # fmt: skip
"""What members on leave may use as well; for them these cells are not tried."""
MENUS: dict[str, tuple[str, str]] = {
    "import:encoding": ("1", "cp1252"), "past:encoding": ("1", "cp1252"), "import:who": ("1:2", "0"), "import:means": ("1:0", "out"),
    "past:who": ("1:2", "1"), "past:open": ("", "1"), "import:open": ("", "1"), "setup:set": ("language", "both"),
    "referrals:open": ("", "1"), "board:board": ("this_week", "givers"), "board:period": ("givers", "year"), "me:period": ("", "year"),
    "settings:contact": ("", "nobody"), "settings:language": ("", "en"), "settings:unmute": ("", "1"),
}  # fmt: skip
USER_MENUS = {
    "refer:pick": "",
    "thank:pick": "",
    "refer:other": "",
    "referral:pass_to": "1",
    "referral:pass_any": "1",
    "directory:show": "",
}


def parts(world: World, draft: str) -> dict[str, str]:
    """What follows a button's name in its custom id: ids that exist, of the first group."""
    bruno, duda, guild = world.bruno.id, world.duda.id, world.guild.id
    found = dict.fromkeys(("refer:open", "thank:open", "thank:other", "profile:card", "refer:remind"), str(bruno))
    found |= {"profile:open_edit": "me", "page:referrals": "0:all:", "page:directory": "0::", "board:share": "givers:this_week"}
    found |= dict.fromkeys(("form:again", "form:anyway", "form:ready"), draft)
    found |= {"page:history": f"0:{bruno}", "page:log": "0:0:30", "page:import": "0:1", "page:past": "0:1"}
    found |= dict.fromkeys(("past:days", "import:days"), "1:day")
    found |= {"expected:me": f"{guild}:1", "expected:name": str(guild)}
    found |= dict.fromkeys(("expected:confirm", "expected:refuse"), f"{duda}:1")
    found |= dict.fromkeys(("reminder:accept", "reminder:contacted", "reminder:agreed"), "1:1767225600")
    found |= {
        "welcome:boards": f"{guild}:on",
        "welcome:messages": f"{guild}:on",
        "settings:switch": "thanks:off",
        "settings:boards": "on",
    }
    found |= {"setup:ask": "language", "setup:pick": "currency:EUR", "help:more": "x"}
    found |= dict.fromkeys(
        ("member:approve", "member:decline", "member:other_seat", "member:same_business", "member:let_wait"), str(duda)
    )
    found |= dict.fromkeys(("refer:form",), f"{bruno}:n") | {"thank:form": f"{bruno}:0:n", "join:form": "Florist:n"}
    found |= {"referral:pass_form": f"1:{bruno}:n"} | dict.fromkeys(("referral:edit_form", "referral:label_form"), "1:n")
    found |= {"welcome:profile_form": f"{guild}:n", "join:answer_form": f"{guild}:n", "expected:name_form": f"{guild}:n"}
    found |= dict.fromkeys(("member:decline_form", "member:ask_form", "member:other_seat_form"), f"{duda}:n")
    found |= {"mute:switch": "1:on", "group:about_form": "n", "profile:edit": "n", "profile:story": "n"}
    return found


async def become(world: World, kind: str) -> Any:
    """Somebody of that kind."""
    if kind == "removed":
        await former(world)
        return world.former
    name = {"member": "caio", "moderator": "lia", "paused": "caio"}.get(kind, "duda")
    person = world.people[name]
    if kind == "applicant":
        form = await person.slash(world.channel, "join", seat="Florist")
        await person.submit_modal(form, BAKERY)
    elif kind == "erased":
        asked = shown(await person.slash(world.channel, "privacy delete"))
        await person.click(asked, custom_id="privacy:delete:me")
    elif kind == "paused":
        await world.ana.slash(world.channel, "member pause", member=person)
    return person


async def furnished(world: World) -> str:
    """Records of which somebody may hold the ids; the id of a draft of Ana's."""
    await world.refer(world.ana, world.bruno)
    form = await world.bruno.slash(world.channel, "thank", referral="R-1")
    await world.bruno.submit_modal(form, WARM)
    await world.refer(world.ana, world.bruno, contact="nope")
    return str((await world.rows("SELECT id FROM drafts"))[0][0])


async def kept(world: World, group_id: int | None = None) -> list[Any]:
    """The group's records."""
    group_id = group_id or world.guild.id
    tables = ("referrals", "thanks", "groups")
    group = [row for name in tables for row in await world.rows(f"SELECT * FROM {name} WHERE group_id = ?", group_id)]
    return [*group, *await world.rows("SELECT user_id, status FROM members WHERE user_id = ?", world.bruno.id)]


def tried(request: pytest.FixtureRequest, count: int) -> None:
    """Have the number printed at the end of the run."""
    request.node.user_properties.append(("authorisation cells", count))


def data_of(row: str, rest: dict[str, str], chosen: str) -> dict[str, Any]:
    """The press of a button or menu."""
    if row in MENUS:
        after, value = MENUS[row]
        return press(":".join(filter(None, (row, after))), value, kind=TEXT_MENU)
    if row in USER_MENUS:
        return press(":".join(filter(None, (row, USER_MENUS[row]))), chosen, kind=USER_MENU)
    return press(f"{row}:{rest.get(row, '1')}")


@pytest.mark.parametrize("kind", MAY)
async def test_what_somebody_may_not_press_or_submit_is_refused_and_changes_nothing(
    group: World, kind: str, request: pytest.FixtureRequest
) -> None:
    draft = await furnished(group)
    person, before, cells = await become(group, kind), await kept(group), 0
    rest = parts(group, draft)
    for rows, sent in ((BUTTONS, PRESS), (FORMS, SUBMIT)):
        for row, who in rows.items():
            if who in MAY[kind] or (kind == "paused" and row in ON_LEAVE) or row in OWN:
                continue
            data = (
                data_of(row, rest, str(group.bruno.id))
                if sent == PRESS
                else {"custom_id": f"{row}:{rest.get(row, '1:n')}", "components": []}
            )
            said, is_form = await answer(group, person, group.channel, sent, data)
            assert not is_form, (kind, row)
            assert said.startswith(REFUSED), (kind, row, said)
            assert not any(secret in said for secret in SECRETS), (kind, row)
            cells += 1
    assert await kept(group) == before
    tried(request, cells)
    group.refusals()


@pytest.mark.parametrize("kind", [*MAY, "other group"])
async def test_suggestions_are_empty_for_whom_they_are_not(group: World, kind: str, request: pytest.FixtureRequest) -> None:
    await furnished(group)
    person, channel = await elsewhere(group) if kind == "other group" else (await become(group, kind), group.channel)
    cells = 0
    for row, who in SUGGESTIONS.items():
        if who in MAY.get(kind, NOBODY) or (kind == "other group" and who is not Who.CONCERNED) or kind == "paused":
            continue
        *path, option = row.split()
        leaf: dict[str, Any] = {"name": option, "type": 3, "value": "", "focused": True}
        for name in reversed(path[1:]):
            leaf = {"name": name, "type": 1, "options": [leaf]}
        data = {"id": "1", "name": path[0], "type": 1, "options": [leaf], "resolved": {}}
        record = await send(group, person, channel, AUTOCOMPLETE, data)
        assert record.autocomplete_choices == [], (kind, row)
        cells += 1
    tried(request, cells)


async def elsewhere(world: World) -> tuple[Any, Any]:
    """A moderator of another group, which the bot serves too, and a channel of theirs."""
    guild = world.env.create_guild("Elsewhere")
    channel = guild.create_text_channel("general")
    role = guild.create_role("Leaders", permissions=discord.Permissions(manage_guild=True))
    person = guild.add_member(world.env.create_user("olga", global_name="Olga"), roles=[role])
    chosen = {"referrals_channel": channel, "digest_channel": channel, "moderators_channel": channel}
    await person.slash(channel, "group setup", **chosen, time_zone="America/Sao_Paulo", currency="BRL")
    await person.slash(channel, "member add", member=person, seat="Lawyer")
    return person, channel


async def test_another_groups_ids_lead_nowhere(group: World, request: pytest.FixtureRequest) -> None:
    """Pressed by a moderator of the other group there, and by one who is in no group here: nothing of this group is read or changed."""
    draft = await furnished(group)
    (olga, channel), before, cells = await elsewhere(group), await kept(group), 0
    rest = parts(group, draft)
    for rows, sent in ((BUTTONS, PRESS), (FORMS, SUBMIT)):
        for row, who in rows.items():
            if row.startswith(("privacy:", "join:")):
                continue  # their own data, in their own group
            data = (
                data_of(row, rest, str(group.bruno.id))
                if sent == PRESS
                else {"custom_id": f"{row}:{rest.get(row, '1:n')}", "components": []}
            )
            record = await send(group, olga, channel, sent, data)
            result = simcord.InteractionResult(group.env, record)
            said = text_of(result.response) if result.response is not None else str(result.modal)
            assert not any(secret in said for secret in (*SECRETS, "Bruno")), (row, said)
            if who is Who.CONCERNED and row not in OWN:
                assert said.startswith(REFUSED), (row, said)
            cells += 1
    assert await kept(group, group.guild.id) == before
    tried(request, cells)
    group.refusals()


ABSENT = ("999", "-1", "0", str(2**63 - 1), str(2**63), "9" * 40, "x", "", "٣", "1 ", "1e3")


@pytest.mark.parametrize("row", ["referral:open", "referral:accept", "referral:withdraw", "referral:forget_yes", "thanks:undo"])
async def test_what_is_forbidden_and_what_is_absent_read_the_same(group: World, row: str) -> None:
    await furnished(group)
    olga, channel = await elsewhere(group)
    for person, place in ((group.duda, group.channel), (group.caio, group.channel), (olga, channel)):
        forbidden = await looks(group, person, place, f"{row}:1")
        for absent in ("999", "0", str(2**63 - 1)):
            assert await looks(group, person, place, f"{row}:{absent}") == forbidden, (row, absent)
        for never in ABSENT:
            said, is_form = await answer(group, person, place, PRESS, press(f"{row}:{never}"))
            assert not is_form, (row, never)
            assert said.startswith((*REFUSED, "That does not lead anywhere")), (row, never, said)
    group.refusals()


@pytest.mark.parametrize("label", ["R-999", "R-0", "-1", str(2**63), "x", "R-" + "9" * 50, "٣", "R-1; DROP TABLE", "r" * 4000])
async def test_a_referral_of_others_reads_as_one_that_never_was(group: World, label: str) -> None:
    await furnished(group)
    forbidden = shown(await group.caio.slash(group.channel, "referral", id="R-1"))
    absent = shown(await group.caio.slash(group.channel, "referral", id=label))
    assert components(absent) == components(forbidden)
    group.refusals()


async def looks(world: World, person: Any, channel: Any, custom_id: str) -> Any:
    """All of an answer, its colour too, and how many transactions it took."""
    database: Any = world.bot.database
    count, read, write = 0, database.read, database.write

    def counted(run: Any) -> Any:
        def run_counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            return run(*args, **kwargs)

        return run_counted

    database.read, database.write = counted(read), counted(write)
    result = simcord.InteractionResult(world.env, await send(world, person, channel, PRESS, press(custom_id)))
    database.read, database.write = read, write
    return components(result.response), count


def components(message: Any) -> Any:
    return [each if isinstance(each, dict) else each.to_dict() for each in message.components]


@pytest.mark.parametrize("table", [COMMANDS, BUTTONS, FORMS, SUGGESTIONS])
def test_the_start_refuses_what_has_no_row_and_a_row_of_nothing(table: dict[str, Who], monkeypatch: pytest.MonkeyPatch) -> None:
    found = [set(each) for each in (COMMANDS, SUGGESTIONS, BUTTONS, FORMS)]
    check_rows(*found)
    first = next(iter(table))
    monkeypatch.setitem(table, "made up", Who.EVERYONE)
    with pytest.raises(DeclarationError, match="made up is of none that is answered"):
        check_rows(*found)
    monkeypatch.delitem(table, "made up")
    monkeypatch.delitem(table, first)
    with pytest.raises(DeclarationError, match=f"{first} has no row"):
        check_rows(*found)
