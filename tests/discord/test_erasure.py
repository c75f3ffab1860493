"""A client is forgotten, as giver, receiver and moderator see it."""

import pytest

from tests.support import World, labels_of, said, shown, text_of

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
    assert "from 1 referral of yours" in said(asked)
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
