"""The cards of guests: for who invited them, for the moderators, and the texts to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import Weekday
from bot.i18n import date_stamp, time_stamp
from bot.meetings.guests.model import KEPT, GuestState
from cogs._ui.cards import Button, Card, button, primary, public
from cogs._ui.text import one_line, quoted, safe_text
from cogs.meetings.card import PRESENTED

if TYPE_CHECKING:
    from bot.groups.model import Group
    from bot.i18n import Words
    from bot.meetings.guests.following_up import Visit
    from bot.meetings.guests.service import Bringing, Brought
    from bot.meetings.model import Meeting

WITH_BUTTONS = 5
"""Number of guests in a list that have buttons: each takes a text and a row, and a message has room for 40 components."""


def invited(words: Words, found: Brought, group_name: str) -> Card:
    """The inviter's private answer: what is kept, who reads it, and the texts to send."""
    guest, meeting = found.guest, found.meeting
    name = f"**{one_line(guest.name)}**"
    card = Card()
    if guest.is_substitute:
        said = words.t("🔁 {name} comes to {meeting} in your place.", name=name, meeting=meeting.label)
    else:
        said = words.t("👋 {name} is your guest at {meeting}.", name=name, meeting=meeting.label)
    card.text(f"{said}\n{time_stamp(meeting.starts_at)}")
    card.text(_who_reads(words, found))
    if found.presented:
        card.text(words.t(PRESENTED))
    return _texts(card, words, found, group_name).buttons([_withdraw(words, found)])


def texts(words: Words, found: Brought, group_name: str) -> Card:
    """The texts to send to a guest, once more."""
    return _texts(Card(), words, found, group_name)


def brought(words: Words, found: Bringing) -> Card:
    """Whom the reader brings to a meeting, with their contact, and a button for one more."""
    meeting = found.meeting
    card = Card().title(f"👋 {words.t('You bring to {meeting}', meeting=meeting.label)}").text(time_stamp(meeting.starts_at))
    if not found.brought:
        card.text(words.t("Nobody yet."))
    for each in found.brought[:WITH_BUTTONS]:
        card.text(_line(words, each))
        if each.guest.state is GuestState.INVITED:
            card.buttons([button(f"guest:texts:{each.guest.id}", words.t("Texts to send"), "✉️"), _withdraw(words, each)])
    card.rows("", [_line(words, each) for each in found.brought[WITH_BUTTONS:]])
    return card.buttons([primary(f"guest:new:{meeting.id}", words.t("Bring somebody"), "👋")])


def withdrawn(words: Words, found: Bringing) -> Card:
    return brought(words, found).small(words.t("The invitation was taken back, and what was kept of them is deleted."))


def added(words: Words, name: str, meeting: Meeting) -> Card:
    """To who stands at the door."""
    return Card().text(words.t("👋 {name} is here ({meeting}).", name=f"**{one_line(name)}**", meeting=meeting.label))


def held(language: str, found: Brought, *, is_asked: bool = True) -> Card:
    """The moderators' message about a guest whose trade is held; not `is_asked` as a direct message, which can't be answered."""
    guest, meeting = found.guest, found.meeting

    def fill(card: Card, words: Words) -> None:
        member = f"**{one_line(found.inviter_name)}**"
        if guest.state is GuestState.WITHDRAWN:
            card.text(
                words.t("↩️ {member} took the invitation of a guest to {meeting} back.", member=member, meeting=meeting.label)
            )
            return
        if guest.wiped_at is not None:
            card.text(
                words.t("👋 {member} brought a guest to {meeting}. Their data is deleted.", member=member, meeting=meeting.label)
            )
            return
        said = words.t(
            "👋 {member} brings **{guest}** to {meeting}. Their trade, {trade}, is held in this group.",
            member=member,
            guest=one_line(guest.name),
            meeting=meeting.label,
            trade=f"**{one_line(guest.trade)}**",
        )
        card.text(f"{said}\n{time_stamp(meeting.starts_at)}")
        if guest.is_welcome:
            card.text(words.t("✅ A moderator said welcome: the group reads the trade."))
        elif not is_asked:
            card.small(
                words.t("Choose a moderators' channel with /group setup, and you are asked there whether they are welcome.")
            )
        else:
            card.small(words.t("The guest is expected all the same. The group reads their trade once one of you says welcome."))

    def below(words: Words) -> list[Button]:
        is_open = is_asked and not guest.is_welcome and guest.wiped_at is None
        return [primary(f"guest:welcome:{guest.id}", words.t("Welcome"), "👋")] if is_open else []

    return public(language, fill, below)


def changed(words: Words, group: Group, meeting: Meeting) -> Card:
    """To who invited somebody to a meeting that was moved or skipped: it names no guest, and has a text to send."""
    if meeting.is_planned:
        card = Card().text(
            words.t("📅 {meeting} is at another time now: {when}.", meeting=meeting.label, when=time_stamp(meeting.starts_at))
        )
        text = words.t("Hello, our meeting is at another time: {when}. I hope you can come.", when=_when(words, group, meeting))
    else:
        card = Card().text(words.t("🚫 {meeting} does not take place.", meeting=meeting.label))
        text = words.t(
            "Hello, our meeting on {when} does not take place. I'll tell you when the next one is.",
            when=_when(words, group, meeting),
        )
    card.text(f"{words.t('Whom you bring to it knows nothing of it yet. Here is what you can send:')}\n{quoted(text)}")
    return card.small(words.t("/meeting guest shows whom you bring."))


def coming(words: Words, visit: Visit, _: int) -> tuple[str, list[Button]]:
    """The inviter's reminder of their guest in the morning list of the day before, with the text to send."""
    guest, meeting = visit.guest, visit.meeting
    said = words.t("👋 **{name}** comes to {meeting} tomorrow.", name=one_line(guest.name), meeting=meeting.label)
    text = words.t(
        "Hello {name}, I look forward to tomorrow: {when}. Come a little earlier, so that there is time to meet. {inviter}",
        name=guest.first_name,
        when=_when(words, visit.group, meeting),
        inviter=visit.inviter_name,
    )
    return f"{said}\n{words.t('You can send this:')}\n{quoted(_with_place(words, text, meeting))}", []


def asked(words: Words, visit: Visit, stamp: int) -> tuple[str, list[Button]]:
    """The question in the inviter's morning list after the meeting; `stamp` as in `morning_list`."""
    guest = visit.guest
    name = f"**{one_line(guest.name)}**"

    def to(verb: str) -> str:
        return f"guest:{verb}:{guest.id}:{stamp}"

    if guest.state is GuestState.INVITED:
        said = words.t("👋 Did {name} come to {meeting}?", name=name, meeting=visit.meeting.label)
        return said, [primary(to("came"), words.t("They came"), "✅"), button(to("absent"), words.t("They didn't come"))]
    said = words.t("👋 {name} was at {meeting} because of you. What comes of it?", name=name, meeting=visit.meeting.label)
    text = words.t(
        "Hello {name}, thank you for coming to our meeting. How did you like it, and is there anybody whom you would like to meet again? If you want to be part of it, I'll show you how. {inviter}",
        name=guest.first_name,
        inviter=visit.inviter_name,
    )  # fmt: skip
    return f"{said}\n{words.t('You can send this:')}\n{quoted(text)}", [
        primary(to("applied"), words.t("They apply"), "🙋"),
        button(to("again"), words.t("They come again"), "🔁"),
        button(to("not_now"), words.t("Not now"), "🌱"),
    ]


def told(words: Words, found: Brought) -> Card:
    """The private answer to the inviter's press."""
    guest = found.guest
    name = f"**{one_line(guest.name)}**"
    card = Card()
    match guest.state:
        case GuestState.APPLIED:
            card.text(
                words.t(
                    "🙋 {name} applies with /join in this server, and names you under “Who told you about us?”: then you are their sponsor.",
                    name=name,
                )
            )
            text = words.t(
                "Hello {name}, to apply, open our Discord server and type /join. Where it asks who told you about us, choose me. {inviter}",
                name=guest.first_name,
                inviter=found.inviter_name,
            )
            card.text(f"{words.t('You can send this:')}\n{quoted(text)}")
        case GuestState.AGAIN:
            card.text(words.t("🔁 Noted. Invite {name} to the next meeting with /meeting guest.", name=name))
        case GuestState.NOT_NOW:
            card.text(words.t("🌱 Noted: not now. Nobody else reads that of {name}.", name=name))
        case GuestState.DID_NOT_COME:
            card.text(words.t("Noted: {name} did not come.", name=name))
        case _:
            card.text(words.t("✅ Noted: {name} came.", name=name))
    return card.small(_until(words, found))


def _texts(card: Card, words: Words, found: Brought, group_name: str) -> Card:
    card.text(f"**{words.t('The invitation, for you to send')}**\n{quoted(_invitation(words, found, group_name))}")
    card.text(f"**{words.t('The reminder, for the day before')}**\n{quoted(_reminder(words, found, group_name))}")
    return card.small(words.t("I write to nobody outside the group."))


def _invitation(words: Words, found: Brought, group_name: str) -> str:
    guest, when = found.guest, _when(words, found.group, found.meeting)
    about = {"name": guest.first_name, "group": group_name, "when": when, "inviter": found.inviter_name}
    if guest.is_substitute:
        said = words.t(
            "Hello {name}, I can't be at the meeting of {group} on {when}. Would you go in my place? You would say in a minute what I do and whom I look for, and what you do yourself. {inviter}",
            **about,
        )  # fmt: skip
    else:
        said = words.t(
            "Hello {name}, our group {group} meets on {when}: people of different trades who pass each other clients. Would you come as my guest, and tell us what you do? {inviter}",
            **about,
        )  # fmt: skip
    return _with_place(words, said, found.meeting)


def _reminder(words: Words, found: Brought, group_name: str) -> str:
    said = words.t(
        "Hello {name}, I look forward to tomorrow: {group}, {when}. Come a little earlier, so that there is time to meet. {inviter}",
        name=found.guest.first_name,
        group=group_name,
        when=_when(words, found.group, found.meeting),
        inviter=found.inviter_name,
    )
    return _with_place(words, said, found.meeting)


def _with_place(words: Words, said: str, meeting: Meeting) -> str:
    return f"{said}\n{words.t('Where: {place}', place=meeting.place)}" if meeting.place else said


def _when(words: Words, group: Group, meeting: Meeting) -> str:
    """Day and time in the group's zone, as text: outside Discord nobody reads its timestamps."""
    local = meeting.starts_at.astimezone(group.zone)
    return words.t(
        "{weekday}, {day}, {time}",
        weekday=words.weekday(Weekday(local.weekday())),
        day=words.day(local),
        time=f"{local:%H:%M}",
    )


def _who_reads(words: Words, found: Brought) -> str:
    """Who reads what of the guest, and until when."""
    lines = [words.t("The group reads their name and their trade until the meeting is over; the card shows the first name.")]
    if not found.guest.is_welcome:
        lines = [words.t("The group reads their name; their trade is held, so it is read once a moderator says welcome.")]
    if found.contact:
        lines.append(words.t("🔒 Only you read how to reach them: {contact}", contact=safe_text(found.contact)))
    return "\n".join([*lines, _until(words, found)])


def _until(words: Words, found: Brought) -> str:
    return words.t("All of it is deleted on {day}.", day=date_stamp(found.meeting.ends_at + KEPT))


_STATES = {
    GuestState.INVITED: "✉️",
    GuestState.CAME: "✅",
    GuestState.APPLIED: "🙋",
    GuestState.AGAIN: "🔁",
    GuestState.NOT_NOW: "🌱",
}


def _line(words: Words, found: Brought) -> str:
    guest = found.guest
    if guest.wiped_at is not None:
        return words.t("A guest whose data is deleted")
    said = f"{_STATES.get(guest.state, '➖')} **{one_line(guest.name)}** · {one_line(guest.trade)}"
    if guest.is_substitute:
        said = f"{said} · {words.t('in your place')}"
    return f"{said}\n{one_line(found.contact)}" if found.contact else said


def _withdraw(words: Words, found: Brought) -> Button:
    return button(f"guest:withdraw:{found.guest.id}", words.t("They can't come"), "↩️")
