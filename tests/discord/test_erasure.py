"""A client is forgotten, as giver, receiver and moderator see it."""

import json

import pytest

from tests.support import WARM, World, labels_of, said, shown, text_of

WORDS = ("Maria", "maria@", "wedding")


def left(world: World) -> list[str]:
    """What of the client still stands in any direct message or public channel."""
    everything = [text for person in (world.ana, world.bruno) for text in world.direct(person)]
    return [word for word in WORDS if word in "\n".join([*everything, *world.public()])]


@pytest.mark.parametrize("name", ["ana", "bruno"])
async def test_giver_and_receiver_are_asked_once_and_all_is_rewritten(group: World, name: str) -> None:
    await group.refer(group.ana, group.bruno)
    await group.bruno.click(await group.open_referral(group.bruno), label="Accept")
    assert left(group) == ["Maria", "wedding"]
    person, other = group.people[name], group.bruno if name == "ana" else group.ana
    asked = await person.click(await group.open_referral(person), label="Forget the client")
    assert "Forget Maria Souza?" in said(asked)
    assert "are deleted from R-1, at once" in said(asked)
    assert "same phone or address" not in said(asked)
    assert left(group), "it only asked"
    await group.restart()
    done = await person.click(shown(asked), label="Yes, forget them")
    assert "It is deleted." in text_of(shown(done))
    assert left(group) == []
    assert "The client of R-1 asked to be forgotten" in group.direct(other)[-1]
    card = await group.open_referral(person)
    assert "a client whose data was deleted" in text_of(card)
    assert "The client asked to be forgotten" in text_of(card)
    assert not {"Forget the client", "Show contact", "Open again"} & set(labels_of(card))


async def test_also_from_the_card_in_a_direct_message_and_after_the_end(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Can't take it")
    await group.bruno.submit_modal(form, {"reason": "Maria lives too far away"})
    assert any("too far away" in text for text in group.direct(group.ana))
    (message,) = [each for each in group.bruno.user.dm_channel.history() if "Forget the client" in labels_of(each)]
    asked = await group.bruno.user.click(message, label="Forget the client")
    await group.bruno.user.click(shown(asked), label="Yes, forget them")
    assert left(group) == []
    assert not any("too far away" in text for text in group.direct(group.ana))
    assert not any("asked to be forgotten" in text for text in group.direct(group.ana)), "it had ended"


async def test_a_moderator_is_shown_nothing(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    answers = [
        said(await group.lia.slash(group.channel, "moderate forget", contact=contact))
        for contact in ("MARIA@example.org", "nobody@example.org")
    ]
    assert answers[0] == answers[1]
    assert "Whether there was any is shown to nobody." in answers[0]
    assert left(group) == []
    log = said(await group.lia.slash(group.channel, "moderate log"))
    assert log.count("had a client forgotten") == 2
    assert "example.org" not in log
    for person in (group.ana, group.bruno):
        assert "The client of R-1 asked to be forgotten" in group.direct(person)[-1]
    refused = said(await group.lia.slash(group.channel, "moderate forget", contact="Maria"))
    assert "needs a phone number, an e-mail address or a link" in refused


async def readable_by_moderators(world: World) -> list[str]:
    """Everything that changes with what became of referrals."""
    commands = {
        "moderate log": {"days": 366},
        "member list": {},
        "group show": {},
        "group seats": {},
        "leaderboard": {"period": "all_time"},
        "digest preview": {},
    }
    reader = {"group": world.ana}
    texts = [
        text_of(shown(await reader.get(name.split()[0], world.lia).slash(world.channel, name, **options)))
        for name, options in commands.items()
    ]
    history = await world.lia.slash(world.channel, "member history", member=world.bruno)
    return [*texts, text_of(shown(history)), *world.public(), *world.public(world.moderators)]


async def test_a_moderator_reads_the_same_whether_somebody_was_forgotten_or_not(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    await group.refer(group.ana, group.bruno, prospect="Otto")
    await group.bruno.click(await group.open_referral(group.bruno), label="Accept")
    await group.env.advance_time(20 * 86400)
    before = await readable_by_moderators(group)
    assert "2 referrals have had no news" in before[0]
    for contact in ("maria@example.org", "maria2@example.org"):
        await group.lia.slash(group.channel, "moderate forget", contact=contact)
    assert await group.rows("SELECT id FROM referrals WHERE wiped_at IS NULL") == []
    after = await readable_by_moderators(group)
    assert after[0].count("had a client forgotten") == 2
    lines = [line for line in after[0].splitlines() if "had a client forgotten" not in line]
    assert lines == before[0].splitlines()
    assert after[1:] == before[1:]
    for days, count in ((99, 2), (3, 0)):
        await group.env.advance_time(days * 86400)
        log = (await readable_by_moderators(group))[0]
        assert f"{count} referrals have had no news" in log, "as if they still waited, until they would have lapsed"
        assert "went quiet" not in log.lower(), "or the one that did not would be known"


async def test_the_question_names_what_else_of_theirs_it_covers(group: World) -> None:
    """The person's own with the same phone or address, and nobody else's."""
    same = "+55 11 98888-1234"
    await group.refer(group.ana, group.bruno, contact=same)
    await group.refer(group.ana, group.caio, contact=same)
    await group.refer(group.caio, group.bruno, contact=same)
    asked = await group.ana.click(await group.open_referral(group.ana), label="Forget the client")
    assert "1 other referral of yours with the same phone or address: R-2." in said(asked)
    assert "R-3" not in said(asked)


@pytest.mark.parametrize("contact", ["maria@example.org", "nobody@example.org"])
async def test_a_moderators_own_export_does_not_tell_who_was_forgotten(group: World, contact: str) -> None:
    """Cancelling what may have been meant, the referral or the thanks for it, does not show where it stood."""
    await group.refer(group.bruno, group.caio)
    await group.refer(group.bruno, group.ana)
    await group.ana.click(await group.open_referral(group.ana, "R-2"), label="Accept")
    form = await group.ana.click(await group.open_referral(group.ana, "R-2"), label="Got the job")
    await group.ana.submit_modal(form, WARM)
    await group.lia.slash(group.channel, "moderate forget", contact=contact)
    for what in ("T-1", "R-1"):
        await group.lia.slash(group.channel, "moderate void", id=what, reason="x")
    exported = shown(await group.lia.slash(group.channel, "privacy export", format="json"))
    held = json.loads(await exported.attachments[0].read())
    facts = [(each["action"], each["before"], each["after"]) for each in held["log"] if each["action"].startswith("referral.")]
    assert facts == [("referral.not_won", "", ""), ("referral.void", "", "")]
    moves = [(each["verb"], each["before"], each["after"]) for each in held["referral_moves"]]
    assert sorted(moves) == [("not_won", "", ""), ("void", "", "")]


async def test_the_quiet_ones_leave_the_count_together(group: World) -> None:
    """At a hundred and twenty days, whether the daily job has run or not, and whether their client was forgotten or not."""
    await group.refer(group.bruno, group.caio)
    await group.refer(group.bruno, group.caio, prospect="Other", contact="other@example.org")
    await group.env.advance_time(30 * 86400)
    await group.lia.slash(group.channel, "moderate forget", contact="maria@example.org")
    await group.env.advance_time(89 * 86400)
    counts = set()
    for _ in range(10):
        await group.env.advance_time(5 * 3600)
        log = said(await group.lia.slash(group.channel, "moderate log"))
        counts.add(next((line.split()[1] for line in log.splitlines() if "no news" in line), "0"))
    assert "1" not in counts
    assert "2" in counts


@pytest.mark.parametrize("contact", ["maria@example.org", "nobody@example.org"])
async def test_a_cancelled_job_is_quiet_whether_its_client_was_forgotten_or_not(group: World, contact: str) -> None:
    await group.refer(group.bruno, group.caio)
    await group.caio.click(await group.open_referral(group.caio), label="Accept")
    form = await group.caio.click(await group.open_referral(group.caio), label="Got the job")
    await group.caio.submit_modal(form, WARM)
    await group.lia.slash(group.channel, "moderate forget", contact=contact)
    await group.lia.slash(group.channel, "moderate void", id="T-1", reason="x")
    counts = []
    for days in (15, 30, 90):
        await group.env.advance_time(days * 86400)
        log = said(await group.lia.slash(group.channel, "moderate log"))
        counts.append(next((line.split()[1] for line in log.splitlines() if "no news" in line), "0"))
    assert counts == ["1", "1", "0"]
