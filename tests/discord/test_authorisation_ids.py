"""Ids of another group, of others and of nothing: what is refused reads the same. And people who are gone, and bots."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.authorisation import BUTTONS, COMMANDS, FORMS, SUGGESTIONS, Who
from bot.completeness import check_rows
from bot.core.declarations import DeclarationError
from tests.discord.cells import OPTIONS, OWN_REFERRAL, SECRETS, TABLES, Cells, answer_of, furnished, send_all
from tests.discord.test_authorisation_cells import ABSENT, LEADER_ONLY, MAY, ON_CARD, STRANGER, kept, refusal, rows, tried
from tests.discord.wire import AUTOCOMPLETE, PRESS, press

if TYPE_CHECKING:
    from collections.abc import Iterator

    import simcord

    from tests.discord.cells import Sent
    from tests.support import World

OF_PARTIES = {Who.EITHER, Who.GIVER, Who.RECEIVER}
LEFT_TO_THE_GONE = {
    "referral:open", "referrals:open", "reminder:open", "referral:won", "referral:withdraw", "referral:undo", "referral:forget",
    "referral:forget_yes",
}  # fmt: skip
"""What giver and receiver may press after they left, which test_belonging looks at: reading without the client, and what protects them."""
RESTS = "You are not a member of that group any more, so its referrals rest."
AWAY = "You left that group's server, so its referrals rest."
NAMED = ("bruno", "applicant", "claimant", "giver", "removed", "duda")
"""Of whom the interactions have ids."""
UPLOADS = ("import:", "past:", "page:import", "page:past")
"""Rows of moderators with the id of a file that one of them uploaded, which is for that one."""
TYPED = ("", "R-2", "2", "Bru", "-1")
MORE: list[tuple[str, dict[str, object]]] = [
    ("thank", {"referral": "R-{referral}"}),
    ("thank", {"former": "{removed}"}),
    ("thank", {"member": "bruno", "referral": "R-{referral}"}),
    ("member expected", {"name": "-{number}"}),
    ("moderate void", {"id": "T-{thanks}", "reason": "By mistake"}),
    ("moderate void", {"id": "I-1", "reason": "By mistake"}),
    ("moderate void", {"id": "A-{question}", "reason": "By mistake"}),
    ("group seats", {"look_for": "Florist"}),
    ("group seats", {"stop_looking": "Nothing they look for"}),
    ("moderate log", {"member": "bruno"}),
    ("moderate log", {"format": "csv"}),
]
"""More options with ids, besides those in which each command is tried."""


def looks(result: simcord.InteractionResult) -> str:
    """All of an answer, without ids, and without what is random in its custom ids."""
    parts: list[Any] = [result.modal, result.autocomplete_choices, result.ephemeral]
    if result.response is not None:
        parts += [each if isinstance(each, dict) else each.to_dict() for each in result.response.components]
    return re.sub(r"[0-9]{15,20}", "ID", re.sub(r'("custom_id": "[a-z_]+:[a-z_]+)[^"]*', r"\1", json.dumps(parts)))


async def elsewhere(world: World) -> Any:
    """Another group, which the bot serves too: Olga moderates it, Omar is a member. Its channel."""
    guild = world.env.create_guild("Elsewhere")
    channel = guild.create_text_channel("general")
    role = guild.create_role("Leaders", permissions=discord.Permissions(manage_guild=True))
    for name, roles in {"olga": [role], "omar": []}.items():
        world.people[name] = guild.add_member(world.env.create_user(name, global_name=name.title()), roles=roles)
    olga = world.people["olga"]
    chosen = {"referrals_channel": channel, "digest_channel": channel, "moderators_channel": channel}
    await olga.slash(channel, "group setup", **chosen, time_zone="America/Sao_Paulo", currency="BRL")
    for name in ("olga", "omar"):
        await olga.slash(channel, "member add", member=world.people[name], seat="Lawyer")
    return channel


def absent(world: World, cells: Cells) -> Cells:
    """The same interactions with ids of nothing, and of people of the same names of whom the store knows nothing."""
    names = {name: world.env.backend.get_user(world.people[name].id).global_name for name in NAMED}
    nobody = {name: world.env.create_user(f"{name}_2", global_name=shown_as) for name, shown_as in names.items()}
    ids: dict[str, object] = {
        "referral": 999,
        "thanks": 999,
        **dict.fromkeys(("presented", "speaker", "announcement"), 999),
        **dict.fromkeys(("looking", "question", "cover", "tip", "client_needs"), 999),
        **dict.fromkeys(("series", "meeting", "guest"), 999),
        "number": 999,
        "draft": "A" * 12,
        "roll": "B" * 12,
        "past": "C" * 12,
    }
    return cells.replaced(ids | {"guild": world.guild.id + 1}, nobody)


async def compare(world: World, people: list[str], real: Sent, unreal: Sent, place: Any) -> list[tuple[object, ...]]:
    """Whose answers to the two differ, or tell anything of a client."""
    those = [world.people[name] for name in people]
    await world.bot.database.write(lambda tx: tx.run("DELETE FROM allowances"))
    found = [looks(each) for each in await send_all(world, those, real, place)]
    other = [looks(each) for each in await send_all(world, those, unreal, place)]
    return [
        (real, name, answer, same)
        for name, answer, same in zip(people, found, other, strict=True)
        if answer != same or any(secret in answer for secret in SECRETS)
    ]


def sendings(real: Cells, unreal: Cells, place: Any) -> Iterator[tuple[str, Who | None, Sent, Sent]]:
    """Each row that has an id in it, with existing and with absent ids; commands and suggestions in several ways."""
    for table, row, who in rows(place):
        pair = real.sent(table, row), unreal.sent(table, row)
        if pair[0] != pair[1] and who is not None:
            yield row, who, *pair
        if table == AUTOCOMPLETE and place and who is not Who.EVERYONE:
            for typed in TYPED:
                yield row, who, real.typing(row, typed), unreal.typing(row, "999")
    for row, given in MORE if place else []:
        yield row, COMMANDS[row], real.command(row, **given), unreal.command(row, **given)


@pytest.mark.parametrize("members_intent", [True], indirect=True)
async def test_ids_of_another_group_read_as_ids_of_nothing(group: World, request: pytest.FixtureRequest) -> None:
    """By a moderator and a member of the other group, there and in direct messages."""
    cells, channel = await furnished(group), await elsewhere(group)
    # Discord adds who is a member of the server in which an option is filled in; these people are not.
    real = cells.replaced(people={name: group.people[name].user for name in NAMED})
    unreal, before, count, wrong = absent(group, real), await kept(group), 0, []
    for place in (channel, None):
        for _, _, sent, same in sendings(real, unreal, place):
            wrong += await compare(group, ["olga", "omar"], sent, same, place)
            count += 2
    assert not wrong, "\n".join(map(str, wrong))
    assert await kept(group) == before
    tried(request, count)
    group.refusals()


@pytest.mark.parametrize("members_intent", [True], indirect=True)
async def test_what_is_forbidden_reads_as_what_is_absent(group: World, request: pytest.FixtureRequest) -> None:
    """By everybody of the group who may not use the row, and a moderator with another's upload; lists of suggestions are empty."""
    real = await furnished(group)
    unreal, before, count, wrong = absent(group, real), await kept(group), 0, []
    for row, who, sent, same in sendings(real, unreal, group.channel):
        people = [kind for kind in ("stranger", "member", "giver", "receiver") if who not in MAY[kind]]
        if who not in MAY["moderator"] or row.startswith(UPLOADS):
            people.append("moderator")
        if row not in SUGGESTIONS:
            wrong += await compare(group, people, sent, same, group.channel)
            count += len(people)
    for row, given in MORE:
        (refused,) = await send_all(group, [group.duda], real.command(row, **given), group.channel)
        assert answer_of(refused).startswith((*refusal("stranger", COMMANDS[row]), ABSENT)), (row, given)
    assert not wrong, "\n".join(map(str, wrong))
    assert await kept(group) == before
    tried(request, count)
    group.refusals()


@pytest.mark.parametrize("members_intent", [True], indirect=True)
async def test_who_is_gone_is_refused_in_direct_messages(group: World, request: pytest.FixtureRequest) -> None:
    """Givers and receivers who were removed or left the server, with their own referral."""
    cells, count, wrong = (await furnished(group)).replaced(rest=ON_CARD), 0, []
    before = await kept(group)
    for kind, number in OWN_REFERRAL.items():
        own = cells.replaced({"referral": number})
        for table, row, who in rows(None):
            if row in LEFT_TO_THE_GONE or who in {Who.EVERYONE, Who.TYPIST, None}:
                continue
            (result,) = await send_all(group, [group.people[kind]], own.sent(table, row), None)
            said = answer_of(result)
            rests = (ABSENT, AWAY if "left" in kind else RESTS, *refusal(kind, Who.MEMBERS))
            expected = rests if who in OF_PARTIES else refusal(kind, who)
            if not said.startswith(expected) or any(secret in said for secret in SECRETS):
                wrong.append((row, kind, said))
            count += 1
    assert not wrong, "\n".join(map(str, wrong))
    assert await kept(group) == before
    tried(request, count)
    group.refusals()


async def test_bots_are_refused_everything(group: World, request: pytest.FixtureRequest) -> None:
    cells = await furnished(group)
    group.people["bot"] = group.guild.add_member(group.env.create_user("robot", bot=True))
    before, count = await kept(group), 0
    for place in (group.channel, None):
        for table, row, _ in rows(place):
            (result,) = await send_all(group, [group.people["bot"]], cells.sent(table, row), place)
            assert answer_of(result) == ("suggested: []" if table == AUTOCOMPLETE else STRANGER), row
            count += 1
    assert await kept(group) == before
    tried(request, count)
    group.refusals()


NO_IDS = ("0", "-1", str(2**63), "9" * 40, "x", "", "٣", "1 ", "1e3")
LEADS_NOWHERE = "That does not lead anywhere"


async def test_what_is_no_id_leads_nowhere(group: World) -> None:
    rows_of_records = [row for row in BUTTONS if row.startswith(("referral:", "reminder:", "thanks:", "mute:"))]
    for row in rows_of_records:
        for never in NO_IDS:
            for result in await send_all(group, [group.duda, group.caio], (PRESS, press(f"{row}:{never}")), group.channel):
                assert answer_of(result).startswith((ABSENT, LEADS_NOWHERE, "Only the one who", "🔕 You get no more")), (
                    row,
                    never,
                )
    group.refusals()


async def test_what_is_no_id_of_a_need_leads_nowhere(group: World) -> None:
    without_ids = {"ask:new", "ask:trades", "ask:named"}
    for row in [row for row in BUTTONS if row.startswith("ask:") and row not in without_ids]:
        for never in (*NO_IDS, "1:x", "0:0", "1:2:3"):
            for result in await send_all(group, [group.duda, group.caio], (PRESS, press(f"{row}:{never}")), group.channel):
                said = answer_of(result)
                assert said.startswith((ABSENT, LEADS_NOWHERE, STRANGER)), (row, never, said)
    group.refusals()


LABELS = ["R-999", "R-0", "-1", str(2**63), "x", "R-" + "9" * 50, "٣", "R-1; DROP TABLE", "r" * 4000]


async def test_a_referral_of_others_reads_as_one_that_never_was(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    forbidden = looks(await group.caio.slash(group.channel, "referral", id="R-1"))
    for label in LABELS:
        assert looks(await group.caio.slash(group.channel, "referral", id=label)) == forbidden, label
    group.refusals()


async def test_who_moderates_no_more_can_do_nothing_with_what_they_uploaded(group: World, request: pytest.FixtureRequest) -> None:
    cells = await furnished(group)
    for command in ("member import", "moderate import"):
        await group.lia.slash(group.channel, command, **OPTIONS[command])
    own = await group.rows("SELECT form, id FROM drafts WHERE user_id = ?", group.lia.id)
    uploads = {{"import": "roll"}.get(form, form): key for form, key in own}
    group.env.backend.get_guild(group.guild.id).members[group.lia.id].role_ids.clear()
    cells, before, count = cells.replaced(uploads), await kept(group), 0
    for table, row, _ in rows(group.channel):
        if row.startswith(UPLOADS):
            (refused,) = await send_all(group, [group.lia], cells.sent(table, row), group.channel)
            assert answer_of(refused) == LEADER_ONLY, row
            count += 1
    assert await kept(group) == before
    tried(request, count)
    group.refusals()


async def test_who_moderates_no_more_is_not_told_what_their_import_wrote(group: World) -> None:
    """The same press again, which for a moderator returns the first one's result."""
    cells = await furnished(group)
    await group.lia.slash(group.channel, "member import", **OPTIONS["member import"])
    ((key,),) = await group.rows("SELECT id FROM drafts WHERE user_id = ? AND form = 'import'", group.lia.id)
    sent = cells.replaced({"roll": key}).sent(PRESS, "import:apply")
    (done,) = await send_all(group, [group.lia], sent, group.channel)
    assert answer_of(done) != LEADER_ONLY
    (again,) = await send_all(group, [group.lia], sent, group.channel)
    assert answer_of(again) == answer_of(done)
    group.env.backend.get_guild(group.guild.id).members[group.lia.id].role_ids.clear()
    (refused,) = await send_all(group, [group.lia], sent, group.channel)
    assert answer_of(refused) == LEADER_ONLY
    group.refusals()


async def test_a_button_of_another_server_offers_nobody_a_name_here(group: World) -> None:
    await furnished(group)
    for there in (group.guild.id + 1, 0, 1):
        (refused,) = await send_all(group, [group.people["expected"]], (PRESS, press(f"expected:name:{there}")), group.channel)
        assert answer_of(refused) == ABSENT, there
    (form,) = await send_all(group, [group.people["expected"]], (PRESS, press(f"expected:name:{group.guild.id}")), group.channel)
    assert answer_of(form).startswith("form: ")
    group.refusals()


async def test_a_receiver_on_leave_thanks_nobody_for_a_referral(group: World) -> None:
    """Who acts on referrals belongs, also on leave; who thanks is active."""
    await group.refer(group.ana, group.bruno)
    await group.ana.slash(group.channel, "member pause", member=group.bruno)
    before = await kept(group)
    for place in (group.channel, None):
        (refused,) = await send_all(group, [group.bruno], (PRESS, press("thanks:act:1")), place)
        assert answer_of(refused).startswith("You are on leave."), place
    assert await kept(group) == before
    group.refusals()


async def test_a_client_whom_nobody_else_sent_is_nobody_elses(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    before = await kept(group)
    (refused,) = await send_all(group, [group.bruno], (PRESS, press("referral:same:1")), group.channel)
    assert answer_of(refused) == ABSENT
    assert await kept(group) == before
    group.refusals()


async def test_a_moderator_reads_of_records_that_never_were_that_they_are_absent(group: World) -> None:
    for label in ("R-999", "T-999", "I-999", "A-999", "X-1"):
        refused = await group.ana.slash(group.channel, "moderate void", id=label, reason="By mistake")
        assert answer_of(refused) == ABSENT, label
    group.refusals()


async def test_it_takes_as_many_transactions_to_refuse_what_is_forbidden_as_what_is_absent(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    channel = await elsewhere(group)
    for name, place in (("duda", group.channel), ("caio", group.channel), ("omar", channel)):
        for row in ("referral:open", "referral:accept", "referral:withdraw", "referral:forget_yes", "thanks:undo"):
            counts = [await transactions(group, name, place, f"{row}:{number}") for number in (1, 999, 2**63 - 1)]
            assert len(set(counts)) == 1, (row, name, counts)
    group.refusals()


async def transactions(world: World, name: str, place: Any, custom_id: str) -> int:
    """In how many transactions the press is answered."""
    database: Any = world.bot.database
    count, read, write = 0, database.read, database.write

    def counted(run: Any) -> Any:
        def run_counted(*args: Any, **kwargs: Any) -> Any:
            nonlocal count
            count += 1
            return run(*args, **kwargs)

        return run_counted

    database.read, database.write = counted(read), counted(write)
    await send_all(world, [world.people[name]], (PRESS, press(custom_id)), place)
    database.read, database.write = read, write
    return count


@pytest.mark.parametrize("table", TABLES.values())
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
