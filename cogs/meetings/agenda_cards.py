"""An agenda as a card that is turned screen by screen, as files to project and to paste, and as the message in the meetings' channel."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from bot.core.text import shortened
from bot.i18n import time_stamp
from cogs._ui.cards import Card, button, menu, public
from cogs._ui.page.model import Labels, Page
from cogs._ui.text import one_line, quoted, safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.meetings.agenda.model import Agenda
    from bot.meetings.model import Meeting
    from cogs._ui.cards import Button
    from cogs._ui.page.model import Entry, Screen

OPTION = 90
"""Maximum length of a part's name in a menu, in UTF-16 units."""


def screen_card(words: Words, agenda: Agenda, screens: Sequence[Screen], number: int) -> Card:
    """One screen with the buttons to those beside it; `words` are the reader's. A number beyond the last one means that."""
    number = min(number, len(screens) - 1)
    screen, meeting_id = screens[number], agenda.meeting.id
    card = Card().text(f"**{safe_text(screen.part)}**").title(one_line(screen.title))
    if screen.subtitle:
        card.text(one_line(screen.subtitle))
    if screen.text:
        card.text("\n".join(filter(None, (f"**{one_line(screen.label)}**" if screen.label else "", quoted(screen.text)))))
    if screen.entries:
        card.rows("", [_entry(entry) for entry in screen.entries])
    if screen.note:
        card.text(safe_text(screen.note))
    if screen.seconds:
        ends = agenda.read_at + timedelta(seconds=screen.seconds)
        card.text(f"⏳ {words.n('{count} second', '{count} seconds', screen.seconds)} · <t:{ends.timestamp():.0f}:R>")
    card.small(words.t("{number} of {count}", number=number + 1, count=len(screens)))
    card.buttons(
        [
            button(f"agenda:turn:{meeting_id}:{max(number - 1, 0)}:b", words.t("Back"), "◀️", disabled=number == 0),
            button(f"agenda:turn:{meeting_id}:{number + 1}:n", words.t("Next"), "▶️", disabled=number == len(screens) - 1),
            button("panel:refer", words.t("Pass a referral"), "🤝"),
            button("panel:thank", words.t("Say thank you"), "💚"),
        ]
    )
    card.menu(menu(f"agenda:part:{meeting_id}", words.t("Go to"), _parts(screens)))
    page = button(f"agenda:page:{meeting_id}", words.t("To project and print"), "🖥️")
    return card.buttons([page, *_text_and_share(words, meeting_id)])


def page_of(agenda: Agenda, screens: tuple[Screen, ...], words: Words, group_name: str) -> Page:
    """The page to project, in the language of the screens."""
    title = words.t("Agenda of {day}", day=words.date(agenda.meeting.starts_at.astimezone(agenda.group.zone).date()))
    return Page(words.tag, group_name, title, screens, Labels.of(words))


def file_name(agenda: Agenda, words: Words, ending: str) -> str:
    """“agenda-2026-12-01.html”."""
    day = agenda.meeting.starts_at.astimezone(agenda.group.zone).date().isoformat()
    return f"{words.t('agenda-{day}', day=day)}.{ending}"


def page_card(words: Words, agenda: Agenda, files: dict[str, bytes]) -> Card:
    """The private answer with the page and the text."""
    card = Card().title(f"🖥️ {words.t('The agenda of {meeting}', meeting=agenda.meeting.label)}")
    card.text(
        words.t(
            "Download the page and open it in a browser: it needs no network. Turn with the arrow keys, space or a presenter’s remote, on a"
            " phone by a swipe. Printed, each screen is a page."
        )
    )
    for name, data in files.items():
        card.file(name, data)
    card.small(
        words.t("It says what is so now. Who comes later, and what is passed until then, stands in it once you ask for it again.")
    )
    return card.buttons(_text_and_share(words, agenda.meeting.id))


def posted_card(agenda: Agenda, screens: Sequence[Screen], files: dict[str, bytes]) -> Card:
    """The message in the meetings' channel: what each part is about, with the page."""
    card = public(agenda.group.language, lambda card, words: _contents(card, words, agenda, screens))
    for name, data in files.items():
        card.file(name, data)
    return card


def closed_card(language: str, meeting: Meeting) -> Card:
    """What is left of the message once the meeting is over or skipped: nobody is named."""

    def fill(card: Card, words: Words) -> None:
        card.title(f"📋 {words.t('The agenda of {meeting}', meeting=meeting.label)}")
        over = words.t("This meeting is over: {time}") if meeting.is_planned else words.t("This meeting is skipped: {time}")
        card.text(over.format(time=time_stamp(meeting.starts_at)))

    return public(language, fill)


def _contents(card: Card, words: Words, agenda: Agenda, screens: Sequence[Screen]) -> None:
    card.title(f"📋 {words.t('The agenda of {meeting}', meeting=agenda.meeting.label)}")
    card.text(f"🕖 {time_stamp(agenda.meeting.starts_at)}")
    parts = list(dict.fromkeys(screen.part for screen in screens))
    card.text("\n".join(f"{number}. {safe_text(part)}" for number, part in enumerate(parts, 1)))
    card.small(words.t("Download the page to project or print it. It stands here until the meeting is over."))


def _text_and_share(words: Words, meeting_id: int) -> list[Button]:
    return [
        button(f"agenda:text:{meeting_id}", words.t("Text to copy"), "📋"),
        button(f"agenda:share:{meeting_id}", words.t("Post it in the channel"), "📣"),
    ]


def _entry(entry: Entry) -> str:
    detail = f"\n-# {one_line(entry.detail)}" if entry.detail else ""
    return f"- **{one_line(entry.text)}**{detail}"


def _parts(screens: Sequence[Screen]) -> list[tuple[str, str]]:
    """Options of the menu: the number of each part's first screen, and its name with how many it has."""
    options: list[tuple[str, str]] = []
    number = 0
    for part, some in groupby(screens, key=lambda screen: screen.part):
        count = len(list(some))
        options.append((str(number), shortened(f"{part} ({count})" if count > 1 else part, OPTION)))
        number += count
    return options
