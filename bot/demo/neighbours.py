"""The neighbours of the sample group: a second group, with which it is linked, and of which two of its people are members too."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from bot.demo import opening, places
from bot.demo.people import MEMBERS, MODERATOR, Someone, Text
from bot.demo.plan import accepted, direct, won
from bot.demo.pressing import press_setting
from bot.demo.referring import Referring

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.demo.places import Place
    from bot.demo.plan import Referral

GROUP = Text("Santos Harbour Circle", "Círculo do Porto, Santos")
CHANNEL = Text("quay", "cais")
TOPIC = Text("Who helped whom, by the sea.", "Quem ajudou quem, à beira-mar.")
LEADER = "vera"
BOTH = ("ana", "felipe")
"""Keys of those who are members of both groups."""
FOUNDED = 40
"""The day of the plan on which the group begins, and is linked with the sample group."""
DIGEST_DAY = "friday"

# fmt: off
PEOPLE = (
    Someone(
        LEADER, "Vera Lucchesi", Text("Notary", "Tabeliã"), Text("Lucchesi Notary Office, Centro", "Cartório Lucchesi, Centro"),
        Text("Deeds, wills and powers of attorney, read aloud until everybody has understood them.", "Escrituras, testamentos e procurações, lidos em voz alta até todo mundo entender."),
        Text("Families who divide a beach flat among brothers and sisters.", "Famílias que dividem um apartamento na praia entre irmãos."),
        "(13) 95550-0301",
    ),
    Someone(
        "nilton", "Nilton Barreto", Text("Customs broker", "Despachante aduaneiro"), Text("Barreto Customs", "Barreto Aduana"),
        Text("Gets containers through the port, and tells you beforehand what they will cost there.", "Libera contêiner no porto, e diz antes quanto vai custar."),
        Text("Whoever imports for the first time, or waits for a container today.", "Quem importa pela primeira vez, ou tem um contêiner parado hoje."),
        "(13) 95550-0302",
    ),
    Someone(
        "rute", "Rute Cardoso", Text("Upholsterer", "Tapeceira"), Text("Cardoso Upholstery, Ponta da Praia", "Tapeçaria Cardoso, Ponta da Praia"),
        Text("Sofas and chairs that the sea air has eaten, as good as new, and awnings for terraces.", "Sofás e cadeiras que a maresia comeu, como novos, e toldos para varanda."),
        Text("Whoever has inherited a beach house with all its furniture.", "Quem herdou uma casa de praia com a mobília toda."),
        "(13) 95550-0303",
    ),
    Someone(
        "caio", "Caio Mesquita", Text("Landscape gardener", "Paisagista"), Text("Mesquita Gardens", "Mesquita Jardins"),
        Text("Gardens that bear salt and wind, drawn, planted and looked after.", "Jardins que aguentam sal e vento: projeto, plantio e cuidado."),
        Text("Building managers whose lawn dies each summer.", "Síndicos cujo gramado morre todo verão."),
        "(13) 95550-0304",
    ),
)
REFERRALS: tuple[Referral, ...] = (
    direct(
        41, "ana", "rute", "Flávia Junqueira", "(13) 95550-0311",
        Text("Two sofas and six chairs for the flat that I renovate at the beach.", "Dois sofás e seis cadeiras para o apartamento que estou reformando na praia."),
        accepted(), won(6, Text("Ana, she took the chairs too. Thank you!", "Ana, ela levou as cadeiras também. Obrigada!"), 5400), warmth=3,
    ),
    direct(
        43, "nilton", "felipe", "Armazém 7", "(13) 95550-0312",
        Text("They rent a warehouse out for weddings and have pictures from a phone.", "Alugam um armazém para casamentos e só têm foto de celular."),
        accepted(), won(5, Text("Nilton, what light in there! Thank you.", "Nilton, que luz tem lá dentro! Obrigado."), 3100), warmth=2,
    ),
    direct(
        46, "caio", "ana", "Pousada Maré Mansa", "(13) 95550-0313",
        Text("Eleven rooms and a garden; they ask me about the rooms.", "Onze quartos e um jardim; de quarto eu não entendo."),
        accepted(2), warmth=2,
    ),
)
"""Within the group."""
ABROAD = direct(
    50, "joao", "nilton", "Importadora Três Irmãos", "(11) 95550-0314",
    Text("I insure their stock. Their first container from Porto arrives on the 12th.", "Faço o seguro do estoque. O primeiro contêiner deles, do Porto, chega dia 12."),
    accepted(), warmth=3,
)
"""From a member of the sample group."""
# fmt: on
TAKE_FROM_LINKED = {"beside": ("nilton", "rute", "caio"), "here": ("bruno", "elisa", "gabriela")}
"""Keys of those of each group who take clients from linked groups."""


def build(place: Place) -> Place:
    """Make their server, which two people of `place` join."""
    language = place.language
    beside = places.found(place.env, GROUP.of(language), CHANNEL.of(language), TOPIC.of(language), LEADER, language)
    for someone in PEOPLE:
        places.join(beside, someone)
    for someone in MEMBERS:
        if someone.key in BOTH:
            places.join(beside, someone, place.people[someone.key].user)
    return beside


class Neighbours:
    """What happens in their group, and between it and the sample group at `place`."""

    def __init__(self, place: Place, beside: Place) -> None:
        self._place, self._beside = place, beside
        self._referring = Referring(beside)

    def acts(self) -> Sequence[Sequence[tuple[int, Callable[[], Awaitable[None]]]]]:
        """Actions with the days on which they are done, in several lists of which each is in order."""
        acts: list[list[tuple[int, Callable[[], Awaitable[None]]]]] = [[(FOUNDED, self._begin)]]
        for number, referral in enumerate((*REFERRALS, ABROAD)):
            refer = self._refer_abroad if referral is ABROAD else self._referring.refer
            steps = [(referral.day + s.after, partial(self._referring.step, number, referral, s)) for s in referral.steps]
            acts.append([(referral.day, partial(refer, number, referral)), *steps])
        return acts

    async def _begin(self) -> None:
        here, beside = self._place, self._beside
        await opening.set_up(beside, DIGEST_DAY)
        for someone in (*PEOPLE, *(each for each in MEMBERS if each.key in BOTH)):
            await opening.enrol(beside, someone)
        opening.keep_apart(beside)
        made = (await here.people[MODERATOR].slash(here.moderators, "group link")).response
        assert made is not None
        code = re.search(r"`([^`]+)`", repr(made.components))
        assert code is not None, "the card holds the code"
        await beside.people[LEADER].slash(beside.moderators, "group link", code=code[1])
        for place, keys in ((beside, TAKE_FROM_LINKED["beside"]), (here, TAKE_FROM_LINKED["here"])):
            for key in keys:
                await press_setting(place, key, "settings:linked:")

    async def _refer_abroad(self, number: int, referral: Referral) -> None:
        here, beside = self._place, self._beside
        giver, receiver = here.people[referral.giver], beside.people[referral.receiver]
        form = await giver.slash(here.channel, "refer", in_group=f"{beside.guild.id}:{receiver.id}")
        await self._referring.fill(number, referral, giver, form)
