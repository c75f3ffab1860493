"""The checks at Discord, by real requests to a stand-in: what each finds, its cure, and that nothing but reading is asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
import pytest
from msgspec.structs import replace

from bot import doctor
from bot.core.actor import Actor
from bot.core.calendar import Weekday
from bot.core.command_sync import CommandSync
from bot.core.db.database import micros
from bot.doctor import Finding, Health
from bot.doctor.portal import NAMES
from bot.groups import store as groups_store
from bot.groups.model import Group
from bot.meetings.service import Meetings
from bot.meetings.typed import Plan
from tests.conftest import NOON
from tests.standin import Permission, Standin
from tests.support import open_bot
from tests.test_settings import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
NEVER = "http://127.0.0.1:9/api/v10"


@pytest.fixture
async def standin(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Standin]:
    async with Standin.open() as opened:
        monkeypatch.setattr(discord.http.Route, "BASE", opened.url)
        yield opened
        assert opened.violations == []
        assert {method for method, _ in opened.requests} <= {"GET"}


class Place:
    """A store with one group at the stand-in, and `doctor` over it."""

    def __init__(self, standin: Standin, folder: Path) -> None:
        self.standin = standin
        self.guild = standin.add_guild("Vila Boa")
        self.channel = standin.add_channel(self.guild, "referrals")
        self.helper = standin.add_role(self.guild, "Members")
        self.own = standin.add_role(self.guild, "Goodword", Permission.MANAGE_ROLES)
        self.guild.members[standin.bot.id].roles.append(self.own)
        self.group = Group(self.guild.id, NOON, 1, referrals_channel_id=self.channel.id, member_role_id=self.helper.id)
        self.said: list[str] = []
        self._folder = folder

    async def write(self, **changes: object) -> None:
        goodword = await open_bot(self._folder)
        try:
            group = replace(self.group, **changes)
            await goodword.database.write(lambda tx: groups_store.save(tx, group))
            await goodword.services.of(CommandSync).tell("x")
            await goodword.load_cogs()
            payload = [command.to_dict(goodword.tree) for command in goodword.tree.get_commands()]
            self.standin.commands = [each | {"id": "1"} for each in payload]
        finally:
            await goodword.close()

    async def meet(self) -> None:
        """Set that the group meets, with an event in Discord for each meeting."""
        goodword = await open_bot(self._folder)
        try:
            leader, plan = Actor(self.guild.id, 1, "Ana", manages_group=True), Plan(Weekday.TUESDAY, "07:00", has_events=True)
            await goodword.services.of(Meetings).schedule(leader, plan, "k:1")
        finally:
            await goodword.close()

    async def examine(self, **environ: str) -> dict[str, Finding]:
        settings = {
            "GOODWORD_DATABASE__URL": f"sqlite:///{self._folder}/goodword.db",
            "GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true",  # the tests may run in a container
            "GOODWORD_STORE__KEY": KEY,
            "GOODWORD_TOKEN": self.standin.token,
        }
        found = await doctor.examine(None, settings | environ, online=True, say=self.said.append)
        assert [each.what for each in found if each.state is Health.BAD and not each.cure] == []
        return {each.what: each for each in found}


@pytest.fixture
async def place(standin: Standin, tmp_path: Path) -> Place:
    made = Place(standin, tmp_path)
    await made.write()
    return made


async def test_all_is_well_and_every_check_is_there_in_order(place: Place) -> None:
    found = await place.examine()
    assert [*found] == [
        "settings", "token", "application", "intents", "sessions", "commands", "groups", "clock", "python", "version", "zones", "sqlite",
        "modes", "store", "disk", "schema", "integrity", "room", "backup", "queue", "jobs", "hour", "digests",
    ]  # fmt: skip
    for name in (*NAMES, "clock"):
        assert found[name].state is Health.GOOD, found[name]
    assert place.standin.token not in doctor.as_json([*found.values()])


async def test_a_refused_token(place: Place) -> None:
    place.standin.accepts_token = False
    found = await place.examine()
    assert found["application"].state is Health.BAD
    assert "refuses the token" in found["application"].said
    assert found["groups"].state is Health.SKIPPED


async def test_a_token_of_another_application(place: Place) -> None:
    place.standin.token = TOKEN
    assert (await place.examine())["application"].state is Health.NOTE


async def test_the_members_intent(place: Place) -> None:
    wanted = {"GOODWORD_DISCORD__MEMBERS_INTENT": "true"}
    assert (await place.examine(**wanted))["intents"].state is Health.BAD
    place.standin.application_flags = 1 << 15
    assert (await place.examine(**wanted))["intents"].state is Health.GOOD


async def test_sessions_that_run_out_and_too_few_shards(place: Place) -> None:
    place.standin.session_start_limit |= {"remaining": 3}
    assert (await place.examine())["sessions"].state is Health.BAD
    place.standin.session_start_limit |= {"remaining": 900}
    place.standin.shard_count = 4
    few = (await place.examine(GOODWORD_DISCORD__SHARD_COUNT="2"))["sessions"]
    assert (few.state, few.cure) == (Health.NOTE, "Raise discord.shard_count, or leave it out.")


async def test_commands_that_differ(place: Place) -> None:
    gone = place.standin.commands.pop()
    found = (await place.examine())["commands"]
    assert (found.state, gone["name"] in found.said) == (Health.NOTE, True)
    place.standin.commands.append(gone | {"options": [{"type": 3, "name": "x", "description": "x"}]})
    assert gone["name"] in (await place.examine())["commands"].said


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ("send", "lacks send_messages"),
        ("view", "does not see channel"),
        ("channel", "was deleted"),
        ("role", "the member role was deleted"),
        ("order", "the member role stands above the bot's own"),
        ("manage", "lacks Manage Roles"),
        ("events", "lacks Create Events"),
        ("server", "not in the server any more"),
    ],
)
async def test_what_a_group_lacks(place: Place, fault: str, problem: str) -> None:
    if fault in {"send", "view"}:
        place.channel.denied = Permission.SEND_MESSAGES if fault == "send" else Permission.VIEW_CHANNEL
    elif fault == "channel":
        del place.standin.channels[place.channel.id]
    elif fault == "role":
        del place.guild.roles[place.helper.id]
    elif fault == "order":
        place.helper.position, place.own.position = 2, 1
    elif fault == "events":
        await place.meet()
    elif fault == "manage":
        place.own.permissions = Permission.NONE
    else:
        del place.standin.guilds[place.guild.id]
    found = (await place.examine())["groups"]
    assert found.state is Health.NOTE
    assert problem in found.said
    assert [fact["group"] for fact in found.facts] == [place.guild.id]
    assert found.cure


async def test_a_clock_that_is_wrong(place: Place) -> None:
    right = place.standin.clock
    place.standin.clock = lambda: right() + timedelta(minutes=20)
    found = (await place.examine())["clock"]
    assert found.state is Health.NOTE
    assert "behind Discord's; set it right, for until then" in found.said


async def test_discord_that_does_not_answer(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discord.http.Route, "BASE", NEVER)
    found = await place.examine()
    assert {found[name].state for name in NAMES} == {Health.SKIPPED}
    assert "Discord is not reached" in found["application"].said
    assert found["store"].state is Health.GOOD
    without = await place.examine(GOODWORD_TOKEN="")
    assert without["application"].said == "Discord is not asked: there is no token"


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("path", [r"/guilds/\d+", r"/channels/\d+"])
async def test_an_answer_of_a_proxy_says_nothing_of_a_group(place: Place, path: str, status: int) -> None:
    fault = place.standin.fault("GET", path, status=status)
    found = (await place.examine())["groups"]
    assert fault.met
    assert (found.state, found.facts) == (Health.SKIPPED, ())


@pytest.mark.parametrize(("path", "skipped"), [("/users/@me", set(NAMES)), ("/gateway/bot", {"sessions"})])
async def test_discord_that_wants_to_be_asked_later(place: Place, path: str, skipped: set[str]) -> None:
    """By a wait that discord.py does not wait, but raises."""
    place.standin.fault("GET", path, status=429, retry_after=3600)
    found = await place.examine()
    assert {name for name in NAMES if found[name].state is Health.SKIPPED} == skipped


async def test_how_long_the_weekly_news_of_a_full_hour_take(place: Place, tmp_path: Path) -> None:
    assert (await place.examine())["digests"].said == "no group has weekly news"
    eight = micros(NOON.replace(hour=8, minute=0) + timedelta(days=2))
    with closing(sqlite3.connect(tmp_path / "goodword.db")) as store, store:
        store.executemany(
            "INSERT INTO jobs (group_id, kind, key, due_at, not_before) VALUES (?, 'digest', ?, ?, ?)",
            [(place.guild.id, f"digest:{n}", due, due) for n in range(28_801) for due in (eight + n % 60 * 60_000_000,)],
        )
    found = (await place.examine())["digests"]
    assert found.state is Health.NOTE
    assert "28801" in found.said
    assert "08:00 UTC" in found.said
    assert "10 minutes" in found.said
    assert "digest.spread" in found.cure
    spread = (await place.examine(GOODWORD_DIGEST__SPREAD="true"))["digests"]
    assert spread.state is Health.GOOD
    assert "quarter hour" in spread.said
