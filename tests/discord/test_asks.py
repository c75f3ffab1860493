"""What members ask the group, each kind to its end: what the asker, the helper and a third person see, and what the store holds."""

from typing import Any

import discord
import pytest
import simcord

from bot.demo.simulator import forbid_bot, speak
from tests.discord.cells import answer_of, send_all
from tests.discord.test_authorisation_cells import ABSENT
from tests.discord.test_portuguese import english_in, everything
from tests.discord.wire import PRESS, SUBMIT, TEXT_MENU, USER_MENU, press
from tests.support import World, ids_of, labels_of, options_of, said, shown, text_of

LOOKING = {"text": "A building manager in Pinheiros who renovates", "until": "7"}
QUESTION = {"text": "Who knows a good book-keeping program?", "until": "14"}
CLIENT_NEEDS = {"text": "A kitchen is done anew", "agreed": "yes", "until": "28"}
COVER = {"what": "Two hours at my stand", "when": "2026-01-20 14:00", "where": "The fair", "details": "The key is with Rita"}
PROCURA = {"text": "Um notário em Moema que fale francês", "until": "7"}
PERGUNTA = {"text": "Quem conhece um bom contador?", "until": "14"}
SUBSTITUTO = {"what": "Uma manhã na feira", "when": "2026-01-20 14:00", "where": "Moema", "details": "Chave com Rita"}
DICA = {"title": "Notas pelo celular", "text": "O aplicativo da prefeitura faz tudo", "link": ""}
TIP = {"title": "Invoices by phone", "text": "The city's app does it for nothing", "link": "https://example.org/invoices"}


def card_of(world: World, label: str) -> Any:
    """The public card of a need."""
    return next(each for each in world.channel.history() if label in text_of(each))


async def first_need(world: World, person: Any) -> simcord.ResponseMessage:
    """The private card of A-1, chosen from the list of /ask."""
    return shown(await person.select(shown(await person.slash(world.channel, "ask")), ["1"], custom_id="ask:open"))


async def post(world: World, person: Any, kind: str, typed: dict[str, Any]) -> simcord.InteractionResult:
    form = await person.slash(world.channel, "ask", kind=kind)
    assert form.modal is not None, said(form)
    assert form.modal["custom_id"].startswith(f"ask:form:{kind}:")
    return await person.submit_modal(form, typed)


async def need_trades(
    world: World, person: Any, chosen: list[str], others: str = "", text: str = CLIENT_NEEDS["text"]
) -> simcord.InteractionResult:
    """Choose trades by their names, then fill in the form."""
    card = shown(await person.slash(world.channel, "ask", kind="client_needs"))
    if chosen:
        values = [option["value"] for option in options_of(card, "ask:trades:0:") if option["label"] in chosen]
        assert len(values) == len(chosen)
        card = shown(await person.select(card, values, custom_id="ask:trades:0:"))
    onward = next(each for each in ids_of(card) if each.startswith("ask:named:"))
    form = await person.click(card, custom_id=onward)
    assert form.modal is not None, said(form)
    return await person.submit_modal(form, CLIENT_NEEDS | {"trades": others, "text": text})


def filled(custom_id: str, typed: dict[str, str]) -> dict[str, Any]:
    """The data of a submitted form: texts, and one choice of each radio group of a referral's form."""
    fields = [
        {"type": 18, "component": {"type": 21 if name in {"kind", "warmth"} else 4, "custom_id": name, "value": value}}
        for name, value in typed.items()
    ]
    return {"custom_id": custom_id, "components": fields}


async def needs(world: World) -> list[tuple[Any, ...]]:
    return await world.rows("SELECT number, kind, state FROM needs ORDER BY id")


async def test_without_options_it_shows_what_is_open_and_how_to_ask(group: World) -> None:
    card = shown(await group.bruno.slash(group.channel, "ask"))
    assert "Nobody asks for anything at present" in said(await group.bruno.slash(group.channel, "ask"))
    assert labels_of(card) == ["I'd like to meet…", "I have a question", "I need a trade", "Stand in for me", "I have a tip"]
    assert ids_of(card) == [f"ask:new:{kind}" for kind in ("looking", "question", "client_needs", "cover", "tip")]
    form = await group.bruno.click(card, custom_id="ask:new:question")
    assert form.modal is not None
    assert "Everyone in the group reads this" in str(form.modal)
    await group.bruno.submit_modal(form, QUESTION)
    home = said(await group.bruno.slash(group.channel, "ask"))
    assert "**Yours**\n❓ **A-1** · Who knows a good book-keeping program?" in home
    others = said(await group.caio.slash(group.channel, "ask"))
    assert "**Open in the group**\n❓ **Bruno** · Who knows a good book-keeping program?" in others
    group.refusals()


async def test_a_question_is_answered_and_helped(group: World) -> None:
    posted = said(await post(group, group.ana, "question", QUESTION))
    assert "A-1 is on its way to everybody" in posted
    card = card_of(group, "A-1")
    assert text_of(card).startswith("❓ **Ana** asks:\n> Who knows a good book-keeping program?\n-# A-1 · until <t:")
    assert ids_of(card) == ["ask:offer:1"]

    form = await group.bruno.click(card, custom_id="ask:offer:1")
    assert form.modal is not None
    assert form.modal["custom_id"].startswith("ask:answer:1:")
    offered = said(await group.bruno.submit_modal(form, {"answer": "The free one of the city"}))
    assert "Ana is told that you can help (A-1)." in offered
    told = group.ana.user.dm_channel.history()[-1]
    assert "🙋 **Bruno** can help you (A-1)" in text_of(told)
    assert "> The free one of the city" in text_of(told)
    assert ids_of(told) == [f"ask:helped:1:{group.bruno.id}"]
    card = card_of(group, "A-1")
    assert "1 can help" in text_of(card)
    assert "Bruno" not in text_of(card), "who offered is the asker's business"
    assert ids_of(card) == ["ask:offer:1", "ask:answers:1"]

    answers = said(await group.caio.click(card, custom_id="ask:answers:1"))
    assert "**Bruno**\n> The free one of the city" in answers
    again = await group.bruno.click(card, custom_id="ask:offer:1")
    assert "The free one of the city" in str(again.modal), "an answer is changed, not written anew"
    seen = said(await group.caio.select(shown(await group.caio.slash(group.channel, "ask")), ["1"], custom_id="ask:open"))
    assert "Bruno" not in seen

    form = await group.ana.user.click(told, custom_id=f"ask:helped:1:{group.bruno.id}")
    assert form.modal is not None
    done = await group.ana.user.submit_modal(form, {"thanks": ""})
    assert "**Bruno** hears that it helped you (A-1)." in text_of(shown(done))
    assert ids_of(group.ana.user.dm_channel.history()[-1]) == [], "the button has done its work"
    assert "💛 **Ana** says that you helped (A-1)." in group.direct(group.bruno)[-1]
    assert await group.rows("SELECT member_id, counterpart_id, kind, sign, source FROM entries") == [
        (group.bruno.id, group.ana.id, "answer", 1, f"A:1:{group.bruno.id}:{group.ana.id}")
    ]
    assert await group.rows("SELECT COUNT(*) FROM thanks") == [(0,)], "empty writes no thanks"
    assert "🥇 **Bruno** · 1 member helped · 1 time" in said(
        await group.caio.slash(group.channel, "leaderboard", board="helpers")
    )
    assert "You helped 1 member with an answer; you were helped 0 times." in said(await group.bruno.slash(group.channel, "me"))
    assert "You helped 0 members with an answer; you were helped 1 time." in said(await group.ana.slash(group.channel, "me"))
    assert "**Bruno** · 💛 helped" in said(await group.caio.click(card_of(group, "A-1"), custom_id="ask:answers:1"))

    mine = await first_need(group, group.ana)
    await group.ana.click(mine, custom_id="ask:met:1")
    card = card_of(group, "A-1")
    assert "A-1 · Closed on <t:" in text_of(card)
    assert "Thank you." in text_of(card)
    assert ids_of(card) == ["ask:answers:1"]
    assert await needs(group) == [(1, "question", "met")]
    group.refusals()


async def test_thanks_are_said_where_something_is_written(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    form = await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    await group.bruno.submit_modal(form, {"answer": ""})
    told = group.ana.user.dm_channel.history()[-1]
    form = await group.ana.user.click(told, custom_id=f"ask:helped:1:{group.bruno.id}")
    await group.ana.user.submit_modal(form, {"thanks": "You saved my evening"})
    assert "**Ana** thanks **Bruno**\n> You saved my evening" in group.public()[-1]
    assert "> You saved my evening" in group.direct(group.bruno)[-1]
    assert await group.rows("SELECT author_id, thanked_id FROM thanks") == [(group.ana.id, group.bruno.id)]
    group.refusals()


async def test_a_looking_is_met_by_a_referral_or_an_introduction(group: World) -> None:
    await post(group, group.ana, "looking", LOOKING)
    card = card_of(group, "A-1")
    assert "🎯 **Ana** would like to meet:\n> A building manager in Pinheiros" in text_of(card)
    which = shown(await group.bruno.click(card, custom_id="ask:know:1"))
    form = await group.bruno.click(which, label="They said yes")
    assert form.modal is not None
    assert form.modal["title"] == "A referral for Ana"
    assert "A building manager in Pinheiros who renovates" in str(form.modal)
    form = await group.bruno.select(which, [group.caio], custom_id="ask:know_member:1")
    assert form.modal is not None
    assert form.modal["custom_id"].startswith(f"intro:form:{group.ana.id}:{group.caio.id}:")
    assert "A building manager in Pinheiros who renovates" in str(form.modal)
    assert ids_of(card_of(group, "A-1")) == ["ask:know:1"], "a second referral is welcome"
    mine = await first_need(group, group.ana)
    closed = await group.ana.click(mine, custom_id="ask:met:1")
    assert "🎉 A-1 is met" in text_of(shown(closed))
    pressed = said(await group.bruno.click(which, label="They said yes"))
    assert "A-1 is closed since <t:" in pressed
    assert await needs(group) == [(1, "looking", "met")]
    group.refusals()


async def test_a_wide_looking_gets_one_hint(group: World) -> None:
    hinted = await post(group, group.ana, "looking", LOOKING | {"text": "Anyone with a phone"})
    assert "Name one kind of client and one place" in said(hinted)
    again = await group.ana.click(shown(hinted), label="Open the form again, with what you typed")
    assert again.modal is not None
    assert "Anyone with a phone" in str(again.modal)
    posted = await group.ana.submit_modal(again, LOOKING | {"text": "Everybody who has a phone"})
    assert "A-1 is on its way" in said(posted), "it is said once"
    group.refusals()


async def test_a_new_looking_takes_the_place_of_the_open_one_after_asking(group: World) -> None:
    await post(group, group.ana, "looking", LOOKING)
    asked = await post(group, group.ana, "looking", LOOKING | {"text": "A notary in Moema who speaks German"})
    assert "A-1 is still open" in said(asked)
    assert await needs(group) == [(1, "looking", "open")]
    again = await group.ana.click(shown(asked), label="Open the form again, with what you typed")
    assert "A notary in Moema who speaks German" in str(again.modal)
    await group.ana.click(shown(asked), label="Yes, all the same")
    assert await needs(group) == [(1, "looking", "closed"), (2, "looking", "open")]
    group.refusals()


async def test_each_question_is_asked_by_itself(group: World) -> None:
    """That somebody leaves a wide text as it is says nothing of a client's name or of the open one."""
    await group.refer(group.ana, group.bruno)
    await post(group, group.ana, "looking", LOOKING)
    first = await post(group, group.ana, "looking", LOOKING | {"text": "Anyone like Maria Souza"})
    asked = []
    answer = first
    while "on its way" not in said(answer):
        asked.append(said(answer))
        answer = await group.ana.click(shown(answer), label="Yes, all the same")
    assert len(asked) == 3
    assert ["still open" in asked[0], "one kind of client" in asked[1], "name a client" in asked[2]] == [True] * 3
    assert await needs(group) == [(1, "looking", "closed"), (2, "looking", "open")]
    group.refusals()


async def test_trades_are_chosen_before_the_form_and_offered_by_those_who_have_them(group: World) -> None:
    await need_trades(group, group.ana, ["Baker"], "Beekeeper\nGlass blower")
    card = card_of(group, "A-1")
    assert "🧰 Baker · Beekeeper · Glass blower" in text_of(card)
    assert labels_of(card) == ["That's my trade"]
    offered = said(await group.bruno.click(card, custom_id="ask:offer:1"))
    assert "Ana is told, and chooses one for each trade (A-1)." in offered
    assert "🙋 **Bruno** offers: Baker (A-1)" in group.direct(group.ana)[-1]
    which = shown(await group.caio.click(card_of(group, "A-1"), custom_id="ask:offer:1"))
    assert "None of these is your trade" in text_of(which)
    beekeeper = next(each["value"] for each in options_of(which, "ask:trade:1") if each["label"] == "Beekeeper")
    form = await group.caio.select(which, [beekeeper], custom_id="ask:trade:1")
    assert form.modal is not None
    await group.caio.submit_modal(form, {"known": "Old Paulo, by the river"})
    told = group.direct(group.ana)[-1]
    assert "🙋 **Caio** knows somebody: Beekeeper (A-1)" in told
    assert "> Old Paulo, by the river" in told
    assert "Paulo" not in text_of(card_of(group, "A-1"))
    mine = await first_need(group, group.ana)
    assert "**Bruno** · Baker" in text_of(mine)
    assert [each for each in ids_of(mine) if each.startswith(f"ask:choose:1:{group.bruno.id}:")]
    third = shown(await group.lia.slash(group.channel, "ask"))
    assert "This is for members" in text_of(third)
    group.refusals()


async def test_who_knows_nobody_offers_no_trade_of_others(group: World) -> None:
    """A form that was filled with blanks is no offer of one's own trade."""
    await need_trades(group, group.ana, [], "Beekeeper")
    for blank in ("", "   ", "\u200b"):
        (refused,) = await send_all(group, [group.caio], (SUBMIT, filled("ask:known:1::n", {"known": blank})), group.channel)
        assert "“Whom you know” is empty" in answer_of(refused)
    assert await group.rows("SELECT COUNT(*) FROM offers") == [(0,)]
    group.refusals()


async def test_who_stands_in_alone_reads_the_details(group: World) -> None:
    await post(group, group.ana, "cover", COVER)
    card = card_of(group, "A-1")
    assert "> Two hours at my stand" in text_of(card)
    assert "📍 The fair" in text_of(card)
    await group.bruno.click(card, custom_id="ask:offer:1")
    await group.caio.click(card, custom_id="ask:offer:1")
    told = group.ana.user.dm_channel.history()[-1]
    assert ids_of(told) == [f"ask:choose:1:{group.caio.id}"]
    for person in (group.bruno, group.caio):
        seen = await first_need(group, person)
        assert "The key is with Rita" not in text_of(seen)
    await group.ana.user.click(told, custom_id=f"ask:choose:1:{group.caio.id}")
    assert "✅ Ana chose you (A-1)" in group.direct(group.caio)[-1]
    assert "> The key is with Rita" in group.direct(group.caio)[-1]
    assert not [each for each in group.direct(group.bruno) + group.public() if "Rita" in each]
    seen = await first_need(group, group.caio)
    assert "The key is with Rita" in text_of(seen)
    mine = await first_need(group, group.ana)
    form = await group.ana.click(mine, custom_id=f"ask:helped:1:{group.caio.id}")
    await group.ana.submit_modal(form, {"thanks": ""})
    assert await group.rows("SELECT member_id, kind FROM entries") == [(group.caio.id, "answer")]
    group.refusals()


async def test_a_tip_helps_each_reader_once(group: World) -> None:
    form = await group.ana.slash(group.channel, "tip")
    assert form.modal is not None
    await group.ana.submit_modal(form, TIP)
    card = card_of(group, "A-1")
    assert "**Invoices by phone**" in text_of(card)
    assert "https://example.org/invoices" in text_of(card), "a tip shows its link in full"
    assert labels_of(card) == ["This helped me"]
    for _ in range(2):
        assert "**Ana**" not in said(await group.bruno.click(card, custom_id="ask:useful:1"))
    assert await group.rows("SELECT member_id, counterpart_id FROM entries") == [(group.ana.id, group.bruno.id)]
    assert "Your tip A-1 helped 1 member." in group.direct(group.ana)[-1]
    assert "helped 1 member" in text_of(card_of(group, "A-1"))
    assert "is yours" in said(await group.ana.click(card_of(group, "A-1"), custom_id="ask:useful:1"))
    group.refusals()


async def test_a_need_is_no_advert(group: World) -> None:
    await post(group, group.ana, "looking", LOOKING | {"text": "People who buy at https://shop.example/x?y in Moema"})
    text = text_of(card_of(group, "A-1"))
    assert "https" not in text
    assert "People who buy at (link left out) in Moema" in text
    await post(group, group.bruno, "cover", COVER | {"where": "ahttps://shop.example/x", "what": "Look at WWW.shop.example"})
    refused = await need_trades(group, group.caio, [], "Plumber of steam://shop.example", "A tap drips")
    assert "Write a trade in a word or two" in said(refused), "trades that are looked for are told in many places"
    await need_trades(group, group.caio, [], "Plumber", "A tap drips, see (https://shop.example)")
    preview = said(await group.ana.slash(group.channel, "digest preview"))
    shown_anywhere = "\n".join([*group.public(), preview])
    assert "shop.example" not in shown_anywhere
    assert "📍 a(link left out)" in shown_anywhere or "📍 (link left out)" in shown_anywhere
    assert "> A tap drips, see ((link left out)" in shown_anywhere
    group.refusals()
    assert "People who buy at (link left out)" in preview


async def test_this_helped_me_on_the_helpers_message(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    form = await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    await group.bruno.submit_modal(form, {"answer": ""})
    message = await group.bruno.send(group.channel, "Use the city's one")
    none = await group.caio.context_menu(group.channel, "This helped me", message)
    assert "Bruno offered for none of your open questions" in said(none)
    form = await group.ana.context_menu(group.channel, "This helped me", message)
    assert form.modal is not None
    assert form.modal["title"] == "Bruno helped me"
    await group.ana.submit_modal(form, {"thanks": ""})
    assert await group.rows("SELECT member_id, counterpart_id FROM entries") == [(group.bruno.id, group.ana.id)]
    group.refusals()


async def test_a_moderator_cancels_what_was_made_up(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    form = await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    await group.bruno.submit_modal(form, {"answer": "Nothing"})
    form = await group.ana.user.click(group.ana.user.dm_channel.history()[-1], custom_id=f"ask:helped:1:{group.bruno.id}")
    await group.ana.user.submit_modal(form, {"thanks": ""})
    await group.lia.slash(group.channel, "moderate void", id="A-1", reason="Made up by friends")
    assert group.public()[-1] == "🚫 A-1 was cancelled by a moderator."
    assert ids_of(group.channel.history()[-1]) == []
    assert "Made up by friends" in group.direct(group.ana)[-1]
    assert "your help with it counts no more" in group.direct(group.bruno)[-1]
    assert await group.rows("SELECT SUM(sign) FROM entries") == [(0,)]
    for sent in (press("ask:open", "1", kind=TEXT_MENU), press("ask:answers:1")):
        for person in (group.bruno, group.caio):
            (read,) = await send_all(group, [person], (PRESS, sent), group.channel)
            assert answer_of(read) == "🚫 A-1 was cancelled by a moderator."
    assert "Nobody yet" in said(await group.ana.slash(group.channel, "leaderboard", board="helpers"))
    group.refusals()


async def test_whoever_was_chosen_backs_out_from_their_message(group: World) -> None:
    await post(group, group.ana, "cover", COVER)
    for person in (group.bruno, group.caio):
        await person.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    asked = next(each for each in group.ana.user.dm_channel.history() if f"ask:choose:1:{group.bruno.id}" in ids_of(each))
    await group.ana.user.click(asked, custom_id=f"ask:choose:1:{group.bruno.id}")
    told = group.bruno.user.dm_channel.history()[-1]
    assert "The key is with Rita" in text_of(told)
    gone = await group.bruno.user.click(told, label="Take it back")
    assert text_of(shown(gone)) == "A-1 is over for you, and its details are not shown any more."
    assert not [each for each in group.direct(group.bruno) if "Rita" in each]
    assert "↩️ **Bruno** took their offer back (A-1)." in group.direct(group.ana)[-1]
    other = next(each for each in group.ana.user.dm_channel.history() if f"ask:choose:1:{group.caio.id}" in ids_of(each))
    await group.ana.user.click(other, custom_id=f"ask:choose:1:{group.caio.id}")
    assert "> The key is with Rita" in group.direct(group.caio)[-1]
    taken_back = await group.caio.click(await first_need(group, group.caio), label="Take it back")
    assert text_of(shown(taken_back)) == "↩️ You took it back, and Ana is told (A-1)."
    group.refusals()


async def test_what_ended_meanwhile_is_not_taken_back(group: World) -> None:
    await post(group, group.ana, "cover", COVER)
    await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    await group.ana.user.click(group.ana.user.dm_channel.history()[-1], custom_id=f"ask:choose:1:{group.bruno.id}")
    await send_all(group, [group.ana], (PRESS, press("ask:met:1")), group.channel)
    before = group.direct(group.ana)
    left = await group.bruno.user.click(group.bruno.user.dm_channel.history()[-1], label="Take it back")
    assert "✅ **Ana** chose you." in text_of(shown(left))
    assert "took it back" not in text_of(shown(left))
    assert group.direct(group.ana) == before
    group.refusals()


async def test_whoever_knows_two_reads_which_was_chosen_and_to_whom_to_write(group: World) -> None:
    await need_trades(group, group.ana, [], "Plumber\nTiler")
    for trade in ("Plumber", "Tiler"):
        which = shown(await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1"))
        (mark,) = [each["value"] for each in options_of(which, "ask:trade:1") if each["label"] == trade]
        form = await group.bruno.select(which, [mark], custom_id="ask:trade:1")
        await group.bruno.submit_modal(form, {"known": f"Old Paulo, a {trade}"})
    mine = await first_need(group, group.ana)
    await group.ana.click(mine, custom_id=f"ask:choose:1:{group.bruno.id}:2")
    told = group.direct(group.bruno)[-1]
    assert "✅ Ana chose you (A-1)" in told
    assert f"Write to **Ana** here in Discord: <@{group.ana.id}>" in told
    assert "comes with the referral" not in told, "of somebody outside no referral is passed"
    assert "🧰 **Tiler**\n> Old Paulo, a Tiler" in told
    assert "a Plumber" not in told
    mine = await first_need(group, group.ana)
    await group.ana.click(mine, custom_id=f"ask:choose:1:{group.bruno.id}:1")
    assert "🧰 **Plumber**\n> Old Paulo, a Plumber" in group.direct(group.bruno)[-1]
    group.refusals()


async def test_whoever_stands_in_reads_that_a_moderator_cancelled_it(group: World) -> None:
    await post(group, group.ana, "cover", COVER)
    await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    await group.ana.user.click(group.ana.user.dm_channel.history()[-1], custom_id=f"ask:choose:1:{group.bruno.id}")
    await group.lia.slash(group.channel, "moderate void", id="A-1", reason="Made up")
    assert group.direct(group.bruno)[-1] == "🚫 A moderator cancelled A-1, so nobody has to stand in any more."
    assert not [each for each in group.direct(group.bruno) if "Rita" in each or "Made up" in each]


@pytest.mark.parametrize("kind", ["looking", "question", "cover", "tip"])
async def test_a_form_that_arrives_twice_posts_once(group: World, kind: str) -> None:
    typed = {"looking": LOOKING, "question": QUESTION, "cover": COVER, "tip": TIP}[kind]
    form = await group.ana.slash(group.channel, "ask", kind=kind)
    assert form.modal is not None
    for result in await send_all(group, [group.ana, group.ana], (SUBMIT, filled(form.modal["custom_id"], typed)), group.channel):
        assert "A-1 is on its way" in answer_of(result)
    assert await needs(group) == [(1, kind, "open")]
    assert sum("A-1" in each for each in group.public()) == 1
    group.refusals()


async def test_two_presses_at_once_offer_choose_and_help_once(group: World) -> None:
    await post(group, group.ana, "cover", COVER)
    for result in await send_all(group, [group.bruno, group.bruno], (PRESS, press("ask:offer:1")), group.channel):
        assert "Ana is told" in answer_of(result)
    await send_all(group, [group.caio], (PRESS, press("ask:offer:1")), group.channel)
    rivals = [press(f"ask:choose:1:{person.id}") for person in (group.bruno, group.caio)]
    first, second = [answer_of((await send_all(group, [group.ana], (PRESS, each), group.channel))[0]) for each in rivals]
    assert "**Bruno** is told that you chose them (A-1)." in first
    assert "You chose Bruno for that already" in second
    form = filled(f"ask:helped_form:1:{group.bruno.id}:nonce", {"thanks": ""})
    for result in await send_all(group, [group.ana, group.ana], (SUBMIT, form), group.channel):
        assert "**Bruno** hears that it helped you" in answer_of(result)
    assert await group.rows("SELECT user_id, state FROM offers ORDER BY id") == [
        (group.bruno.id, "helped"),
        (group.caio.id, "offered"),
    ]
    assert await group.rows("SELECT COUNT(*) FROM entries") == [(1,)]
    for person in (group.ana, group.bruno, group.caio):
        assert len(group.direct(person)) == len(set(group.direct(person))), "nobody is told anything twice"
    group.refusals()


async def test_a_closed_need_says_so_and_when(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    await send_all(group, [group.ana], (PRESS, press("ask:close:1")), group.channel)
    closed = card_of(group, "A-1")
    assert "Closed on <t:" in text_of(closed)
    assert ids_of(closed) == []
    for custom_id in ("ask:offer:1", "ask:know:1"):
        (late,) = await send_all(group, [group.bruno], (PRESS, press(custom_id)), group.channel)
        assert "A-1 is closed since <t:" in answer_of(late)
    (again,) = await send_all(group, [group.ana], (PRESS, press("ask:again:1")), group.channel)
    assert "A-2 is on its way" in answer_of(again)
    assert await needs(group) == [(1, "question", "closed"), (2, "question", "open")]
    group.refusals()


async def test_what_lapsed_reads_as_what_was_closed(group: World) -> None:
    await post(group, group.ana, "question", QUESTION | {"until": "7"})
    await group.env.advance_time(8 * 86400)
    text = text_of(card_of(group, "A-1"))
    assert await needs(group) == [(1, "question", "lapsed")]
    assert "Closed on <t:" in text
    assert "Thank you." in text
    (mine,) = await send_all(group, [group.ana], (PRESS, press("ask:open", "1", kind=TEXT_MENU)), group.channel)
    assert "For you alone: over." in answer_of(mine)


async def test_a_helper_who_left_can_not_be_chosen_nor_thanked(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    await group.bruno.submit_modal(await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1"), {"answer": "Yes"})
    await group.ana.slash(group.channel, "member remove", member=group.bruno, reason="Moved away")
    (refused,) = await send_all(group, [group.ana], (PRESS, press(f"ask:helped:1:{group.bruno.id}")), group.channel)
    assert "Bruno is not a member of the group any more" in answer_of(refused)
    assert ids_of(card_of(group, "A-1")) == ["ask:offer:1"], "their answer is gone with them"
    group.refusals()


async def test_only_the_asker_ends_chooses_and_says_who_helped(group: World) -> None:
    await post(group, group.ana, "cover", COVER)
    await send_all(group, [group.bruno], (PRESS, press("ask:offer:1")), group.channel)
    mine = ("ask:met:1", "ask:close:1", "ask:again:1", f"ask:choose:1:{group.bruno.id}", f"ask:helped:1:{group.bruno.id}")
    for custom_id in mine:
        for person in (group.bruno, group.caio):
            (refused,) = await send_all(group, [person], (PRESS, press(custom_id)), group.channel)
            assert answer_of(refused) == ABSENT, (custom_id, person)
    assert await needs(group) == [(1, "cover", "open")]
    group.refusals()


async def test_a_clients_name_is_asked_about_in_each_public_text(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    for kind, typed in (
        ("question", QUESTION | {"text": "Does anybody know Maria Souza?"}),
        ("cover", COVER | {"what": "Call Maria Souza for me"}),
        ("tip", TIP | {"title": "Maria Souza pays late"}),
    ):
        asked = await post(group, group.ana, kind, typed)
        assert "seems to name a client, Maria Souza" in said(asked), kind
        again = await group.ana.click(shown(asked), label="Open the form again, with what you typed")
        assert "Maria Souza" in str(again.modal)
    assert await needs(group) == []
    posted = await group.ana.click(shown(asked), label="Yes, all the same")
    assert "A-1 is on its way" in said(posted)
    group.refusals()


async def test_a_clients_name_is_asked_about_in_an_answer_and_in_thanks(group: World) -> None:
    await group.refer(group.bruno, group.caio)
    await group.refer(group.ana, group.caio)
    await post(group, group.ana, "question", QUESTION)
    form = await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1")
    asked = await group.bruno.submit_modal(form, {"answer": "Maria Souza knows one"})
    assert "seems to name a client, Maria Souza" in said(asked)
    assert await group.rows("SELECT COUNT(*) FROM offers") == [(0,)]
    assert "Ana is told" in said(await group.bruno.click(shown(asked), label="Yes, all the same"))
    (form,) = await send_all(group, [group.ana], (PRESS, press(f"ask:helped:1:{group.bruno.id}")), group.channel)
    asked = await group.ana.submit_modal(form, {"thanks": "Also from Maria Souza"})
    assert "seems to name a client, Maria Souza" in said(asked)
    assert "hears that it helped you" in said(await group.ana.click(shown(asked), label="Yes, all the same"))
    assert await group.rows("SELECT state FROM offers") == [("helped",)]
    group.refusals()


async def test_a_refused_form_comes_back_with_what_was_typed(group: World) -> None:
    for kind, typed, says in (
        ("question", QUESTION | {"text": "\u200b "}, "“Your question” is empty"),
        ("cover", COVER | {"when": "2025-01-01 10:00"}, "2025-01-01"),
        ("tip", TIP | {"link": "not a link"}, "link"),
    ):
        refused = await post(group, group.ana, kind, typed)
        assert says in said(refused), kind
        again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
        assert again.modal is not None
        assert again.modal["custom_id"].startswith(f"ask:form:{kind}:")
    card = shown(await group.ana.slash(group.channel, "ask", kind="client_needs"))
    refused = await group.ana.submit_modal(
        await group.ana.click(card, custom_id="ask:named:"), CLIENT_NEEDS | {"trades": "\n".join(f"Trade {n}" for n in range(7))}
    )
    assert "from one to 6 trades" in said(refused)
    assert await needs(group) == []
    group.refusals()


@pytest.mark.parametrize("blank", ["\u200b", " : ", "\u2800\u200d"])
async def test_what_shows_nothing_searches_and_narrows_nothing(group: World, blank: str) -> None:
    for option in ("search", "trade"):
        shown_first = said(await group.bruno.slash(group.channel, "ask", **{option: blank.replace(":", "")}))
        assert "Nobody asks for anything at present" in shown_first, option
    assert "Nobody asks for anything at present" in said(await group.bruno.slash(group.channel, "ask", search=blank))


async def test_more_asks_than_one_may_have_are_refused_with_when(group: World) -> None:
    for _ in range(3):
        await post(group, group.ana, "question", QUESTION)
    full = said(await group.ana.slash(group.channel, "ask", kind="question"))
    assert "3 of your asks are open: A-1, A-2, A-3" in full
    assert "<t:" in full
    for _ in range(2):
        await group.ana.submit_modal(await group.ana.slash(group.channel, "tip"), TIP)
    assert "5 asks within a week" in said(await group.ana.slash(group.channel, "tip"))
    group.refusals()


async def test_the_switch_silences_offers_and_they_stand_in_ask(group: World) -> None:
    card = shown(await group.ana.slash(group.channel, "settings"))
    await group.ana.click(card, custom_id="settings:switch:needs:off")
    await post(group, group.ana, "question", QUESTION)
    before = len(group.direct(group.ana))
    await group.bruno.submit_modal(await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1"), {"answer": ""})
    assert len(group.direct(group.ana)) == before
    assert "🙋 Offered: Bruno" in said(await group.ana.slash(group.channel, "ask"))
    fits = await group.ana.click(shown(await group.ana.slash(group.channel, "settings")), custom_id="settings:switch:fits:on")
    assert "🔔 **Asks that fit you**" in text_of(shown(fits))


async def test_pages_of_home_trades_offers_and_answers(group: World) -> None:
    for number in range(27):
        person = group.guild.add_member(group.env.create_user(f"p{number}", global_name=f"Person {number:02}"))
        group.people[f"p{number}"] = person
        await group.ana.slash(group.channel, "member add", member=person, seat=f"Maker of thing {number:02}")
    card = shown(await group.ana.slash(group.channel, "ask", kind="client_needs"))
    first = [each["label"] for each in options_of(card, "ask:trades:0:")]
    assert len(first) == 25
    values = [each["value"] for each in options_of(card, "ask:trades:0:")][:2]
    card = shown(await group.ana.select(card, values, custom_id="ask:trades:0:"))
    chosen = ".".join(values)
    card = shown(await group.ana.click(card, custom_id=f"page:trades:1:{chosen}"))
    last = options_of(card, f"ask:trades:1:{chosen}")[-1]
    card = shown(await group.ana.select(card, [last["value"]], custom_id=f"ask:trades:1:{chosen}"))
    assert f"Chosen: **{first[0]} · {first[1]} · {last['label']}**" in text_of(card)
    form = await group.ana.click(card, label="Go on")
    await group.ana.submit_modal(form, CLIENT_NEEDS)
    assert await group.rows("SELECT COUNT(*) FROM need_trades") == [(3,)]

    await post(group, group.ana, "question", QUESTION)
    for number in range(7):
        person = group.people[f"p{number}"]
        await post(group, person, "question", QUESTION | {"text": f"Question number {number}"})
        form = await person.click(card_of(group, "A-2"), custom_id="ask:offer:2")
        await person.submit_modal(form, {"answer": f"Answer number {number}"})
        await group.env.advance_time(1)
    home = shown(await group.caio.slash(group.channel, "ask"))
    assert "Question number 6" in text_of(home)
    assert "Question number 0" not in text_of(home)
    assert "Question number 0" in text_of(shown(await group.caio.click(home, custom_id="page:asks:1:")))
    answers = shown(await group.caio.click(card_of(group, "A-2"), custom_id="ask:answers:2"))
    assert "Answer number 6" in text_of(answers)
    assert "Answer number 0" in text_of(shown(await group.caio.click(answers, custom_id="page:answers:1:2")))
    (mine,) = await send_all(group, [group.ana], (PRESS, press("ask:open", "2", kind=TEXT_MENU)), group.channel)
    assert "Person 00" in answer_of(mine)
    assert "Person 06" in text_of(shown(await group.ana.click(shown(mine), custom_id="page:offers:1:2")))


async def test_a_trade_narrows_what_is_shown_and_what_is_asked(group: World) -> None:
    form = await group.ana.slash(group.channel, "ask", kind="question", trade="baker")
    await group.ana.submit_modal(form, QUESTION)
    await post(group, group.ana, "question", QUESTION | {"text": "Something else altogether"})
    assert "🧰 Baker" in text_of(card_of(group, "A-1"))
    narrowed = said(await group.bruno.slash(group.channel, "ask", trade="Padaria"))
    assert "book-keeping program" in narrowed
    assert "Something else" not in narrowed
    assert "Nothing open is about this trade" in said(await group.bruno.slash(group.channel, "ask", trade="Florist"))
    assert "is no trade that I know" in said(await group.bruno.slash(group.channel, "ask", trade="xyzzy"))
    suggested = await group.bruno.autocomplete(group.channel, "ask", "trade", "bak")
    assert suggested[0]["value"] == "Baker"
    group.refusals()


async def test_what_was_answered_is_found_and_shown_before_it_is_asked_again(group: World) -> None:
    await post(group, group.ana, "question", QUESTION)
    await group.bruno.submit_modal(
        await group.bruno.click(card_of(group, "A-1"), custom_id="ask:offer:1"), {"answer": "Ledgerly"}
    )
    await group.ana.submit_modal(await group.ana.slash(group.channel, "tip"), TIP)
    await send_all(group, [group.ana], (SUBMIT, filled(f"ask:helped_form:1:{group.bruno.id}:n", {"thanks": ""})), group.channel)
    await send_all(group, [group.ana], (PRESS, press("ask:met:1")), group.channel)
    found = said(await group.caio.slash(group.channel, "ask", search="book-keeping"))
    assert "❓ **A-1** · Who knows a good book-keeping program?\n-# Ana · 1 answer · 💛 helped" in found
    assert "A-1" in said(await group.caio.slash(group.channel, "ask", search="ledgerly")), "by its answer too"
    assert "💡 **A-2** · Invoices by phone" in said(await group.caio.slash(group.channel, "ask", search="invoices"))
    assert "Nothing fits “xylophone” yet" in said(await group.caio.slash(group.channel, "ask", search="xylophone"))

    asked = await post(group, group.caio, "question", QUESTION | {"text": "Which book-keeping program is good?"})
    assert "Bruno answered something like it in A-1: “Ledgerly”" in said(asked)
    assert len(await needs(group)) == 2, "nothing is posted before they say so"
    posted = await group.caio.click(shown(asked), label="Yes, all the same")
    assert "A-3 is on its way" in said(posted)
    group.refusals()


async def test_whom_to_ask_is_said_to_the_author_alone_and_what_fits_to_the_reader(group: World) -> None:
    form = await group.bruno.slash(group.channel, "profile edit")
    offer = {"business": "Real bread", "offer": "Charging points for electric cars", "ideal_referral": "Garages"}
    await group.bruno.submit_modal(form, offer | {"contact": "", "links": ""})
    posted = said(await post(group, group.ana, "question", QUESTION | {"text": "Who puts up charging points for electric cars?"}))
    assert "✨ Whom to ask: Bruno (*" in posted
    assert "nobody gets a message because of it" in posted
    assert "Whom to ask" not in "".join(group.public() + group.direct(group.bruno))
    assert "✨ fits you: *" in said(await group.bruno.slash(group.channel, "ask"))
    assert "fits you" not in said(await group.caio.slash(group.channel, "ask"))
    group.refusals()


async def test_who_helps_much_and_gets_little_reads_one_sentence_in_me(group: World) -> None:
    number = 0
    for asker, count in ((group.bruno, 3), (group.caio, 2)):
        for _ in range(count):
            number += 1
            assert "You connect and help a lot" not in said(await group.ana.slash(group.channel, "me"))
            await post(group, asker, "question", QUESTION)
            await send_all(group, [group.ana], (SUBMIT, filled(f"ask:answer:{number}:n{number}", {"answer": ""})), group.channel)
            helped = filled(f"ask:helped_form:{number}:{group.ana.id}:n{number}", {"thanks": ""})
            await send_all(group, [asker], (SUBMIT, helped), group.channel)
    told = said(await group.ana.slash(group.channel, "me"))
    assert "You connect and help a lot, and no referral came your way. Tell the group whom you look for: /ask" in told
    await group.ana.slash(group.channel, "member associate", member=group.ana)
    assert "You connect and help" not in said(await group.ana.slash(group.channel, "me")), "nobody refers to an associate"
    await group.ana.slash(group.channel, "member seat", member=group.ana, seat="Lawyer")
    await group.refer(group.bruno, group.ana)
    assert "and one referral came your way" in said(await group.ana.slash(group.channel, "me"))
    assert "You connect and help" not in said(await group.bruno.slash(group.channel, "me"))
    await group.refer(group.caio, group.ana)
    assert "You connect and help" not in said(await group.ana.slash(group.channel, "me")), "two came"
    group.refusals()


async def test_help_names_asking_among_the_first_steps(group: World) -> None:
    assert "**/ask** · ask the group" in said(await group.ana.slash(group.channel, "help"))


async def test_where_asks_are_shown(group: World) -> None:
    asks = group.guild.create_text_channel("asks")
    settings = said(await group.ana.slash(group.channel, "group show"))
    assert "**Channel for asks** · the referrals channel" in settings
    changed = said(await group.ana.slash(group.channel, "group setup", asks_channel=asks))
    assert f"**Channel for asks** · <#{asks.id}>" in changed
    await post(group, group.ana, "question", QUESTION)
    assert "❓ **Ana** asks:" in group.public(asks)[-1]
    assert not [each for each in group.public() if "A-1" in each]
    forum = group.guild.create_forum_channel("ideas")
    refused = said(await group.ana.slash(group.channel, "group setup", asks_channel=forum))
    assert "#ideas is a forum" in refused
    assert await group.rows("SELECT asks_channel_id FROM groups") == [(asks.id,)]
    await group.ana.slash(group.channel, "group setup", clear="asks_channel")
    assert await group.rows("SELECT asks_channel_id FROM groups") == [(None,)]
    group.refusals()


async def test_where_there_is_no_channel_for_asks_nothing_is_promised(group: World) -> None:
    form = await group.ana.slash(group.channel, "ask", kind="question")
    await group.ana.slash(group.channel, "group setup", clear="referrals_channel")
    no_channel = "Your group has no channel for asks"
    for kind in ("looking", "question", "client_needs", "cover", "tip"):
        assert no_channel in said(await group.bruno.slash(group.channel, "ask", kind=kind))
    refused = await group.ana.submit_modal(form, QUESTION)
    assert no_channel in said(refused)
    assert await needs(group) == []
    await group.ana.slash(group.channel, "group setup", asks_channel=group.channel)
    again = await group.ana.click(shown(refused), label="Open the form again, with what you typed")
    assert QUESTION["text"] in str(again.modal)
    await group.ana.submit_modal(again, QUESTION)
    assert "A-1" in group.public()[-1]
    group.refusals()


async def test_without_a_permission_the_moderators_are_told_and_it_is_posted_later(group: World) -> None:
    asks = group.guild.create_text_channel("asks")
    forbid_bot(group.env, asks, discord.Permissions(send_messages=True))
    assert "lack: Send Messages" in said(await group.ana.slash(group.channel, "group setup", asks_channel=asks))
    await post(group, group.ana, "question", QUESTION)
    assert group.public(asks) == []
    assert f"<#{asks.id}>" in text_of(group.moderators.history()[-1])
    assert "book-keeping" in said(await group.bruno.slash(group.channel, "ask"))
    forbid_bot(group.env, asks, discord.Permissions())
    await group.env.advance_time(2 * 86400)
    assert sum("A-1" in each for each in group.public(asks)) == 1


async def test_it_works_after_a_restart(group: World) -> None:
    form = await group.ana.slash(group.channel, "ask", kind="question")
    await group.restart()
    await group.ana.submit_modal(form, QUESTION)
    card = card_of(group, "A-1")
    await group.restart()
    await group.bruno.submit_modal(await group.bruno.click(card, custom_id="ask:offer:1"), {"answer": "Yes"})
    assert await group.rows("SELECT state FROM offers") == [("offered",)]


@pytest.mark.parametrize("locale", ["pt-BR"])
async def test_everything_in_portuguese(empty: World) -> None:
    """Not one English sentence is read by anybody who asks, offers, chooses, helps, closes or cancels."""
    with speak("pt-BR"):
        await empty.settle_in(language="pt-BR")
        empty.env.http_requests.clear()
        await live_through(empty)
    empty.refusals()
    texts = everything(empty)
    assert len(texts) > 200
    assert english_in(texts) == set()


async def refer_through(group: World) -> None:
    """Ana's *looking* is met by a referral; Caio gets Bruno's client, and once that was undone, gets it again."""
    ana, bruno, caio, channel = group.ana, group.bruno, group.caio, group.channel
    client = {"prospect": "Teresa", "contact": "teresa@example.org", "need": "Uma cozinha", "kind": "direct", "warmth": "3"}
    both = ((bruno, 5, caio, "n"), (bruno, 5, caio, "m"), (caio, 1, ana, "n"), (bruno, 5, ana, "o"), (ana, 5, caio, "n"))
    for giver, need, receiver, nonce in both:
        await send_all(group, [giver], (PRESS, press(f"ask:choose:{need}:{receiver.id}")), channel)
        await send_all(group, [giver], (SUBMIT, filled(f"ask:refer_form:{need}:{receiver.id}:0:{nonce}", client)), channel)
        await send_all(group, [bruno], (PRESS, press("referral:undo:1")), channel)
        await send_all(group, [giver], (PRESS, press("ask:open", str(need), kind=TEXT_MENU)), channel)
    assert await group.rows("SELECT need_id, referral_id FROM need_referrals ORDER BY referral_id") == [(5, 1), (5, 2), (1, 3)]
    for person in (ana, bruno, caio):
        for label in ("R-1", "R-2", "R-3"):
            await person.slash(channel, "referral", id=label)


async def live_through(group: World) -> None:
    ana, bruno, caio, channel = group.ana, group.bruno, group.caio, group.channel
    home = shown(await ana.slash(channel, "ask"))
    for kind in ("looking", "question", "client_needs", "cover", "tip"):
        await ana.click(home, custom_id=f"ask:new:{kind}")
    await post(group, ana, "looking", PROCURA | {"text": "Qualquer pessoa"})
    await send_all(group, [ana], (SUBMIT, filled("ask:form:looking::n1:h", PROCURA)), channel)
    await send_all(group, [ana], (SUBMIT, filled("ask:form:looking::n2:h", PROCURA)), channel)
    for custom_id in ("ask:know:1", "ask:know_yes:1", "ask:offer:1"):
        await send_all(group, [bruno], (PRESS, press(custom_id)), channel)
    await send_all(group, [bruno], (PRESS, press("ask:know_member:1", str(caio.id), kind=USER_MENU)), channel)
    await post(group, ana, "question", PERGUNTA)
    await send_all(group, [bruno], (PRESS, press("ask:offer:2")), channel)
    await send_all(group, [bruno], (SUBMIT, filled("ask:answer:2:n", {"answer": "Sim"})), channel)
    await send_all(group, [caio], (PRESS, press("ask:answers:2")), channel)
    for person in (ana, bruno, caio):
        await person.slash(channel, "ask")
        for number in ("1", "2"):
            await send_all(group, [person], (PRESS, press("ask:open", number, kind=TEXT_MENU)), channel)
    await send_all(group, [ana], (PRESS, press(f"ask:helped:2:{bruno.id}")), channel)
    await send_all(group, [ana], (SUBMIT, filled(f"ask:helped_form:2:{bruno.id}:n", {"thanks": "Valeu"})), channel)
    await post(group, ana, "tip", DICA)
    await send_all(group, [bruno], (PRESS, press("ask:useful:3")), channel)
    await post(group, bruno, "cover", SUBSTITUTO)
    await send_all(group, [ana, caio], (PRESS, press("ask:offer:4")), channel)
    await send_all(group, [bruno], (PRESS, press(f"ask:choose:4:{ana.id}")), channel)
    await send_all(group, [ana, caio], (PRESS, press("ask:let_go:4")), channel)
    await need_trades(group, bruno, ["Fotografia"], "Apicultura", "Uma cozinha nova")
    await send_all(group, [ana, caio], (PRESS, press("ask:offer:5")), channel)
    await send_all(group, [ana], (SUBMIT, filled("ask:known:5:x:n", {"known": "Paulo"})), channel)
    await send_all(group, [bruno], (PRESS, press("ask:open", "5", kind=TEXT_MENU)), channel)
    await refer_through(group)
    message = await bruno.send(channel, "Oi")
    await ana.context_menu(channel, "This helped me", message)
    for verb, number in (("met", 1), ("close", 2), ("again", 2), ("again", 3)):
        await send_all(group, [ana], (PRESS, press(f"ask:{verb}:{number}")), channel)
    await ana.slash(channel, "digest preview")
    for person in (ana, bruno):
        await person.slash(channel, "me")
        for board in ("helpers", "connectors"):
            await person.slash(channel, "leaderboard", board=board, period="all_time")
    await ana.slash(channel, "settings")
    await ana.slash(channel, "group show")
    await ana.slash(channel, "group setup", asks_channel=group.guild.create_forum_channel("forum"))
    await ana.slash(channel, "moderate void", id="A-2", reason="Engano")
    await ana.slash(channel, "moderate log")
    await ana.slash(channel, "help")
    await ana.slash(channel, "group panel")


HEADLINES = {
    "looking": ("would like to meet:", "quer conhecer:", "I know someone"),
    "question": ("asks:", "pergunta:", "I can help"),
    "cover": ("looks for somebody to stand in:", "procura alguém para ir no seu lugar:", "I can"),
    "tip": ("has a tip:", "tem uma dica:", "This helped me"),
    "client_needs": ("looks for these trades:", "procura estes ramos:", "That's my trade"),
}


@pytest.mark.parametrize("kind", HEADLINES)
async def test_each_kind_is_posted_in_both_languages(group: World, kind: str) -> None:
    await group.ana.slash(group.channel, "group setup", language="both")
    if kind == "client_needs":
        await need_trades(group, group.ana, ["Baker"])
    else:
        await post(group, group.ana, kind, {"looking": LOOKING, "question": QUESTION, "cover": COVER, "tip": TIP}[kind])
    card = card_of(group, "A-1")
    english_head, portuguese_head, button = HEADLINES[kind]
    text = text_of(card)
    assert text.index(f"**Ana** {english_head}") < text.index(f"**Ana** {portuguese_head}")
    assert text.count("A-1") == 2
    assert labels_of(card) == [button], "once, for a custom id is unique in a message"
    assert "Rita" not in text, "the details are for whom she chooses"
    if kind == "client_needs":
        assert "🧰 Baker" in text
        assert "🧰 Padaria" in text
    await group.lia.slash(group.channel, "moderate void", id="A-1", reason="A test")
    gone = text_of(card_of(group, "A-1"))
    assert "🚫 A-1 was cancelled by a moderator." in gone
    assert "🚫 A-1 foi cancelado por um moderador." in gone
