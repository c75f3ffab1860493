"""The main flow: `python -m bot run` as a process, against a stand-in for Discord."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING

from tests.outside.sample_guild import CLIENT
from tests.outside.store import read_only
from tests.standin import Unanswered
from tests.standin.people import form_values

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.outside.sample_guild import SampleGuild
    from tests.standin import Standin


async def test_a_referral_becomes_work_and_everybody_reads_the_thanks(
    sample: SampleGuild, standin: Standin, operator: Operator
) -> None:
    reply = await sample.refer()
    assert "R-1" in reply.text
    assert reply.message.seen_by is sample.ana
    card, line = await sample.said()
    assert CLIENT["prospect"] in card.text
    assert CLIENT["contact"] not in card.text.replace("\\", "")
    assert not any(word in line.text for word in CLIENT["prospect"].split())
    assert card.pings == line.pings == frozenset()

    accepted = await standin.click(sample.bruno, card, "referral:accept:")
    await standin.until(lambda: accepted.messages, "the contact")
    assert accepted.message.seen_by is sample.bruno
    assert CLIENT["contact"] in accepted.text.replace("\\", "")
    await standin.message_in(standin.direct_channel(sample.ana), "accepted")

    form = await standin.click(sample.bruno, card, "referral:won:")
    assert form_values(form)["business"] == "new"
    thanked = await standin.submit(sample.bruno, form, {"message": "Grateful, Ana!", "amount": "1,250.00"})
    await standin.until(lambda: thanked.messages, "the confirmation, below the changed card")
    assert "T-1" in thanked.text
    public = await standin.message_in(sample.referrals, "Grateful, Ana!")
    assert "1,250" not in public.text
    await standin.message_in(standin.direct_channel(sample.ana), "Grateful, Ana!")
    await standin.until(lambda: "referral:more:" in "".join(card.custom_ids), "the card to follow")

    assert await operator.bot.stop() == 0
    assert standin.times_synced == 1
    assert CLIENT["prospect"] not in operator.output()


async def test_everybody_is_answered(sample: SampleGuild, standin: Standin) -> None:
    """Each command once, by a person who may use it and by one who may not."""
    stranger = standin.add_member(sample.guild, "Sofia", locale="pt-BR")
    await sample.refer()
    for user in (sample.carla, sample.ana, stranger):
        for command in ("help", "group show", "me", "directory", "referrals", "leaderboard", "member list", "digest show"):
            reply = await standin.slash(user, command)
            assert reply.message.seen_by is user, command
    assert (await standin.slash(stranger, "join", seat="Florist")).modal is not None
    assert (await standin.slash(sample.ana, "profile edit")).modal is not None
    assert (await standin.menu(sample.ana, "Refer someone to them", sample.bruno)).modal is not None
    assert (await standin.menu(sample.ana, "Thank them", sample.bruno)).modal is not None
    assert await standin.suggestions(sample.bruno, "referral", "id", "R") == ["R-1"]
    assert await standin.suggestions(stranger, "referral", "id", "R") == []
    await standin.slash(sample.carla, "digest post")
    await standin.slash(sample.carla, "digest preview")


async def test_an_application_reaches_the_moderators(sample: SampleGuild, standin: Standin) -> None:
    sofia = standin.add_member(sample.guild, "Sofia", locale="pt-BR")
    form = await standin.slash(sofia, "join", seat="Florist")
    await standin.submit(sofia, form, {"business": "Flor e Cia", "offer": "Flowers", "ideal_referral": "Weddings"})
    card = await standin.message_in(sample.moderators, "Flor e Cia")
    await standin.click(sample.carla, card, "member:approve:")
    await standin.message_in(standin.direct_channel(sofia), "Vila Boa")
    await standin.until(lambda: not card.custom_ids, "the card to say that it is decided")


async def test_an_interaction_delivered_twice_does_its_work_once(
    sample: SampleGuild, standin: Standin, operator: Operator
) -> None:
    await standin.submit(sample.ana, await sample.form(), CLIENT, times=2)
    card, _ = await sample.said()
    await standin.click(sample.bruno, card, "referral:accept:", times=2)
    await standin.message_in(standin.direct_channel(sample.ana), "accepted")
    assert await operator.bot.stop() == 0
    assert len(sample.cards()) == len(sample.lines()) == 1
    assert len([message for message in standin.direct_messages(sample.ana) if "accepted" in message.text]) == 1
    with closing(read_only(operator.store)) as store:
        assert store.execute("SELECT COUNT(*) FROM referrals").fetchone() == (1,)
    assert "Incident" not in operator.output()


async def test_a_form_submitted_again_finds_the_first(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    form = await sample.form()
    answers = await asyncio.gather(*(standin.submit(sample.ana, form, CLIENT) for _ in range(2)))
    await sample.said()
    assert await operator.bot.stop() == 0
    await operator.start()
    answers.append(await standin.submit(sample.ana, form, CLIENT))
    assert {"R-1" in answer.text for answer in answers} == {True}

    (await sample.refer(contact="another@example.org")).text.index("R-2")
    await standin.until(lambda: len(sample.cards()) == len(sample.lines()) == 2, "two of each")
    with closing(read_only(operator.store)) as store:
        assert store.execute("SELECT COUNT(*) FROM referrals").fetchone() == (2,)
    assert standin.times_synced == 1


async def test_two_people_with_a_form_open_for_the_same_receiver(sample: SampleGuild, standin: Standin) -> None:
    await sample.add(sample.carla, "Notary")
    forms = [await sample.form(sample.ana), await sample.form(sample.carla)]
    answers = await asyncio.gather(
        standin.submit(sample.ana, forms[0], CLIENT | {"prospect": "Client of Ana"}),
        standin.submit(sample.carla, forms[1], CLIENT | {"prospect": "Client of Carla"}),
    )
    assert {"R-1" in answers[0].text, "R-1" in answers[1].text} == {True, False}
    await standin.until(lambda: len(sample.cards()) == 2, "both cards")
    assert ["Client of Ana" in "".join(card.text for card in sample.cards())] == [True]
    assert ["Client of Carla" in "".join(card.text for card in sample.cards())] == [True]


async def test_the_gateway_comes_and_goes(sample: SampleGuild, standin: Standin) -> None:
    await standin.gateway.drop()
    await standin.until(lambda: standin.gateway.current is None, "the connection to end")
    try:
        await sample.form()
    except Unanswered:
        await standin.until(lambda: standin.gateway.current, "the bot to come back")
    assert (standin.gateway.resumes, standin.gateway.identifies) == (1, 1)
    assert "R-1" in (await sample.refer()).text
    await sample.said()
