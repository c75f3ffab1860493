"""The kinds of people by whom commands, buttons and forms may be used."""

from __future__ import annotations

from enum import Enum


class Who(Enum):
    EVERYONE = "everyone in the server"
    MEMBERS = "active members"
    BELONGING = "members, active or on leave"
    READERS = "active members and moderators"
    MODERATORS = "moderators"
    GIVER = "the referral's giver"
    RECEIVER = "the referral's receiver"
    EITHER = "the referral's giver and receiver"
    INVITER = "whoever invited the guest"
    LEADING = "moderators and the meeting's host"
    AUTHOR = "whoever said the thanks"
    THANKED = "whoever was thanked"
    OF_THANKS = "whoever said the thanks and whoever was thanked"
    INTRODUCED = "the two who are introduced"
    TALKING = "the two who have a one-to-one"
    KEEPING = "whoever keeps in touch with that person"
    ASKER = "whoever asks for something"
    QUIET = "the member who was asked whether all is well"
    SPEAKER = "whoever presents at the meeting"
    TYPIST = "whoever typed what was kept"
    OPENER = "whoever asked for the form that came late"
    EXPECTED = "whoever may be the person expected, by their name"
    ASKED = "the applicant whom the moderators asked"
