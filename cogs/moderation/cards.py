"""The audit log for moderators: a page on screen, and rows for a spreadsheet. No client is in it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.core.audit_log.model import THE_CLOCK
from bot.core.declarations import declared
from bot.core.errors import N_
from bot.core.labels import is_label, unbroken
from bot.i18n import time_stamp
from cogs._ui.audit_labels import changed, happened, with_reason
from cogs._ui.cards import Card, menu, pages
from cogs._ui.people import mentioned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.admin.moderation import LogFile, LogPage
    from bot.core.audit_log.model import Facts, LogEntry, Logged
    from bot.i18n import Words

PAGE = 10
NAME = 32
"""Maximum length of a name within an entry, in UTF-16 units."""
HEADINGS = (
    N_("When"),
    N_("Who"),
    N_("Who: Discord id"),
    N_("What happened"),
    N_("Number"),
    N_("Whom it concerns"),
    N_("Whom it concerns: Discord id"),
    N_("Before"),
    N_("After"),
    N_("Reason"),
)


def log_card(words: Words, found: LogPage, page: int, rest: str) -> Card:
    """A page of the log; `entries` has one more than is shown where there is another page."""
    card = Card().title(f"📜 {words.t('The log of the group')}")
    if found.entries:
        card.rows("", [_line(found, words, each) for each in found.entries[:PAGE]])
    else:
        card.text(words.t("Nothing happened in these days."))
    _imports(card, words, found.entries[:PAGE])
    pages(card, words, "page:log", rest, page, more=len(found.entries) > PAGE)
    quiet = words.n(
        "{count} referral has had no news for {days} days or more.",
        "{count} referrals have had no news for {days} days or more.",
        found.quiet,
        days=found.quiet_days,
    )
    return card.small(f"{quiet} {words.t('Only moderators see this; clients stand in no log.')}")


def _imports(card: Card, words: Words, entries: Sequence[Logged]) -> None:
    """Menus of the imports on this page, each of which can be opened and undone."""
    imports = [each for each in entries if each.entry.action == "past.import"]
    options = [(each.entry.target.removeprefix("past:"), _import_label(words, each)) for each in imports]
    if options:
        card.menu(menu("past:open", words.t("Open an import of past referrals"), options))
    rolls = [each for each in entries if each.entry.action == "roll.import"]
    if rolls:
        options = [(each.entry.target.removeprefix("roll:"), _roll_label(words, each)) for each in rolls]
        card.menu(menu("import:open", words.t("Open an import of the roll"), options))


def _import_label(words: Words, logged: Logged) -> str:
    facts = {name: str(value) for name, value in logged.entry.after.items()}
    months = words.months(date.fromisoformat(facts["since"]), date.fromisoformat(facts["until"]))
    return f"{words.n('{count} past referral', '{count} past referrals', int(facts['added']))} · {months}"


def _roll_label(words: Words, logged: Logged) -> str:
    people = int(str(logged.entry.after["added"]))
    return f"{words.n('{count} person', '{count} people', people)} · {words.date(logged.at.date())}"


def _line(found: LogPage, words: Words, logged: Logged) -> str:
    """One entry, with its reason."""
    entry = logged.entry

    def name(user_id: int) -> str:
        if user_id == THE_CLOCK:
            return "Goodword"
        return mentioned(user_id, found.names.get(user_id, ""), NAME)

    other = name(whom) if (whom := _whom(entry)) else ""
    parts = [time_stamp(logged.at), name(entry.actor_id), _happened(words, entry), unbroken(_label(entry)), other]
    line = " · ".join(part for part in [*parts, changed(words, entry)] if part)
    return with_reason(line, entry.reason)


def _happened(words: Words, entry: LogEntry) -> str:
    """The action's label, with the number of records where it changed several."""
    many = (entry.after or entry.before).get("added")
    return happened(words, entry.action) if many is None else f"{happened(words, entry.action)} ({many})"


def _label(entry: LogEntry) -> str:
    """The label of the changed record, such as R-42; empty where it has no number."""
    return entry.target if is_label(entry.target) else ""


def _whom(entry: LogEntry) -> int | None:
    """The person concerned, where that is not the actor."""
    return None if entry.member_id == entry.actor_id else entry.member_id


def file_card(words: Words, found: LogFile, days: int) -> Card:
    """The message to which the log is attached as a file."""
    entries = words.n("{count} entry of the log", "{count} entries of the log", len(found.entries))
    card = Card().text(f"📜 {entries} · {words.n('in {count} day', 'in {count} days', days)}")
    if found.more:
        card.text(
            words.t("There are older ones in these days, and one file takes no more. Ask for one person, or for fewer days.")
        )
    return card.small(words.t("Clients stand in no log."))


def log_rows(words: Words, found: LogFile) -> Iterator[list[str]]:
    """The log for a spreadsheet: what `log_card` shows, with reasons whole and people's ids, in the group's own time."""
    yield [words.t(heading) for heading in HEADINGS]

    def who(user_id: int | None) -> list[str]:
        if user_id is None:
            return ["", ""]
        if user_id == THE_CLOCK:
            return ["Goodword", ""]
        # An id below zero is Goodword's own, of an expected or an erased person, and Discord knows nobody by it.
        return [found.names.get(user_id, ""), str(user_id) if user_id > 0 else ""]

    for logged in found.entries:
        entry = logged.entry
        at = logged.at.astimezone(found.group.zone).strftime("%Y-%m-%d %H:%M:%S")
        changed = (_facts(entry, entry.before), _facts(entry, entry.after))
        yield [at, *who(entry.actor_id), _happened(words, entry), _label(entry), *who(_whom(entry)), *changed, entry.reason]


def _facts(entry: LogEntry, facts: Facts) -> str:
    """The values before or after the change, by field names."""
    shown = facts if declared().actions[entry.action].shows_facts else {}
    return "; ".join(f"{name}: {'–' if value is None else value}" for name, value in shown.items())
