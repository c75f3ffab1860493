"""Computes the plan of a roll's import from the upload and the present roll. Pure functions."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.dates import day_order
from bot.core.errors import N_, Refused
from bot.core.spreadsheet.grid import holds_formula
from bot.core.text import Field, clean, key, plain, read
from bot.groups.model import Seats
from bot.membership.import_sessions.model import NOBODY
from bot.membership.members.lifecycle import SeatTaken, Step
from bot.membership.members.model import SEATED, Status
from bot.membership.roster_import.columns import HEADINGS, STANDING, Column, read_name
from bot.membership.roster_import.entry_draft import PROFILE, PROVISIONAL, STORY, EntryDraft
from bot.membership.roster_import.model import Entry, Plan, RowOutcome
from bot.membership.roster_import.standing import OUTSIDE, Standings
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.groups.model import Group
    from bot.membership.import_sessions.model import Meant
    from bot.membership.members.model import Member
    from bot.membership.roster_import.columns import Row
    from bot.membership.roster_import.model import Upload

_NAME = 100
"""Maximum length of a name, in characters."""
_MUST_BE_KNOWN = frozenset({Column.ID, Column.HANDLE, Column.NAME, Column.SURNAME, Column.GIVEN, Column.SEAT, *STANDING})
"""Columns in which a formula without a stored result refuses the whole row; in any other column only the cell is left out."""


def plan(upload: Upload, roll: Sequence[Member], group: Group, now: datetime, language: str) -> Plan:
    """The plan of an upload. Rows whose trade is taken are decided again after the others, which may give it up."""
    planner = _Planner(upload, roll, group, now, language)
    done = {row.number: planner.entry(row) for row in upload.rows}
    waiting = [row for row in upload.rows if row.number in planner.crowded]
    while waiting:
        planner.crowded.clear()
        done |= {row.number: planner.entry(row) for row in waiting}
        # No row of this round got its trade, so another round would change nothing.
        if len(planner.crowded) == len(waiting):
            break
        waiting = [row for row in waiting if row.number in planner.crowded]
    return Plan(
        tuple(done[row.number] for row in upload.rows),
        upload.people,
        {member.user_id: member for member in roll},
        planner.standings.asked,
        planner.two_ways,
        upload.unread,
    )


class _Planner:
    """Decides row by row, with the roll as the rows decided so far would make it."""

    def __init__(self, upload: Upload, roll: Sequence[Member], group: Group, now: datetime, language: str) -> None:
        self._upload = upload
        self._group = group
        self._now = now
        self._order, self.two_ways = day_order((row.text(Column.JOINED) for row in upload.rows), language, upload.order)
        self.standings = Standings(upload.rows, upload.answers)
        self._present = {member.user_id: member for member in roll}
        self._expected = {plain(member.name): member for member in roll if member.status is Status.EXPECTED}
        self._holders: defaultdict[str, dict[int, Member]] = defaultdict(dict)
        for member in roll:
            if member.seat and member.status in SEATED:
                self._holders[seat_key(member.seat)][member.user_id] = member
        self._rows: dict[object, int] = {}
        self.crowded: set[int] = set()

    def entry(self, row: Row) -> Entry:
        """The entry of a row. Does not raise Refused: an entry with the outcome REFUSE has the sentence."""
        name = self._name(row)
        try:
            return self._decide(row, name)
        except Refused as refused:
            if isinstance(refused, SeatTaken):
                self.crowded.add(row.number)
            return Entry(row.number, name, RowOutcome.REFUSE, why=refused.sentence)

    def _name(self, row: Row) -> str:
        """The name in the file, else the one in Discord."""
        names = (read_name(row), row.text(Column.NICK), row.text(Column.HANDLE).removeprefix("@"))
        found = self._upload.people.get(self._upload.meant[row.number].user_id or NOBODY)
        written = (clean(name, multiline=False) for name in names)
        return next((name for name in written if name), found.name if found else "")

    def _decide(self, row: Row, name: str) -> Entry:
        for column in row.formulas:
            if column in _MUST_BE_KNOWN:
                raise holds_formula(_heading(column))
        meant, standing = self._upload.meant[row.number], self.standings.of(row)
        if meant.left_out or standing.is_left_out:
            raise Refused(N_("You left this row out."))
        # Called for its checks: it raises Refused for a name that is missing or too long.
        read(Field(HEADINGS[Column.NAME], _NAME), name)
        if meant.user_id is None or standing.is_asked:
            return Entry(row.number, name, RowOutcome.ASK, candidates=meant.candidates if meant.user_id is None else ())
        found = self._upload.people.get(meant.user_id)
        before = self._before(meant, name)
        self._check_once(row, meant.user_id if before is None else before.user_id, name)
        if found is not None and found.is_bot:
            raise Refused(N_("A bot can't be a member. Choose a person."))
        draft = EntryDraft(row, self._now, self._order, self._group)
        draft.start(before, name, found, standing)
        after = draft.filled()
        after = self._seated(before, after)
        return _told(row.number, name, before, after, draft)

    def _before(self, meant: Meant, name: str) -> Member | None:
        """The present record of the person whom the row means; None for a new one.

        For a person who is no member, and is meant for sure or by nobody's record, it is that of an expected member of this name.
        """
        member = self._present.get(meant.user_id or NOBODY)
        if (member is None and meant.user_id == NOBODY) or (meant.for_sure and (member is None or member.status in OUTSIDE)):
            return self._expected.get(plain(name), member)
        return member

    def _check_once(self, row: Row, user_id: int, name: str) -> None:
        """Raise Refused where an earlier row means the same person, by id or else by name."""
        who = user_id or plain(name)
        first = self._rows.setdefault(who, row.number)
        if first != row.number:
            raise Refused(
                N_(
                    "This is the same person as in row {row}. Keep one of the two rows; if they are two people, add their"
                    " Discord ids."
                ),
                row=first,
            )

    def _seated(self, before: Member | None, after: Member) -> Member:
        """`after` with `partner_of` set, entered as the holder of its seat. Raises SeatTaken where another business holds it."""
        seat, user_id = seat_key(after.seat), after.user_id
        if after.status not in SEATED or not after.seat:
            if before is not None:
                self._holders[seat_key(before.seat)].pop(before.user_id, None)
            return replace(after, partner_of=None) if after.is_associate else after
        partner = after.partner_of
        moves = before is None or before.status not in SEATED or seat_key(before.seat) != seat
        if self._group.seats is Seats.EXCLUSIVE and moves:
            others = [each for each in self._holders[seat].values() if each.user_id not in {user_id, before and before.user_id}]
            # The same rule as `exclusivity.check_free`, but against the roll as the earlier rows leave it.
            for other in others:
                if not after.profile.business or key(other.profile.business) != key(after.profile.business):
                    raise SeatTaken(after.seat, other.name)
            partner = (others[0].partner_of or others[0].user_id) if others else None
        if before is not None:
            self._holders[seat_key(before.seat)].pop(before.user_id, None)
        seated = replace(after, partner_of=partner)
        self._holders[seat][user_id] = seated
        return seated


def is_provisional(user_id: int | None) -> bool:
    """Whether an id stands for an expected member whose negative id is assigned when the plan is applied."""
    return user_id is not None and user_id < -PROVISIONAL


def _told(number: int, name: str, before: Member | None, after: Member, draft: EntryDraft) -> Entry:
    """The entry for a row whose record `after` could be computed."""
    outcomes = {
        Step.ADD: RowOutcome.ADD,
        Step.EXPECT: RowOutcome.EXPECT,
        Step.CLAIM: RowOutcome.RECOGNISE,
        Step.REMOVE: RowOutcome.REMOVE,
    }
    changed = tuple(column for column in Column if before is not None and _differs(column, before, after))
    outcome = outcomes[draft.step] if draft.step else RowOutcome.CHANGE if changed else RowOutcome.SAME
    version = before.version + 1 if before else 1
    after = replace(after, version=version) if outcome is not RowOutcome.SAME else after
    return Entry(number, name, outcome, before, after, changed, notes=tuple(draft.notes))


def _differs(column: Column, before: Member, after: Member) -> bool:
    def value(member: Member) -> object:
        if column in PROFILE:
            return getattr(member.profile, column.value)
        if column in STORY:
            return getattr(member.story, column.value)
        return {Column.NAME: member.name, Column.SEAT: member.seat, Column.JOINED: member.joined_at}.get(column)

    return value(before) != value(after)


def _heading(column: Column) -> str:
    """The column's heading in an export; the name's or the status's for a column that only files of other programs have."""
    return HEADINGS.get(column, HEADINGS[Column.STATUS if column in STANDING else Column.NAME])
