"""Who may use what: a row for every command, button, menu, form and list of suggestions. The start refuses one without a row.

The rows say what holds; the use cases check it, where the record is read (`bot/membership/guards.py`). What the interaction alone tells
is checked here first. `tests/discord/test_authorisation_cells.py` tries each row for each kind of person.
"""

from __future__ import annotations

from bot.authorisation import activity, goals, keep_in_touch, links, looking_back, meetings, reports, suggestions
from bot.authorisation.who import Who
from bot.core.errors import N_, Forbidden, Refused

COMMANDS = {
    "help": Who.EVERYONE,
    "join": Who.EVERYONE,
    "privacy export": Who.EVERYONE,
    "privacy delete": Who.EVERYONE,  # it only asks
    "referrals": Who.EVERYONE,  # their own alone: a stranger's list is empty
    "referral": Who.EITHER,
    "refer": Who.MEMBERS,
    **meetings.COMMANDS,
    **looking_back.COMMANDS,
    **links.COMMANDS,
    **goals.COMMANDS,
    "thank": Who.MEMBERS,
    "introduce": Who.MEMBERS,
    "ask": Who.MEMBERS,
    "one-to-one log": Who.MEMBERS,
    "one-to-one plan": Who.MEMBERS,
    **suggestions.COMMANDS,
    **keep_in_touch.COMMANDS,
    "tip": Who.MEMBERS,
    **activity.COMMANDS,
    "away": Who.BELONGING,
    "profile show": Who.READERS,
    "profile edit": Who.MEMBERS,
    "profile story": Who.MEMBERS,
    "profile card": Who.READERS,
    "settings": Who.BELONGING,
    "directory": Who.READERS,
    "leaderboard": Who.READERS,
    "Refer someone to them": Who.MEMBERS,
    "Refer this to its author": Who.MEMBERS,
    "Thank them": Who.MEMBERS,
    "Introduce them": Who.MEMBERS,
    "We met": Who.MEMBERS,
    "This helped me": Who.MEMBERS,
    "Show profile": Who.READERS,
    "group setup": Who.MODERATORS,
    "group show": Who.MODERATORS,
    "group panel": Who.MODERATORS,
    "group seats": Who.MODERATORS,
    "group about": Who.EVERYONE,
    **reports.COMMANDS,
    **dict.fromkeys((
        "member approve", "member decline", "member add", "member pause", "member resume", "member seat",
        "member associate",
        "member history", "member remove", "member list", "member import", "member expected", "member export",
        "moderate import", "moderate void", "moderate log", "moderate forget", "digest schedule", "digest show",
        "digest preview", "digest post", "digest pause",
    ), Who.MODERATORS),
}  # fmt: skip

BUTTONS = {
    "form:again": Who.TYPIST,
    "form:anyway": Who.TYPIST,
    "form:ready": Who.OPENER,
    "page:referrals": Who.EVERYONE,
    "page:directory": Who.READERS,
    "referrals:open": Who.EITHER,
    "refer:open": Who.MEMBERS,
    "thank:open": Who.MEMBERS,
    "thank:other": Who.MEMBERS,
    "profile:open_edit": Who.MEMBERS,
    "profile:open_story": Who.MEMBERS,
    "profile:card": Who.READERS,
    **dict.fromkeys((
        "settings:open", "settings:switch", "settings:contact", "settings:boards", "settings:language", "settings:unmute",
    ), Who.BELONGING),
    "directory:show": Who.READERS,
    "directory:search": Who.READERS,
    "help:more": Who.EVERYONE,
    **activity.BUTTONS,
    "board:board": Who.READERS,
    "board:period": Who.READERS,
    "board:share": Who.READERS,
    **dict.fromkeys((
        "member:approve", "member:decline", "member:decline_why", "member:ask", "member:other_seat", "member:same_business",
        "member:let_wait",
    ), Who.MODERATORS),
    "away:change": Who.BELONGING,
    "page:history": Who.MODERATORS,
    "page:import": Who.MODERATORS,
    **dict.fromkeys((
        "import:encoding", "import:who", "import:means", "import:days", "import:likeliest", "import:apply", "import:cancel",
        "import:undo", "import:open", "past:encoding", "past:who", "past:likeliest", "past:days", "past:apply",
        "past:cancel", "past:undo", "past:open",
    ), Who.MODERATORS),
    "page:past": Who.MODERATORS,
    "page:log": Who.MODERATORS,
    "digest:copy": Who.MODERATORS,
    "expected:me": Who.EXPECTED,
    "expected:name": Who.EVERYONE,  # it only asks; whoever is a member already reads that they are
    "expected:confirm": Who.MODERATORS,
    "expected:associate": Who.MODERATORS,
    "expected:remove": Who.MODERATORS,
    "expected:refuse": Who.MODERATORS,
    "join:none": Who.EVERYONE,
    "group:about": Who.EVERYONE,
    "group:about_edit": Who.MODERATORS,
    "about:share": Who.READERS,
    "about:text": Who.EVERYONE,  # as /group about
    **reports.BUTTONS,
    **dict.fromkeys((
        "welcome:start", "welcome:profile", "welcome:write", "welcome:switches", "welcome:boards", "welcome:messages",
        "welcome:things",
    ), Who.MEMBERS),
    "panel:refer": Who.MEMBERS,
    "panel:thank": Who.MEMBERS,
    "panel:introduce": Who.MEMBERS,
    "panel:mine": Who.EVERYONE,  # their own alone: a stranger's list is empty
    "refer:pick": Who.MEMBERS,
    "thank:pick": Who.MEMBERS,
    "intro:pick": Who.MEMBERS,
    "panel:ask": Who.MEMBERS,
    **meetings.BUTTONS,
    **looking_back.BUTTONS,
    **goals.BUTTONS,
    **suggestions.BUTTONS,
    **links.BUTTONS,
    **dict.fromkeys((
        "page:asks", "page:knowledge", "page:offers", "page:answers", "page:trades", "ask:new", "ask:trades", "ask:named",
        "ask:open", "ask:answers", "ask:offer", "ask:trade", "ask:know", "ask:know_yes", "ask:know_member", "ask:useful",
    ), Who.MEMBERS),
    "ask:let_go": Who.BELONGING,
    **dict.fromkeys((
        "ask:choose", "ask:helped", "ask:helped_which", "ask:met", "ask:close", "ask:again",
    ), Who.ASKER),
    "intro:yes": Who.INTRODUCED,
    "intro:no": Who.INTRODUCED,
    "intro:talked": Who.INTRODUCED,
    **dict.fromkeys(("touch:confirm", "touch:yes", "touch:later", "touch:plan"), Who.TALKING),
    **keep_in_touch.BUTTONS,
    **dict.fromkeys(("touch:ask", "touch:known", "touch:know"), Who.MEMBERS),
    **dict.fromkeys((
        "setup:start", "setup:ask", "setup:set", "setup:pick", "setup:zone", "setup:currency", "setup:done",
    ), Who.MODERATORS),
    "join:partner": Who.EVERYONE,
    "join:answer": Who.ASKED,
    "seat:wait": Who.EVERYONE,
    "away:back": Who.BELONGING,
    "refer:remind": Who.MEMBERS,
    "refer:other": Who.MEMBERS,
    "referral:open": Who.EITHER,
    "referral:accept": Who.RECEIVER,
    "referral:show": Who.EITHER,
    "referral:contacted": Who.RECEIVER,
    "referral:won": Who.RECEIVER,
    "referral:more": Who.RECEIVER,
    "referral:no_fit": Who.RECEIVER,
    "referral:decline": Who.RECEIVER,
    "referral:withdraw": Who.GIVER,
    "referral:undo": Who.GIVER,
    "referral:agreed": Who.GIVER,
    "referral:reopen": Who.RECEIVER,
    **dict.fromkeys((
        "referral:pass", "referral:pass_to", "referral:pass_any", "referral:also", "referral:also_to", "referral:also_any",
    ), Who.GIVER),
    "referral:same": Who.RECEIVER,
    "referral:edit": Who.GIVER,
    "referral:label": Who.RECEIVER,
    "mute:sender": Who.RECEIVER,
    "mute:switch": Who.RECEIVER,
    "referral:forget": Who.EITHER,
    "referral:forget_yes": Who.EITHER,
    "reminder:open": Who.EITHER,
    "reminder:accept": Who.RECEIVER,
    "reminder:contacted": Who.RECEIVER,
    "reminder:agreed": Who.GIVER,
    "reminder:stop": Who.EVERYONE,  # their own switch alone
    "fit:open": Who.RECEIVER,
    "thanks:act": Who.RECEIVER,
    "thanks:undo": Who.AUTHOR,
    "thanks:pleasure": Who.THANKED,
    "thanks:pin": Who.THANKED,
    "thanks:unpin": Who.OF_THANKS,
    "privacy:delete": Who.EVERYONE,  # one's own data alone; last, for it is gone then
}  # fmt: skip

FORMS = {
    "welcome:profile_form": Who.MEMBERS,
    "directory:search_form": Who.READERS,
    "group:about_form": Who.MODERATORS,
    "setup:zone_form": Who.MODERATORS,
    "setup:currency_form": Who.MODERATORS,
    "join:form": Who.EVERYONE,
    "expected:name_form": Who.EVERYONE,  # who types a name that the group expects may be that person; moderators decide
    "join:answer_form": Who.ASKED,
    "member:decline_form": Who.MODERATORS,
    "member:ask_form": Who.MODERATORS,
    "member:other_seat_form": Who.MODERATORS,
    "away:form": Who.BELONGING,
    "refer:form": Who.MEMBERS,
    "profile:edit": Who.MEMBERS,
    "profile:story": Who.MEMBERS,
    "thank:form": Who.MEMBERS,
    "intro:form": Who.MEMBERS,
    **meetings.FORMS,
    **links.FORMS,
    "ask:form": Who.MEMBERS,
    "ask:answer": Who.MEMBERS,
    "ask:known": Who.MEMBERS,
    "ask:helped_form": Who.ASKER,
    "ask:refer_form": Who.MEMBERS,
    **keep_in_touch.FORMS,
    "fit:form": Who.RECEIVER,
    "referral:no_fit_form": Who.RECEIVER,
    "referral:decline_form": Who.RECEIVER,
    "referral:pass_form": Who.GIVER,
    "referral:also_form": Who.GIVER,
    "referral:edit_form": Who.GIVER,
    "referral:label_form": Who.RECEIVER,
}

SUGGESTIONS = {
    "referral id": Who.EITHER,
    "thank former": Who.MEMBERS,
    "thank referral": Who.RECEIVER,
    "away until": Who.EVERYONE,  # coming days
    "member pause until": Who.EVERYONE,
    **looking_back.SUGGESTIONS,
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
    "ask trade": Who.EVERYONE,
    **links.SUGGESTIONS,
    **keep_in_touch.SUGGESTIONS,
}
"""By command and option."""

_IN_BOTH = (
    "form:again", "form:anyway", "form:ready", "help:more", "referrals:open", "expected:me", "join:answer", "join:answer_form",
    "intro:yes", "intro:no", "intro:talked", "touch:confirm", "touch:yes", "touch:later", "touch:plan",
    "ask:choose", "ask:helped", "ask:helped_form", "ask:refer_form", "ask:met", "ask:close", "ask:again", "ask:let_go",
    *activity.IN_BOTH,
    *meetings.IN_BOTH,
    *goals.IN_BOTH,
    *suggestions.IN_BOTH,
    *keep_in_touch.IN_BOTH,
)  # fmt: skip
_PREFIXES_IN_BOTH = ("welcome:", "referral:", "mute:", "reminder:", "thanks:", "fit:")
IN_DIRECT_MESSAGES = {
    **{row: who for row, who in (BUTTONS | FORMS).items() if row in _IN_BOTH or row.startswith(_PREFIXES_IN_BOTH)},
    "thank:form": Who.RECEIVER,  # opened on a referral's card
}
"""The rows of buttons, menus and forms that are answered in direct messages as well. No command is."""


def check_person(*, is_bot: bool) -> None:
    """Refuse bots, whatever they use. Raises Forbidden in the words of the use cases."""
    if is_bot:
        raise Forbidden(N_("This is for members of the group. Use /join to apply, or look at /help if the group expects you."))


def check_place(row: str | None, *, in_server: bool) -> None:
    """Refuse in direct messages what is not of IN_DIRECT_MESSAGES. Raises Refused.

    `row` is the name of a button, menu or form; None for a command. What has no row, such as a button of an earlier version, is let
    through: it is not answered in any place.
    """
    if not in_server and row not in IN_DIRECT_MESSAGES and (row is None or row in BUTTONS or row in FORMS):
        raise Refused(N_("That works in the group's server only. Open the server in Discord, and use it there."))
