"""Who may use what: a row for every command, button, menu, form and list of suggestions. The start refuses one without a row.

The rows say what holds; the use cases check it, where the record is read (`bot/membership/guards.py`). What the interaction alone tells
is checked here first. `tests/discord/test_authorisation_cells.py` tries each row for each kind of person.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from bot.core.declarations import DeclarationError
from bot.core.errors import N_, Forbidden

if TYPE_CHECKING:
    from collections.abc import Collection


class Who(Enum):
    EVERYONE = "everyone in the server"
    MEMBERS = "active members"
    READERS = "active members and moderators"
    MODERATORS = "moderators"
    CONCERNED = "the one or two whom the record concerns"


COMMANDS = {
    "help": Who.EVERYONE,
    "join": Who.EVERYONE,
    "privacy export": Who.EVERYONE,
    "privacy delete": Who.EVERYONE,  # it only asks
    "referrals": Who.EVERYONE,  # their own alone: a stranger's list is empty
    "referral": Who.CONCERNED,
    "refer": Who.MEMBERS,
    "thank": Who.MEMBERS,
    "me": Who.MEMBERS,
    "away": Who.MEMBERS,
    "profile show": Who.READERS,
    "profile edit": Who.MEMBERS,
    "profile story": Who.MEMBERS,
    "profile card": Who.READERS,
    "settings": Who.MEMBERS,
    "directory": Who.READERS,
    "leaderboard": Who.READERS,
    "Refer someone to them": Who.MEMBERS,
    "Refer this to its author": Who.MEMBERS,
    "Thank them": Who.MEMBERS,
    "Show profile": Who.READERS,
    "group setup": Who.MODERATORS,
    "group show": Who.MODERATORS,
    "group panel": Who.MODERATORS,
    "group seats": Who.MODERATORS,
    "group about": Who.EVERYONE,
    "member approve": Who.MODERATORS,
    "member decline": Who.MODERATORS,
    "member add": Who.MODERATORS,
    "member pause": Who.MODERATORS,
    "member resume": Who.MODERATORS,
    "member seat": Who.MODERATORS,
    "member history": Who.MODERATORS,
    "member remove": Who.MODERATORS,
    "member list": Who.MODERATORS,
    "member import": Who.MODERATORS,
    "member expected": Who.MODERATORS,
    "member export": Who.MODERATORS,
    "moderate import": Who.MODERATORS,
    "moderate void": Who.MODERATORS,
    "moderate log": Who.MODERATORS,
    "moderate forget": Who.MODERATORS,
    "digest schedule": Who.MODERATORS,
    "digest show": Who.MODERATORS,
    "digest preview": Who.MODERATORS,
    "digest post": Who.MODERATORS,
    "digest pause": Who.MODERATORS,
}

BUTTONS = {
    "form:again": Who.CONCERNED,
    "form:anyway": Who.CONCERNED,
    "form:ready": Who.CONCERNED,
    "page:referrals": Who.EVERYONE,
    "page:directory": Who.READERS,
    "referrals:open": Who.CONCERNED,
    "refer:open": Who.MEMBERS,
    "thank:open": Who.MEMBERS,
    "thank:other": Who.MEMBERS,
    "profile:open_edit": Who.MEMBERS,
    "profile:open_story": Who.MEMBERS,
    "profile:card": Who.READERS,
    "settings:open": Who.MEMBERS,
    "settings:switch": Who.MEMBERS,
    "settings:contact": Who.MEMBERS,
    "settings:boards": Who.MEMBERS,
    "settings:language": Who.MEMBERS,
    "settings:unmute": Who.MEMBERS,
    "directory:show": Who.READERS,
    "directory:search": Who.READERS,
    "help:more": Who.EVERYONE,
    "me:period": Who.MEMBERS,
    "board:board": Who.READERS,
    "board:period": Who.READERS,
    "board:share": Who.READERS,
    "member:approve": Who.MODERATORS,
    "member:decline": Who.MODERATORS,
    "member:decline_why": Who.MODERATORS,
    "member:ask": Who.MODERATORS,
    "member:other_seat": Who.MODERATORS,
    "member:same_business": Who.MODERATORS,
    "member:let_wait": Who.MODERATORS,
    "away:change": Who.MEMBERS,
    "page:history": Who.MODERATORS,
    "page:import": Who.MODERATORS,
    "import:encoding": Who.MODERATORS,
    "import:who": Who.MODERATORS,
    "import:means": Who.MODERATORS,
    "import:days": Who.MODERATORS,
    "import:likeliest": Who.MODERATORS,
    "import:apply": Who.MODERATORS,
    "import:cancel": Who.MODERATORS,
    "import:undo": Who.MODERATORS,
    "import:open": Who.MODERATORS,
    "page:past": Who.MODERATORS,
    "past:encoding": Who.MODERATORS,
    "past:who": Who.MODERATORS,
    "past:likeliest": Who.MODERATORS,
    "past:days": Who.MODERATORS,
    "past:apply": Who.MODERATORS,
    "past:cancel": Who.MODERATORS,
    "past:undo": Who.MODERATORS,
    "past:open": Who.MODERATORS,
    "page:log": Who.MODERATORS,
    "digest:copy": Who.MODERATORS,
    "expected:me": Who.CONCERNED,
    "expected:name": Who.CONCERNED,
    "expected:confirm": Who.MODERATORS,
    "expected:remove": Who.MODERATORS,
    "expected:refuse": Who.MODERATORS,
    "join:none": Who.EVERYONE,
    "group:about": Who.EVERYONE,
    "group:about_edit": Who.MODERATORS,
    "about:share": Who.READERS,
    "welcome:start": Who.MEMBERS,
    "welcome:profile": Who.MEMBERS,
    "welcome:write": Who.MEMBERS,
    "welcome:switches": Who.MEMBERS,
    "welcome:boards": Who.MEMBERS,
    "welcome:messages": Who.MEMBERS,
    "welcome:things": Who.MEMBERS,
    "panel:refer": Who.MEMBERS,
    "panel:thank": Who.MEMBERS,
    "panel:mine": Who.EVERYONE,  # their own alone: a stranger's list is empty
    "refer:pick": Who.MEMBERS,
    "thank:pick": Who.MEMBERS,
    "setup:start": Who.MODERATORS,
    "setup:ask": Who.MODERATORS,
    "setup:set": Who.MODERATORS,
    "setup:pick": Who.MODERATORS,
    "setup:zone": Who.MODERATORS,
    "setup:currency": Who.MODERATORS,
    "setup:done": Who.MODERATORS,
    "join:partner": Who.EVERYONE,
    "join:answer": Who.CONCERNED,
    "seat:wait": Who.EVERYONE,
    "away:back": Who.MEMBERS,
    "refer:remind": Who.MEMBERS,
    "refer:other": Who.MEMBERS,
    "referral:open": Who.CONCERNED,
    "referral:accept": Who.CONCERNED,
    "referral:show": Who.CONCERNED,
    "referral:contacted": Who.CONCERNED,
    "referral:won": Who.CONCERNED,
    "referral:more": Who.CONCERNED,
    "referral:no_fit": Who.CONCERNED,
    "referral:decline": Who.CONCERNED,
    "referral:withdraw": Who.CONCERNED,
    "referral:undo": Who.CONCERNED,
    "referral:agreed": Who.CONCERNED,
    "referral:reopen": Who.CONCERNED,
    "referral:pass": Who.CONCERNED,
    "referral:pass_to": Who.CONCERNED,
    "referral:pass_any": Who.CONCERNED,
    "referral:same": Who.CONCERNED,
    "referral:edit": Who.CONCERNED,
    "referral:label": Who.CONCERNED,
    "mute:sender": Who.CONCERNED,
    "mute:switch": Who.CONCERNED,
    "referral:forget": Who.CONCERNED,
    "referral:forget_yes": Who.CONCERNED,
    "reminder:open": Who.CONCERNED,
    "reminder:accept": Who.CONCERNED,
    "reminder:contacted": Who.CONCERNED,
    "reminder:agreed": Who.CONCERNED,
    "reminder:stop": Who.EVERYONE,  # their own switch alone
    "thanks:act": Who.CONCERNED,
    "thanks:undo": Who.CONCERNED,
    "thanks:pleasure": Who.CONCERNED,
    "privacy:delete": Who.EVERYONE,  # one's own data alone; last, for it is gone then
}

FORMS = {
    "welcome:profile_form": Who.MEMBERS,
    "directory:search_form": Who.READERS,
    "group:about_form": Who.MODERATORS,
    "setup:zone_form": Who.MODERATORS,
    "setup:currency_form": Who.MODERATORS,
    "join:form": Who.EVERYONE,
    "expected:name_form": Who.CONCERNED,
    "join:answer_form": Who.CONCERNED,
    "member:decline_form": Who.MODERATORS,
    "member:ask_form": Who.MODERATORS,
    "member:other_seat_form": Who.MODERATORS,
    "away:form": Who.MEMBERS,
    "refer:form": Who.MEMBERS,
    "profile:edit": Who.MEMBERS,
    "profile:story": Who.MEMBERS,
    "thank:form": Who.MEMBERS,
    "referral:no_fit_form": Who.CONCERNED,
    "referral:decline_form": Who.CONCERNED,
    "referral:pass_form": Who.CONCERNED,
    "referral:edit_form": Who.CONCERNED,
    "referral:label_form": Who.CONCERNED,
}

SUGGESTIONS = {
    "referral id": Who.CONCERNED,
    "thank former": Who.CONCERNED,
    "thank referral": Who.CONCERNED,
    "away until": Who.EVERYONE,  # coming days
    "member pause until": Who.EVERYONE,
    "join seat": Who.EVERYONE,  # trades, and whether they are taken, as /group about tells everybody
    "member add seat": Who.EVERYONE,  # as in /join
    "member seat seat": Who.EVERYONE,
    "member expected name": Who.MODERATORS,
    "member expected seat": Who.EVERYONE,
    "group setup time_zone": Who.EVERYONE,  # the world's, of which nothing is the group's
    "group setup currency": Who.EVERYONE,
    "group seats look_for": Who.EVERYONE,
    "group seats stop_looking": Who.MODERATORS,
    "directory seat": Who.EVERYONE,  # the taken trades, as above
}
"""By command and option."""


def check_rows(commands: Collection[str], suggestions: Collection[str], presses: Collection[str], forms: Collection[str]) -> None:
    """Compare the rows with what is answered. Raises DeclarationError, naming whatever has no row and each row without anything."""
    problems = [
        *_compared("command", COMMANDS, commands),
        *_compared("button", BUTTONS, presses),
        *_compared("form", FORMS, forms),
        *_compared("list of suggestions", SUGGESTIONS, suggestions),
    ]
    if problems:
        raise DeclarationError("; ".join(problems))


def check_first(who: Who | None, *, is_bot: bool, in_server: bool) -> None:
    """Check what the interaction tells without a query. Raises Forbidden in the words of the use cases.

    `who` is the row of what was used, None for what no version of the bot offers any more.
    """
    if is_bot:
        raise Forbidden(N_("This is for members of the group. Use /join to apply, or look at /help if the group expects you."))
    if who is Who.MODERATORS and not in_server:
        raise Forbidden(N_("Only the group's moderators can do that. Ask one of them."))


def _compared(what: str, rows: Collection[str], found: Collection[str]) -> list[str]:
    return [f"{what} {name} has no row that says who may use it" for name in sorted(set(found) - set(rows))] + [
        f"the row of {what} {name} is of none that is answered" for name in sorted(set(rows) - set(found))
    ]
