"""What a profile lacks, who reads a contact, which messages are wanted."""

import pytest
from msgspec.structs import asdict, replace

from bot.membership.members.profile import MOST_HELPFUL, PROFILE, Profile, Sharing, Story, Switches, most_missed


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


@pytest.mark.parametrize("switch", asdict(Switches()))
def test_a_switch_rules_its_own_messages_alone(switch: str) -> None:
    off = replace(Switches(digest=True, fits=True, keep_in_touch=True), **{switch: False})
    assert [other for other in asdict(off) if not off.wants(other)] == [switch]
    assert off.wants(None), "what has no switch always comes"
