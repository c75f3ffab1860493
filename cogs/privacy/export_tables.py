"""One's own referrals and thanks as tables.

Amounts have a table of their own, without anything that somebody wrote: a client's name and an amount never stand together, and
a thank-you may name a client.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.money import minor_digits, number_format
from bot.referrals.model import KIND_LABELS, STATE_LABELS, Kind, Party, warmth_labels
from bot.referrals.thanks.model import BUSINESS_LABELS, FOR_ACT
from cogs._ui.tables import Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from bot.admin.privacy.export import ExportedRecords
    from bot.core.money import Money
    from bot.i18n import Words
    from bot.referrals.model import Referral
    from bot.referrals.thanks.model import Thanks

REFERRALS = (
    N_("Number"),
    N_("Passed on"),
    N_("Direction"),
    N_("With whom"),
    N_("Client's name"),
    N_("Their phone, e-mail or link"),
    N_("What they need"),
    N_("Kind"),
    N_("How warm"),
    N_("Where it stands"),
    N_("Last change"),
    N_("Your private label"),
)
THANKS = (
    N_("Number"),
    N_("Said on"),
    N_("Direction"),
    N_("With whom"),
    N_("For"),
    N_("Kind"),
    N_("Words"),
    N_("It's a pleasure"),
    N_("Taken back on"),
)
AMOUNTS = (N_("Number"), N_("Said on"), N_("With whom"), N_("For"), N_("Kind"), N_("Amount"), N_("Currency"), N_("Taken back on"))
PAST = (N_("Passed on"), N_("Direction"), N_("With whom"), N_("Kind"))
DIRECTIONS = {Party.GIVER: N_("you gave it"), Party.RECEIVER: N_("you got it")}


def own_tables(words: Words, mine: ExportedRecords) -> list[Table]:
    tables = [
        Table("referrals", words.t("Referrals"), _referrals(words, mine), len(mine.referrals)),
        Table("thanks", words.t("Thanks"), _thanks(words, mine), len(mine.thanks)),
        Table("amounts", words.t("Amounts"), _amounts(words, mine), len(mine.thanks)),
    ]
    return [*tables, Table("before", words.t("The time before"), _past(words, mine), len(mine.past))] if mine.past else tables


def _referrals(words: Words, mine: ExportedRecords) -> Iterator[list[str]]:
    yield [words.t(heading) for heading in REFERRALS]
    for referral in mine.referrals:
        yield [
            referral.label,
            _time(mine, referral.given_at),
            words.t(DIRECTIONS[referral.party(mine.user_id)]),
            mine.names.get(referral.other(mine.user_id), ""),
            referral.client.prospect,
            referral.client.contact,
            referral.client.need,
            words.t(KIND_LABELS[referral.kind]),
            _warmth(words, referral),
            words.t(STATE_LABELS[referral.state]),
            _time(mine, referral.changed_at),
            referral.private_label,
        ]


def _warmth(words: Words, referral: Referral) -> str:
    """What the giver had done, in the card's words; empty where they chose nothing."""
    if referral.kind is not Kind.DIRECT:
        return ""
    return ", ".join(words.t(label) for label in warmth_labels(referral.warmth))


def _thanks(words: Words, mine: ExportedRecords) -> Iterator[list[str]]:
    yield [words.t(heading) for heading in THANKS]
    for said, label in _labelled(mine):
        yield [
            said.label,
            _time(mine, said.at),
            words.t(DIRECTIONS[Party.GIVER if said.author_id == mine.user_id else Party.RECEIVER]),
            _other(mine, said),
            label,
            _kind(words, said),
            words.t(FOR_ACT) if said.for_act else said.message,
            _time(mine, said.pleasure_at),
            _time(mine, said.undone_at),
        ]


def _amounts(words: Words, mine: ExportedRecords) -> Iterator[list[str]]:
    yield [words.t(heading) for heading in AMOUNTS]
    for said, label in _labelled(mine):
        if said.amount is not None:
            yield [
                said.label,
                _time(mine, said.at),
                _other(mine, said),
                label,
                _kind(words, said),
                _number(words, said.amount),
                said.amount.currency,
                _time(mine, said.undone_at),
            ]


def _past(words: Words, mine: ExportedRecords) -> Iterator[list[str]]:
    """What moderators brought in from a list: of these no more is known."""
    yield [words.t(heading) for heading in PAST]
    for referral in mine.past:
        gave = referral.giver_id == mine.user_id
        yield [
            referral.day.isoformat(),
            words.t(DIRECTIONS[Party.GIVER if gave else Party.RECEIVER]),
            mine.names.get(referral.receiver_id if gave else referral.giver_id, ""),
            words.t(KIND_LABELS[referral.kind]),
        ]


def _labelled(mine: ExportedRecords) -> Iterator[tuple[Thanks, str]]:
    """Each thank-you with the number of the referral that it was for."""
    labels = mine.labels
    for said in mine.thanks:
        yield said, labels.get(said.referral_id or 0, "")


def _other(mine: ExportedRecords, said: Thanks) -> str:
    return mine.names.get(said.thanked_id if said.author_id == mine.user_id else said.author_id, "")


def _kind(words: Words, said: Thanks) -> str:
    """What kind of work it tells of; none where it is for the act itself."""
    return "" if said.for_act else words.t(BUSINESS_LABELS[said.business])


def _number(words: Words, amount: Money) -> str:
    """The amount as spreadsheets of that language read a number: without currency and separators of thousands."""
    return f"{Decimal(amount.minor).scaleb(-minor_digits(amount.currency)):f}".replace(".", number_format(words.tag).decimal)


def _time(mine: ExportedRecords, moment: datetime | None) -> str:
    """In the group's own time; empty where there is none."""
    return moment.astimezone(mine.group.zone).strftime("%Y-%m-%d %H:%M") if moment else ""
