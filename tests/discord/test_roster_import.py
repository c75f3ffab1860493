"""A roll from a messy spreadsheet, and into a clean one."""

import csv
import io
from typing import Any

import pytest
import simcord

from bot.demo.simulator import find_button, speak
from tests.discord import wire
from tests.support import World, ids_of, labels_of, said, shown, text_of

FIRST = "Ana Bia Cris Davi Enzo Fabi Gil Hugo Iara José Kátia Léo Mara Nara Otto Paulo Quim Rita Saulo Tina".split()
LAST = "Alves Borges Castro".split()
TRADES = "Padeiro,Advogada,Dentista,Encanador,Fotógrafo,Contadora".split(",")


async def bring(world: World, data: bytes, name: str = "roll.csv", who: Any = None) -> simcord.InteractionResult:
    return await (who or world.ana).slash(world.channel, "member import", file=(name, data))


async def press(world: World, message: Any, verb: str) -> Any:
    return shown(await world.ana.click(message, custom_id=find_button(message, verb)))


async def statuses(world: World) -> dict[str, int]:
    rows = await world.rows("SELECT status, COUNT(*) FROM members GROUP BY status")
    return dict(rows)


def messy_roll() -> str:
    """Sixty people as a group keeps them: a title, empty rows, capitals, no id of Discord's, phones and e-mails apart."""
    lines = ["Lista de membros 2026;;;;;", ";;;;;", "Nº;NOME COMPLETO;Profissão;Empresa;Telefone / WhatsApp;E-mail"]
    for number, (last, first) in enumerate((last, first) for last in LAST for first in FIRST):
        written = f"{first} {last}".upper() if number % 4 == 1 else f" {first}  {last} "
        lines.append(
            f"{number + 1};{written};{TRADES[number % 6]} {number};Casa {number};+55 11 9{number:04}-1234;{number}@example.org"
        )
        if number % 20 == 19:
            lines.append(";;;;;")
    return "\r\n".join(lines)


async def choose(world: World, card: Any) -> Any:
    """Whoever is called nearly as the first row that is asked about; nobody of them where no name is near enough."""
    asked = find_button(card, "import:who")
    row = int(asked.split(":")[-1])
    (name,) = [line.split("**")[1] for line in text_of(card).splitlines() if f"linha {row}:" in line and "Quem é?" in line]
    options = next(part for part in _menus(card) if part["custom_id"] == asked)["options"]
    near = [option["value"] for option in options if option["label"].casefold().startswith(name.casefold()[:-2])]
    return shown(await world.ana.select(card, [near[0] if near else "0"], custom_id=asked))


async def test_a_messy_roll_of_sixty_without_a_single_id(empty: World) -> None:
    await empty.settle_in(language="pt-BR", member_role=empty.guild.create_role("Members"))
    for number, (last, first) in enumerate((last, first) for last in LAST for first in FIRST):
        if number % 3 == 0:  # called in the server as in the file
            empty.guild.add_member(empty.env.create_user(f"{first.lower()}{number}", global_name=f"{first} {last}"))
        elif number % 3 == 1 and number < 30:  # only alike
            empty.guild.add_member(empty.env.create_user(f"{first.lower()}{number}", global_name=f"{first} {last[:4]}"))
    before = await statuses(empty)
    with speak("pt-BR"):
        card = shown(await bring(empty, messy_roll().encode("cp1252"), "Lista (cópia).csv"))
        assert card.ephemeral
        assert await statuses(empty) == before
        assert "Padeiro 0" in text_of(card)
        await empty.restart()
        while any(each.startswith("import:likeliest") for each in ids_of(card)):
            card = await choose(empty, card)
        pages = 1
        while "Avançar" in labels_of(card) and not _disabled(card, "Avançar"):
            card = shown(await empty.ana.click(card, label="Avançar"))
            pages += 1
        assert pages == 8
        done = await press(empty, card, "import:apply")
    assert "60" in text_of(done)
    assert await statuses(empty) == {"active": before["active"] + 30, "expected": 30}
    rows = await empty.opened("members", "name", "user_id", "seat", "business", "contact", where="seat = 'Fotógrafo 4'")
    ((name, user_id, _, business, contact),) = rows
    assert (name, business, contact) == ("Enzo Alve", "Casa 4", "+55 11 90004-1234 · 4@example.org")
    assert user_id > 0
    assert len({row[0] for row in await empty.rows("SELECT user_id FROM members")}) == 63
    assert len(await empty.rows("SELECT 1 FROM log WHERE action = 'member.import'")) == 60
    assert len(await empty.rows("SELECT 1 FROM outbox WHERE kind = 'member.role'")) >= 30
    assert await empty.rows("SELECT COUNT(*) FROM outbox WHERE user_id < 0") == [(0,)]


def _menus(message: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    stack = [part if isinstance(part, dict) else part.to_dict() for part in message.components]
    while stack:
        part = stack.pop()
        found += [part] if "options" in part else []
        stack += part.get("components", [])
    return found


def _disabled(message: Any, label: str) -> bool:
    stack = [part if isinstance(part, dict) else part.to_dict() for part in message.components]
    while stack:
        part = stack.pop()
        if part.get("label") == label:
            return bool(part.get("disabled"))
        stack += part.get("components", [])
    raise LookupError(label)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "This file is empty"),
        (b"PK\x03\x04", "can't read this file as a spreadsheet"),
        (b"Name,Trade\r\n", "nobody under them"),
        (b"Name\r\n" + b"Ana\r\n" * 6000, "more than 5000 rows"),
    ],
)
async def test_a_bad_file_gets_one_sentence(group: World, data: bytes, sentence: str) -> None:
    assert sentence in said(await bring(group, data))
    assert await group.rows("SELECT COUNT(*) FROM drafts") == [(0,)]
    assert len(group.refusals()) == 1


async def test_where_the_accents_may_be_two_letters_it_is_asked_which(group: World) -> None:
    card = shown(await bring(group, "Name;Trade\r\nGyőző Kovács;Pék\r\n".encode("cp1250")))
    assert "How should these words of the file read?" in text_of(card)
    asked = find_button(card, "import:encoding")
    labels = {option["value"]: option["label"] for option in _menus(card)[0]["options"]}
    assert labels["cp1252"].startswith("Gyõzõ")
    assert labels["cp1250"].startswith("Győző · Kovács")
    await group.restart()
    preview = shown(await group.ana.select(card, ["cp1250"], custom_id=asked))
    assert "**Győző Kovács** · Pék" in text_of(preview)
    await press(group, preview, "import:apply")
    assert await group.rows("SELECT name FROM members WHERE status = 'expected'") == [("Győző Kovács",)]


async def test_what_a_roll_does_not_say_is_asked_once_and_what_changes_is_shown(group: World) -> None:
    data = (
        "Nome;Ramo;Situação;Membro desde;CPF\n"
        "Duda;Padeira;Inadimplente;03/04/2024;111\nErica;Dentista;Inadimplente;05/06/2024;\nBruno;Chef;Ativo;;222\nZé;Vet;Não;;\n"
    )
    card = shown(await bring(group, data.encode()))
    text = text_of(card)
    assert "The file has 4 rows." in text
    assert "1 column is not read: “CPF”" in text
    assert "“**Inadimplente**”, in 2 rows: what does that say of them?" in text
    assert "“03/04/2024” may be two days" in text
    assert "→ Chef" in text
    card = shown(await group.ana.select(card, ["out"], custom_id=find_button(card, "import:means")))
    card = shown(await group.ana.select(card, ["skip"], custom_id=find_button(card, "import:means")))
    card = await press(group, card, "import:days")
    assert "is read as" in text_of(card)
    assert not [each for each in ids_of(card) if each.startswith("import:means")]
    await press(group, card, "import:apply")
    assert await group.rows("SELECT name, seat FROM members WHERE name IN ('Duda', 'Erica', 'Bruno', 'Zé')") == [
        ("Bruno", "Chef")
    ]


async def test_a_file_of_fifty_megabytes_is_not_even_fetched(group: World) -> None:
    fetched = len(group.env.http_requests)
    assert "more than 5 MB" in said(await bring(group, b"x" * 50_000_000))
    assert not [each for each in group.env.http_requests[fetched:] if each.method == "GET"]
    group.refusals()


@pytest.mark.parametrize("tag", ["en-US", "pt-BR"])
async def test_without_headings_comes_a_file_that_has_them(group: World, tag: str) -> None:
    with speak(tag):
        answer = shown(await bring(group, b"Ana Souza;Padeira\r\nBruno;Advogado"))
        (template,) = answer.attachments
        data = await template.read()
        again = said(await bring(group, data, "template.xlsx"))
    assert template.filename == "template.xlsx"
    assert ("nobody under them" in again) is (tag == "en-US")
    group.refusals()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("tag", ["en-US", "pt-BR"])
async def test_what_is_exported_changes_nothing_when_it_comes_back(group: World, kind: str, tag: str) -> None:
    head = "Name,Trade,Business,Contact,Member since,Goals\n"
    people = 'Érica,"Painter, walls",\'=cmd|x,+44 20 7946 0000,2024-03-01,"two\nlines"\nBruno,Baker,-10% Bread,@bruno bruno@example.org,,\n'
    await press(group, shown(await bring(group, (head + people).encode())), "import:apply")
    await group.ana.slash(group.channel, "member remove", member=group.caio, reason="moved")
    before = await group.rows("SELECT * FROM members ORDER BY user_id")
    with speak(tag):
        answer = shown(await group.ana.slash(group.channel, "member export", format=kind))
        (file,) = answer.attachments
        assert (answer.ephemeral, file.filename) == (True, f"roll.{kind}")
        card = shown(await bring(group, await file.read(), file.filename))
    assert not [each for each in ids_of(card) if each.startswith("import:apply")]
    assert "▫️ 4" in text_of(card)
    assert "⛔" not in text_of(card)
    assert await group.rows("SELECT * FROM members ORDER BY user_id") == before


async def test_an_export_opens_without_live_formulas_and_without_contacts_that_are_kept_back(group: World) -> None:
    await press(
        group,
        shown(await bring(group, b"Name,Trade,Contact\nBruno,'=1+1,bruno@example.org\nCaio,Painter,+44 20 7946 0000")),
        "import:apply",
    )
    await group.bot.database.write(
        lambda tx: tx.run("UPDATE members SET shares_contact = 'nobody' WHERE user_id = ?", group.bruno.id)
    )
    answer = shown(await group.ana.slash(group.channel, "member export", format="csv"))
    (file,) = answer.attachments
    rows = list(csv.reader(io.StringIO((await file.read()).decode("utf-8-sig"))))
    by_name = {row[1]: row for row in rows}
    assert by_name["Bruno"][2] == "'=1+1"
    assert "bruno@example.org" not in str(rows)
    assert "'+44 20 7946 0000" in by_name["Caio"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert "1 contact is not in it" in text_of(answer)


async def test_a_refused_row_says_which_and_why_and_a_file_of_nothing_else_can_not_be_written(group: World) -> None:
    data = b"Name,Trade\nErica,\nFabi,=1+1\nBruno,Baker\nbruno,Cook\n"
    card = shown(await bring(group, data))
    text = text_of(card)
    assert "row 2: **Erica** · The trade is missing." in text
    assert "row 3: **Fabi** · “Trade” holds a formula." in text
    assert "row 5: **bruno** · This is the same person as in row 4." in text
    assert not [each for each in ids_of(card) if each.startswith("import:apply")]


async def test_it_is_carried_out_once_however_often_it_is_pressed_and_cancelled_for_good(group: World) -> None:
    card = shown(await bring(group, b"Name,Trade\nErica,Dentist\n"))
    apply = find_button(card, "import:apply")
    second = shown(await bring(group, b"Name,Trade\nFabi,Dentist\n"))
    for _ in range(2):
        done = shown(await group.ana.click(card, custom_id=apply))
        once_more = {"type": 2, "style": 2, "label": "x", "custom_id": apply}
        card._message.components = [*done._message.components, {"type": 1, "components": [once_more]}]
        assert text_of(done).startswith("✅ 1 person is written")
    await press(group, second, "import:cancel")
    assert [name for (name,) in await group.rows("SELECT name FROM members WHERE status = 'expected'")] == ["Erica"]


async def test_an_import_is_undone_from_its_card_and_later_from_the_log(group: World) -> None:
    before = await group.rows("SELECT user_id, name, status, seat FROM members ORDER BY user_id")
    data = b"Name,Trade\nDuda,Baker\nErica,Dentist\nBruno,Cook\n"
    done = await press(group, shown(await bring(group, data)), "import:apply")
    undone = await press(group, done, "import:undo")
    assert "everybody is what they were before" in text_of(undone)
    assert not ids_of(undone)
    rows = await group.rows("SELECT user_id, name, status, seat FROM members ORDER BY user_id")
    assert [row for row in rows if row[0] != group.duda.id] == before
    assert [row[2] for row in rows if row[0] == group.duda.id] == ["former"]
    await press(group, shown(await bring(group, data)), "import:apply")
    log = shown(await group.lia.slash(group.channel, "moderate log"))
    assert "import of the roll undone (3)" in text_of(log)
    opened = shown(await group.lia.select(log, ["2"], custom_id="import:open"))
    assert f"Imported by <@{group.ana.id}> **Ana**" in text_of(opened)
    await group.lia.click(opened, custom_id=find_button(opened, "import:undo"))
    assert await group.rows("SELECT COUNT(*) FROM members WHERE status = 'expected'") == [(0,)]


async def test_a_roll_that_changed_meanwhile_is_shown_again(group: World) -> None:
    card = shown(await bring(group, b"Name,Trade\nDuda,Baker\n"))
    assert "1 becomes a member" in text_of(card)
    await group.lia.slash(group.channel, "member add", member=group.duda, seat="Florist")
    again = await press(group, card, "import:apply")
    assert "The roll changed since you looked" in text_of(again)
    assert "Florist → Baker" in text_of(again)
    assert await group.rows("SELECT seat FROM members WHERE user_id = ?", group.duda.id) == [("Florist",)]
    await press(group, again, "import:apply")
    assert await group.rows("SELECT seat FROM members WHERE user_id = ?", group.duda.id) == [("Baker",)]


async def test_an_import_is_kept_for_fifteen_minutes_and_is_whose_it_is(group: World) -> None:
    card = shown(await bring(group, b"Name,Trade\nErica,Dentist\n"))
    other = shown(await bring(group, b"Name,Trade\nFabi,Dentist\n", who=group.lia))
    foreign = find_button(card, "import:apply")
    other._message.components[0]["components"][-1]["components"][0]["custom_id"] = foreign
    assert "This import is over" in said(await group.lia.click(other, custom_id=foreign))
    await group.env.advance_time(15 * 60)
    assert "This import is over" in said(await group.ana.click(card, custom_id=foreign))
    assert await group.rows("SELECT COUNT(*) FROM drafts") == [(0,)]
    assert (await statuses(group)).keys() == {"active"}
    group.refusals()


async def test_where_discord_does_not_answer_nothing_is_guessed(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import discord

    async def silence(*_: object, **__: object) -> list[discord.Member]:
        raise TimeoutError

    monkeypatch.setattr(discord.Guild, "query_members", silence)
    assert "Discord did not answer who is in the server" in said(await bring(group, b"Name,Trade\nErica,Dentist\n"))
    assert await group.rows("SELECT COUNT(*) FROM drafts") == [(0,)]


async def test_somebody_expected_gives_their_trade_back(group: World) -> None:
    await press(group, shown(await bring(group, "Name,Trade\nÉrica Nunes,Dentist\n".encode())), "import:apply")
    card = shown(await group.ana.slash(group.channel, "member expected", name="erica"))
    freed = shown(await group.ana.click(card, custom_id="expected:associate:1"))
    assert "**expected** · friend of the group" in text_of(freed)
    assert ids_of(freed) == ["expected:remove:1"]
    gone = shown(await group.ana.click(freed, custom_id="expected:remove:1"))
    assert "Nobody can say any more that they are this person." in text_of(gone)
    late, _ = await wire.answer(group, group.ana, group.channel, wire.PRESS, wire.press("expected:associate:1"))
    assert late.startswith("This person is not a member of the group.")
    assert await group.rows("SELECT status FROM members WHERE user_id < 0") == [("former",)]
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE user_id < 0") == [(0,)]


async def test_somebody_expected_is_looked_up_moved_and_removed_by_name(group: World) -> None:
    await press(group, shown(await bring(group, "Name,Trade\nÉrica Nunes,Dentist\nFabi Reis,Vet\n".encode())), "import:apply")
    card = shown(await group.ana.slash(group.channel, "member expected", name="erica"))
    assert "Dentist" in text_of(card)
    moved = shown(await group.ana.slash(group.channel, "member expected", name="-1", seat="Surgeon"))
    assert "Surgeon" in text_of(moved)
    gone = shown(await group.ana.click(moved, custom_id=find_button(moved, "expected:remove")))
    assert "former member" in text_of(gone)
    assert not ids_of(gone)
    assert await group.rows("SELECT status, seat FROM members WHERE name = 'Érica Nunes'") == [("former", "Surgeon")]
    assert "Choose somebody expected" in said(await group.ana.slash(group.channel, "member expected", name="Érica Nunes"))
    group.refusals()
    assert await group.rows("SELECT COUNT(*) FROM outbox WHERE user_id < 0") == [(0,)]
