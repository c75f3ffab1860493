"""The columns of a roll in a spreadsheet, their headings and values in English and Portuguese, and readers of a row's cells."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct, field

from bot.core.dates import readings
from bot.core.errors import N_
from bot.core.spreadsheet.grid import Headings, by_name
from bot.core.text import compared, plain
from bot.membership.members.model import Status
from bot.membership.trades import NO_TRADE, names_no_trade

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.spreadsheet.grid import Grid


class Column(StrEnum):
    """The columns of a roll, in the order of an export; those from HANDLE on are only read."""

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
    GIVEN = "given"
    NICK = "nick"
    ACTIVE = "active"
    """Yes or no, to being a member."""
    INACTIVE = "inactive"
    """Yes or no, to not being one any more; or the day since when."""


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
"""The columns of an export."""

_CALLED = {
    Column.ID: "discord id, id discord, id do discord, id no discord, user id, id de usuario, id do usuario, member id, id",
    Column.HANDLE: "discord, discord name, discord user, discord user name, discord username, discord handle, discord nick, handle,"
    " discord tag, user name, username, user, usuario, nome de usuario, usuario do discord, usuario no discord, nome no discord,"
    " nome do discord, server nickname, apelido no discord",
    Column.NICK: "nick, nickname, nick name, preferred name, known as, goes by, called, apelido, conhecido como, conhecida como,"
    " como e chamado, como gosta de ser chamado, nome de guerra",
    Column.NAME: "name, full name, complete name, display name, member, member name, members, person, contact name,"
    " contact person, nome, nome completo, nome e sobrenome, nome de exibicao, nome do membro, nome do associado, nome da associada, membro, membros, associado, associada,"
    " participante, pessoa",
    Column.GIVEN: "first name, given name, forename, primeiro nome, prenome",
    Column.SURNAME: "last name, surname, family name, sobrenome, ultimo nome",
    Column.SEAT: "trade, trades, seat, profession, occupation, category, classification, speciality, specialty, industry, ramo,"
    " ramo de atividade, ramo de atuacao, profissao, ocupacao, area, area de atuacao, categoria, cadeira, especialidade, atividade,"
    " segmento, setor, cargo, job, job title, organization title, organisation title",
    Column.BUSINESS: "business, businesses, business name, company, company name, firm, organisation, organization, empresa,"
    " nome da empresa, organization name, organisation name, current employer, employer, empregador, negocio, firma, loja, razao social, nome fantasia, sua empresa, your business",
    Column.OFFER: "offer, offers, what you offer, what they offer, what i offer, services, service, products, description,"
    " about, oferta, ofertas, oferece, o que oferece, o que voce oferece, servicos, servico, produtos, descricao, sobre",
    Column.IDEAL_REFERRAL: "ideal referral, ideal referrals, ideal client, ideal clients, ideal customer, good referral, looking for,"
    " who to send, whom to send, who to send them, who should we send you, who to refer, target market, indicacao ideal,"
    " indicacoes ideais, cliente ideal, clientes ideais, quem indicar, quem enviar, quem mandar, boa indicacao, publico alvo, procura,"
    " quem devemos indicar, quem devemos indicar a voce",
    Column.CONTACT: "contact, contacts, contact details, phone, phones, phone number, telephone, mobile, mobile phone, cell,"
    " cell phone, whatsapp, e mail, email, mail, e mails, emails, e mail address, email address, contato, contatos, telefone,"
    " telefones, telefone celular, celular, fone, tel, zap, correio eletronico, mobile number, cell number, telephone number, primary email, secondary email, endereco de e mail, how members reach you",
    Column.LINKS: "links, link, website, web site, websites, site, sites, web page, web pages, url, urls, homepage, home page,"
    " instagram, linkedin, facebook, pagina, paginas, pagina na internet, paginas na internet, redes sociais, social media",
    Column.STATUS: "status, state, situacao, estado, condicao, membership, membership status, member status, situacao do membro",
    Column.ACTIVE: "active, is active, active member, current member, is member, ativo, ativa, membro ativo, ainda e membro, ativo no grupo",
    Column.INACTIVE: "inactive, not active, left, left on, leave date, date left, end date, membership end date, resigned, removed,"
    " former member, inativo, inativa, saiu, saiu em, data de saida, saida, desligado, desligada, desligado em, desligamento,"
    " data de desligamento, excluido, ex membro",
    Column.JOINED: "joined, joined on, joined at, join date, date joined, member since, since, start date, desde, membro desde,"
    " entrada, data de entrada, entrou, entrou em, ingresso, data de ingresso, membership start date, adesao, data de adesao, inicio",
    Column.GOALS: "goals, goal, your goals, objetivos, objetivo, metas, meta, seus objetivos",
    Column.WINS: "wins, win, proud of, what you are proud of, achievements, accomplishments, conquistas, conquista, orgulho,"
    " do que se orgulha, realizacoes",
    Column.INTERESTS: "interests, interest, hobbies, hobby, what you like besides work, interesses, interesse, passatempos,"
    " passatempo",
    Column.CIRCLES: "circles, circle, networks, network, clubs, associations, circulos, circulo, redes, rede de contatos, clubes,"
    " associacoes",
    Column.SKILLS: "skills, skill, abilities, what you are good at, habilidades, habilidade, competencias, talentos",
}
_ASSOCIATE = (*NO_TRADE, "associate", "associate member", "friend", "amigo", "amiga")
"""What means an associate in a status column. In that of trades an associate may be a lawyer."""
_STATUSES = {
    Status.ACTIVE: f"member, active, active member, membro, membra, ativo, ativa, membro ativo, efetivo, {', '.join(_ASSOCIATE)}",
    Status.PAUSED: "on leave, paused, away, leave, de licenca, em licenca, licenca, licenciado, licenciada, afastado, afastada,"
    " em pausa, pausado",
    Status.FORMER: "former member, former, ex member, inactive, not active, left, removed, ex membro, ex membra, antigo membro,"
    " inativo, inativa, saiu, desligado, desligada, removido",
    Status.EXPECTED: "expected, invited, to come, esperado, esperada, aguardado, aguardada, convidado, convidada",
    Status.APPLICANT: "applicant, applied, candidate, candidato, candidata, candidatura, aguardando aprovacao",
    Status.DECLINED: "declined, rejected, pedido recusado, recusado, recusada, nao aceito",
    Status.LEFT: "left the server, saiu do servidor",
    Status.LINKED: "of a linked group, linked, de grupo vinculado",
}
_STATUS_CALLED = by_name(_STATUSES)
_YES = frozenset("yes y true sim s verdadeiro ✓ ✔ ☑ 1".split())
_NO = frozenset("no n false nao falso ✗ ✘ ☐ 0".split())
STANDING = (Column.INACTIVE, Column.ACTIVE, Column.STATUS)
"""The status columns: they say whether a person is a member."""

ROLL = Headings(
    _CALLED,
    are_enough=lambda columns: not {Column.ID, Column.NAME, Column.GIVEN, Column.HANDLE}.isdisjoint(columns),
    empty=N_("This file is empty. Fill it in, or get one with your roll by /member export, and upload it again."),
    missing=N_(
        "I found no row with headings such as “Name” and “Trade” in this file. Name the columns in one of the first rows"
        " and upload it again; the file below shows which columns I know."
    ),
    nothing_below=N_("This file has headings and nobody under them. Fill it in and upload it again."),
    joined_by={Column.CONTACT: " · ", Column.LINKS: "\n"},
    owners=frozenset("membro associado associada participante empresa firma negocio loja member company business".split()),
    strict={
        Column.NAME: frozenset("full complete display member members contact real own official seu nome".split()),
        Column.STATUS: frozenset("membership member current present".split()),
        Column.JOINED: frozenset("membership member".split()),
        Column.HANDLE: frozenset({"discord"}),
        Column.INACTIVE: frozenset({"membership"}),
        Column.ACTIVE: frozenset[str](),
    },
    doubtful=dict.fromkeys(("state", "estado", "membership", "condicao"), lambda cell: read_standing(cell) is not None),
)

_ID = re.compile(r"(?:<@!?)?([0-9]{15,19})>?", re.ASCII)
_ROUNDED = "0000"
"""The end of a number of 17 to 20 digits of which a spreadsheet kept 15; one id in ten thousand has that end by chance, and its
person is then found by name."""
_LAST_FIRST = re.compile(r"(?P<last>[^\W\d][^,;]*?) ?, ?(?P<first>[^\W\d][^,;]*)")
_NOT_GIVEN = frozenset(
    "jr sr junior senior filho neto sobrinho ii iii iv phd md dds esq mba cpa oab crm ltda me sa inc llc dr dra".split()
)
"""Words that may follow a comma after a name and are no given names."""
_TAG = re.compile(r"#[0-9]{4}$")
"""The discriminator that user names in Discord had until 2023."""


class Row(Struct, frozen=True):
    """One line of a roll, as in `grid.Line`."""

    number: int
    cells: Mapping[Column, str] = field(default_factory=dict[Column, str])
    formulas: tuple[Column, ...] = ()
    computed: tuple[Column, ...] = ()

    @property
    def formula(self) -> Column | None:
        """The first column of `formulas`; None where there is none."""
        return self.formulas[0] if self.formulas else None

    def text(self, column: Column) -> str:
        """The cell's text, "" where the row has none."""
        return self.cells.get(column, "")


class Sheet(Struct, frozen=True):
    """The lines of a roll, and the headings of columns that hold text and are not read."""

    rows: tuple[Row, ...]
    unread: tuple[str, ...] = ()


def read_sheet(grid: Grid) -> Sheet:
    """Parse a file. Raises Refused as `Headings.table` does."""
    table = ROLL.table(grid)
    return Sheet(tuple(Row(line.number, line.cells, line.formulas, line.computed) for line in table.lines), tuple(table.unread))


def read_name(row: Row) -> str:
    """The full name, from the column of names or else from given name and surname; “Souza, Elisa” becomes “Elisa Souza”."""
    name, surname = _turned(row.text(Column.NAME)), _turned(row.text(Column.SURNAME))
    if not name:
        name = _turned(row.text(Column.GIVEN))
    words = compared(name).split()
    # Some lists have the full name in one column and the surname in another again.
    return name if set(compared(surname).split()) <= set(words) else f"{name} {surname}".strip()


def _turned(name: str) -> str:
    """“Souza, Elisa” as “Elisa Souza”; a name without a comma, or with a title after it, as it is."""
    found = _LAST_FIRST.fullmatch(" ".join(name.split()))
    if found is None or not _NOT_GIVEN.isdisjoint(compared(found["first"]).split()):
        return name.strip()
    return f"{found['first']} {found['last']}"


def read_id(row: Row) -> int | None:
    """The Discord id in the row, also in the form of a mention; None where there is none, or a spreadsheet rounded it."""
    for column in (Column.ID, Column.HANDLE):
        if (found := _ID.fullmatch(row.text(column).strip())) and not found[1].endswith(_ROUNDED):
            return int(found[1])
    return None


def read_handle(row: Row) -> str:
    """The Discord user name in the row, without accents and case, from the column of user names or of ids; empty where there is none."""
    texts = [row.text(Column.HANDLE), row.text(Column.ID)]
    names = (_TAG.sub("", text.strip().removeprefix("@")) for text in texts)
    # An id that a spreadsheet rounded, such as 1.57596E+18, is not a user name.
    return next((plain(name) for name in names if name and not name[0].isdigit()), "")


def names_associate(row: Row) -> bool:
    """Whether the row says, in its status or in the place of a trade, that the person is an associate."""
    return names_no_trade(row.text(Column.SEAT)) or compared(row.text(Column.STATUS)) in _ASSOCIATE


def read_status(text: str) -> Status | None:
    """The status of that name; None where the text names none."""
    return _STATUS_CALLED.get(compared(text))


def read_standing(text: str, column: Column = Column.STATUS) -> Status | None:
    """The status that a cell in one of STANDING means; None where a moderator must be asked.

    Yes and no are answers under a heading that asks; a day under INACTIVE says since when somebody is out.
    """
    status = read_status(text)
    if column is Column.STATUS:
        return status
    yes, no = (Status.ACTIVE, Status.FORMER) if column is Column.ACTIVE else (Status.FORMER, Status.ACTIVE)
    if column is Column.INACTIVE and any(readings(text)):
        return Status.FORMER
    # A tick or cross is no letter, so nothing of it is left in the compared form.
    word = compared(text) or text.strip()
    return yes if word in _YES else no if word in _NO else status
