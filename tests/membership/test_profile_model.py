"""What a profile lacks, who reads a contact, which messages are wanted."""

from dataclasses import asdict, replace

import pytest

from bot.membership.members.profile import MOST_HELPFUL, PROFILE, SWITCHED, Profile, Sharing, Story, Switches, most_missed


@pytest.mark.parametrize(
    ("sharing", "anybody", "partner"),
    [(Sharing.MEMBERS, True, True), (Sharing.PARTNERS, False, True), (Sharing.NOBODY, False, False)],
)
def test_a_contact_reaches_whom_its_owner_says(sharing: Sharing, anybody: bool, partner: bool) -> None:
    assert sharing.reaches(partner=False) is anybody
    assert sharing.reaches(partner=True) is partner


def test_what_helps_most_is_missed_first_and_one_at_a_time() -> None:
    profile, story, missed = Profile(), Story(), []
    while (name := most_missed(profile, story)) is not None:
        missed.append(name)
        if name in PROFILE:
            profile = replace(profile, **{name: "x"})
        else:
            story = replace(story, **{name: "x"})
    assert missed == list(MOST_HELPFUL)


@pytest.mark.parametrize(("kind", "switch"), SWITCHED.items())
def test_each_message_obeys_its_own_switch_alone(kind: str, switch: str) -> None:
    everything = Switches(digest=True)
    assert all(everything.want(other) for other in SWITCHED)
    off = replace(everything, **{switch: False})
    assert not off.want(kind)
    assert all(SWITCHED[other] == switch for other in SWITCHED if not off.want(other))
    assert off.want("member.approve"), "what has no switch always comes"


def test_every_switch_rules_something() -> None:
    assert set(SWITCHED.values()) == set(asdict(Switches()))
