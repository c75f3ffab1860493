"""The kinds of messages, and where each goes: whoever queues one, or lets one go to a channel that was set anew, asks here."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Place(StrEnum):
    REFERRALS = "referrals"
    DIGEST = "digest"
    MODERATORS = "moderators"
    """Their channel; where there is none, whoever set the group up reads it."""
    GREETING = "greeting"
    """Where the bot may write when it is added, or its owner."""
    PERSON = "person"
    DEED = "deed"
    """Nowhere: something is done in the group."""


KINDS = {
    "welcome": Place.GREETING,
    "notice": Place.MODERATORS,
    "clock.wrong": Place.MODERATORS,
    "referral.card": Place.PERSON,
    "referral.step": Place.PERSON,
    "referral.line": Place.REFERRALS,
    "reminder": Place.PERSON,
    "thanks.post": Place.REFERRALS,
    "thanks.note": Place.PERSON,
    "thanks.voided": Place.PERSON,
    "digest": Place.DIGEST,
    "digest.late": Place.MODERATORS,
    "digest.own": Place.PERSON,
    "seat.open": Place.PERSON,
    "presence.check": Place.DEED,
    "presence.call": Place.DEED,
    "presence.server": Place.DEED,
    "member.role": Place.DEED,
    "member.card": Place.MODERATORS,
    "member.claims": Place.MODERATORS,
    "member.left": Place.MODERATORS,
    "member.came_back": Place.MODERATORS,
    "member.many_missing": Place.MODERATORS,
    "member.waits": Place.PERSON,
    "member.question": Place.PERSON,
    "member.arrived": Place.PERSON,
    "member.claim": Place.PERSON,
    "member.not_recognised": Place.PERSON,
    "member.approve": Place.PERSON,
    "member.add": Place.PERSON,
    "member.decline": Place.PERSON,
    "member.remove": Place.PERSON,
    "member.pause": Place.PERSON,
    "member.resume": Place.PERSON,
    "member.seat": Place.PERSON,
    "member.return": Place.PERSON,
    "member.back": Place.PERSON,
    "member.other_left": Place.PERSON,
    "member.sponsored": Place.PERSON,
    "member.sponsored_in": Place.PERSON,
}


class Channels(Protocol):
    """Where a group reads what is posted."""

    @property
    def referrals_channel_id(self) -> int | None: ...

    @property
    def digest_channel_id(self) -> int | None: ...

    @property
    def moderators_channel_id(self) -> int | None: ...


def channel_of(group: Channels, kind: str) -> int | None:
    """The channel in which the group reads messages of that kind; None where it set none, or they go to no channel of its choice."""
    match KINDS[kind]:
        case Place.REFERRALS:
            return group.referrals_channel_id
        case Place.DIGEST:
            return group.digest_channel_id
        case Place.MODERATORS:
            return group.moderators_channel_id
        case _:
            return None


def channels_of(group: Channels) -> dict[str, int]:
    """The kinds that the group reads in channels it chose, each with its channel."""
    return {kind: channel for kind in KINDS if (channel := channel_of(group, kind)) is not None}
