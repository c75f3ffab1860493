"""Past referrals from a messy spreadsheet, as a moderator brings them in and members read of them."""

from datetime import date
from typing import Any

from bot.core.dates import DayOrder
from bot.core.errors import Sentence
from bot.core.text import units
from bot.demo.simulator import find_button, speak
from bot.i18n import words
from bot.membership.import_sessions.model import Meant
from bot.membership.members.model import Member, Status
from bot.referrals.history.model import Slip
from bot.referrals.history.plan import Known, RowOutcome, Upload, plan
from cogs._ui.import_card import preview_card
from cogs.moderation.history_cards import preview
from tests.standin.world import parts
from tests.support import World, ids_of, labels_of, said, shown, text_of

MORE = "Dora Reis,Enzo Prado,Fábia Rocha,Gil Torres,José Álvares".split(",")


async def bring(world: World, data: bytes, name: str = "indicações.csv", who: Any = None) -> Any:
    return await (who or world.ana).slash(world.channel, "moderate import", file=(name, data))


async def press(world: World, message: Any, verb: str, who: Any = None) -> Any:
    return shown(await (who or world.ana).click(message, custom_id=find_button(message, verb)))


def messy_year() -> str:
    """Sixty lines as a group keeps them: a title, clients and amounts, capitals, nicknames, totals, days in every style."""
    givers = ["Ana", "BRUNO", "Dora Reis", " josé  alvares", "Fabia Rocha", "Enzo Prado"]
    receivers = ["Caio", "Ana ", "Gil Torres", "ana", "Bruno", "DORA REIS"]
    days = ["14/03/2025", "02/04/2025", "2025-05-06", "7 de junho de 2025", "07/2025", "5.8.25"]
    kinds = ["Direta", "própria", "", "indicação", "contato", "INTERNA"]
    lines = ["Indicações do grupo 2025;;;;;;", ";;;;;;", "Nº;Quem indicou?;Para quem;Cliente;Valor (R$);Data da indicação;Tipo"]
    for number in range(48):
        at = number % 6
        turn = (at + number // 6) % 6
        lines.append(f"{number + 1};{givers[at]};{receivers[at]};Maria {number};1.{number:03},00;{days[turn]};{kinds[turn]}")
    lines += [
        ";;;;;;",
        "49;Ana;Caio;Maria;;14/03/2025;Direta",
        "50;Bia Lima;Ana;x;;14/03/2025;Direta",
        "51;Ana;Zé da padaria;x;;15/03/2025;Direta",
        "52;Fábia Roxa;Bruno;x;;15/03/2025;Direta",
        "53;Bruno;Fábia Roxa;x;;16/03/2025;",
        "54;Caio;Caio;x;;16/03/2025;Direta",
        "55;Caio;Bruno;x;;31/02/2025;Direta",
        "56;Caio;Bruno;x;;03/03/2027;Direta",
        "57;Caio;;x;;16/03/2025;Direta",
        "58;Caio;Bruno;x;;16/03/2025;morna",
        '59;Caio;Bruno;x;;"=HOJE()";Direta',
        "60;[Caio](https://x.example);@everyone;x;;16/03/2025;Direta",
        ";Total;;;;;60",
    ]
    return "\r\n".join(lines)


async def test_a_messy_year_of_sixty_rows_in_portuguese(empty: World) -> None:
    await empty.settle_in(language="pt-BR")
    for number, name in enumerate(MORE):
        person = empty.guild.add_member(empty.env.create_user(f"more{number}", global_name=name))
        await empty.ana.slash(empty.channel, "member add", member=person, seat=f"Trade {number}")
    public = empty.public()
    with speak("pt-BR"):
        card = shown(await bring(empty, messy_year().encode("cp1252")))
        assert card.ephemeral
        assert "➕ 49 indicações seriam registradas: março – agosto de 2025" in text_of(card).replace("\u2009", " ")
        assert "**Fábia Roxa**, em 2 linhas: quem é?" in text_of(card)
        assert "“02/04/2025” é lido como 2 de abril de 2025" in text_of(card)
        assert "linha 58: **Caio** → **Caio** · Quem indicou e quem recebeu são a mesma pessoa" in text_of(card)
        assert "**Bia Lima** 1 · **Zé da padaria** 1" in text_of(card)
        assert "Maria" not in text_of(card)
        asked = next(each for each in ids_of(card) if each.startswith("past:who"))
        card = shown(await empty.ana.select(card, ["leave"], custom_id=asked))
        assert "Você deixou “Fábia Roxa” de fora." in text_of(card)
        await empty.restart()
        card = await press(empty, card, "past:likeliest")
        first = text_of(card)
        second = text_of(shown(await empty.ana.click(card, label="Avançar")))
        for why in (
            "“31/02/2025” não é um dia",
            "“03/03/2027” é hoje ou ainda não chegou",
            "Não conheço o tipo “morna”",
            "tem uma fórmula",
        ):
            assert why in first + second
        done = await press(empty, card, "past:apply")
        assert "49 indicações passadas" in text_of(done)
        mine = said(await empty.ana.slash(empty.channel, "me")).replace("\u2009", " ")
        assert "Você fez 8 indicações." in mine
        assert "Delas, 8 feitas e 13 recebidas são da época anterior, março – agosto de 2025" in mine
        assert "**Caio**: você indicou 8, recebeu 0" in mine
        assert "Contatos dessa época, que não contam: 1 de você, 3 para você." in mine
        assert "8" not in said(await empty.ana.slash(empty.channel, "leaderboard", period="all_time"))
        home = shown(await empty.ana.slash(empty.channel, "privacy export", format="csv"))
        assert "25 indicações passadas" in text_of(home)
        (before,) = [each for each in home.attachments if each.filename == "before.csv"]
        lines = (await before.read()).decode("utf-8-sig").splitlines()
        assert (lines[0], len(lines)) == ("Feita em;Sentido;Com quem;Tipo", 26)
        log = shown(await empty.lia.slash(empty.channel, "moderate log"))
        assert "**Ana** · indicações passadas trazidas (49)" in text_of(log)
        opened = shown(await empty.lia.select(log, ["1"], custom_id="past:open"))
        undone = await press(empty, opened, "past:undo", empty.lia)
        assert "nada disso conta mais" in text_of(undone)
        assert not ids_of(undone)
        assert "época anterior" not in said(await empty.ana.slash(empty.channel, "me"))
    assert await empty.rows("SELECT COUNT(*) FROM past_referrals") == [(0,)]
    assert await empty.rows("SELECT COUNT(*) FROM drafts") == [(0,)]
    assert empty.public() == public


async def test_what_can_not_be_read_gets_one_sentence_and_a_file_that_can(group: World) -> None:
    for data, sentence in (
        (b"", "This file is empty"),
        (b"Giver,Receiver,Date\n", "nothing under them"),
        (b"\x89PNG", "as a spreadsheet"),
    ):
        assert sentence in said(await bring(group, data))
    assert "more than 5 MB" in said(await bring(group, b"x" * 5_000_001))
    answer = shown(await bring(group, b"Name,Trade\nBruno,Baker\n"))
    assert "no row with the headings “Giver”, “Receiver” and “Date”" in text_of(answer)
    (template,) = answer.attachments
    assert "nothing under them" in said(await bring(group, await template.read(), template.filename))
    assert await group.rows("SELECT COUNT(*) FROM drafts") == [(0,)]
    assert len(group.refusals()) == 5


async def test_two_moderators_a_second_press_and_a_late_one(group: World) -> None:
    data = b"From,To,Date\nBruno,Caio,03/04/2025\nBruno,Caio,05/06/2025\n"
    card = shown(await bring(group, data))
    assert "“03/04/2025” may be two days" in text_of(card)
    assert not [each for each in ids_of(card) if each.startswith("past:apply")]
    card = shown(await group.ana.click(card, label="03/04/2025 is 3 April 2025"))
    other = shown(await bring(group, data.replace(b"03/04", b"13/04"), who=group.lia))
    assert "Enter 2 referrals" in labels_of(other)
    apply = find_button(card, "past:apply")
    done = shown(await group.ana.click(card, custom_id=apply))
    again = await press(group, other, "past:apply", group.lia)
    assert "The group changed since you looked at this." in text_of(again)
    assert "1 was brought in before" in text_of(again)
    await press(group, again, "past:apply", group.lia)
    card._message.components = [
        *done._message.components,
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": apply}]},
    ]
    assert text_of(shown(await group.ana.click(card, custom_id=apply))) == text_of(done)
    assert len(await group.rows("SELECT * FROM past_referrals")) == 3
    late = shown(await bring(group, b"From,To,Date\nCaio,Ana,2025-01-01\n"))
    await press(group, shown(await bring(group, b"From,To,Date\nCaio,Ana,2025-01-02\n")), "past:cancel")
    await group.env.advance_time(15 * 60)
    assert "This import is over" in said(await group.ana.click(late, custom_id=find_button(late, "past:apply")))
    assert len(await group.rows("SELECT * FROM past_referrals")) == 3


def test_no_file_makes_a_card_that_discord_refuses() -> None:
    roll = [Member(1, number, f"_{number}_" * 30, Status.FORMER, "x" * 200) for number in range(1, 400)]
    names = tuple(member.name for member in roll) + tuple(f"**{number}**" * 40 for number in range(200))
    meant = {place: Meant(roll[place].user_id) if place < 399 else Meant(None, (1, 2, 3, 4, 5)) for place in range(len(names))}
    slips = [Slip(at, names[at % 599], names[(at + 1) % 599], "03/04/2025", "*" * 99 if at % 3 else "") for at in range(1_200)]
    for tag in ("en", "pt-BR"):
        told = plan(Upload(tuple(slips), names, meant, DayOrder.DAY_FIRST), roll, Known(frozenset(), {}), date(2026, 1, 1), tag)
        assert min(told.count(outcome) for outcome in (RowOutcome.ADD, RowOutcome.ASK, RowOutcome.REFUSE))
        for page in (0, 1, 60):
            card = preview_card(words(tag), preview(words(tag), told, "d" * 12), "past", "d" * 12, page, Sentence("x" * 300))
            assert sum(map(units, card.texts)) <= 4_000
            assert len(parts(card.components)) <= 40
            assert all(len(each) <= 100 for each in ids_of(_Shown(card)))


class _Shown:
    """A card as the helpers read messages."""

    content = ""

    def __init__(self, card: Any) -> None:
        self.components = card.components
