"""Computes the membership that one row of a roll describes, with notes on cells that can't be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

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
from bot.membership.trades import names_no_trade

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.dates import DayOrder
    from bot.groups.model import Group
    from bot.membership.roster_import.columns import Row
    from bot.membership.roster_import.model import Found
    from bot.membership.roster_import.standing import Standing

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
"""{column: field of the form}; the column's value is the attribute's name in the record."""
PROVISIONAL = 1 << 40
"""-(row number + PROVISIONAL) is the id of an expected member until the plan is applied; assigned ids are nearer to zero."""
_SHOWN = 40
"""Maximum length of a cell in a note, in characters."""


class EntryDraft:
    """Call `start`, then `filled`. `step` is the transition, None for none; `notes` are sentences for the preview."""

    def __init__(self, row: Row, now: datetime, order: DayOrder | None, group: Group) -> None:
        self._row = row
        self._now = now
        self._order = order
        self._group = group
        self.step: Step | None = None
        self.notes: list[Sentence] = []
        self.member: Member
        self._is_associate = self._may_lack_trade = False

    def start(self, before: Member | None, name: str, found: Found | None, standing: Standing) -> None:
        """Decide the transition and status by what the file says of them.

        Raises Refused for a person who is not on the roll and is no member by the file.
        """
        wanted = standing.status
        self._is_associate = standing.is_associate
        # Who was no member until now may have none because they deleted their data.
        self._may_lack_trade = before is not None and before.is_associate
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
        """The member with the texts of the row. Raises Refused, naming the column, where one is too long or the trade is missing."""
        if self.step is Step.REMOVE:
            return self.member
        member = self.member
        seat = self._seat(member)
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

    def _seat(self, member: Member) -> str:
        """The member's trade, empty for an associate. Raises Refused where it is missing."""
        written = self._text(Column.SEAT, profile_model.SEAT)
        if self._is_associate:
            if written and not names_no_trade(written):
                told = {"trade": written[:_SHOWN]}
                self.notes.append(Sentence(N_("a friend of the group has no trade, so “{trade}” is left out"), told))
            return ""
        seat = written or member.seat
        if not seat and not self._may_lack_trade:
            raise Refused(
                N_(
                    "The trade is missing. Write it in the column “Trade”, or “friend of the group” for who has none, and upload the"
                    " file again."
                )
            )
        return seat

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
        """Whether the row's contact is used; where not, a note says why."""
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
        """Midnight, in the group's zone, of the day in the file; the present value for the same day, or where it is no past day.

        On the same day the present value is kept because it has the time of day, which the file has not.
        """
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
    """The transition that being in the file causes, None for none. A person who is out by the file is not let in."""
    if before is None:
        return Step.ADD if found else Step.EXPECT
    if before.status is Status.EXPECTED:
        if wanted in {Status.FORMER, Status.DECLINED}:
            return Step.REMOVE
        return Step.CLAIM if found and wanted not in OUTSIDE else None
    comes_back = before.status in OUTSIDE and found is not None and wanted in {None, Status.ACTIVE}
    return Step.ADD if comes_back else None
