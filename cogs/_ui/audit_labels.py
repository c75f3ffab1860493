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
    "digest_channel_id": N_("Digest channel"),
    "moderators_channel_id": N_("Moderators' channel"),
    "moderator_role_id": N_("Moderator role"),
    "member_role_id": N_("Member role"),
    "language": N_("Language"),
    "time_zone": N_("Time zone"),
    "currency": N_("Currency"),
    "week_starts": N_("Week starts"),
    "seats": N_("Trades"),
    "amounts": N_("Amounts"),
    "seat": N_("Trade"),
    "status": N_("Status"),
    "day": N_("Day"),
    "time": N_("Time"),
}
"""What the fields of an entry are called on screen; another stands by its name in the records."""
NO_VALUE = "–"
VALUE = 24
"""The most UTF-16 units of a value on screen."""


def changed(words: Words, entry: LogEntry) -> str:
    """“Currency: BRL → EUR” for each field that an entry of the group's own changed; empty where there is none."""
    if not declared().actions[entry.action].shows_facts or entry.action.startswith(("past.", "roll.")):
        return ""
    fields = [name for name in entry.after if name in entry.before and entry.before[name] != entry.after[name]]
    return "; ".join(
        f"{words.t(FIELDS.get(name, name))}: {_value(words, name, entry.before[name])} → {_value(words, name, entry.after[name])}"
        for name in fields
    )


def _value(words: Words, name: str, value: object) -> str:
    if value is None or value == "":
        return NO_VALUE
    if name.endswith("_id"):
        return f"<#{value}>" if name.endswith("_channel_id") else f"<@&{value}>"
    if name in {"week_starts", "day"}:
        return words.weekday(Weekday(int(str(value))))
    if isinstance(value, bool) or name == "amounts":
        return words.t("on") if value else words.t("off")
    return words.t(STATUS_LABELS[Status(str(value))]) if name == "status" else one_line(shortened(str(value), VALUE))


def with_reason(line: str, reason: str) -> str:
    """An entry with its reason below."""
    return f"{line}\n> {one_line(reason)}" if reason else line


def happened(words: Words, action: str) -> str:
    """The action in words."""
    return words.t(declared().actions[action].label)
