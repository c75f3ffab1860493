"""A membership as one row of a roll would have it, and what of the row can't be taken."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.calendar import MIDNIGHT, at_local
from bot.core.contacts import reader
from bot.core.contacts.regions import region_of
from bot.core.dates import day_read, readings
from bot.core.errors import N_, Refused, Sentence
from bot.core.links import read_links
from bot.core.text import Field, read
from bot.membership.members import lifecycle
from bot.membership.members import profile as profile_model
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import STATUS_LABELS, Member, Status
from bot.membership.members.profile import Sharing
from bot.membership.roster_import.columns import HEADINGS, Column
from bot.membership.roster_import.standing import OUTSIDE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.dates import DayOrder
    from bot.groups.model import Group
    from bot.membership.roster_import.columns import Row
    from bot.membership.roster_import.model import Found

PROFILE = {
    Column.BUSINESS: profile_model.BUSINESS,
    Column.OFFER: profile_model.OFFER,
    Column.IDEAL_REFERRAL: profile_model.IDEAL_REFERRAL,
    Column.CONTACT: profile_model.CONTACT,
    Column.LINKS: profile_model.LINKS,
}
STORY = {
    Column.GOALS: profile_model.GOALS,
    Column.WINS: profile_model.WINS,
    Column.INTERESTS: profile_model.INTERESTS,
    Column.CIRCLES: profile_model.CIRCLES,
    Column.SKILLS: profile_model.SKILLS,
}
"""By column the field that it fills; the column's value is the field's name in the record."""
PROVISIONAL = 1 << 40
"""Added to a row's number, and negated, it is the id of somebody expected until the plan is carried out."""
_SHOWN = 40
"""Characters of a cell that a note quotes."""


class EntryDraft:
    """Built by `start`, then `filled`; `step` and `notes` say what happens besides."""

    def __init__(self, row: Row, now: datetime, order: DayOrder | None, group: Group) -> None:
        self._row = row
        self._now = now
        self._order = order
        self._group = group
        self.step: Step | None = None
        self.notes: list[Sentence] = []
        self.member: Member

    def start(self, before: Member | None, name: str, found: Found | None, wanted: Status | None) -> None:
        """Decide the status; `wanted` is what the file says. Raises Refused where it says that somebody unknown is no member."""
        if before is None and wanted is not None and wanted in OUTSIDE:
            raise Refused(
                N_("The file says “{status}”, and they are not on the roll: left out."), status=Sentence(STATUS_LABELS[wanted])
            )
        self.step = _step(before, wanted, found)
        status = lifecycle.after(self.step, before, name) if self.step else (before.status if before else Status.EXPECTED)
        member = replace(
            before or Member(self._group.group_id, found.user_id if found else -self._row.number - PROVISIONAL, name, status),
            status=status,
        )
        if found is not None and self.step is not None and self.step is not Step.REMOVE:
            member = replace(member, user_id=found.user_id, name=found.name)
        elif status is Status.EXPECTED:
            member = replace(member, name=name)
        if self.step is Step.REMOVE:
            member = replace(member, status_at=self._now, left_at=self._now, partner_of=None)
        elif self.step is not None:
            joined = member.joined_at or (self._now if status is Status.ACTIVE else None)
            member = replace(member, status_at=self._now, joined_at=joined, left_at=None, returns_to=None, away=None)
        self.member = member
        self._note_status(wanted, status)

    def filled(self) -> Member:
        """With what the row's cells say. Raises Refused, naming the column."""
        if self.step is Step.REMOVE:
            return self.member
        member = self.member
        seat = self._text(Column.SEAT, profile_model.SEAT) or member.seat
        if not seat:
            raise Refused(N_("The trade is missing. Write it in the column “Trade” and upload the file again."))
        profile = {column.value: text for column, each in PROFILE.items() if (text := self._text(column, each))}
        story = {column.value: text for column, each in STORY.items() if (text := self._text(column, each))}
        if "contact" in profile and not self._takes_contact(member, profile["contact"]):
            del profile["contact"]
        if "links" in profile:
            profile["links"] = self._links(member, profile["links"])
        self._note_formulas()
        return replace(
            member,
            seat=seat,
            profile=replace(member.profile, **profile),
            story=replace(member.story, **story),
            joined_at=self._joined(member),
        )

    def _note_status(self, wanted: Status | None, status: Status) -> None:
        stays = {"status": Sentence(STATUS_LABELS[status])}
        if status in OUTSIDE and wanted in {None, Status.ACTIVE}:
            self.notes.append(Sentence(N_("is not in the server, so stays: {status}"), stays))
        elif (
            self.step is not Step.REMOVE
            and wanted is not None
            and wanted is not status
            and not (wanted is Status.ACTIVE and status is Status.EXPECTED)
        ):
            self.notes.append(Sentence(N_("stays: {status}; only /member pause, resume and remove change that"), stays))

    def _note_formulas(self) -> None:
        for column in self._row.computed:
            text = {"column": Sentence(HEADINGS.get(column, HEADINGS[Column.NAME]))}
            self.notes.append(Sentence(N_("“{column}” is a formula; its stored result was taken"), text))
        for column in self._row.formulas:
            text = {"column": Sentence(HEADINGS.get(column, HEADINGS[Column.NAME]))}
            self.notes.append(Sentence(N_("“{column}” is a formula without a stored result; left out"), text))

    def _text(self, column: Column, of: Field) -> str:
        return read(replace(of, label=HEADINGS[column], required=False), self._row.text(column))

    def _takes_contact(self, member: Member, contact: str) -> bool:
        if contact == member.profile.contact:
            return True
        if member.sharing is not Sharing.MEMBERS:
            self.notes.append(Sentence(N_("keeps their contact to themselves; left as it is")))
            return False
        region = region_of(self._group.time_zone, self._group.currency, self._group.language.first)
        if not reader.reaches(contact, region):
            self.notes.append(Sentence(N_("the contact holds no phone, e-mail, link or handle; left out")))
            return False
        return True

    def _links(self, member: Member, typed: str) -> str:
        try:
            return read_links(Field(HEADINGS[Column.LINKS], profile_model.LINKS.limit, required=False, multiline=True), typed)
        except Refused as problem:
            self.notes.append(problem.sentence)
            return member.profile.links

    def _joined(self, member: Member) -> datetime | None:
        """Midnight of the day in the file, in the group's zone; as it was where that is the same day, or no day of the past."""
        written = self._row.text(Column.JOINED)
        if not written:
            return member.joined_at
        day, zone = day_read(written, self._order), self._group.zone
        if day is None and all(readings(written)):
            self.notes.append(Sentence(N_("“{text}” may be two days; left out until you say which"), {"text": written[:_SHOWN]}))
            return member.joined_at
        if day is None or day > self._now.astimezone(zone).date():
            self.notes.append(
                Sentence(N_("“{text}” is no day that I can read; write it like 2024-03-01"), {"text": written[:_SHOWN]})
            )
            return member.joined_at
        if member.joined_at is not None and member.joined_at.astimezone(zone).date() == day:
            return member.joined_at
        return at_local(day, MIDNIGHT, zone)


def _step(before: Member | None, wanted: Status | None, found: Found | None) -> Step | None:
    """The step that standing in the file means, if any; nobody whom the file says to be out is let in."""
    if before is None:
        return Step.ADD if found else Step.EXPECT
    if before.status is Status.EXPECTED:
        if wanted in {Status.FORMER, Status.DECLINED}:
            return Step.REMOVE
        return Step.CLAIM if found and wanted not in OUTSIDE else None
    comes_back = before.status in OUTSIDE and found is not None and wanted in {None, Status.ACTIVE}
    return Step.ADD if comes_back else None
