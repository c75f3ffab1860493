"""A roll as a spreadsheet: its columns, and what its cells say of a person."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.spreadsheet.grid import Headings, by_name
from bot.core.text import compared, plain
from bot.membership.members.model import Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.spreadsheet.grid import Grid


class Column(StrEnum):
    """What a column of a roll may hold, in the order in which ours are written."""

    ID = "id"
    NAME = "name"
    SEAT = "seat"
    BUSINESS = "business"
    OFFER = "offer"
    IDEAL_REFERRAL = "ideal_referral"
    CONTACT = "contact"
    LINKS = "links"
    STATUS = "status"
    JOINED = "joined"
    GOALS = "goals"
    WINS = "wins"
    INTERESTS = "interests"
    CIRCLES = "circles"
    SKILLS = "skills"
    HANDLE = "handle"
    SURNAME = "surname"


HEADINGS = {
    Column.ID: N_("Discord id"),
    Column.NAME: N_("Name"),
    Column.SEAT: N_("Trade"),
    Column.BUSINESS: N_("Business"),
    Column.OFFER: N_("Offer"),
    Column.IDEAL_REFERRAL: N_("Ideal referral"),
    Column.CONTACT: N_("Contact"),
    Column.LINKS: N_("Web pages"),
    Column.STATUS: N_("Status"),
    Column.JOINED: N_("Member since"),
    Column.GOALS: N_("Goals"),
    Column.WINS: N_("Proud of"),
    Column.INTERESTS: N_("Interests"),
    Column.CIRCLES: N_("Circles"),
    Column.SKILLS: N_("Skills"),
}
"""Those that we write ourselves."""

_CALLED = {
    Column.ID: "discord id, id discord, id do discord, id no discord, user id, id de usuario, id do usuario, member id, id",
    Column.HANDLE: "discord, discord name, discord user, discord user name, discord username, discord handle, discord nick, handle,"
    " discord tag, user name, username, user, usuario, nome de usuario, usuario do discord, usuario no discord, nome no discord,"
    " nome do discord, nick, nickname, nick name, server nickname, apelido, apelido no discord",
    Column.NAME: "name, full name, complete name, first name, given name, member, member name, members, person, contact name,"
    " contact person, nome, nome completo, nome e sobrenome, primeiro nome, nome do membro, membro, membros, associado, associada,"
    " participante, pessoa",
    Column.SURNAME: "last name, surname, family name, sobrenome, ultimo nome",
    Column.SEAT: "trade, trades, seat, profession, occupation, category, classification, speciality, specialty, industry, ramo,"
    " ramo de atividade, ramo de atuacao, profissao, ocupacao, area, area de atuacao, categoria, cadeira, especialidade, atividade,"
    " segmento, setor, cargo, job, job title",
    Column.BUSINESS: "business, businesses, business name, company, company name, firm, organisation, organization, empresa,"
    " nome da empresa, negocio, firma, loja, razao social, nome fantasia, sua empresa, your business",
    Column.OFFER: "offer, offers, what you offer, what they offer, what i offer, services, service, products, description,"
    " about, oferta, ofertas, oferece, o que oferece, o que voce oferece, servicos, servico, produtos, descricao, sobre",
    Column.IDEAL_REFERRAL: "ideal referral, ideal referrals, ideal client, ideal clients, ideal customer, good referral, looking for,"
    " who to send, whom to send, who to send them, who should we send you, who to refer, target market, indicacao ideal,"
    " indicacoes ideais, cliente ideal, clientes ideais, quem indicar, quem enviar, quem mandar, boa indicacao, publico alvo, procura,"
    " quem devemos indicar, quem devemos indicar a voce",
    Column.CONTACT: "contact, contacts, contact details, phone, phones, phone number, telephone, mobile, mobile phone, cell,"
    " cell phone, whatsapp, e mail, email, mail, e mails, emails, e mail address, email address, contato, contatos, telefone,"
    " telefones, telefone celular, celular, fone, tel, zap, correio eletronico, endereco de e mail, how members reach you",
    Column.LINKS: "links, link, website, web site, websites, site, sites, web page, web pages, url, urls, homepage, home page,"
    " instagram, linkedin, facebook, pagina, paginas, pagina na internet, paginas na internet, redes sociais, social media",
    Column.STATUS: "status, state, situacao, estado, condicao, membership, membership status",
    Column.JOINED: "joined, joined on, joined at, join date, date joined, member since, since, start date, desde, membro desde,"
    " entrada, data de entrada, entrou, entrou em, ingresso, data de ingresso, adesao, data de adesao, inicio",
    Column.GOALS: "goals, goal, your goals, objetivos, objetivo, metas, meta, seus objetivos",
    Column.WINS: "wins, win, proud of, what you are proud of, achievements, accomplishments, conquistas, conquista, orgulho,"
    " do que se orgulha, realizacoes",
    Column.INTERESTS: "interests, interest, hobbies, hobby, what you like besides work, interesses, interesse, passatempos,"
    " passatempo",
    Column.CIRCLES: "circles, circle, networks, network, clubs, associations, circulos, circulo, redes, rede de contatos, clubes,"
    " associacoes",
    Column.SKILLS: "skills, skill, abilities, what you are good at, habilidades, habilidade, competencias, talentos",
}
_STATUSES = {
    Status.ACTIVE: "member, active, active member, membro, membra, ativo, ativa, membro ativo, efetivo",
    Status.PAUSED: "on leave, paused, away, leave, de licenca, em licenca, licenca, licenciado, licenciada, afastado, afastada,"
    " em pausa, pausado",
    Status.FORMER: "former member, former, ex member, inactive, not active, left, removed, ex membro, ex membra, antigo membro,"
    " inativo, inativa, saiu, desligado, desligada, removido",
    Status.EXPECTED: "expected, invited, to come, esperado, esperada, aguardado, aguardada, convidado, convidada",
    Status.APPLICANT: "applicant, applied, candidate, candidato, candidata, candidatura, aguardando aprovacao",
    Status.DECLINED: "declined, rejected, pedido recusado, recusado, recusada, nao aceito",
    Status.LEFT: "left the server, saiu do servidor",
}
_STATUS_CALLED = by_name(_STATUSES)

ROLL = Headings(
    _CALLED,
    are_enough=lambda columns: not {Column.ID, Column.NAME, Column.HANDLE}.isdisjoint(columns),
    empty=N_("This file is empty. Fill it in, or get one with your roll by /member export, and upload it again."),
    missing=N_(
        "I found no row with headings such as “Name” and “Trade” in this file. Name the columns in one of the first rows"
        " and upload it again; the file below shows which columns I know."
    ),
    nothing_below=N_("This file has headings and nobody under them. Fill it in and upload it again."),
    joined_by={Column.CONTACT: " · ", Column.LINKS: "\n"},
)

_ID = re.compile(r"(?:<@!?)?([0-9]{15,19})>?", re.ASCII)
_TAG = re.compile(r"#[0-9]{4}$")
"""What stood behind names in Discord once."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a roll, as `grids.Line` has it."""

    number: int
    cells: Mapping[Column, str] = field(default_factory=dict[Column, str])
    formula: Column | None = None

    def text(self, column: Column) -> str:
        return self.cells.get(column, "")


def read_roll(grid: Grid) -> list[Row]:
    """The lines under the headings which are not empty. Raises Refused where there are no headings, or too many rows."""
    return [Row(line.number, line.cells, line.formula) for line in ROLL.lines(grid)]


def read_id(row: Row) -> int | None:
    """The Discord id that stands in the row, also as Discord copies a mention."""
    for column in (Column.ID, Column.HANDLE):
        if found := _ID.fullmatch(row.text(column).strip()):
            return int(found[1])
    return None


def read_handle(row: Row) -> str:
    """The name in Discord that stands in the row, as one compares it; also where an id should."""
    texts = [row.text(Column.HANDLE), row.text(Column.ID)]
    names = (_TAG.sub("", text.strip().removeprefix("@")) for text in texts)
    return next((plain(name) for name in names if name and not name[0].isdigit()), "")


def read_status(text: str) -> Status | None:
    """The status that people call so."""
    return _STATUS_CALLED.get(compared(text))
