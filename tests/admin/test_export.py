"""What one may take home of one's own: never another's amount, a contact only while it is shown, no client who was wiped."""

import pytest

from bot.admin.privacy import export
from bot.membership.members.lifecycle import Step
from bot.referrals.model import State, Verb
from bot.referrals.thanks.service import Typed as ThanksTyped
from bot.referrals.typed import Typed
from bot.services import Services
from tests.conftest import Clock
from tests.people import People, actor, someone


def typed(name: str) -> Typed:
    return Typed(name, f"{name.lower()}@example.org", f"{name}'s need", "direct", "3", sure=True)


@pytest.fixture(autouse=True)
def in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "SLICE", 2)


async def test_each_takes_home_what_they_may_see_and_nothing_else(services: Services, people: People, clock: Clock) -> None:
    ids = [
        (await services.referrals.give(people.ana, someone(2), typed(name), f"f:1:{name}")).referral.id
        for name in ("Maria", "Nina", "Olga", "Paula")
    ]
    await services.referrals.give(people.caio, someone(1), typed("Quim"), "f:3:q")
    await services.referrals.name(2, ids[0], "kitchen, March", "n")
    await services.referrals.move(2, ids[1], Verb.DECLINE, "no time")
    await services.erasure.forget(1, ids[2])
    said = ThanksTyped("For sending me Maria", "1.250,00", sure=True)
    await services.thanks.give(people.bruno, someone(1), ids[0], said, "f:2:t")
    undone = await services.thanks.give(people.bruno, someone(1), None, ThanksTyped("Oops", "7,00"), "f:2:u")
    await services.thanks.undo(2, undone.thanks.id)
    await services.thanks.give(people.ana, someone(3), None, ThanksTyped("Thanks", "3,00"), "f:1:t")

    bruno = await services.export.mine(people.bruno)
    ana = await services.export.mine(people.ana)
    caio = await services.export.mine(people.caio)
    assert [each.label for each in bruno.referrals] == ["R-4", "R-3", "R-2", "R-1"]
    assert [each.label for each in ana.referrals] == ["R-5", "R-4", "R-3", "R-2", "R-1"]
    assert [(each.label, each.amount and each.amount.minor) for each in bruno.thanks] == [("T-2", 700), ("T-1", 125000)]
    assert [(each.label, each.amount and each.amount.minor) for each in ana.thanks] == [
        ("T-3", 300),
        ("T-2", None),
        ("T-1", None),
    ]
    assert [(each.label, each.amount) for each in caio.thanks] == [("T-3", None)]
    assert [each.client.prospect for each in caio.referrals] == ["Quim"]
    contacts = [each.client.contact for each in bruno.referrals]
    assert contacts == ["paula@example.org", "", "", "maria@example.org"], "wiped, declined"
    assert [each.client.prospect for each in bruno.referrals] == ["Paula", "", "Nina", "Maria"]
    assert [each.client.contact for each in ana.referrals][3] == "nina@example.org", "its giver has it anyway"
    assert (bruno.referrals[-1].private_label, ana.referrals[-1].private_label) == ("kitchen, March", "")
    assert bruno.referrals[-1].state is State.WON
    assert (bruno.names[1], bruno.labels[ids[0]], ana.names) == ("Ana", "R-1", {1: "Ana", 2: "Bruno", 3: "Caio"})

    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved")
    former = await services.export.mine(people.bruno)
    hidden = {(each.client.prospect, each.client.contact, each.client.need, each.private_label) for each in former.referrals}
    assert (len(former.referrals), hidden) == (4, {("", "", "", "")}), "clients are for members"
    rows = (await services.privacy.export(people.bruno))["referrals"]
    assert {row[column] for row in rows for column in ("prospect", "contact", "need", "label")} == {""}
    for nobody in (people.duda, actor(2, group_id=999)):
        nothing = await services.export.mine(nobody)
        assert (nothing.referrals, nothing.thanks) == ((), ())
