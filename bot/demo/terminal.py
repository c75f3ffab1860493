"""The demo's terminal: what it prints, and the word that can be typed."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.i18n import Words

WEEK = "week"
READ = 4096
"""Maximum number of bytes of one read."""


def say(text: str = "") -> None:
    """Print and flush at once, also where the output is a file or a pipe."""
    print(text, flush=True)  # noqa: T201 - this is the demo's terminal


def listen(typed: Callable[[str], None]) -> bool:
    """Call `typed` with each line of standard input, in lower case; False where it can't be watched.

    The event loop watches the file descriptor, so that no thread blocks in a read that could not be interrupted at the end.
    """
    try:
        source = sys.stdin.fileno()
        loop = asyncio.get_running_loop()
        loop.add_reader(source, lambda: _read(loop, source, typed))
    except (AttributeError, ValueError, OSError, NotImplementedError):  # no stdin, closed, a plain file, Windows
        return False
    return True


def _read(loop: asyncio.AbstractEventLoop, source: int, typed: Callable[[str], None]) -> None:
    try:
        # From the descriptor: a buffered stream may keep lines that the event loop no longer sees as readable.
        lines = os.read(source, READ)
    except OSError:
        lines = b""
    if not lines:
        loop.remove_reader(source)
    for line in lines.decode(errors="replace").splitlines():
        typed(line.strip().lower())


def waiting(words: Words, *, year: bool) -> str:
    """What is printed while the sample group's past is composed."""
    if year:
        return words.t("A sample group of sixty lives through a year; this takes some five minutes, please …")
    return words.t("A sample group lives through eight weeks; a few seconds, please …")


def welcome(
    url: str, group: str, beside: str, moderator: str, applicant: str, *, empty: bool, year: bool, listens: bool, words: Words
) -> str:
    """The first text: the link, and commands to try, by the names that the page shows. `beside` is the group with which it is linked."""
    if empty:
        headline = words.t("“{group}” is a server in which nobody has used Goodword yet.", group=group)
        tries = (
            ("/group setup", words.t("as {name}, who has Manage Server, with any options or none", name=moderator)),
            ("/join", words.t("as anybody else; then, as the moderator, /member approve")),
            ("/help", words.t("says at each moment what comes next")),
        )
    else:
        if year:
            headline = words.t("“{group}” has sixty members and a year behind it; it is the beginning of January.", group=group)
        else:
            headline = words.t("“{group}” has thirteen members and eight weeks of referrals behind it.", group=group)
        tries = (
            ("/refer", words.t("pass a member somebody who needs them")),
            (words.t("direct messages"), words.t("of the one who got it, at “Viewing as”: accept it, get the job, say thanks")),
            ("/ask", words.t("what the group looks for and knows; as Gabriela Souza Lima there is one that fits you")),
            ("/meeting next", words.t("who comes on Tuesday, who presents; bring a guest")),
            ("/introduce", words.t("bring two members together; both say yes first")),
            ("/leaderboard", words.t("who helped most members")),
            (
                "/member approve",
                words.t("as {name}, in the moderators' channel: {applicant} is waiting", name=moderator, applicant=applicant),
            ),
            ("/group report", words.t("there too: the last month in numbers, as a card, a page to print, or files")),
            ("/group goals", words.t("there too: what the group goes for, and how far it came")),
            ("/refer in_group", words.t("a client for somebody of {group}, with which this group is linked", group=beside)),
            ("/me", words.t("as Ana, who is in both groups: “my groups, side by side”; or “my year, to print”")),
        )
    link = words.t("Open this link, choose who you are at “Viewing as”, and type a command below:")
    lines = [headline, "", f"  {url}", "", link, ""]
    named = [(words.command(first[1:]) if first.startswith("/") else first, meaning) for first, meaning in tries]
    lines += [f"  {first:<18} {meaning}" for first, meaning in named]
    passes = words.t("Here, type `{week}` and press Enter: a week passes.", week=WEEK)
    lines += ["", *([passes] if listens else []), words.t("Ctrl-C ends the demo.")]
    return "\n".join(lines)


def a_week_later(now: datetime, words: Words, *, news: bool) -> str:
    """What is printed when `week` was typed; `news`: a digest was posted."""
    passed = words.t("A week has passed: it is {day}, {time} now.", day=words.day(now), time=f"{now:%H:%M}")
    if news:
        return f"{passed} {words.t('The weekly news is in the channel.')}"
    return f"{passed} {words.t('No weekly news is scheduled: a moderator does that with /digest schedule.')}"


def unknown(word: str, words: Words) -> str:
    """What is printed for any other word."""
    return words.t("I don't know “{word}”. Type `{week}` to let a week pass; Ctrl-C ends the demo.", word=word[:40], week=WEEK)
