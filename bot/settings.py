"""The settings: typed, each key with its meaning, validated before anything is started."""

from __future__ import annotations

import base64
import difflib
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot import setting_values as values
from bot.core.shards import Shards
from bot.setting_sections import LogSettings, PrivacySettings
from bot.setting_values import ConfigurationError, Secret
from bot.store_key import StoreKey

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "GOODWORD_"
SCHEMES = ("sqlite", "postgresql", "postgres")
DEFAULT_FILE = Path("config.toml")
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    url: str = field(
        default="sqlite:///data/goodword.db",
        metadata=values.key(
            values.text,
            "Where the store is. sqlite:///relative/path or sqlite:////absolute/path for one file, which serves thousands of"
            " groups; postgresql://user@host/database for a server.",
        ),
    )

    connections: int = field(
        default=10, metadata=values.key(values.number, "How many connections to PostgreSQL are open at most; SQLite has its two.")
    )

    def checked(self) -> str:
        """The URL, whose scheme is supported. Raises ConfigurationError."""
        scheme, separator, rest = self.url.partition("://")
        if not separator or scheme not in SCHEMES or not rest.strip("/") or (scheme == "sqlite" and not rest.startswith("/")):
            raise ConfigurationError(
                f"database.url is {_without_password(self.url)!r}, which is no store I can open. Write sqlite:///data/goodword.db"
                " or postgresql://user@host/database."
            )
        return self.url

    def shown(self) -> str:
        """The URL for the log: without the password, and without the query, which may hold one."""
        path = self.sqlite_path()
        if path is not None:
            return str(path.absolute())
        parts = urlsplit(self.url)
        user, _, place = parts.netloc.rpartition("@")
        return f"{parts.scheme}://{user.partition(':')[0] + '@' if user else ''}{place}{parts.path}"

    def sqlite_path(self) -> Path | None:
        """The path of a SQLite store; None for PostgreSQL. Raises ConfigurationError."""
        return Path(self.checked().removeprefix("sqlite:///")) if self.url.startswith("sqlite:") else None


@dataclass(frozen=True, slots=True)
class DiscordSettings:
    shard_count: int | None = field(
        default=None,
        metadata=values.key(
            values.number,
            "Into how many shards the bot is cut, over all its processes; the same for each of them. Without it Discord says,"
            " which is right for one process.",
        ),
    )
    shards: tuple[int, int] | None = field(
        default=None,
        metadata=values.key(
            values.span,
            'Which of them this process has, such as "0-3" or "4"; all, where nothing is set. Several processes, each with'
            " shards of its own, can share one PostgreSQL store.",
        ),
    )

    members_intent: bool = field(
        default=False,
        metadata=values.key(
            values.switch,
            "Whether Discord tells at once who joins and leaves a server. It needs the Server Members Intent of the bot's page in"
            " the Developer Portal; without it the bot sees it at the next contact, and looks every night.",
        ),
    )

    def chosen(self) -> Shards | None:
        """This process's shards; None where Discord decides their number. Raises ConfigurationError."""
        if self.shard_count is None:
            if self.shards is None:
                return None
            raise ConfigurationError(
                "discord.shards is set without discord.shard_count. Say into how many shards the bot is cut over all its processes."
            )
        first, last = self.shards or (0, self.shard_count - 1)
        if last >= self.shard_count:
            raise ConfigurationError(
                f"discord.shards goes up to {last}, but discord.shard_count is {self.shard_count}, and shards are counted from 0."
                f" Set {self.shard_count - 1} at most."
            )
        return Shards(first, last, self.shard_count)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    key: Secret | None = field(
        default=None,
        metadata=values.key(
            values.secret, "The key that seals clients' data: 32 bytes in base64. Better in the environment or a file."
        ),
    )
    key_file: Path | None = field(
        default=None,
        metadata=values.key(
            values.path, "The file that holds the key. Without it: beside the SQLite file, made at the first start."
        ),
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings. The token comes from the environment only."""

    database: DatabaseSettings = DatabaseSettings()
    store: StoreSettings = StoreSettings()
    discord: DiscordSettings = DiscordSettings()
    privacy: PrivacySettings = field(default=PrivacySettings())
    log: LogSettings = field(default=LogSettings())
    token: Secret | None = None

    def key(self) -> StoreKey:
        """The place of the store's key. Raises ConfigurationError where the URL is wrong."""
        return StoreKey(self.store.key, self.store.key_file, self.database.sqlite_path())

    def shards(self) -> Shards | None:
        """This process's shards; None where Discord decides and there is one process. Raises ConfigurationError."""
        shards = self.discord.chosen()
        if shards is not None and not shards.are_all and self.database.sqlite_path() is not None:
            raise ConfigurationError(
                f"discord.shards leaves some of {shards.count} shards to other processes, but a SQLite file is for one process alone."
                " Leave discord.shards out, or use PostgreSQL."
            )
        return shards

    def bot_token(self) -> str:
        """The bot's token. Raises ConfigurationError where there is none, or it does not have the form of one."""
        if self.token is None:
            raise ConfigurationError(
                "GOODWORD_TOKEN is not set. Copy the bot's token from the Developer Portal (Bot, Reset Token) into it,"
                " or name a file that holds it in GOODWORD_TOKEN_FILE."
            )
        token = self.token.text
        if not _TOKEN.fullmatch(token):
            raise ConfigurationError(
                "GOODWORD_TOKEN has not the shape of a bot's token: three parts with dots between, without “Bot ” in front."
                " Copy it again from the Developer Portal (Bot, Reset Token)."
            )
        return token

    def application_id(self) -> int | None:
        """The application's id, which the token's first part encodes in base64; None where it can't be decoded."""
        if self.token is None:
            return None
        first = self.token.text.split(".")[0]
        try:
            return int(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
        except ValueError:
            return None


SECTIONS: dict[str, Any] = {each.name: type(each.default) for each in fields(Settings) if each.name != "token"}


def load(file: Path | None, environ: Mapping[str, str]) -> Settings:
    """Read the settings from a file (by default config.toml) and the environment, which has priority.

    Raises ConfigurationError.
    """
    named = file or (Path(environ[f"{PREFIX}CONFIG"]) if environ.get(f"{PREFIX}CONFIG") else None)
    stated = _from_file(named or DEFAULT_FILE, required=named is not None)
    if "token" in stated:
        raise ConfigurationError("token stands in the configuration file. Remove it there, and set GOODWORD_TOKEN instead.")
    given = {section: _table(section, keys) for section, keys in stated.items()}
    for section, keys in _from_environment(environ).items():
        given[section] = {**given.get(section, {}), **keys}
    token = _token(environ)
    sections = {section: _section(section, keys) for section, keys in given.items()}
    return Settings(**sections, token=Secret(token) if token else None)


def _from_file(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if required:
            raise ConfigurationError(
                f"The configuration file {path} does not exist. Check its name, or leave --config out."
            ) from None
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise ConfigurationError(
            f"The configuration file {path} can't be read: {problem}. config.example.toml shows how it looks."
        ) from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, value in environ.items():
        section, separator, key = name.removeprefix(PREFIX).lower().partition("__")
        if name.startswith(PREFIX) and separator:
            found.setdefault(section, {})[key] = value
    return found


def _token(environ: Mapping[str, str]) -> str | None:
    path = environ.get(f"{PREFIX}TOKEN_FILE")
    if not path:
        return environ.get(f"{PREFIX}TOKEN", "").strip() or None
    try:
        return Path(path).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigurationError(f"GOODWORD_TOKEN_FILE is {path!r}, which can't be read ({problem}). Check the path.") from None


def _table(section: str, keys: Any) -> dict[str, Any]:
    if not isinstance(keys, dict):
        raise _unknown(section)
    return keys


def _section(name: str, given: Mapping[str, Any]) -> Any:
    """Build a section from its keys. Raises ConfigurationError for the first wrong one."""
    if name not in SECTIONS:
        raise _unknown(name)
    known = {each.name: each.metadata["read"] for each in fields(SECTIONS[name])}
    read: dict[str, Any] = {}
    for key, value in given.items():
        where = f"{name}.{key}"
        if key not in known:
            raise _unknown(where)
        try:
            read[key] = known[key](value)
        except (TypeError, ValueError) as problem:
            shown = "(hidden)" if where == "store.key" else repr(value)
            raise ConfigurationError(f"{where} is {shown}: input {problem}. config.example.toml explains it.") from None
    return SECTIONS[name](**read)


def _unknown(where: str) -> ConfigurationError:
    near = difflib.get_close_matches(where, keys(), n=1, cutoff=0.0)[0]
    return ConfigurationError(f"{where} is no setting of Goodword's. Did you mean {near}?")


def keys() -> dict[str, str]:
    """Every key of the configuration file with its meaning."""
    return {f"{section}.{each.name}": each.metadata["meaning"] for section, kind in SECTIONS.items() for each in fields(kind)}


def _without_password(url: str) -> str:
    return re.sub(r"//([^/@:]*):[^/@]*@", r"//\1:…@", url)
