"""What is refused says why to that person alone; what was typed comes back; nothing is written."""

import asyncio

import pytest
import simcord

from bot.demo.simulator import unsent
from tests.support import BAKERY, MARIA, WARM, WORDS, World, ids_of, labels_of, said, shown, text_of

AGAIN = "Open the form again, with what you typed"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"prospect": " \u200b "}, "“Client's name” is empty."),
        ({"contact": "call her"}, "“Their phone, e-mail or link” needs a phone number, an e-mail address or a link"),
        ({"contact": "\u2800"}, "“Their phone, e-mail or link” is empty."),
    ],
)
async def test_a_refused_referral_comes_back_as_typed(group: World, changes: dict[str, str], sentence: str) -> None:
    typed = MARIA | changes
    refused = await group.refer(group.ana, group.bruno, **changes)
    assert sentence in said(refused)
    assert labels_of(shown(refused)) == [AGAIN]
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(0,)]
    again = await group.ana.click(shown(refused), label=AGAIN)
    assert again.modal is not None
    fields = {row["component"]["custom_id"]: row["component"] for row in again.modal["components"]}
    assert {name: fields[name].get("value") for name in ("prospect", "contact", "need")} == {
        name: typed[name] for name in ("prospect", "contact", "need")
    }
    chosen = {name: [o["value"] for o in fields[name]["options"] if o.get("default")] for name in ("kind", "warmth")}
    assert chosen == {"kind": ["direct"], "warmth": ["3"]}
    sent = await group.ana.submit_modal(again, MARIA)
    assert "R-1 is on its way" in said(sent)


async def test_a_draft_is_its_authors_and_lasts_fifteen_minutes(group: World) -> None:
    refused = await group.refer(group.ana, group.bruno, contact="nope")
    again = ids_of(shown(refused))[0]
    stranger = await group.refer(group.caio, group.bruno, contact="nope")
    swapped = shown(stranger)
    swapped._message.components[0]["components"][1]["components"][0]["custom_id"] = again
    assert "fifteen minutes" in said(await group.caio.click(swapped, custom_id=again))
    await group.env.advance_time(15 * 60)
    assert "fifteen minutes" in said(await group.ana.click(shown(refused), custom_id=again))


async def test_a_broken_amount_and_a_blank_message_come_back(group: World) -> None:
    form = await group.bruno.slash(group.channel, "thank", member=group.ana)
    refused = await group.bruno.submit_modal(form, WORDS | {"amount": "12,5"})
    assert "I can't read “12,5” as an amount. Write it like 1,234.50" in said(refused)
    again = await group.bruno.click(shown(refused), label=AGAIN)
    assert "12,5" in str(again.modal)
    refused = await group.bruno.submit_modal(again, WORDS | {"message": "\u200b"})
    assert "“Your thank-you” is empty." in said(refused)
    assert await group.rows("SELECT COUNT(*) FROM thanks") == [(0,)]


async def test_applications_and_profiles_come_back(group: World) -> None:
    form = await group.duda.slash(group.channel, "join", seat="Florist")
    refused = await group.duda.submit_modal(form, BAKERY | {"contact": "nope"})
    again = await group.duda.click(shown(refused), label=AGAIN)
    assert "Cafés without a baker" in str(again.modal)
    form = await group.bruno.slash(group.channel, "profile edit")
    refused = await group.bruno.submit_modal(form, BAKERY | {"contact": "nope"})
    again = await group.bruno.click(shown(refused), label=AGAIN)
    assert "Cafés without a baker" in str(again.modal)


async def test_whom_one_cannot_refer_to(group: World) -> None:
    robot = group.guild.add_member(group.env.create_user("robot", global_name="Robot", bot=True))
    for receiver, sentence in ((group.ana, "to yourself"), (robot, "A bot can't"), (group.duda, "Duda is not a member")):
        assert sentence in said(await group.ana.slash(group.channel, "refer", member=receiver))
    assert "yourself" in said(await group.ana.slash(group.channel, "thank", member=group.ana))
    assert "Choose the member" in said(await group.ana.slash(group.channel, "thank"))
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(0,)]
    assert len(group.refusals()) == 5


async def test_before_set_up_everything_says_what_comes_first(empty: World) -> None:
    for command, options in (
        ("refer", {"member": empty.ana}),
        ("referrals", {}),
        ("thank", {"member": empty.ana}),
        ("leaderboard", {}),
        ("me", {}),
        ("directory", {}),
        ("profile edit", {}),
        ("join", {"seat": "Baker"}),
        ("member list", {}),
        ("digest show", {}),
    ):
        assert "not set up here yet" in said(await empty.bruno.slash(empty.channel, command, **options)), command
    assert "not set up yet" in said(await empty.bruno.slash(empty.channel, "help"))
    empty.refusals()


async def test_another_ones_button_and_none_at_all_read_alike(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    card = await group.open_referral(group.bruno)
    absent = said(await group.caio.slash(group.channel, "referral", id="R-99"))
    assert said(await group.caio.slash(group.channel, "referral", id="R-1")) == absent
    assert said(await group.caio.slash(group.channel, "referral", id="drop table")) == absent
    own = await group.refer(group.caio, group.bruno)
    for custom_id in ("referral:accept:1", "referral:show:1", "referral:won:1", "referral:withdraw:1", "referral:accept:99"):
        forged = _with_button(shown(own), custom_id)
        assert said(await group.caio.click(forged, custom_id=custom_id)) == absent
    for custom_id in ("referral:accept:-1", "referral:accept:x", f"referral:accept:{2**63}", "referral:nonsense:1", "nonsense"):
        forged = _with_button(shown(own), custom_id)
        assert "does not lead anywhere" in said(await group.caio.click(forged, custom_id=custom_id))
    assert await group.rows("SELECT state FROM referrals") == [("open",), ("open",)]
    assert "Accept" in labels_of(card)
    group.refusals()


async def test_a_button_of_the_past_says_where_it_stands(group: World) -> None:
    given = await group.refer(group.ana, group.bruno)
    card = await group.open_referral(group.bruno)
    await group.ana.click(shown(given), label="Undo")
    pressed = await group.bruno.click(card, custom_id="referral:accept:1")
    assert "R-1 can't be changed that way any more: it stands at “Taken back”" in said(pressed)
    pressed = await group.bruno.click(card, custom_id="referral:show:1")
    assert "is not shown any more" in said(pressed)
    assert "maria@" not in said(pressed)


async def test_one_form_sent_twice_is_one_referral_and_both_are_answered(group: World) -> None:
    form = await group.ana.slash(group.channel, "refer", member=group.bruno)
    first = await group.ana.submit_modal(form, MARIA)
    second = await group.ana.submit_modal(unsent(form), MARIA)
    assert said(first) == said(second)
    await group.restart()
    assert said(await group.ana.submit_modal(unsent(form), MARIA)) == said(first)
    assert await group.rows("SELECT COUNT(*) FROM referrals") == [(1,)]
    assert len([text for text in group.public() if "passed" in text]) == 1
    assert len([text for text in group.direct(group.bruno) if "R-1" in text]) == 1


async def test_two_people_with_the_same_form_open_each_pass_theirs(group: World) -> None:
    forms = [await person.slash(group.channel, "refer", member=group.bruno) for person in (group.ana, group.caio)]
    for person, form in zip((group.ana, group.caio), forms, strict=True):
        assert "is on its way to Bruno" in said(await person.submit_modal(form, MARIA))
    assert await group.rows("SELECT giver_id FROM referrals ORDER BY id") == [(group.ana.id,), (group.caio.id,)]


async def test_an_interaction_delivered_twice_is_done_and_answered_once(group: World) -> None:
    """Discord may send the same event twice; the bot's own handler is given it again, at the same moment."""
    await group.refer(group.ana, group.bruno)
    card = group.bruno.user.dm_channel.history()[-1]
    route = group.bot.router.route

    async def twice(interaction: object) -> None:
        await asyncio.gather(route(interaction), route(interaction))  # pyright: ignore[reportArgumentType]

    group.bot.router.route = twice
    await group.bruno.user.click(card, custom_id="referral:accept:1")
    assert await group.rows("SELECT state, version FROM referrals") == [("accepted", 2)]
    assert await group.rows("SELECT COUNT(*) FROM referral_moves") == [(1,)]
    assert len([text for text in group.direct(group.ana) if "accepted R-1" in text]) == 1


async def test_moderators_words_are_checked_too(group: World) -> None:
    for options, sentence in (
        ({"time_zone": "Sao Paolo"}, "Did you mean America/Sao_Paulo"),
        ({"currency": "REAL"}, "three letters"),
    ):
        assert sentence in said(await group.ana.slash(group.channel, "group setup", **options))
    assert "25:00" in said(await group.ana.slash(group.channel, "digest schedule", day="monday", time="25:00"))
    assert "already here as: member" in said(await group.ana.slash(group.channel, "member add", member=group.bruno, seat="x"))
    assert "has not applied" in said(await group.ana.slash(group.channel, "member approve", member=group.duda))
    with pytest.raises(simcord.SetupError):
        await group.bruno.slash(group.channel, "group setup", currency="EUR")
    group.refusals()


async def test_what_people_type_is_shown_as_typed_and_pings_nobody(group: World) -> None:
    nasty = "@everyone <@1> [bank](https://evil.example) **bold** # `code` </refer:0> <t:0:R> \u202e"
    await group.refer(group.ana, group.bruno, need=nasty)
    form = await group.bruno.slash(group.channel, "thank", referral="R-1")
    await group.bruno.submit_modal(form, WARM | {"message": nasty})
    post = group.public()[-1]
    assert r"\[bank\](https://evil.example)" in post
    assert r"\*\*bold\*\*" in post
    assert r"\</refer:0>" in post
    assert "@\u200beveryone" in post
    assert "\u202e" not in post
    for request in group.env.http_requests:
        said_there = (request.json or {}).get("data", request.json) if isinstance(request.json, dict) else {}
        if said_there and "title" not in said_there and "components" in said_there:
            assert said_there["allowed_mentions"]["parse"] == [], request.path
    assert text_of(group.bruno.user.dm_channel.history()[-1]).count("**bold**") == 0


def _with_button(message: simcord.ResponseMessage, custom_id: str) -> simcord.ResponseMessage:
    """The message as a modified client could send it: with a button of its own making."""
    row = next(part for part in message._message.components[0]["components"] if part["type"] == 1)
    row["components"][0]["custom_id"] = custom_id
    return message
