"""What a roll that was uploaded would change, from how the group stands at that moment. Nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.calendar import MIDNIGHT, at_local
from bot.core.dates import day_in
from bot.core.errors import N_, Refused, Sentence
from bot.core.links import read_links
from bot.core.spreadsheet.grid import holds_formula
from bot.core.text import Field, clean, key, plain, reaches, read
from bot.groups.model import Seats
from bot.membership.import_sessions.model import NOBODY, Meant
from bot.membership.members import lifecycle
from bot.membership.members import profile as profile_model
from bot.membership.members.lifecycle import SeatTaken, Step
from bot.membership.members.model import SEATED, STATUS_LABELS, Member, Status
from bot.membership.members.profile import Sharing
from bot.membership.roster_import import columns
from bot.membership.roster_import.columns import HEADINGS, Column, Row
from bot.membership.roster_import.model import Deed, Entry, Found, Plan, Upload
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.groups.model import Group

_NAME = 100
_PROFILE = {
    Column.BUSINESS: profile_model.BUSINESS,
    Column.OFFER: profile_model.OFFER,
    Column.IDEAL_REFERRAL: profile_model.IDEAL_REFERRAL,
    Column.CONTACT: profile_model.CONTACT,
    Column.LINKS: profile_model.LINKS,
}
_STORY = {
    Column.GOALS: profile_model.GOALS,
    Column.WINS: profile_model.WINS,
    Column.INTERESTS: profile_model.INTERESTS,
    Column.CIRCLES: profile_model.CIRCLES,
    Column.SKILLS: profile_model.SKILLS,
}
"""A column's value is the name of what it fills."""
_OUTSIDE = (Status.APPLICANT, Status.DECLINED, Status.FORMER, Status.LEFT)
"""Who is let in by standing in the file, if they are in the server; the file may say of others that they are this."""
_PROVISIONAL = 1 << 40
"""Below any number that an expected person has: the number is given when the plan is carried out."""


def plan(upload: Upload, roll: Sequence[Member], group: Group, now: datetime, language: str) -> Plan:
    """What the upload would do to this roll. A row that waits for another's trade comes after it, wherever it stands."""
    planner = _Planner(upload, roll, group, now, language)
    done = {row.number: planner.entry(row) for row in upload.rows}
    waiting = [row for row in upload.rows if row.number in planner.crowded]
    while waiting:
        planner.crowded.clear()
        done |= {row.number: planner.entry(row) for row in waiting}
        if len(planner.crowded) == len(waiting):
            break
        waiting = [row for row in waiting if row.number in planner.crowded]
    return Plan(tuple(done[row.number] for row in upload.rows), upload.people, {member.user_id: member for member in roll})


class _Planner:
    """The group as it will be after the rows so far."""

    def __init__(self, upload: Upload, roll: Sequence[Member], group: Group, now: datetime, language: str) -> None:
        self._upload = upload
        self._group = group
        self._now = now
        self._language = language
        self._present = {member.user_id: member for member in roll}
        self._expected = {plain(member.name): member for member in roll if member.status is Status.EXPECTED}
        self._holders: defaultdict[str, dict[int, Member]] = defaultdict(dict)
        for member in roll:
            if member.status in SEATED:
                self._holders[seat_key(member.seat)][member.user_id] = member
        self._rows: dict[object, int] = {}
        self.crowded: set[int] = set()

    def entry(self, row: Row) -> Entry:
        """What becomes of the row. Raises nothing: what is wrong with it stands in the entry."""
        name = self._name(row)
        try:
            return self._decide(row, name)
        except Refused as refused:
            if isinstance(refused, SeatTaken):
                self.crowded.add(row.number)
            return Entry(row.number, name, Deed.REFUSE, why=refused.sentence)

    def _name(self, row: Row) -> str:
        """What the file calls them; else Discord's name for them."""
        names = (f"{row.text(Column.NAME)} {row.text(Column.SURNAME)}", row.text(Column.HANDLE).removeprefix("@"))
        found = self._upload.people.get(self._upload.meant[row.number].user_id or NOBODY)
        written = (clean(name, multiline=False) for name in names)
        return next((name for name in written if name), found.name if found else "")

    def _decide(self, row: Row, name: str) -> Entry:
        if row.formula is not None:
            raise holds_formula(HEADINGS.get(row.formula, HEADINGS[Column.NAME]))
        meant = self._upload.meant[row.number]
        if meant.left_out:
            raise Refused(N_("You left this row out."))
        read(Field(HEADINGS[Column.NAME], _NAME), name)
        if meant.user_id is None:
            return Entry(row.number, name, Deed.ASK, candidates=meant.candidates)
        found = self._upload.people.get(meant.user_id)
        before = self._before(meant, name)
        self._check_once(row, meant.user_id if before is None else before.user_id, name)
        if found is not None and found.is_bot:
            raise Refused(N_("A bot can't be a member. Choose a person."))
        draft = _Draft(row, self._now, self._language, self._group)
        draft.start(before, name, found)
        after = draft.filled()
        after = self._seated(before, after)
        return _told(row.number, name, before, after, draft)

    def _before(self, meant: Meant, name: str) -> Member | None:
        """Their place on the roll so far; somebody expected by this name is them where it is sure who is meant."""
        member = self._present.get(meant.user_id or NOBODY)
        if member is None and (meant.user_id == NOBODY or meant.for_sure):
            return self._expected.get(plain(name))
        return member

    def _check_once(self, row: Row, user_id: int, name: str) -> None:
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
        """With the seat as theirs. Raises SeatTaken where another business holds it."""
        seat, user_id = seat_key(after.seat), after.user_id
        if after.status not in SEATED:
            return after
        partner = after.partner_of
        moves = before is None or before.status not in SEATED or seat_key(before.seat) != seat
        if self._group.seats is Seats.EXCLUSIVE and moves:
            others = [each for each in self._holders[seat].values() if each.user_id not in {user_id, before and before.user_id}]
            for other in others:
                if not after.profile.business or key(other.profile.business) != key(after.profile.business):
                    raise SeatTaken(after.seat, other.name)
            partner = (others[0].partner_of or others[0].user_id) if others else None
        if before is not None:
            self._holders[seat_key(before.seat)].pop(before.user_id, None)
        seated = replace(after, partner_of=partner)
        self._holders[seat][user_id] = seated
        return seated


class _Draft:
    """A membership as one row would have it, and what of the row can't be taken."""

    def __init__(self, row: Row, now: datetime, language: str, group: Group) -> None:
        self._row = row
        self._now = now
        self._language = language
        self._group = group
        self.step: Step | None = None
        self.notes: list[Sentence] = []
        self.member: Member

    def start(self, before: Member | None, name: str, found: Found | None) -> None:
        """Who they are and what becomes of their status. Raises Refused where the file itself says that they are none of us."""
        written = self._row.text(Column.STATUS)
        wanted = columns.read_status(written)
        if before is None and wanted is not None and wanted in _OUTSIDE:
            raise Refused(
                N_("The file says “{status}”, and they are not on the roll: left out."), status=Sentence(STATUS_LABELS[wanted])
            )
        self.step = _step(before, wanted, found)
        status = lifecycle.after(self.step, before, name) if self.step else (before.status if before else Status.EXPECTED)
        self.member = replace(
            before or Member(self._group.group_id, found.user_id if found else -self._row.number - _PROVISIONAL, name, status),
            status=status,
        )
        if found is not None and self.step is not None:
            self.member = replace(self.member, user_id=found.user_id, name=found.name)
        elif status is Status.EXPECTED:
            self.member = replace(self.member, name=name)
        if self.step is not None:
            joined = self.member.joined_at or (self._now if status is Status.ACTIVE else None)
            self.member = replace(self.member, status_at=self._now, joined_at=joined, left_at=None, returns_to=None, away=None)
        self._note_status(written, wanted, status)

    def _note_status(self, written: str, wanted: Status | None, status: Status) -> None:
        if written and wanted is None:
            self.notes.append(Sentence(N_("“{text}” is no status that I know; left out."), {"text": written[:40]}))
        stays = {"status": Sentence(STATUS_LABELS[status])}
        if status in _OUTSIDE and wanted in {None, Status.ACTIVE}:
            self.notes.append(Sentence(N_("is not in the server, so stays: {status}"), stays))
        elif wanted is not None and wanted is not status and not (wanted is Status.ACTIVE and status is Status.EXPECTED):
            self.notes.append(Sentence(N_("stays: {status}; only /member pause, resume and remove change that"), stays))

    def filled(self) -> Member:
        """With what the row's cells say. Raises Refused, naming the column."""
        member = self.member
        seat = self._text(Column.SEAT, profile_model.SEAT) or member.seat
        if not seat:
            raise Refused(N_("The trade is missing. Write it in the column “Trade” and upload the file again."))
        profile = {column.value: text for column, each in _PROFILE.items() if (text := self._text(column, each))}
        story = {column.value: text for column, each in _STORY.items() if (text := self._text(column, each))}
        if "contact" in profile and not self._takes_contact(member, profile["contact"]):
            del profile["contact"]
        if "links" in profile:
            profile["links"] = self._links(member, profile["links"])
        return replace(
            member,
            seat=seat,
            profile=replace(member.profile, **profile),
            story=replace(member.story, **story),
            joined_at=self._joined(member),
        )

    def _text(self, column: Column, of: Field) -> str:
        return read(replace(of, label=HEADINGS[column], required=False), self._row.text(column))

    def _takes_contact(self, member: Member, contact: str) -> bool:
        if contact == member.profile.contact:
            return True
        if member.sharing is not Sharing.MEMBERS:
            self.notes.append(Sentence(N_("keeps their contact to themselves; left as it is")))
            return False
        if not reaches(contact):
            self.notes.append(Sentence(N_("the contact holds no phone, e-mail or link; left out")))
            return False
        return True

    def _links(self, member: Member, typed: str) -> str:
        try:
            return read_links(Field(HEADINGS[Column.LINKS], profile_model.LINKS.limit, required=False, multiline=True), typed)
        except Refused as problem:
            self.notes.append(problem.sentence)
            return member.profile.links

    def _joined(self, member: Member) -> datetime | None:
        """The morning of the day in the file, where it is one that has been; as it was where it is the same day."""
        written = self._row.text(Column.JOINED)
        if not written:
            return member.joined_at
        day = day_in(written, self._language)
        zone = self._group.zone
        if day is None or day > self._now.astimezone(zone).date():
            self.notes.append(
                Sentence(N_("“{text}” is no day that I can read; write it like 2024-03-01"), {"text": written[:40]})
            )
            return member.joined_at
        if member.joined_at is not None and member.joined_at.astimezone(zone).date() == day:
            return member.joined_at
        return at_local(day, MIDNIGHT, zone)


def is_provisional(user_id: int | None) -> bool:
    return user_id is not None and user_id < -_PROVISIONAL


def _step(before: Member | None, wanted: Status | None, found: Found | None) -> Step | None:
    """The step that standing in the file means, if any."""
    if before is None:
        return Step.ADD if found else Step.EXPECT
    if before.status is Status.EXPECTED:
        return Step.CLAIM if found else None
    comes_back = before.status in _OUTSIDE and found is not None and wanted in {None, Status.ACTIVE}
    return Step.ADD if comes_back else None


def _told(number: int, name: str, before: Member | None, after: Member, draft: _Draft) -> Entry:
    """The entry for somebody who may be written as `after`."""
    deeds = {Step.ADD: Deed.ADD, Step.EXPECT: Deed.EXPECT, Step.CLAIM: Deed.RECOGNISE}
    changed = tuple(column for column in Column if before is not None and _differs(column, before, after))
    deed = deeds[draft.step] if draft.step else Deed.CHANGE if changed else Deed.SAME
    version = before.version + 1 if before else 1
    after = replace(after, version=version) if deed is not Deed.SAME else after
    return Entry(number, name, deed, before, after, changed, notes=tuple(draft.notes))


def _differs(column: Column, before: Member, after: Member) -> bool:
    def value(member: Member) -> object:
        if column in _PROFILE:
            return getattr(member.profile, column.value)
        if column in _STORY:
            return getattr(member.story, column.value)
        return {Column.NAME: member.name, Column.SEAT: member.seat, Column.JOINED: member.joined_at}.get(column)

    return value(before) != value(after)
