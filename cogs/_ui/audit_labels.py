"""The audit log on screen: labels of actions and fields, and what an entry changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import Weekday
from bot.core.declarations import declared
from bot.core.errors import N_
from bot.core.text import shortened
from bot.membership.members.model import STATUS_LABELS, Status
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.audit_log.model import LogEntry
    from bot.i18n import Words


FIELDS = {
    "referrals_channel_id": N_("Referrals channel"),
    "asks_channel_id": N_("Channel for asks"),
    "digest_channel_id": N_("Digest channel"),
    "meetings_channel_id": N_("Channel for meetings"),
    "moderators_channel_id": N_("Moderators' channel"),
    "moderator_role_id": N_("Moderator role"),
    "member_role_id": N_("Member role"),
    "language": N_("Language"),
    "time_zone": N_("Time zone"),
    "currency": N_("Currency"),
    "week_starts": N_("Week starts"),
    "seats": N_("Trades"),
    "amounts": N_("Amounts"),
    "smart": N_("Matching by meaning"),
    "seat": N_("Trade"),
    "status": N_("Status"),
    "until": N_("Term until"),
    "day": N_("Day"),
    "time": N_("Time"),
    "on": N_("Weekly news"),
    "remind_unopened": N_("Reminder of a new referral"),
    "remind_quiet": N_("Reminder without news"),
    "keep_clients": N_("Clients are kept"),
    "pair_cap": N_("Counted for one pair"),
    "guest_visits": N_("Visits of a guest"),
    "agenda_seconds": N_("Seconds in the round"),
    "every": N_("How often"),
}
"""Labels of an entry's fields in a message; fields without one are in the exported file only."""
VALUES = {
    "exclusive": N_("one business a trade"),
    "shared": N_("a trade may be held by several"),
    "both": N_("both"),
    "off": N_("never"),
    "two_weeks": N_("every two weeks"),
    "month": N_("every month"),
    "en": "English",
    "pt-BR": "Português (Brasil)",
}
"""Labels of stored values that are not shown as they are."""
NO_VALUE = "–"
VALUE = 24
"""Maximum length of a value in a message, in UTF-16 units."""


def changed(words: Words, entry: LogEntry) -> str:
    """“Currency: BRL → EUR” for each field that an entry of the group's own changed; empty where there is none."""
    if not declared().actions[entry.action].shows_facts:
        return ""
    fields = [name for name in FIELDS if name in entry.before and name in entry.after and entry.before[name] != entry.after[name]]
    return "; ".join(
        f"{words.t(FIELDS[name])}: {_value(words, name, entry.before[name])} → {_value(words, name, entry.after[name])}"
        for name in fields
    )


def _value(words: Words, name: str, value: object) -> str:
    if name.endswith("_id") and value is not None:
        return f"<#{value}>" if name.endswith("_channel_id") else f"<@&{value}>"
    if name in {"week_starts", "day"} and value is not None:
        return words.weekday(Weekday(int(str(value))))
    if isinstance(value, bool):
        return words.t("on") if value else words.t("off")
    if name == "status" and value:
        return words.t(STATUS_LABELS[Status(str(value))])
    if value is None or value == "":
        return NO_VALUE
    return words.t(VALUES[str(value)]) if str(value) in VALUES else one_line(shortened(str(value), VALUE))


def with_reason(line: str, reason: str) -> str:
    """An entry with its reason below."""
    return f"{line}\n> {one_line(reason)}" if reason else line


def happened(words: Words, action: str) -> str:
    """The declared label of an action, translated."""
    return words.t(declared().actions[action].label)
