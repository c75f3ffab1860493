"""The demo, as somebody who has just cloned the project meets it."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from bot.__main__ import _terminal_language, cli
from bot.demo import terminal
from bot.i18n import words
from tests.demo.conftest import SCREENSHOTS, unframed
from tests.patience import PATIENCE

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def pictures(tmp_path):
    """Where screenshots go: into the README's pictures only when somebody asks for new ones."""
    return DOCS if SCREENSHOTS else tmp_path


def test_a_referral_is_passed_accepted_won_and_read_about(start, visit, pictures):
    demo = start("--language", "en")
    anyone = visit(demo)
    channel = anyone.page.locator("#channel-layout")

    anyone.become("Ana Beatriz Carvalho")
    anyone.command("refer", member="Bruno Teixeira")
    anyone.fill(prospect="Teresa Quintela", contact="(11) 95550-0299", need="A charging point for her new car, in the garage.")
    anyone.fill(kind="direct", warmth="3")
    anyone.unfold_form()
    anyone.picture(pictures / "demo-refer.png", 760, 1130)
    anyone.submit()
    anyone.card("R\u201145 is on its way to Bruno Teixeira")

    expect(anyone.seat("Bruno Teixeira · direct messages")).to_contain_text("(1 new)")
    anyone.become("Bruno Teixeira · direct messages")
    expect(anyone.card("refers Teresa Quintela to you")).to_contain_text("New")
    anyone.press("refers Teresa Quintela to you", "Accept")
    expect(anyone.card("refers Teresa Quintela to you")).to_contain_text("Accepted")
    anyone.card("(11) 95550-0299")
    anyone.become("Ana Beatriz Carvalho · direct messages")
    anyone.card("Bruno Teixeira", "accepted R\u201145")
    anyone.become("Bruno Teixeira · direct messages")
    anyone.picture(pictures / "demo-referral.png", 760, 850)

    anyone.press("refers Teresa Quintela to you", "Got the job")
    anyone.fill(message="Ana, she is a delight. Thank you!", amount="4,300.00")
    anyone.submit()
    expect(anyone.card("Ana Beatriz Carvalho will be glad")).to_contain_text("4,300.00")
    anyone.become("Bruno Teixeira")
    expect(anyone.card("Bruno Teixeira thanks Ana Beatriz Carvalho")).not_to_contain_text("4,300.00")

    anyone.become("Camila Nakamura")
    expect(channel).not_to_contain_text("Teresa Quintela")
    anyone.command("leaderboard")
    board = anyone.card("Who helped most members")
    expect(board).to_contain_text("Ana Beatriz Carvalho")
    anyone.choose("Who helped most members", "this quarter", menu=1)
    expect(board.get_by_alt_text("(1 October – 31 December 2026)")).to_be_visible()

    anyone.become("Bruno Teixeira")
    anyone.command("profile show")
    expect(anyone.card("Who to send them")).to_contain_text("Bruno Teixeira")
    anyone.picture(pictures / "demo-profile.png", 760, 900)

    _answer_what_is_asked(anyone, pictures)
    _approve(anyone, channel, pictures)

    anyone.command("group setup")
    anyone.press("Time zone", "Ask me one by one")
    anyone.picture(pictures / "demo-setup.png", 760, 700)

    _read_the_news(anyone, demo, pictures)
    demo.end()


def _approve(anyone, channel, pictures):
    """The moderator approves the applicant in the moderators' channel; the card and the commands are there only."""
    expect(channel).not_to_contain_text("Rafael Okamoto applies as")
    anyone.become("Marina Duarte")
    expect(channel).not_to_contain_text("Rafael Okamoto applies as")
    assert not anyone.offered("member")
    anyone.become("Marina Duarte · #moderators")
    assert "/member approve" in anyone.offered("member")
    anyone.picture(pictures / "demo-application.png", 760, 900)
    anyone.press("Rafael Okamoto applies as", "Approve")
    expect(anyone.card("Rafael Okamoto applies as")).to_contain_text("Decided: member")


def _read_the_news(anyone, demo, pictures):
    """A week passes, and the news of it tells what was done above."""
    demo.type("week")
    assert "A week has passed" in demo.wait_for("weekly news is in the channel")
    anyone.become("Bruno Teixeira")
    anyone.card("Good words,", "Ana, she is a delight. Thank you!")  # in a second message where the first is full
    news = anyone.card("Good words,", "2 questions were answered")
    expect(news).to_contain_text("Who helped most members")
    expect(news).to_contain_text("2 introductions")
    expect(news).to_contain_text("2 questions were answered and 1 cover was found")
    expect(news).to_contain_text("João Pedro Vasconcelos: The manager of a building in Saúde")
    anyone.picture(pictures / "demo-digest.png", 760, 1520)


def _answer_what_is_asked(anyone, pictures):
    """Gabriela answers the open question that fits her, and it counts once Isabela says that it helped."""
    anyone.become("Gabriela Souza Lima")
    anyone.command("ask")
    expect(anyone.card("Open in the group")).to_contain_text("fits you: lower, cholesterol")
    anyone.picture(pictures / "demo-ask.png", 760, 760)
    anyone.press("Isabela Rocha asks:", "I can help")
    anyone.fill(answer="Beans, and bread that they have to chew.")
    anyone.submit()
    anyone.become("Heitor Prado")
    anyone.card("Isabela Rocha asks:", "1 answer")
    anyone.press("Isabela Rocha asks:", "1 answer")
    anyone.card("Beans, and bread that they have to chew.")
    anyone.picture_of(pictures / "demo-question.png", 760, 760, "Isabela Rocha asks:", "1 answer")
    anyone.become("Isabela Rocha · direct messages")
    anyone.press("Gabriela Souza Lima can help you (A\u20119)", "This helped me")
    anyone.submit()
    anyone.become("Isabela Rocha")
    anyone.command("leaderboard")
    anyone.choose("Who helped most members", "Who answered most asks")
    board = anyone.card("Who answered most asks")
    for helper in ("Bruno Teixeira", "Gabriela Souza Lima", "João Pedro Vasconcelos"):
        expect(board).to_contain_text(helper)


@pytest.mark.skipif(
    not SCREENSHOTS, reason="it takes the pictures of the Portuguese guides; the next one tries the page in Portuguese"
)
def test_the_group_and_its_pictures_are_portuguese_where_it_is_asked_for(start, visit, pictures):
    demo = start("--language", "pt-BR")
    anyone = visit(demo)
    anyone.become("Ana Beatriz Carvalho")
    anyone.command("indicar", membro="Bruno Teixeira")
    anyone.fill(prospect="Teresa Quintela", contact="(11) 95550-0299", need="Um ponto de recarga para o carro, na garagem.")
    anyone.fill(kind="direct", warmth="3")
    anyone.submit()
    anyone.card("R\u201145 está a caminho de Bruno Teixeira")
    anyone.become("Bruno Teixeira · mensagens diretas")
    anyone.press("indicou Teresa Quintela para você", "Aceitar")
    anyone.card("(11) 95550-0299")
    anyone.picture(pictures / "demo-indicacao.png", 760, 850)
    anyone.become("Bruno Teixeira")
    anyone.command("perfil ver")
    expect(anyone.card("Quem indicar")).to_contain_text("Bruno Teixeira")
    anyone.picture(pictures / "demo-perfil.png", 760, 900)
    anyone.become("Gabriela Souza Lima")
    anyone.command("pedir")
    anyone.card("Abertos no grupo")
    anyone.picture(pictures / "demo-pedir.png", 760, 760)
    anyone.press("Isabela Rocha pergunta:", "Posso ajudar")
    anyone.fill(answer="Feijão, e pão que faça mastigar.")
    anyone.submit()
    anyone.become("Heitor Prado")
    anyone.press("Isabela Rocha pergunta:", "1 resposta")
    anyone.card("Feijão, e pão que faça mastigar.")
    anyone.picture_of(pictures / "demo-pergunta.png", 760, 760, "Isabela Rocha pergunta:", "1 resposta")
    anyone.become("Marina Duarte · #moderação")
    anyone.card("Rafael Okamoto quer participar como")
    anyone.picture(pictures / "demo-pedido.png", 760, 900)
    demo.type("week")
    demo.wait_for("O resumo da semana está no canal.")
    anyone.become("Bruno Teixeira")
    expect(anyone.card("Quem ajudou")).to_contain_text("Ana Beatriz Carvalho")
    anyone.picture(pictures / "demo-resumo.png", 760, 1520)
    demo.end()


def test_an_empty_group_is_set_up_in_portuguese_and_the_page_ends_the_demo(start, visit, pictures):
    demo = start("--empty")
    anyone = visit(demo)
    assert "Círculo Paulista" in demo.printed
    anyone.become("Bruno Teixeira")
    anyone.command("ajuda")
    expect(anyone.card("ainda não foi configurado")).to_contain_text("/grupo configurar")
    anyone.become("Marina Duarte")
    anyone.command("grupo configurar")
    anyone.press("Fuso horário", "Pergunte uma coisa por vez")
    anyone.picture(pictures / "demo-configurar.png", 760, 700)

    anyone.command("membro adicionar", membro="Bruno Teixeira", ramo="Eletricista")
    anyone.command("membro adicionar", membro="Ana Beatriz Carvalho", ramo="Arquitetura")
    anyone.become("Ana Beatriz Carvalho")
    anyone.command("indicar", membro="Ana Beatriz Carvalho")
    anyone.card("Indique um cliente para outra pessoa, não para você")
    expect(anyone.page.locator("#action-status")).not_to_contain_text("uncertain")
    anyone.command("indicar", membro="Bruno Teixeira")
    anyone.cancel()
    anyone.command("indicar", membro="Bruno Teixeira")
    anyone.fill(prospect="Teresa Quintela", contact="(11) 95550-0299", need="Um ponto de recarga para o carro, na garagem.")
    anyone.fill(kind="direct", warmth="3")
    anyone.unfold_form()
    anyone.picture(pictures / "demo-indicar.png", 760, 1130)
    anyone.submit()
    anyone.card("R\u20111 está a caminho de Bruno Teixeira")
    anyone.page.locator(".session-menu summary").click()
    anyone.page.locator("#close").click()
    demo.ended()


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "pt_BR.UTF-8"}, "pt-BR"),
        ({"LANG": "pt_PT"}, "pt-BR"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "pt_BR.UTF-8", "LC_ALL": "C.UTF-8"}, "en"),
        ({"LANG": "C", "LC_ALL": "", "LC_MESSAGES": "pt"}, "pt-BR"),
        ({}, "en"),
    ],
)
def test_it_speaks_the_language_of_the_terminal(environment, language):
    assert _terminal_language(environment) == language


def test_it_ends_when_asked_and_leaves_nothing_behind(start):
    demo = start("--empty", stdin=subprocess.DEVNULL)
    demo.wait_for("Ctrl-C")
    folder = demo.folder
    assert folder.name.startswith("goodword-demo-")
    demo.end(signal.SIGINT)
    assert not folder.exists()


def test_it_ends_while_the_group_still_lives_its_weeks(start):
    demo = start()
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            folder = demo.folder
            break
        except (StopIteration, OSError):
            time.sleep(0.05)
    demo.end()
    assert not folder.exists()


def test_what_can_be_typed_is_said_and_a_week_passes_in_portuguese(start):
    demo = start("--empty")
    assert "`week`" in demo.wait_for("Ctrl-C")
    for command in ("/grupo configurar ", "/participar ", "/ajuda "):
        assert command in demo.printed
    demo.type("month")
    demo.wait_for("Não conheço “month”. Digite `week`")
    demo.type("week")
    demo.wait_for("Nenhum resumo da semana está agendado")
    demo.process.stdin.close()
    demo.process.stdin = None
    folder = demo.folder
    demo.end(signal.SIGTERM)
    assert not folder.exists()


def test_what_can_be_tried_in_the_sample_group_has_the_names_of_the_page():
    names = {"url": "", "group": "", "beside": "", "moderator": "", "applicant": ""}
    said = terminal.welcome(**names, empty=False, year=False, listens=True, words=words("pt-BR"))
    for command in ("/indicar ", "/pedir ", "/apresentar "):
        assert command in said


def test_the_store_is_kept_where_it_is_said(start, tmp_path):
    kept = tmp_path / "kept"
    demo = start("--empty", "--keep", str(kept))
    demo.wait_for("Ctrl-C")
    demo.end()
    with sqlite3.connect(kept / "goodword.db") as database:
        assert database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] > 5
    database.close()
    assert "holds a store already" in refusal("--empty", "--keep", str(kept))


def test_what_it_cannot_do_it_says_in_a_sentence(start):
    assert "fr is none of: en, pt-BR" in refusal("--language", "fr")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert "Choose another one, or none" in start("--empty", "--port", str(taken.getsockname()[1])).refusal()


def refusal(*options):
    """What the command says that refuses its options, before it starts anything."""
    refused = CliRunner().invoke(cli, ["demo", *options])
    assert refused.exit_code == 2
    assert isinstance(refused.exception, SystemExit)
    return unframed(refused.output)
