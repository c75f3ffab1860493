"""Records of past referrals, from before the group used Goodword: giver, receiver, day and kind, no client, amount or outcome.

Moderators import them from a spreadsheet. They count in each member's own numbers, on no board and in no digest.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bot.core.errors import N_
from bot.core.spreadsheet.grid import Headings, by_name
from bot.core.text import compared
from bot.referrals.model import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bot.core.spreadsheet.grid import Grid


LONGEST = 100
"""Number of characters of a cell that are read: no name, day or kind has more."""


class Column(StrEnum):
    """The columns that are read; a file's other columns, such as a client's name, are never stored."""

    GIVER = "giver"
    RECEIVER = "receiver"
    DATE = "date"
    KIND = "kind"


HEADINGS = {
    Column.GIVER: N_("Giver"),
    Column.RECEIVER: N_("Receiver"),
    Column.DATE: N_("Date"),
    Column.KIND: N_("Kind"),
}
"""The headings of the sample file that Goodword offers."""

PAST = Headings(
    {
        Column.GIVER: "giver, given by, giver name, name of giver, from, from member, from whom, who gave, who gave it, referrer,"
        " referring member, member referring, giving member, member giving, referred by, passed by, sent by, sender, quem deu, quem indicou, quem passou, quem enviou, quem fez, de,"
        " de quem, deu, indicou, indicador, indicadora, doador, indicado por, indicada por, dada por, feita por, enviada por,"
        " passada por, remetente, origem",
        Column.RECEIVER: "receiver, referee, receiving member, member receiving, received by, receiver name, name of receiver, recipient, to, to member, to whom, who received,"
        " who got it, given to, referred to, passed to, sent to, quem recebeu, quem ganhou, para, para quem, recebeu, recebedor,"
        " recebedora, recebida por, recebido por, indicado para, indicada para, dada a, enviada a, enviada para, passada para,"
        " destinatario, destinataria, destino",
        Column.DATE: "date, day, date given, given on, when, month, data, dia, quando, mes, data da indicacao, feita em, dada em",
        Column.KIND: "kind, type, sort, referral type, tipo, especie, modalidade, tipo de indicacao, natureza",
    },
    are_enough={Column.GIVER, Column.RECEIVER, Column.DATE}.issubset,
    empty=N_("This file is empty. Fill it in and upload it again."),
    missing=N_(
        "I found no row with the headings “Giver”, “Receiver” and “Date” in this file. Name the columns in one of the first rows"
        " and upload it again; the file below shows which columns I know."
    ),
    nothing_below=N_("This file has headings and nothing under them. Fill it in and upload it again."),
)
_KINDS = by_name(
    {
        Kind.DIRECT: "direct, referral, outside, external, third party, they said yes call them, d, direta, direto, indicacao,"
        " indicacao direta, externa, externo, terceiro, terceiros, aceitou pode ligar",
        Kind.OWN: "own, self, inside, internal, for me, it s for me, its for me, o, propria, proprio, interna, interno,"
        " para mim, e para mim, indicacao propria",
        Kind.LEAD: "lead, leads, cold lead, contact, i haven t asked them yet, i havent asked them yet, l, contato,"
        " contato frio, ainda nao perguntei",
    }
)


class Slip(Struct, frozen=True):
    """One line of a file, with its cells as written."""

    number: int
    giver: str
    receiver: str
    date: str
    kind: str
    formula: Column | None = None
    """A column whose cell is a formula without a stored result."""


class PastReferral(Struct, frozen=True):
    """`ordinal` numbers, from 1, the referrals that are equal in all other fields, so that importing a file again adds nothing."""

    giver_id: int
    receiver_id: int
    day: date
    kind: Kind
    ordinal: int = 1


class PastImport(Struct, frozen=True):
    """One applied import, which can be undone as a whole."""

    id: int
    group_id: int
    moderator_id: int
    at: datetime
    added: int
    since: date
    until: date
    undone_at: datetime | None = None

    @property
    def target(self) -> str:
        """The target of its entries in the audit log."""
        return f"past:{self.id}"


class Sheet(Struct, frozen=True):
    """The lines of a file, and the headings of columns that hold text and are not read."""

    slips: tuple[Slip, ...]
    unread: tuple[str, ...] = ()


def read_sheet(grid: Grid) -> Sheet:
    """Parse a file. Raises Refused as `Headings.table` does."""
    slips: list[Slip] = []
    table = PAST.table(grid)
    for line in table.lines:
        giver, receiver, day, kind = (" ".join(line.cells.get(column, "").split())[:LONGEST] for column in Column)
        slips.append(Slip(line.number, giver, receiver, day, kind, line.formula))
    return Sheet(tuple(slips), tuple(table.unread))


def read_kind(text: str) -> Kind | None:
    """The kind of that name, DIRECT for an empty text, None where the text names none."""
    return _KINDS.get(compared(text)) if text else Kind.DIRECT


class Past(Struct, frozen=True):
    """A member's past referrals: {other's id: number} given and received, the numbers of leads, the first and the last day.

    Leads are apart, because they do not count.
    """

    given: Mapping[int, int] = field(default_factory=dict[int, int])
    received: Mapping[int, int] = field(default_factory=dict[int, int])
    leads_given: int = 0
    leads_received: int = 0
    since: date | None = None
    until: date | None = None
