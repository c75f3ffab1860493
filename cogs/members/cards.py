"""Cards of an application, the roll, an expected member and a person's history."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.text import shortened
from bot.i18n import date_stamp, time_stamp
from bot.membership.members.lifecycle import SeatTaken, Step
from bot.membership.members.model import BELONGING, SEATED, STATUS_LABELS, Member, Status
from cogs._ui.audit_labels import happened, with_reason
from cogs._ui.cards import Button, Card, button, footnote, pages, primary
from cogs._ui.people import mention, mentioned
from cogs._ui.seats import held_trade, trade_of
from cogs._ui.text import one_line, quoted, safe_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.core.audit_log.model import Logged
    from bot.i18n import Words
    from bot.membership.applications.service import Applied
    from bot.membership.members.model import Listed
    from bot.membership.members.roll import Days
    from bot.membership.roster.service import Enrolled, History

EXPECTED_HISTORY, EXPECTED_TEXT = 3, 200
"""On the card of an expected member: maximum number of log entries, and maximum length of each text in UTF-16 units."""
HISTORY_PAGE, NAME = 10, 32
"""On a page of a history: number of entries, and maximum length of a name or trade in UTF-16 units."""
DONE = {
    Step.APPROVE: N_("{name} is a member now."),
    Step.ADD: N_("{name} is a member now."),
    Step.DECLINE: N_("The application of {name} was declined."),
    Step.REMOVE: N_("{name} is not a member any more. Their referrals and thanks stay counted."),
    Step.RESUME: N_("{name} is back from leave."),
}


def application(card: Card, words: Words, applied: Applied) -> None:
    """Fill in the moderators' card of an application; once it is decided the card says so."""
    applicant, profile = applied.applicant, applied.applicant.profile
    name = mentioned(applicant.user_id, applicant.name)
    card.title(f"📨 {words.t('{name} applies as: {seat}', name=name, seat=one_line(applicant.seat))}")
    card.text(f"**{one_line(profile.business)}**\n{safe_text(profile.offer)}")
    card.text(f"**🎯 {words.t('Who to send them')}**\n{quoted(profile.ideal_referral)}")
    past = applied.past
    for at, what in ((past.declined_at, N_("Was declined on {day}.")), (past.removed_at, N_("Was removed on {day}."))):
        if at is not None:
            card.text(f"⚠️ {words.t(what, day=date_stamp(at))}")
    if applicant.sponsor_id is not None:
        card.text(words.t("They heard of us from {name}.", name=mention(words, applicant.sponsor_id)))
    said = [("💬" if note.is_answer else "❓", mention(words, note.author_id), one_line(note.text)) for note in applied.notes]
    card.rows("", [f"{sign} {author}: {text}" for sign, author, text in said])
    if applicant.status is Status.LEFT and not applicant.is_elsewhere:
        card.text(words.t("🚪 They left the server. The application rests, and is back here when they are."))
    elif applicant.status is not Status.APPLICANT:
        card.text(words.t("Decided: {status}.", status=words.t(STATUS_LABELS[applicant.status])))


def decisions(applicant: Member) -> Callable[[Words], Sequence[Button]]:
    """The buttons of the moderators' card; none once the application is decided."""

    def buttons(words: Words) -> list[Button]:
        if applicant.status is not Status.APPLICANT:
            return []
        return [
            primary(f"member:approve:{applicant.user_id}", words.t("Approve"), "✅"),
            button(f"member:decline:{applicant.user_id}", words.t("Decline"), "🙏"),
            button(f"member:decline_why:{applicant.user_id}", words.t("Decline, with a reason"), "✍️"),
            button(f"member:ask:{applicant.user_id}", words.t("Ask a question"), "❓"),
        ]

    return buttons


def seat_taken_card(words: Words, taken: SeatTaken, applicant_id: int) -> Card:
    """Why an applicant can't be let in with that trade, with buttons for what a moderator can do instead."""
    card = Card().text(words.say(taken.sentence, one_line))
    return card.buttons(
        [
            primary(f"member:other_seat:{applicant_id}", words.t("Give another trade"), "🪑"),
            button(f"member:same_business:{applicant_id}", words.t("They are the same business"), "🤝"),
            button(f"member:let_wait:{applicant_id}", words.t("Let them wait for it"), "👂"),
        ]
    )


def roll_card(words: Words, roll: Sequence[Enrolled]) -> Card:
    """All people by status, one line each."""
    card = Card().title(f"📋 {words.t('The roll')}")
    if not roll:
        return card.text(words.t("Nobody yet. Add members with /member add, or let them apply with /join."))
    for those in roll:
        lines = [
            f"{mentioned(person.user_id, person.name)}{_trade(words, those.status, person)}{_since(words, those.status, days)}"
            for person, days in those.people
        ]
        heading = f"**{words.t(STATUS_LABELS[those.status])} ({those.count})**"
        card.lines(heading, lines, more=partial(_more, words), unlisted=those.count - len(lines))
    return card


def _trade(words: Words, status: Status, person: Listed) -> str:
    return f" · {held_trade(words, person.seat)}" if person.seat or status in SEATED else ""


def _more(words: Words, count: int) -> str:
    return footnote(words.n("and {count} more: /directory finds them", "and {count} more: /directory finds them", count))


def _since(words: Words, status: Status, days: Days) -> str:
    if days.back_at is not None:
        return f" · {words.t('back on {day}', day=date_stamp(days.back_at))}"
    return f" · {date_stamp(days.joined_at)}" if days.joined_at and status in BELONGING else ""


def expected_card(words: Words, history: History) -> Card:
    """An expected member, or one who was just removed: trade, profile and last log entries."""
    member = history.member
    card = Card().title(f"⏳ {one_line(member.name)}")
    card.text(_standing(words, member))
    profile = member.profile
    said = (profile.business, profile.offer, profile.contact)
    card.rows("", [safe_text(shortened(text, EXPECTED_TEXT)) for text in said if text])
    card.rows("", [_happened(words, history, each) for each in history.entries])
    if member.status is not Status.EXPECTED:
        if not member.seat:
            return card.small(words.t("Nobody can say any more that they are this person."))
        return card.small(words.t("Their trade is free, and nobody can say any more that they are this person."))
    without = [] if member.is_associate else [button(f"expected:associate:{-member.user_id}", words.t("Without a trade"), "🤗")]
    return card.buttons([*without, button(f"expected:remove:{-member.user_id}", words.t("Do not expect them any more"), "🚪")])


def history_card(words: Words, history: History, page: int) -> Card:
    """A page of a person's history. `history.entries` has one more than is shown where there is another page."""
    member = history.member
    card = Card().title(f"🕰️ {words.t('History of {name}', name=mentioned(member.user_id, member.name))}")
    card.text(_standing(words, member))
    if not history.entries:
        return card.text(words.t("Nothing is written here yet."))
    card.rows("", [_happened(words, history, each) for each in history.entries[:HISTORY_PAGE]])
    more = len(history.entries) > HISTORY_PAGE
    return pages(card, words, "page:history", str(member.user_id), page, more=more)


def _standing(words: Words, member: Member) -> str:
    """Their status and trade; of a former member without one the status alone."""
    return " · ".join(filter(None, (f"**{words.t(STATUS_LABELS[member.status])}**", one_line(trade_of(words, member)))))


def _happened(words: Words, history: History, logged: Logged) -> str:
    entry = logged.entry
    by = mentioned(entry.actor_id, history.names.get(entry.actor_id, ""), NAME)
    old, new = (one_line(shortened(str(facts.get("seat") or ""), NAME)) for facts in (entry.before, entry.after))
    moved = f" · {' → '.join(filter(None, (old, new)))}" if old and old != new else ""
    return with_reason(f"{time_stamp(logged.at)} · {happened(words, entry.action)} · {by}{moved}", entry.reason)
