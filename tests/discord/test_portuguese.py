"""The whole loop in Brazilian Portuguese: not one English sentence is read by anybody."""

import re
from collections.abc import Iterable
from functools import cache

import discord
import pytest
from babel.messages.pofile import read_po

from bot.demo.simulator import find_button, speak
from bot.i18n import LOCALES
from tests.support import BAKERY, WARM, WORDS, World, placeholders_of, said, shown, text_of

SAME = {
    "Links": "the field for one's web pages is called so in both",
    "Link": "so is that of a tip",
    "{weekday}, {day}, {time}": "only marks and places",
}
"""Sentences that read the same in both languages, and why."""


@cache
def english() -> list[tuple[str, list[str]]]:
    """Every sentence of the code that is long enough to be recognised, with its parts between places."""
    with (LOCALES / "pt_BR" / "LC_MESSAGES" / "goodword.po").open("rb") as file:
        catalogue = read_po(file)
    found = []
    for message in catalogue:
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        translations = message.string if isinstance(message.string, tuple) else (message.string,)
        found += [(form, re.split(r"\{\w+\}", form)) for form in forms if len(form) > 3 and form not in translations]
    return found


def english_in(texts: Iterable[str]) -> set[tuple[str, str]]:
    """The English sentences that stand in the texts, each with its text."""
    seen = set(texts)
    whole = "\n".join(seen)  # of most sentences it lacks a part: compiling and searching all takes four seconds
    patterns = {form: _pattern(parts) for form, parts in english() if all(part in whole for part in parts)}
    return {(form, text) for form, pattern in patterns.items() for text in seen if pattern.search(text)}


def _pattern(parts: list[str]) -> re.Pattern[str]:
    """The parts of a sentence as whole words, with anything in the places between them."""
    return re.compile(r"(?<!\w)" + ".+?".join(map(re.escape, parts)) + r"(?!\w)")


def test_an_english_sentence_would_be_seen() -> None:
    line = "🤝 **Ana** passed **Bruno** a referral. (R-1)"
    assert ("{giver} passed {receiver} a referral.", line) in english_in([line, "Ana indicou Bruno."])
    assert english_in(["Ana indicou Bruno.", "a referralist"]) == set()


def everything(world: World) -> list[str]:
    """Whatever anybody was sent: messages, private answers, forms and their errors."""
    texts = []
    for request in world.env.http_requests:
        if request.json and not request.path.endswith("/commands"):
            texts += _strings(request.json)
    return texts


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        shown = [
            value[name]
            for name in ("content", "label", "placeholder", "description", "title", "text")
            if isinstance(value.get(name), str)
        ]
        return shown + [text for inner in value.values() if isinstance(inner, dict | list) for text in _strings(inner)]
    return [text for inner in value for text in _strings(inner)] if isinstance(value, list) else []


async def walk_the_loop(group: World) -> None:
    """Every command, button and refusal of the main job."""
    for command in (
        "help",
        "referrals",
        "me",
        "leaderboard",
        "directory",
        "profile edit",
        "digest show",
        "digest preview",
        "group show",
        "member list",
    ):
        await group.ana.slash(group.channel, command)
    await group.duda.slash(group.channel, "help")
    form = await group.duda.slash(group.channel, "join", seat="Florista")
    refused = shown(await group.duda.submit_modal(form, BAKERY | {"contact": "x"}))
    form = await group.duda.click(refused, custom_id=find_button(refused, "form:again:"))
    await group.duda.submit_modal(form, BAKERY | {"sponsor": [group.bruno]})
    await group.ana.click(group.moderators.history()[-1], custom_id=f"member:approve:{group.duda.id}")
    await group.duda.slash(group.channel, "profile show")
    for kind in ("direct", "lead", "own"):
        await group.refer(group.ana, group.bruno, kind=kind)
    await group.refer(group.ana, group.bruno, contact="x")
    await group.ana.click(await group.open_referral(group.ana, "R-2"), custom_id="referral:agreed:2")
    for number, verb in ((1, "accept"), (1, "contacted"), (2, "show"), (3, "accept")):
        await group.bruno.click(await group.open_referral(group.bruno, f"R-{number}"), custom_id=f"referral:{verb}:{number}")
    for number, verb in ((2, "decline"), (3, "no_fit")):
        form = await group.bruno.click(
            await group.open_referral(group.bruno, f"R-{number}"), custom_id=f"referral:{verb}:{number}"
        )
        await group.bruno.submit_modal(form, {"reason": ""})
    form = await group.bruno.click(await group.open_referral(group.bruno), custom_id="referral:won:1")
    await group.bruno.submit_modal(form, WARM | {"amount": "1.250,00"})
    await group.ana.click(group.channel.history()[-1], custom_id="thanks:pleasure:1")
    form = await group.caio.slash(group.channel, "thank", member=group.ana)
    given = await group.caio.submit_modal(form, WORDS | {"amount": "12.50"})
    given = await group.caio.submit_modal(await group.caio.slash(group.channel, "thank", member=group.ana), WORDS)
    await group.caio.click(shown(given), custom_id=find_button(shown(given), "thanks:undo"))
    given = await group.refer(group.caio, group.ana)
    await group.caio.click(shown(given), custom_id="referral:undo:4")
    await group.ana.slash(group.channel, "digest schedule", day="friday", time="09:00")
    await group.ana.slash(group.channel, "digest schedule", day="friday", time="25:00")
    await group.ana.slash(group.channel, "digest post")
    for person in (group.ana, group.bruno, group.caio, group.duda):
        for command in ("help", "referrals", "me", "leaderboard", "profile show"):
            await person.slash(group.channel, command)
    await group.ana.slash(group.channel, "leaderboard", board="thanked", period="all_time")
    for kind in ("csv", "xlsx"):
        await group.ana.slash(group.channel, "member export", format=kind)
    file = "Nome;Ramo;Telefone;Situação\nBruno;Confeiteiro;nenhum;VIP\nCaio Reis;Pintor;;\nÉrica;Dentista;;\nZeca;;;\nGil;=1;;\nX;Y;;saiu\n"
    preview = shown(await group.ana.slash(group.channel, "member import", file=("lista.csv", file.encode())))
    preview = shown(await group.ana.click(preview, custom_id=find_button(preview, "import:likeliest")))
    await group.ana.click(preview, custom_id=find_button(preview, "import:apply"))
    await group.ana.slash(group.channel, "member import", file=("lista.csv", b"Bruno;Pintor"))
    await group.ana.slash(group.channel, "member import", file=("lista.csv", b"%PDF"))
    await group.ana.slash(group.channel, "member remove", member=group.duda, reason="Mudou-se")
    await group.duda.slash(group.channel, "refer", member=group.ana)
    await group.ana.slash(group.channel, "refer", member=group.ana)
    await group.ana.slash(group.channel, "refer", member=group.duda)
    await group.env.advance_time(9 * 86400)


async def begin(group: World) -> None:
    """The setup one by one, what the group is, the panel, a member's first steps."""
    card = shown(await group.ana.slash(group.channel, "group setup"))
    await group.ana.click(card, custom_id="setup:ask:language")
    for _ in range(10):
        await group.ana.click(card, label="Pular")
    card = shown(await group.ana.click(shown(await group.ana.slash(group.channel, "help")), label="Dar os primeiros passos"))
    await group.ana.click(card, label="Avançar")
    for button in ("boards", "messages", "boards", "messages", "things"):
        await group.ana.click(card, custom_id=find_button(card, f"welcome:{button}"))
    await group.ana.slash(group.channel, "group panel")
    await group.ana.slash(group.channel, "group seats", look_for="Florist")
    about = shown(await group.ana.slash(group.channel, "group about"))
    await group.ana.click(about, custom_id="group:about_edit")
    for button in ("panel:refer", "panel:thank"):
        await group.ana.click(card, custom_id=button)


@pytest.mark.parametrize("locale", ["pt-BR"])
async def test_no_english_is_read(empty: World) -> None:
    with speak("pt-BR"):
        await empty.settle_in(language="pt-BR")
        await begin(empty)
        await walk_the_loop(empty)
    empty.refusals()
    texts = everything(empty)
    assert len(texts) > 500
    assert english_in(texts) == set()
    assert any("R$\u00a01.250,00" in text for text in texts)
    assert any("Fechou negócio" in text for text in texts)


async def test_a_reader_gets_their_own_language_and_everybody_the_groups(empty: World) -> None:
    await empty.settle_in(language="pt-BR")
    with speak("pt-BR", empty.bruno):
        await empty.bruno.slash(empty.channel, "profile edit")
        await empty.refer(empty.bruno, empty.caio)
        given = await empty.refer(empty.ana, empty.bruno)
    assert "is on its way to Bruno" in text_of(shown(given))
    assert "indica" in empty.direct(empty.bruno)[-1]
    assert "passed" not in empty.public()[-1]
    assert "Maria" not in empty.public()[-1]


async def test_a_group_of_two_languages_reads_both(empty: World) -> None:
    await empty.settle_in(language="both")
    await empty.refer(empty.ana, empty.bruno)
    english_line, portuguese_line = empty.public()[-1].split("\n")
    assert english_line == "🤝 **Ana** passed **Bruno** a referral. (R-1)"
    assert "**Ana**" in portuguese_line
    assert portuguese_line != english_line
    form = await empty.bruno.slash(empty.channel, "thank", referral="R-1")
    await empty.bruno.submit_modal(form, WARM)
    post = empty.channel.history()[-1]
    assert text_of(post).count("> You saved my week!") == 2
    buttons = [c for c in str([each.to_dict() for each in post.components]).split("'") if c.startswith("thanks:pleasure")]
    assert len(buttons) == 1, "a custom id stands once in a message"


async def test_a_language_we_have_not_reads_the_servers(empty: World) -> None:
    await empty.settle_in(language="pt-BR")
    empty.env.backend.get_guild(empty.guild.id).preferred_locale = "pt-BR"
    with speak(discord.Locale.french.value):
        assert "Members refer clients" not in text_of(shown(await empty.bruno.slash(empty.channel, "help")))
        await empty.refer(empty.bruno, empty.caio)
        await empty.refer(empty.caio, empty.bruno)
    assert "refers" not in empty.direct(empty.bruno)[-1]


def test_the_words_that_are_the_same_in_both_are_listed() -> None:
    with (LOCALES / "pt_BR" / "LC_MESSAGES" / "goodword.po").open("rb") as file:
        assert {message.id for message in read_po(file) if message.id and message.id == message.string} == set(SAME)


async def test_the_giver_reads_what_the_receiver_decided(group: World) -> None:
    await group.refer(group.ana, group.bruno)
    form = await group.bruno.click(await group.open_referral(group.bruno), label="Can't take it")
    await group.bruno.submit_modal(form, {})
    with speak("pt-BR", group.ana):
        card = text_of(await group.open_referral(group.ana))
        assert "🙏 Bruno não pode atender." in card
        assert "posso" not in card
        assert "posso" not in said(await group.ana.slash(group.channel, "referrals"))
        assert "0 membros" in said(await group.ana.slash(group.channel, "directory", search="zebra"))
        assert "placares" in said(await group.ana.slash(group.channel, "settings"))
    assert "can't take it" not in text_of(await group.open_referral(group.bruno))


async def test_a_menu_of_ones_own_people_opens_no_referral(group: World) -> None:
    with speak("pt-BR", group.ana):
        await group.ana.slash(group.channel, "keep-in-touch add", name="Dona Célia", every="month")
        people = shown(await group.ana.slash(group.channel, "keep-in-touch list"))
    assert placeholders_of(people) == ["Abrir uma pessoa"]


async def test_what_is_put_into_somebodys_mouth_has_no_gender(group: World) -> None:
    with speak("pt-BR", group.ana):
        form = await group.ana.slash(group.channel, "thank", member=group.bruno)
    assert "Agradeço muito!" in str(form.modal)
    assert "brigad" not in str(form.modal)


async def test_the_steps_of_two_members_speak_of_a_talk(group: World) -> None:
    with speak("pt-BR", group.ana):
        card = said(await group.ana.slash(group.channel, "profile show", member=group.bruno))
    assert "☕ conversou — · 🤲 ajudou — · 🤝 indicou — · 💚 agradeceu —" in card


def test_no_sentence_takes_its_reader_for_a_man() -> None:
    texts = (LOCALES / "pt_BR" / "LC_MESSAGES" / "goodword.po").read_text(encoding="utf-8")
    assert "você" in texts
    assert not re.findall(r"você (?:mesmo\b|volta sozinho|é bom\b|foi \w+[ai]do\b)", texts, re.IGNORECASE)
