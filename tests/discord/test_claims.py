"""“That's me”: what somebody who is expected sees, what moderators press, and what others can't."""

import discord
import pytest
from msgspec.structs import replace

from bot.core.declarations import declared
from bot.demo.simulator import find_button, speak
from bot.groups import store as groups_store
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile
from tests.discord.test_edge_cases import press
from tests.discord.test_membership import status_of
from tests.support import BAKERY, World, ids_of, labels_of, said, shown, text_of

TOLD = pytest.mark.parametrize("members_intent", [True], indirect=True)
ONLY_BY_NAME = ["The group knows me by another name"]


def offered(result: object) -> list[str]:
    """What /help offers besides what it offers everybody, and every new member."""
    return [label for label in labels_of(shown(result)) if label not in {"About this group", "Take the first steps", "More…"}]


async def expect(world: World, *names: str) -> None:
    async def work(tx: object) -> None:
        for name in names:
            user_id = await groups_store.next_expected(tx, world.guild.id)
            profile = Profile("Lopes Bread", "Bread", "Cafés", "lopes@example.org")
            await members_store.save(
                tx, replace(Member(world.guild.id, user_id, name, Status.EXPECTED, "Baker"), profile=profile)
            )

    await world.bot.database.write(work)


async def claim(world: World) -> object:
    """Duda says that she is Duda Lopes; the moderators' card."""
    await expect(world, "Duda Lopes", "Maria Souza")
    asked = await world.duda.slash(world.channel, "help")
    await world.duda.click(shown(asked), label="That's me: Duda Lopes")
    return world.moderators.history()[-1]


async def test_help_finds_who_is_expected_and_a_moderator_confirms(group: World) -> None:
    await expect(group, "Duda Lopes", "Maria Souza")
    asked = await group.duda.slash(group.channel, "help")
    assert "**Duda Lopes** · Baker" in said(asked)
    assert "Maria" not in said(asked), "a stranger does not read the roll"
    assert offered(asked) == ["That's me: Duda Lopes", *ONLY_BY_NAME]
    answer = await group.duda.click(shown(asked), label="That's me: Duda Lopes")
    assert said(answer) == "📨 The moderators are asked whether you are **Duda Lopes**. You will hear from them."
    assert "You will hear from them" in said(await group.duda.slash(group.channel, "help"))
    card = group.moderators.history()[-1]
    assert "in the server as **Duda**, says: I am **Duda Lopes**" in text_of(card)
    assert said(await group.lia.click(card, label="Yes, that's them")) == f"<@{group.duda.id}> **Duda** is a member now."
    assert f"Confirmed by <@{group.lia.id}>" in text_of(group.moderators.history()[-1])
    assert ids_of(group.moderators.history()[-1]) == []
    assert await group.opened("members", "name", "status", "contact", where=f"user_id = {group.duda.id}") == [
        ("Duda", "active", "lopes@example.org")
    ]
    assert "what it knew of Duda Lopes stands in your profile" in group.direct(group.duda)[-1]
    assert "Lopes Bread" in said(await group.bruno.slash(group.channel, "profile show", member=group.duda))


async def test_help_says_nothing_of_it_where_nobody_is_expected_or_to_members(group: World) -> None:
    assert offered(await group.duda.slash(group.channel, "help")) == []
    await expect(group, "Bruno Lima")
    assert offered(await group.bruno.slash(group.channel, "help")) == []
    assert offered(await group.duda.slash(group.channel, "help")) == ONLY_BY_NAME


async def test_who_applies_is_asked_first_and_may_be_none_of_them(group: World) -> None:
    await expect(group, "Duda Lopes")
    asked = await group.duda.slash(group.channel, "join", seat="Florist: roses")
    assert labels_of(shown(asked)) == ["That's me: Duda Lopes", *ONLY_BY_NAME, "None of them: apply"]
    form = await group.duda.click(shown(asked), label="None of them: apply")
    await group.duda.submit_modal(form, BAKERY)
    assert await group.rows("SELECT status, seat FROM members WHERE user_id = ?", group.duda.id) == [
        ("applicant", "Florist: roses")
    ]


async def test_who_applies_for_the_trade_that_is_kept_for_them_is_asked_first(group: World) -> None:
    await group.ana.slash(group.channel, "group setup", seats="exclusive")
    await group.ana.slash(group.channel, "member seat", member=group.bruno, seat="Florist")
    await expect(group, "Duda Lopes")
    asked = await group.duda.slash(group.channel, "join", seat="Baker")
    assert "That's me: Duda Lopes" in labels_of(shown(asked))
    taken = await group.duda.click(shown(asked), label="None of them: apply")
    assert "The trade Baker is taken" in said(taken)
    assert "Tell me when it opens" in labels_of(shown(taken))


async def test_by_the_name_that_the_group_knows(group: World) -> None:
    await expect(group, "Maria Souza")
    asked = await group.duda.slash(group.channel, "help")
    form = await group.duda.click(shown(asked), label=ONLY_BY_NAME[0])
    refused = await group.duda.submit_modal(form, {"name": "Maria Costa"})
    assert "Nobody is expected here by that name" in said(refused)
    again = await group.duda.click(shown(refused), custom_id=find_button(shown(refused), "form:again"))
    answer = await group.duda.submit_modal(again, {"name": "maria souza"})
    assert "whether you are **Maria Souza**" in said(answer)
    assert "I am **Maria Souza**" in text_of(group.moderators.history()[-1])


async def test_the_second_moderator_reads_who_was_quicker(group: World) -> None:
    card = await claim(group)
    await group.lia.click(card, label="No, somebody else")
    late = await press(group, group.ana, f"expected:confirm:{group.duda.id}:1")
    assert said(late) == f"Duda was answered already, by <@{group.lia.id}>. Nothing was changed."
    assert "could not find you on their list" in group.direct(group.duda)[-1]
    assert await group.rows("SELECT COUNT(*) FROM members WHERE user_id = ?", group.duda.id) == [(0,)]


async def test_who_left_meanwhile_is_not_confirmed(group: World) -> None:
    card = await claim(group)
    group.guild.remove_member(group.duda)
    assert "Duda is not in the server any more" in said(await group.lia.click(card, label="Yes, that's them"))
    assert await group.rows("SELECT COUNT(*) FROM members WHERE status = 'expected'") == [(2,)]


@TOLD
async def test_who_joins_is_asked_in_private_and_answers_there(group: World) -> None:
    await expect(group, "Maria Souza", "Rui Costa")
    maria = group.guild.add_member(group.env.create_user("maria_souza", global_name="🌸"))
    await group.env.advance_time(1)
    message = maria.user.dm_channel.history()[-1]
    assert text_of(message).startswith("👋 Welcome to Chapter! The group expects somebody who may be you.")
    assert "Rui" not in text_of(message)
    with speak("pt-BR", maria):
        answer = await maria.user.click(message, label="That's me: Maria Souza")
    assert "Você vai ter notícias" in text_of(shown(answer))
    await group.lia.click(group.moderators.history()[-1], label="Yes, that's them")
    assert "Boas-vindas" in text_of(maria.user.dm_channel.history()[-1]), "in the language in which she answered"
    group.people["maria"] = maria
    assert await status_of(group, "maria") == "active"


@TOLD
async def test_nobody_else_who_joins_is_written_to(group: World) -> None:
    await expect(group, "Maria Souza")
    rui = group.guild.add_member(group.env.create_user("rui", global_name="Rui"))
    await group.env.advance_time(1)
    assert rui.user.dm_channel.history() == []


@TOLD
async def test_a_copied_button_is_of_no_use_to_who_is_not_in_the_server(group: World) -> None:
    """In a direct message, after leaving; and in another server, with the first one's ids."""
    await expect(group, "Maria Souza")
    maria = group.guild.add_member(group.env.create_user("maria_souza", global_name="Maria Souza"))
    await group.env.advance_time(1)
    message = maria.user.dm_channel.history()[-1]
    group.guild.remove_member(maria)
    assert "There is nothing here" in text_of(shown(await maria.user.click(message, label="That's me: Maria Souza")))
    elsewhere = group.env.create_guild("Elsewhere")
    channel = elsewhere.create_text_channel("general")
    copycat = elsewhere.add_member(maria.user)
    own = shown(await copycat.slash(channel, "help"))
    for custom_id in (f"expected:me:{group.guild.id}:1", f"expected:name:{group.guild.id}", "expected:me:0:1"):
        own._message.components.append({"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]})
        assert "There is nothing here" in said(await copycat.click(own, custom_id=custom_id))
    boss = elsewhere.create_role("Boss", permissions=discord.Permissions(manage_guild=True))
    owner = elsewhere.add_member(group.env.create_user("owner"), roles=[boss])
    await owner.slash(channel, "group setup", moderators_channel=channel)
    own = shown(await owner.slash(channel, "help"))
    custom_id = f"expected:confirm:{maria.id}:1"
    own._message.components.append({"type": 1, "components": [{"type": 2, "style": 2, "label": "x", "custom_id": custom_id}]})
    assert "There is nothing here" in said(await owner.click(own, custom_id=custom_id))
    assert await group.rows("SELECT COUNT(*) FROM claims") == [(0,)]


async def test_what_is_for_members_says_where_the_expected_look(group: World) -> None:
    assert "look at /help if the group expects you" in said(await group.duda.slash(group.channel, "profile edit"))


async def test_the_card_of_who_deleted_their_data_names_them_no_longer(group: World) -> None:
    await claim(group)
    asked = await group.duda.slash(group.channel, "privacy delete")
    await group.duda.click(shown(asked), custom_id=find_button(shown(asked), "privacy:delete"))
    card = group.moderators.history()[-1]
    assert "there is nothing to decide" in text_of(card)
    assert ids_of(card) == []


async def test_deleting_ones_data_brings_back_neither_the_limit_nor_a_refused_claim(group: World) -> None:
    await expect(group, "Duda Lopes")
    before = len(group.moderators.history())
    for _ in range(7):
        asked = shown(await group.duda.slash(group.channel, "help"))
        await group.duda.click(asked, label="That's me: Duda Lopes")
        await group.duda.click(shown(await group.duda.slash(group.channel, "privacy delete")), label="Delete it")
    assert len(group.moderators.history()) - before == declared().limits["member.claims"].most
    await group.env.advance_time(6 * 3600)
    await group.duda.click(shown(await group.duda.slash(group.channel, "help")), label="That's me: Duda Lopes")
    card = group.moderators.history()[-1]
    (refuse,) = [each for each in ids_of(card) if "refuse" in each]
    await group.lia.click(card, custom_id=refuse)
    await group.duda.click(shown(await group.duda.slash(group.channel, "privacy delete")), label="Delete it")
    assert "That's me: Duda Lopes" not in labels_of(shown(await group.duda.slash(group.channel, "help")))


async def test_a_moderator_who_deletes_their_data_decided_under_no_name(group: World) -> None:
    card = await claim(group)
    await group.lia.click(card, label="Yes, that's them")
    assert f"Confirmed by <@{group.lia.id}>" in text_of(group.moderators.history()[-1])
    asked = await group.lia.slash(group.channel, "privacy delete")
    await group.lia.click(shown(asked), custom_id="privacy:delete:me")
    await group.env.advance_time(60)
    assert "Confirmed by **A former member**" in text_of(group.moderators.history()[-1])
    assert str(group.lia.id) not in text_of(group.moderators.history()[-1])
