"""Finds the person whom a row of a roll means, by id, user name or full name. Similar or contradicting names are asked about.

rapidfuzz is imported at the first roll.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from bot.core.text import compared, plain
from bot.membership.import_sessions.model import NOBODY, Meant
from bot.membership.roster_import.columns import Column, Row, read_handle, read_id, read_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.membership.members.model import Member
    from bot.membership.roster_import.model import Found

ALIKE = 80
"""Minimum similarity, of 100, of two names that are asked about: “Ana Sousa” and “Ana Souza”, “Bruno” and “Bruno Lima”."""
LESS_FOR_NICKNAME = 20
"""What is subtracted from a nickname's score, of 200, so that an equally similar full name comes first."""
MOST_CANDIDATES = 5
PREFIX = 3
"""Number of letters by which a person is searched in the server: enough to exclude most, few enough for “Fê” and “Fernanda”."""


def prefixes(rows: Iterable[Row], roll: Sequence[Member], most: int) -> list[str]:
    """At most `most` prefixes by which to search the server for people who are not on the roll; shortened until there are so few.

    Each is a request to Discord (https://docs.discord.com/developers/resources/guild#search-guild-members).
    """
    known = {plain(member.name) for member in roll if member.belongs}
    words: set[str] = set()
    for row in rows:
        handle, name = read_handle(row), read_name(row)
        if read_id(row) is None and not {handle, plain(name)} & known:
            spoken = [each for each in (name, row.text(Column.NICK)) if each.strip() and not handle]
            words |= {handle} if handle else set()
            words |= {beginning[:PREFIX] for each in spoken for beginning in (each.split()[0].lower(), plain(each))}
    # Shorter prefixes coincide, so there are fewer of them, and each finds more people.
    for length in range(max(map(len, words), default=0), 0, -1):
        if len(words) <= most:
            break
        words = {word[:length] for word in words}
    return sorted(word for word in words if word.strip())[:most]


def ids(rows: Iterable[Row], roll: Iterable[Member]) -> list[int]:
    """The ids to look up in the server: those in the file, and those of people on the roll who are no members but may be again."""
    written = {found for row in rows if (found := read_id(row)) is not None}
    return sorted(written | {member.user_id for member in roll if not member.belongs and member.user_id > 0})


def meant(rows: Sequence[Row], roll: Sequence[Member], people: Sequence[Found], *, each_once: bool = True) -> dict[int, Meant]:
    """{row number: whom it means}. With `each_once` a person who is meant exactly by one row is no candidate for another."""
    names = _Names(roll, people)
    found = {row.number: names.exactly(row) for row in rows}
    taken = {each.user_id for each in found.values() if each is not None and each_once}
    return {row.number: found[row.number] or names.like(row, taken) for row in rows}


class _Names:
    """An index of everybody who may be meant, by id and by each of their names."""

    def __init__(self, roll: Sequence[Member], people: Sequence[Found]) -> None:
        self._on_roll = {member.user_id: plain(member.name) for member in roll}
        self._ids = self._on_roll.keys() | {person.user_id for person in people}
        self._by_handle: defaultdict[str, set[int]] = defaultdict(set)
        self._by_name: defaultdict[str, set[int]] = defaultdict(set)
        for user_id, name in self._on_roll.items():
            self._by_name[name].add(user_id)
        for person in people:
            for name in (person.name, *person.others):
                self._by_name[plain(name)].add(person.user_id)
                self._by_handle[plain(name)].add(person.user_id)
        for names in (self._by_name, self._by_handle):
            names.pop("", None)
        self._choices = {name: compared(name) for name in self._by_name}
        self._glued = {name: spaced.replace(" ", "") for name, spaced in self._choices.items()}

    def exactly(self, row: Row) -> Meant | None:
        """The one person whom the row's id, user name and full name allow; None where they contradict each other or allow several.

        A nickname narrows down who has the full name. Alone, or where it is another person's, it leads to a question.
        """
        user_id = read_id(row)
        if user_id is not None and user_id in self._ids:
            return Meant(user_id, for_sure=True)
        name = plain(read_name(row))
        by_handle = self._by_handle.get(read_handle(row), set())
        called = self._by_name.get(name, set())
        nicknamed = self._by_name.get(plain(row.text(Column.NICK)), set())
        others = {each for each in called if each > NOBODY}  # somebody expected may have come under that user name
        if len(by_handle) == 1 and (not others or by_handle <= others):
            return Meant(min(by_handle), for_sure=True)
        if by_handle and others and not by_handle & others:
            return None
        on_roll = {each for each in called if self._on_roll.get(each) == name}
        # From the strongest evidence to the weakest; the first set with exactly one person decides.
        for those in (called & by_handle, called & nicknamed, on_roll, called):
            if len(those) == 1:
                return Meant(min(those)) if not nicknamed or those <= nicknamed else None
        return None

    def like(self, row: Row, taken: set[int | None]) -> Meant:
        """The candidates with that name or a similar one, likeliest first; NOBODY where there is none."""
        from rapidfuzz import fuzz, process

        best: Counter[int] = Counter()
        names = {compared(read_name(row)): 0, compared(read_handle(row)): 0}
        names |= {nick: LESS_FOR_NICKNAME for nick in [compared(row.text(Column.NICK))] if nick not in names}
        for wanted, less in names.items():
            if not wanted:
                continue
            near = self._holding(wanted)
            # token_set_ratio finds “Bruno” in “Bruno Lima”, and ratio typing errors.
            for scorer in (fuzz.token_set_ratio, fuzz.ratio):
                near |= {name for *_, name in process.extract(wanted, self._choices, scorer=scorer, score_cutoff=ALIKE, limit=20)}
            for name in near:
                likeness = fuzz.token_set_ratio(wanted, self._choices[name]) + fuzz.ratio(wanted, self._choices[name]) - less
                for user_id in self._by_name[name]:
                    best[user_id] = max(best[user_id], round(likeness))
        likeliest = sorted(best.keys() - taken, key=lambda user_id: (-best[user_id], user_id))[:MOST_CANDIDATES]
        return Meant(None, tuple(likeliest)) if likeliest else Meant(NOBODY)

    def _holding(self, wanted: str) -> set[str]:
        """The names that contain `wanted`, spaces aside, as “bialima_foto” does."""
        glued = wanted.replace(" ", "")
        return {name for name, other in self._glued.items() if len(glued) > PREFIX and glued in other}
