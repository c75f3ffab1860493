"""Settings are validated before anything starts; an error is one sentence with key, value and what to do."""

import logging
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from bot import setting_values, settings
from bot.core.shards import Shards
from bot.logs import Redact
from bot.setting_secrets import secrets
from bot.settings import ConfigurationError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz012345678901"


def load(environ: dict[str, str] | None = None, file: Path | None = None) -> settings.Settings:
    return settings.load(file, environ or {})


def test_without_anything_set_the_defaults_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load().database.sqlite_path() == Path("data/goodword.db")
    assert load().log.level == "INFO"


def test_the_example_names_every_key_and_holds_the_defaults() -> None:
    text = Path("config.example.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)
    for key in list(settings.keys()):
        section, name = key.split(".")
        assert f"\n{name} = " in text or f"\n# {name} = " in text, key
        assert section in values
    assert load(file=Path("config.example.toml")) == settings.Settings()


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text('[log]\nlevel = "ERROR"\n[database]\nurl = "sqlite:///a.db"\n')
    loaded = load({"GOODWORD_LOG__LEVEL": "DEBUG", "GOODWORD_CONFIG": str(file)})
    assert (loaded.log.level, loaded.database.url) == ("DEBUG", "sqlite:///a.db")


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"GOODWORD_DATABSE__URL": "x"}, "databse is no setting of Goodword's. Did you mean database.url?"),
        ({"GOODWORD_LOG__LEVL": "x"}, "log.levl is no setting of Goodword's. Did you mean log.level?"),
        ({"GOODWORD_LOG__LEVEL": "LOUD"}, "log.level is 'LOUD': input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'."),
        ({"GOODWORD_DISCORD__MEMBERS_INTENT": "yes"}, "discord.members_intent is 'yes': input should be true or false."),
        ({"GOODWORD_STORE__KEY": "k", "GOODWORD_LOG__LEVEL": ""}, "log.level is '': input should be"),
        ({"GOODWORD_CONFIG": "/nowhere/c.toml"}, "The configuration file /nowhere/c.toml does not exist."),
        ({"GOODWORD_TOKEN_FILE": "/nowhere/token"}, "GOODWORD_TOKEN_FILE: /nowhere/token can't be read"),
    ],
)
def test_what_is_wrong_is_named_with_its_cure(environ: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        load(environ)
    assert str(problem.value).startswith(sentence)
    assert "\n" not in str(problem.value)


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text("[log\nlevel=")
    with pytest.raises(ConfigurationError, match="can't be read"):
        load(file=file)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("level = 'INFO'", "level is no setting of Goodword's. Did you mean log.level?"),
        ("[lgo]", "lgo is no setting of Goodword's. Did you mean log.level?"),
        ("[lgo]\nlevel = 'INFO'", "lgo is no setting of Goodword's. Did you mean log.level?"),
        ("[store]\nkey_file = 7", "store.key_file is 7: input should be a text."),
        ("[store]\nkey = ['hush']", "store.key is (hidden): input should be a text."),
        ("[backup]\nfolder = ''", "backup.folder is '': input should be the path of a file or a folder; leave it out"),
        ('[store]\nkey_file = "a\\u0000b"', r"store.key_file is 'a\x00b': input should be the path of a file or a folder"),
        pytest.param(f"[health]\nport = {'9' * 5000}", "The configuration file", id="a number of 5000 digits"),
        pytest.param(f"[health]\nport = {'[' * 5000}", "The configuration file", id="5000 brackets"),
        ("[log]\nlevel = ['INFO']", "log.level is ['INFO']: input should be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'."),
    ],
)
def test_what_is_wrong_in_the_file_is_named_too(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "c.toml"
    file.write_text(text)
    with pytest.raises(ConfigurationError) as problem:
        load({"GOODWORD_LOG__LEVEL": "INFO"} if "lgo" in text else {}, file)
    assert str(problem.value).startswith(sentence)


def test_a_token_in_the_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(f'token = "{TOKEN}"\n')
    with pytest.raises(ConfigurationError, match="set GOODWORD_TOKEN instead") as problem:
        load(file=file)
    assert TOKEN not in str(problem.value)


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "sqlite://data.db", "sqlite:///", "goodword.db", "postgresql://"])
def test_a_url_that_is_no_store_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError, match="database.url is") as problem:
        load({"GOODWORD_DATABASE__URL": url}).database.checked()
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:hunter#2@127.0.0.1:1/db",
        "postgresql://u:hunter[2@127.0.0.1:1/db",
        "postgresql://u:[hunter]@127.0.0.1:1/db",
        "postgresql://u:hunter@127.0.0.1:99999/db",
        "postgresql://u:hunter@127.0.0.1:0/db",
        "postgresql://u:hunter@127.0.0.1:５４３２/db",
        "postgresql://u:hunter@[::1:5432/db",
        "postgresql://[::1:5432/db",
        "postgresql://u:hunter@[nonsense]/db",
        "postgresql://u:hun/ter@127.0.0.1:1/db",
        "postgresql://u:hunter?2@127.0.0.1:1/db",
        "postgresql://u:a?hunter=2@127.0.0.1:1/db",
        "postgresql://u:hunter%2@127.0.0.1:1/db",
        "postgresql://u:hunter%zz@127.0.0.1:1/db",
        "postgresql://u:hunter%00@127.0.0.1:1/db",
        "postgresql://u:hunter%ff@127.0.0.1:1/db",
        "postgresql://u:hunter@2@127.0.0.1:1/db",
        "postgresql://u:hunter 2@127.0.0.1:1/db",
        "postgresql://u:hunter\t2@127.0.0.1:1/db",
        "postgresql://u:hunter",
        "postgresql://hunter:12345678/db",
        "postgresql://u:hunter@one:1,two:x/db",
        "postgresql://h/db?password=hunter&x",
        "postgresql://h/db?password=hunter&port=1e3",
        "postgresql:/u:hunter@127.0.0.1/db",
        "mysql://u:hun/ter@127.0.0.1/db",
        "u:hunter@127.0.0.1/db",
        "sqlite://u:hunter@x",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_taken_apart_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(ConfigurationError) as problem:
        load({"GOODWORD_DATABASE__URL": address}).database.checked()
    assert str(problem.value).startswith("database.url ")
    assert "hunter" not in str(problem.value)
    assert "ter@" not in str(problem.value)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://u:hunter%232@127.0.0.1:5432/db",
        "postgres://u:%5B%2F%25%40%C3%A9@[::1]:5432/db",
        "postgresql://u:pa:ss@db.example.org/db",
        "postgresql://one:1,two:2,three/db",
        "postgresql://%2Frun%2Fpostgresql/db",
        "postgresql:///db?host=/run/postgresql&port=5432",
        "postgresql://postgres:@/db?host=/tmp/x",
        "postgresql://h/db?sslmode=require&user=me@tenant",
        "sqlite:///data/a#b [c]%20.db",
    ],
)  # fmt: skip
def test_an_address_that_is_escaped_is_taken(address: str) -> None:
    assert load({"GOODWORD_DATABASE__URL": address}).database.checked() == address
    assert "ss@" not in load({"GOODWORD_DATABASE__URL": address}).database.shown()


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("GOODWORD_TOKN", "GOODWORD_TOKEN"),
        ("GOODWORD_DATABASE_URL", "GOODWORD_DATABASE__URL"),
        ("GOODWORD_STORE_KEYFILE", "GOODWORD_STORE__KEY_FILE"),
        ("goodword_token", "GOODWORD_TOKEN"),
        ("GOODWORD_", "GOODWORD_TOKEN"),
        ("GOODWORD___", "GOODWORD_STORE__KEY"),
        ("\ufeffGOODWORD_LOGLEVEL", "GOODWORD_LOG__LEVEL"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_name_and_without_its_value(name: str, near: str) -> None:
    with pytest.raises(ConfigurationError, match=f"Did you mean {near}\\?") as problem:
        load({name: "hush"})
    assert "hush" not in str(problem.value)


@pytest.mark.parametrize(
    "name",
    [
        "GOODWORD_SERVICE_HOST", "GOODWORD_SERVICE_PORT", "GOODWORD_DB_SERVICE_PORT_SQL", "GOODWORD_PORT",
        "GOODWORD_PORT_5432_TCP_ADDR", "GOODWORD_DB_PORT_5432_TCP", "GOODWORD_TEST_POSTGRES", "GOOD", "PATH",
    ],
)  # fmt: skip
def test_variables_of_others_are_left_alone(name: str) -> None:
    assert load({name: "tcp://10.0.0.1:5432"}) == load()


def test_a_variable_behind_a_byte_order_mark_counts() -> None:
    assert load({"\ufeffGOODWORD_LOG__LEVEL": "DEBUG"}).log.level == "DEBUG"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_files_are_read_with_the_mark_that_editors_put_in_front(tmp_path: Path, encoding: str) -> None:
    config, token, key = tmp_path / "c.toml", tmp_path / "token", tmp_path / "key"
    config.write_bytes("[log]\r\nlevel = 'DEBUG'\r\n".encode(encoding))
    token.write_bytes(f"{TOKEN}\r\n".encode(encoding))
    key.write_bytes(("a" * 43 + "=\r\n").encode(encoding))
    loaded = load({"GOODWORD_TOKEN_FILE": str(token), "GOODWORD_STORE__KEY_FILE": str(key)}, config)
    assert loaded.log.level == "DEBUG"
    assert loaded.bot_token() == TOKEN
    assert loaded.key().text().strip() == "a" * 43 + "="


POSTGRES = "postgresql://me@nowhere/goodword"


@pytest.mark.parametrize(
    ("shards", "count", "expected"),
    [
        (None, None, None),
        (None, "4", Shards(0, 3, 4)),
        ("0-1", "4", Shards(0, 1, 4)),
        ("3", "4", Shards(3, 3, 4)),
    ],
)
def test_shards_are_a_range_of_so_many(shards: str | None, count: str | None, expected: Shards | None) -> None:
    given = {"GOODWORD_DISCORD__SHARDS": shards, "GOODWORD_DISCORD__SHARD_COUNT": count, "GOODWORD_DATABASE__URL": POSTGRES}
    assert load({key: value for key, value in given.items() if value}).shards() == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("shards = '0-1'", "discord.shards is set without discord.shard_count."),
        ("shards = '2-4'\nshard_count = 4", "discord.shards goes up to 4, but discord.shard_count is 4"),
        ("shards = '3-1'\nshard_count = 4", "discord.shards is '3-1': input should be a shard or a range of them"),
        ("shards = 'all'\nshard_count = 4", "discord.shards is 'all': input should be a shard or a range of them"),
        ("shard_count = 0", "discord.shard_count is 0: input should be a whole number from 1 to 10000."),
        ("shard_count = true", "discord.shard_count is True: input should be a whole number from 1 to 10000."),
        ("shard_count = 'two'", "discord.shard_count is 'two': input should be a whole number from 1 to 10000."),
        ("shards = 0\nshard_count = 2\n[database]\nurl = 'sqlite:///g.db'", "discord.shards leaves some of 2 shards"),
    ],
)
def test_shards_that_cannot_be_meant_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "c.toml"
    file.write_text(f"[discord]\n{text}\n")
    environ = {} if "[database]" in text else {"GOODWORD_DATABASE__URL": POSTGRES}
    with pytest.raises(ConfigurationError) as problem:
        load(environ, file).shards()
    assert str(problem.value).startswith(sentence)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("token", ["", "Bot abc.def.ghi", "abc", "a b.c.d", "a.b"])
def test_a_token_of_another_shape_is_refused_unseen(token: str) -> None:
    with pytest.raises(ConfigurationError, match="GOODWORD_TOKEN") as problem:
        load({"GOODWORD_TOKEN": token}).bot_token()
    assert not token or token not in str(problem.value)


def test_the_token_comes_from_a_file_too_and_is_in_no_repr(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(TOKEN + "\n")
    loaded = load({"GOODWORD_TOKEN_FILE": str(file)})
    assert loaded.bot_token() == TOKEN
    assert loaded.application_id() == 123456789012345678
    assert TOKEN not in repr(loaded) + str(loaded) + f"{loaded.token}"


def test_every_secret_that_is_set_or_named_is_known_to_the_log(tmp_path: Path) -> None:
    environ: dict[str, str] = {}
    expected = {"canary.token"}
    for key in list(settings.keys()):
        section, name = key.split(".")
        read = next(each.metadata["read"] for each in fields(settings.SECTIONS[section]) if each.name == name)
        value = f"canary of {key}"
        if name.endswith("_file"):
            (tmp_path / key).write_text(f"{value}\n")
            environ[f"GOODWORD_{section.upper()}__{name.upper()}"] = str(tmp_path / key)
        elif read is setting_values.secret:
            environ[f"GOODWORD_{section.upper()}__{name.upper()}"] = value
        else:
            continue
        expected.add(value)
    assert len(expected) == 6
    (tmp_path / "token").write_text("canary.token\n")
    environ |= {"GOODWORD_TOKEN_FILE": str(tmp_path / "token")}
    assert set(secrets(load(environ))) >= expected


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("postgresql://ana:hun%40ter@h:5432/db", {"hun%40ter", "hun@ter"}),
        ("postgresql://ana:a:b@h,g/db?application_name=x&password=o+p%2B&sslpassword=s", {"a:b", "o+p%2B", "o+p+", "o p+", "s"}),
        ("postgresql://ana@h/db?x=a:b@c", set[str]()),
        ("sqlite:///a:b@c.db", set[str]()),
        ("postgresql://[", set[str]()),
    ],
)
def test_a_password_in_the_address_is_known_to_the_log(tmp_path: Path, url: str, found: set[str]) -> None:
    assert set(secrets(load({"GOODWORD_DATABASE__URL": url}))) == found


def test_the_key_beside_the_store_is_known_to_the_log(tmp_path: Path) -> None:
    chosen = load({"GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/goodword.db"})
    assert secrets(chosen) == []
    assert not list(tmp_path.iterdir()), "nothing is made"
    key = chosen.key().text()
    assert secrets(chosen) == [key]


def test_of_two_secrets_the_one_that_holds_the_other_is_hidden_whole() -> None:
    environ = {"GOODWORD_STORE__KEY": "canary-key", "GOODWORD_BACKUP__PASSPHRASE": "canary-key-and-more"}
    made = logging.LogRecord("x", logging.ERROR, __file__, 1, "said %s", ("canary-key-and-more",), None)
    Redact(secrets(load(environ))).filter(made)
    assert made.getMessage() == "said …"


def test_systemds_credentials_are_read_where_they_may_only_be_read(tmp_path: Path) -> None:
    """LoadCredential= gives files of mode 0400 in a folder of mode 0500 (systemd.exec(5))."""
    folder = tmp_path / "credentials"
    folder.mkdir()
    for name, text in (("token", f"{TOKEN}\n"), ("key", "a" * 43 + "=\n")):
        (folder / name).write_text(text)
        (folder / name).chmod(0o400)
    folder.chmod(0o500)
    loaded = load({"GOODWORD_TOKEN_FILE": f"{folder}/token", "GOODWORD_STORE__KEY_FILE": f"{folder}/key"})
    assert (loaded.bot_token(), loaded.key().text().strip()) == (TOKEN, "a" * 43 + "=")
    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {"token": 0o400, "key": 0o400}


def test_a_key_is_made_once_beside_a_new_store_and_is_private(tmp_path: Path) -> None:
    loaded = load({"GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/new/g.db"})
    key = loaded.key().text()
    assert loaded.key().text() == key
    path = tmp_path / "new" / "g.db.key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert key.strip() not in repr(loaded)


def test_a_store_without_its_key_is_not_given_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "g.db").write_bytes(b"SQLite format 3")
    loaded = load({"GOODWORD_DATABASE__URL": f"sqlite:///{tmp_path}/g.db"})
    with pytest.raises(ConfigurationError, match="g.db.key is missing"):
        loaded.key().text()
    assert [path.name for path in tmp_path.iterdir()] == ["g.db"]
