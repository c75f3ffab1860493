"""The command line: each error is one sentence with the right exit code."""

import json
import logging
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import MISCONFIGURED, _open_demo, cli
from bot.core import outbox_admin
from bot.core.db.database import Tx
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.logs import Redact
from tests.test_settings import TOKEN

runner = CliRunner()
ROOT = Path(__file__).parent.parent
PRINTING = """
from bot.__main__ import cli
for words in ["doctor", "--offline"], ["migrate"], ["invite"]:
    try:
        cli(words)
    except SystemExit as ended:
        assert not ended.code, words
"""
"""Commands with all kinds of characters in what they say, in one process."""


@pytest.fixture
def environ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.chdir(tmp_path)
    return {"GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/g.db", "GOODWORD_TOKEN": TOKEN}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"GOODWORD_TOKEN": ""}, "GOODWORD_TOKEN is not set."),
        ({"GOODWORD_TOKEN": "nonsense"}, "GOODWORD_TOKEN has not the shape of a bot's token"),
        ({"GOODWORD_LOG__LEVL": "x"}, "Did you mean log.level?"),
        ({"GOODWORD_DATABASE__URL": "oracle://x"}, "database.url is 'oracle://x'"),
        ({"GOODWORD_STORE__KEY": "short"}, "store.key"),
        ({"GOODWORD_STORE__KEY_FILE": "/nowhere/key"}, "/nowhere/key is missing"),
        ({"GOODWORD_DATABASE__URL": "sqlite:////tmp"}, "database.url: /tmp is a folder. Name the file in it"),
        ({"GOODWORD_DATABASE__URL": "sqlite:///a\nb.db"}, "database.url holds a control character."),
        ({"GOODWORD_BACKUP__FOLDER": "f" * 300}, "File name too long"),
        ({"GOODWORD_STORE__KEY_FILE": "f" * 300}, "store.key_file: fff"),
    ],
)
def test_run_refuses_a_wrong_configuration_before_it_connects(
    environ: dict[str, str], changes: dict[str, str], sentence: str
) -> None:
    result = runner.invoke(cli, ["run"], env=environ | changes)
    assert result.exit_code == MISCONFIGURED
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1
    assert TOKEN not in result.output


def test_a_note_of_who_runs_that_is_another_users_keeps_nobody_from_starting(environ: dict[str, str], tmp_path: Path) -> None:
    """Here a folder, which root can't write to either."""
    (tmp_path / "g.db.holder").mkdir()
    result = runner.invoke(cli, ["run"], env=environ | {"GOODWORD_STORE__KEY_FILE": "/nowhere/key"})
    assert (result.exit_code, "/nowhere/key is missing" in result.stderr) == (MISCONFIGURED, True)


@pytest.mark.parametrize(
    "command",
    [["run"], ["doctor", "--offline"], ["migrate"], ["migrate", "--check"], ["held"], ["backup", "f"], ["restore", "f"]],
)
@pytest.mark.parametrize(
    "address",
    [
        "u:hunter#2@127.0.0.1:1/db",
        "u:hunter[2@127.0.0.1:1/db",
        "u:hunter%2@127.0.0.1:1/db",
        "u:hunter@127.0.0.1:99999/db",
        "[::1:5432/db",
    ],
)
def test_a_wrong_address_ends_in_a_sentence_without_its_password(
    environ: dict[str, str], command: list[str], address: str
) -> None:
    result = runner.invoke(cli, command, env=environ | {"GOODWORD_DATABASE__URL": f"postgresql://{address}"})
    assert result.exit_code == MISCONFIGURED
    assert "hunter" not in result.output
    assert "Traceback" not in result.output
    if command[0] not in {"backup", "restore"}:
        assert result.output.count("database.url") == 1


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "koi8-r", "cp850", "utf-8"])
def test_every_console_gets_what_it_can_print(environ: dict[str, str], tmp_path: Path, encoding: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PRINTING],
        env={**os.environ, **environ, "PYTHONIOENCODING": encoding, "GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/żółw.db"},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert b"Traceback" not in ran.stderr
    said = ran.stdout.decode(encoding)
    assert said.startswith("✓ settings" if encoding == "utf-8" else "+ settings")
    assert said.splitlines()[-1].startswith("https://discord.com/oauth2/authorize?"), "the last command said its line too"


def test_run_refuses_another_programs_file(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "g.db").write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    (tmp_path / "g.db.key").write_text("a" * 43 + "=")
    result = runner.invoke(cli, ["run"], env=environ)
    assert result.exit_code == MISCONFIGURED
    assert "can't be used as a store" in result.stderr


@pytest.mark.parametrize("first", ["LTE", "MA", "MV8w", "2aE"], ids=["-1", "0", "1_0", "an Arabic digit"])
def test_no_link_is_made_of_what_is_no_bots_token(environ: dict[str, str], first: str) -> None:
    result = runner.invoke(cli, ["invite"], env=environ | {"GOODWORD_TOKEN": f"{first}.b.c"})
    assert result.exit_code == MISCONFIGURED
    assert "not a bot's token: the link is made from its first part. Copy the token from the Developer Portal" in result.stderr


def test_invite_asks_for_the_least(environ: dict[str, str]) -> None:
    result = runner.invoke(cli, ["invite"], env=environ)
    assert result.stdout == (
        "https://discord.com/oauth2/authorize?client_id=123456789012345678&permissions=274878024704&scope=bot+applications.commands\n"
    )
    assert runner.invoke(cli, ["invite"], env=environ | {"GOODWORD_TOKEN": ""}).exit_code == MISCONFIGURED


def test_doctor_finds_all_well_and_changes_nothing(environ: dict[str, str], tmp_path: Path) -> None:
    result = runner.invoke(cli, ["doctor", "--json", "--offline"], env=environ)
    findings = {finding["what"]: finding for finding in json.loads(result.stdout)}
    assert result.exit_code == 0
    assert findings["token"]["state"] == "good"
    assert "does not exist yet" in findings["store"]["said"]
    assert list(tmp_path.iterdir()) == []
    assert TOKEN not in result.output


def test_doctor_names_what_is_wrong(environ: dict[str, str]) -> None:
    result = runner.invoke(
        cli, ["doctor", "--offline"], env=environ | {"GOODWORD_TOKEN": "x", "GOODWORD_DATABASE__URL": "oracle://x"}
    )
    assert result.exit_code == MISCONFIGURED
    assert "✗ token: GOODWORD_TOKEN has not the shape" in result.stdout
    assert "✗ store: database.url is 'oracle://x'" in result.stdout


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"GOODWORD_BACKUP__FOLDER": "/nowhere/backups"}, "backup.folder: /nowhere/backups is no folder."),
        ({"GOODWORD_BACKUP__FOLDER": "f" * 300}, "File name too long"),
        ({"GOODWORD_BACKUP__FOLDER": "b", "GOODWORD_BACKUP__PASSPHRASE_FILE": "/nowhere/p"}, "/nowhere/p can't be read"),
        ({"GOODWORD_METRICS__ENABLED": "true"}, "metrics.enabled is true, but health.port"),
        ({"GOODWORD_SENTRY__DSN": "nonsense"}, "sentry.dsn is"),
        ({"GOODWORD_DATABASE__ALLOW_UNMOUNTED": "false", "container": "podman"}, "is in no volume of this container"),
    ],
)
@pytest.mark.parametrize("command", ["run", "doctor"])
def test_doctor_says_what_a_start_refuses(environ: dict[str, str], changes: dict[str, str], sentence: str, command: str) -> None:
    """Before anything is connected. The same sentence, and both end with 78."""
    words = [command, *(["--offline"] if command == "doctor" else [])]
    result = runner.invoke(cli, words, env=environ | {"GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true"} | changes)
    assert (result.exit_code, sentence in result.output) == (MISCONFIGURED, True), result.output
    assert result.output.count(sentence) == 1


def test_doctor_says_what_the_bots_user_may_not_write(
    environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "g.db").touch()
    (tmp_path / "g.db.lock").touch()
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith(".lock") and access(path, mode))
    result = runner.invoke(cli, ["doctor", "--offline"], env=environ | {"GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true"})
    assert (result.exit_code, f"this user may not write to {tmp_path}/g.db.lock." in result.output) == (MISCONFIGURED, True)


async def test_doctor_reads_the_queue_of_a_store_in_use(tmp_path: Path) -> None:
    from bot import doctor
    from tests.support import open_bot

    bot = await open_bot(tmp_path)
    try:
        key = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
        environ = {
            "GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/goodword.db",
            "GOODWORD_STORE__KEY": key,
            "GOODWORD_TOKEN": TOKEN,
        }
        found = {each.what: each for each in await doctor.examine(None, environ)}
        assert found["queue"].said == "0 messages wait; 0 were given up"
        assert "stuck" not in found

        async def trouble(tx: Tx) -> None:
            for state, problem in (("pending", None), ("pending", "50013"), ("dead", "unsure"), ("held", None)):
                await outbox_store.add(tx, Message(1, "digest", f"{state} {problem}", 1, channel_id=9, facts="Ana thanked Bruno"))
                await tx.run("UPDATE outbox SET state = ?, problem = ? WHERE key = ?", state, problem, f"{state} {problem}")
            await outbox_admin.note_skew(tx, timedelta(minutes=-2))
            await jobs_store.add(tx, 1, "care", "care:1", tx.now)
            await tx.run("UPDATE jobs SET not_before = not_before + 600000000")

        await bot.database.write(trouble)
        text = doctor.as_text(await doctor.examine(None, environ))
        assert "! queue: 2 messages wait, the oldest since 2" in text
        assert "; 1 were given up; 1 are held after a restore" in text
        assert "! stuck: 1 of digest wait (50013), since 2" in text
        assert "! stuck: 1 of digest were given up (unsure), since 2" in text
        assert "! jobs: 1 of care failed and are tried again" in text
        assert "! clock: it was 120 s behind Discord's when the bot last compared them; set it right\n" in f"{text}\n"
        await bot.database.write(lambda tx: outbox_admin.note_skew(tx, timedelta(hours=2)))
        assert "7200 s ahead of Discord's" in doctor.as_text(late := await doctor.examine(None, environ))
        assert "nothing is deleted" in {each.what: each for each in late}["clock"].said
        machine = {each["what"]: each for each in json.loads(doctor.as_json(await doctor.examine(None, environ)))}
        piles = [(pile["state"], pile["kind"], pile["problem"], pile["number"]) for pile in machine["queue"]["facts"]]
        assert ("held", "digest", "", 1) in piles
        assert len(piles) == 4
        assert "Ana" not in text + json.dumps(machine)
        wrong = await doctor.examine(None, environ | {"GOODWORD_STORE__KEY": key.replace("a2tr", "b2tr", 1)})
        assert "store.key is not the key" in {each.what: each for each in wrong}["store"].said
    finally:
        await bot.close()


def test_the_log_never_shows_the_token() -> None:
    redact = Redact([TOKEN])
    try:
        raise ValueError(f"bad {TOKEN}")
    except ValueError:
        import sys

        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "said %s", (TOKEN,), sys.exc_info())
    assert redact.filter(record)
    assert TOKEN not in logging.Formatter().format(record)


@pytest.mark.parametrize(
    "text",
    [
        "[discord]\nshard_count = 4\nshards = '1-2'\n",
        "[store]\nkey = 'short'\n",
        "[store]\nkey_file = '/nowhere/key'\n",
        "nonsense",
    ],
)
async def test_the_demo_is_not_changed_by_a_bots_configuration(environ: dict[str, str], tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    folder = tmp_path / "demo"
    async with _open_demo(folder) as goodword:
        assert goodword.shard_ids is None
    assert {each.name for each in folder.iterdir()} >= {"goodword.db", "goodword.db.key"}


def test_version_is_the_projects() -> None:
    assert runner.invoke(cli, ["version"]).stdout.strip() == "0.1.0"
