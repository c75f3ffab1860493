"""Who may use what: a row for every command, button, menu and form. A new one without a row fails the tests."""

from enum import Enum


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
    "directory": Who.READERS,
    "leaderboard": Who.READERS,
    "Refer someone to them": Who.MEMBERS,
    "Thank them": Who.MEMBERS,
    "Show profile": Who.READERS,
    "group setup": Who.MODERATORS,
    "group show": Who.MODERATORS,
    "member approve": Who.MODERATORS,
    "member decline": Who.MODERATORS,
    "member add": Who.MODERATORS,
    "member pause": Who.MODERATORS,
    "member resume": Who.MODERATORS,
    "member seat": Who.MODERATORS,
    "member history": Who.MODERATORS,
    "member remove": Who.MODERATORS,
    "member list": Who.MODERATORS,
    "moderate void": Who.MODERATORS,
    "moderate log": Who.MODERATORS,
    "digest schedule": Who.MODERATORS,
    "digest show": Who.MODERATORS,
    "digest preview": Who.MODERATORS,
    "digest post": Who.MODERATORS,
    "digest pause": Who.MODERATORS,
}

BUTTONS = {
    "form:again": Who.CONCERNED,
    "form:anyway": Who.CONCERNED,
    "page:referrals": Who.EVERYONE,
    "page:directory": Who.READERS,
    "referrals:open": Who.CONCERNED,
    "refer:open": Who.MEMBERS,
    "thank:open": Who.MEMBERS,
    "profile:open_edit": Who.MEMBERS,
    "directory:show": Who.READERS,
    "board:board": Who.READERS,
    "board:period": Who.READERS,
    "board:share": Who.READERS,
    "member:approve": Who.MODERATORS,
    "member:decline": Who.MODERATORS,
    "member:decline_why": Who.MODERATORS,
    "member:ask": Who.MODERATORS,
    "page:history": Who.MODERATORS,
    "page:log": Who.MODERATORS,
    "expected:me": Who.CONCERNED,
    "expected:name": Who.CONCERNED,
    "expected:confirm": Who.MODERATORS,
    "expected:refuse": Who.MODERATORS,
    "join:none": Who.EVERYONE,
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
    "referral:same": Who.CONCERNED,
    "referral:edit": Who.CONCERNED,
    "referral:label": Who.CONCERNED,
    "thanks:undo": Who.CONCERNED,
    "thanks:pleasure": Who.CONCERNED,
    "privacy:delete": Who.EVERYONE,  # one's own data alone; last, for it is gone then
}

FORMS = {
    "setup:zone_form": Who.MODERATORS,
    "setup:currency_form": Who.MODERATORS,
    "join:form": Who.EVERYONE,
    "expected:name_form": Who.CONCERNED,
    "join:answer_form": Who.CONCERNED,
    "member:decline_form": Who.MODERATORS,
    "member:ask_form": Who.MODERATORS,
    "refer:form": Who.MEMBERS,
    "profile:edit": Who.MEMBERS,
    "thank:form": Who.MEMBERS,
    "referral:no_fit_form": Who.CONCERNED,
    "referral:decline_form": Who.CONCERNED,
    "referral:edit_form": Who.CONCERNED,
    "referral:label_form": Who.CONCERNED,
}
