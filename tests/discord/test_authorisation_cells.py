"""Every row of `bot/authorisation/`, tried by each kind of person, in the server and in direct messages."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from bot.authorisation import IN_DIRECT_MESSAGES, Who
from tests.discord.cells import SECRETS, TABLES, Cells, answer_of, furnished, send_all
from tests.discord.wire import AUTOCOMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import simcord

    from tests.support import World

ON_CARD = {"thank:form": "{giver}:{referral}:n"}
"""The form of thanks as it is opened on a referral's card."""
ANYBODY = ("stranger", "member", "leader")
"""Who tries what nobody may in direct messages: there nothing is read of the person."""
ONLY = set(filter(None, os.environ.get("GOODWORD_ROWS", "").split("|")))
"""The rows to try, such as `me|referral:accept`; where the variable is not set, all."""
TRYING: list[str] = []
"""The row that is being tried, for `tools/refusals.py`."""
NOBODY = {Who.EVERYONE}
MEMBER = {Who.EVERYONE, Who.MEMBERS, Who.BELONGING, Who.READERS}
MODERATOR = {Who.EVERYONE, Who.READERS, Who.MODERATORS, Who.LEADING}
PARTY = MEMBER | {Who.EITHER}
MAY: dict[str, set[Who]] = {
    "stranger": NOBODY,
    "expected": NOBODY,
    "declined": NOBODY,
    "removed": NOBODY,
    "erased": NOBODY,
    "claimant": NOBODY | {Who.EXPECTED},
    "applicant": NOBODY | {Who.ASKED},
    "paused": NOBODY | {Who.BELONGING},
    "away": NOBODY | {Who.BELONGING},
    "member": MEMBER,
    "associate": MEMBER,
    "moderator": MODERATOR,
    "leader": MEMBER | MODERATOR,
    "giver": PARTY
    | {Who.GIVER, Who.THANKED, Who.OF_THANKS, Who.TYPIST, Who.ASKER, Who.INVITER, Who.SPEAKER, Who.QUIET, Who.KEEPING},
    "receiver": PARTY | {Who.RECEIVER, Who.AUTHOR, Who.OF_THANKS},
}
"""What each kind of person may use. Theirs is referral 2, and the thanks for referral 1."""
STANDING = {Who.MEMBERS, Who.BELONGING, Who.READERS}
STRANGER = "This is for members of the group. Use /join to apply, or look at /help if the group expects you."
ON_LEAVE = "You are on leave. "
STANDS = {
    "applicant": "Your application is with the moderators. You can do this as soon as they let you in.",
    "paused": ON_LEAVE + "Ask a moderator to bring you back first.",
    "away": ON_LEAVE + "Press “I'm back” in /away first, then try again.",
    "left giver": "You had left the server. Use /help once, and everything is as it was; then try again.",
    "left receiver": "You had left the server. Use /help once, and everything is as it was; then try again.",
}
"""What those read who are no active members, in place of STRANGER."""
LEADER_ONLY = "Only the group's moderators can do that. Ask one of them."
ABSENT = "There is nothing here by that name that you can act on. Look in /referrals for what is yours."
OTHERS = {
    Who.MODERATORS: LEADER_ONLY,
    Who.TYPIST: "What you typed was kept for fifteen minutes, and they are over. Please start again.",
    Who.OPENER: "This form is not kept any more. Please start again.",
    Who.THANKED: "Only the one who was thanked can do that. You can thank somebody too, with /thank.",
    Who.ASKED: "This application was decided already, so there is nothing more to ask or to answer.",
}
"""What is read by whom a record does not concern, in place of ABSENT."""
OWN_NAME = "You can't thank yourself. Choose the member who helped you."
"""What a giver reads who sends the form in which they are thanked."""
ELSEWHERE = "That works in the group's server only. Open the server in Discord, and use it there."
REFUSED = (STRANGER, ON_LEAVE, *STANDS.values(), LEADER_ONLY, ELSEWHERE, "Goodword is not set up", "Something went wrong")
FOR_SECOND_GIVER = "referral:same"
"""For the receiver of a client whom somebody else sent before; who is not, reads ABSENT."""
OF_A_GROUP = {
    "ask:let_go", "ask:refer_form", "me:year", "meeting:coming", "meeting:late", "meeting:cannot", "meeting:finish", "meeting:refer_form",
    "touch:suggest", "touch:others", "touch:others_back", "touch:ask",
}  # fmt: skip
"""For all members of the group that a record is in; whoever is not on that group's roll reads ABSENT in a direct message."""
NEVER_ON_ROLL = ("stranger", "moderator")
"""Kinds of people of whom the group has no row: they read ABSENT there, and not who may do it."""
LAST = [Who.BELONGING, Who.MODERATORS]
"""Rows that are tried after all others: they change who is on leave, and then who is a member."""

pytestmark = pytest.mark.parametrize("members_intent", [True], indirect=True)


def refusal(kind: str, who: Who | None) -> tuple[str, ...]:
    """What that kind of person reads who may not use a row: one of these."""
    if who is None:
        return (ELSEWHERE,)
    if who is Who.LEADING:
        return LEADER_ONLY, STANDS.get(kind, STRANGER)
    if who in {Who.ASKER, Who.INVITER, Who.QUIET, Who.KEEPING}:
        return ABSENT, STANDS.get(kind, STRANGER)  # whether they are a member is asked before whose it is
    return (STANDS.get(kind, STRANGER) if who in STANDING else OTHERS.get(who, ABSENT),)


def rows(place: Any) -> Iterator[tuple[int, str, Who | None]]:
    """Each row with the type of its interaction; with None where it is for nobody in that place."""
    for table, whos in TABLES.items():
        for row, who in whos.items():
            if not ONLY or row in ONLY:
                TRYING[:] = [row]
                yield table, row, who if place else IN_DIRECT_MESSAGES.get(row)


async def kept(world: World) -> list[Any]:
    """What stands in the store of the world's group, but for drafts, limits, and what the bot noted of itself."""
    tables = (
        "groups",
        "members",
        "referrals",
        "referral_moves",
        "thanks",
        "entries",
        "claims",
        "log",
        "outbox",
        "needs",
        "offers",
        "helps",
        "guests",
        "speakers",
        "announcements",
        "meeting_series",
        "meetings",
        "acquaintances",
        "touches",
    )
    found = [await world.rows(f"SELECT * FROM {name} WHERE group_id = ?", world.guild.id) for name in tables]
    return [row for rows_of in found for row in rows_of]


def tried(request: pytest.FixtureRequest, count: int) -> None:
    """Have the number printed at the end of the run."""
    request.node.user_properties.append(("authorisation cells", count))


async def answers(
    world: World, cells: Cells, row: tuple[int, str], kinds: list[str], place: Any
) -> Iterator[tuple[str, str, simcord.InteractionResult]]:
    """Each kind's answer to the row, sent by all at once."""
    results = await send_all(world, [world.people[kind] for kind in kinds], cells.sent(*row), place)
    return ((kind, answer_of(result), result) for kind, result in zip(kinds, results, strict=True))


async def refused(world: World, cells: Cells, place: Any) -> int:
    """Have everybody try what is not theirs; how many cells that were."""
    count, wrong = 0, []
    for table, row, who in rows(place):
        kinds = [kind for kind, may in MAY.items() if who not in may and (who or kind in ANYBODY)]
        for kind, said, result in await answers(world, cells, (table, row), kinds, place):
            expected: tuple[str, ...] = (OWN_NAME,) if (row, kind, place) == ("thank:form", "giver", None) else refusal(kind, who)
            if row in OF_A_GROUP and place is None:
                expected = (ABSENT,) if kind in NEVER_ON_ROLL else (*expected, ABSENT)
            is_right = said == "suggested: []" if table == AUTOCOMPLETE else said.startswith(expected) and result.ephemeral
            if not is_right or any(secret in said for secret in SECRETS):
                wrong.append((row, kind, said))
        count += len(kinds)
    assert not wrong, "\n".join(map(str, wrong))
    return count


def turn(row: tuple[int, str, Who | None]) -> float:
    """When a row is tried by those who may use it."""
    _, name, who = row
    if name == "quiet_check:away":
        return -0.5  # its one person is on leave then
    return 0.5 if name == "privacy:delete" else LAST.index(who) if who in LAST else -1


async def allowed(world: World, cells: Cells, place: Any) -> int:
    """Have everybody do what is theirs; how many cells that were."""
    count, wrong = 0, []
    for table, row, who in sorted(rows(place), key=turn):
        kinds = [kind for kind, may in MAY.items() if who in may]
        for kind, said, _ in await answers(world, cells, (table, row), kinds, place):
            if said.startswith((*REFUSED, *refusal("", who))) and row != FOR_SECOND_GIVER:
                wrong.append((row, kind, said))
        count += len(kinds)
    assert not wrong, "\n".join(map(str, wrong))
    return count


async def test_in_the_server(group: World, request: pytest.FixtureRequest) -> None:
    cells = await furnished(group)
    before = await kept(group)
    count = await refused(group, cells, group.channel)
    assert await kept(group) == before
    tried(request, count + await allowed(group, cells, group.channel))
    group.refusals()


async def test_in_direct_messages(group: World, request: pytest.FixtureRequest) -> None:
    cells = (await furnished(group)).replaced(rest=ON_CARD)
    before = await kept(group)
    count = await refused(group, cells, None)
    assert await kept(group) == before
    tried(request, count + await allowed(group, cells, None))
    group.refusals()
