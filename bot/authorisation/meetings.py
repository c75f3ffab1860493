"""Who may use what of meetings."""

from __future__ import annotations

from bot.authorisation.who import Who

COMMANDS = {
    "meeting next": Who.READERS,
    "meeting schedule": Who.MODERATORS,
    "meeting skip": Who.MODERATORS,
    "meeting move": Who.MODERATORS,
    "meeting speaker": Who.READERS,  # whose turn it is, and choosing: moderators
    "meeting announce": Who.MODERATORS,
    "meeting host": Who.MODERATORS,
    "meeting export": Who.MODERATORS,
    "meeting guest": Who.MEMBERS,
    "meeting agenda": Who.LEADING,
}

BUTTONS = {
    "panel:meeting": Who.READERS,
    "panel:guest": Who.MEMBERS,
    "meeting:new": Who.MODERATORS,
    "meeting:end": Who.MODERATORS,
    "meeting:calendar": Who.READERS,
    "meeting:cover": Who.MEMBERS,
    "speaker:wish": Who.MEMBERS,
    "speaker:unwish": Who.BELONGING,
    "speaker:ready": Who.SPEAKER,
    "speaker:cannot": Who.SPEAKER,
    "speaker:choose": Who.MODERATORS,
    "speaker:off": Who.MODERATORS,
    "announce:new": Who.MODERATORS,
    "announce:remove": Who.MODERATORS,
    **dict.fromkeys(("meeting:coming", "meeting:late", "meeting:cannot", "meeting:here", "meeting:finish"), Who.MEMBERS),
    **dict.fromkeys((
        "meeting:door", "meeting:page", "meeting:tick", "meeting:ticked", "meeting:came_late", "meeting:phoned", "meeting:room",
        "meeting:slip", "meeting:guest_here", "meeting:guest_missed",
    ), Who.LEADING),
    "meeting:guest": Who.MEMBERS,
    **dict.fromkeys(("agenda:turn", "agenda:part", "agenda:page", "agenda:text", "agenda:share"), Who.LEADING),
    "guest:new": Who.MEMBERS,
    "guest:at_door": Who.LEADING,
    "guest:welcome": Who.MODERATORS,
    **dict.fromkeys((
        "guest:texts", "guest:withdraw", "guest:came", "guest:absent", "guest:applied", "guest:again", "guest:not_now",
    ), Who.INVITER),
}  # fmt: skip

FORMS = {
    "meeting:form": Who.MODERATORS,
    "meeting:skip_form": Who.MODERATORS,
    "guest:form": Who.MEMBERS,
    "guest:door_form": Who.LEADING,
    "speaker:form": Who.MEMBERS,
    "speaker:plan_form": Who.MODERATORS,
    "announce:form": Who.MODERATORS,
    "meeting:slip_form": Who.LEADING,
    "meeting:refer_form": Who.MEMBERS,
}

IN_BOTH = (
    "speaker:ready", "speaker:cannot", "guest:came", "guest:absent", "guest:applied", "guest:again", "guest:not_now",
    "meeting:coming", "meeting:late", "meeting:cannot", "meeting:finish", "meeting:refer_form",
)  # fmt: skip
