"""The operator's settings: typed, each key with its meaning, checked before anything is started."""

from __future__ import annotations

import base64
import re
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import setting_values as values
from bot import store_address
from bot.core.shards import Shards
from bot.setting_sections import (
    BackupSettings,
    DigestSettings,
    HealthSettings,
    LogSettings,
    MetricsSettings,
    PrivacySettings,
    SentrySettings,
    SmartSettings,
    StoreSettings,
)
from bot.setting_values import ConfigurationError, Secret
from bot.store_key import StoreKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PREFIX = "GOODWORD_"
DEFAULT_FILE = Path("config.toml")
BYTE_ORDER_MARK = "\ufeff"
"""Stands before the first variable where a file of variables was saved with one."""
SINGLE = (f"{PREFIX}CONFIG", f"{PREFIX}TOKEN", f"{PREFIX}TOKEN_FILE")
"""Environment variables that are no key of the file."""
OF_THE_TESTS = tuple(f"{PREFIX}{name}" for name in ("FUZZ", "SCREENSHOTS", "SEED", "TEST_POSTGRES"))
"""Variables that the tests read, which start the bot in their own environment."""
_OF_KUBERNETES = re.compile(
    r"GOODWORD_(?:\w+_)?(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_\w+)?)?)", re.ASCII
)
"""Variables that Kubernetes and Docker set for a service named goodword
(https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables)."""
_ID = re.compile(rb"[1-9][0-9]{0,19}")  # https://docs.discord.com/developers/reference#snowflakes
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    url: str = field(
        default="sqlite:///data/goodword.db",
        metadata=values.key(
            values.text,
            "Where the store is. sqlite:///relative/path or sqlite:////absolute/path for one file, which serves thousands of"
            " groups; postgresql://user@host/database for a server; write signs such as # or @ in a password as %23 or %40.",
        ),
    )

    connections: int = field(
        default=10, metadata=values.key(values.number, "How many connections to PostgreSQL are open at most; SQLite has its two.")
    )

    allow_unmounted: bool = field(
        default=False,
        metadata=values.key(
            values.switch,
            "Whether a SQLite store may lie in a container without a volume, and be gone with it: for tries and tests.",
        ),
    )

    def checked(self) -> str:
        """The address, of a kind that can be opened. Raises ConfigurationError, whose sentence holds no password."""
        if problem := store_address.problem(self.url):
            raise ConfigurationError(f"database.url {problem}")
        return self.url

    def shown(self) -> str:
        """The URL for the log: without the password, and without the query, which may hold one."""
        path = self.sqlite_path()
        return str(path.absolute()) if path is not None else store_address.shown(self.url)

    def sqlite_path(self) -> Path | None:
        """The SQLite file; None for PostgreSQL. Raises ConfigurationError."""
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

    voice_intent: bool = field(
        default=False,
        metadata=values.key(
            values.switch,
            "Whether Discord tells who is in a voice channel, so that whoever leads a meeting can fill in who is there by one press. Nothing"
            " is done or kept of it before that.",
        ),
    )

    def chosen(self) -> Shards | None:
        """The shards of this process; None where Discord sets their number. Raises ConfigurationError."""
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
class Settings:
    """All settings. The token comes from the environment only."""

    database: DatabaseSettings = DatabaseSettings()
    store: StoreSettings = field(default=StoreSettings())
    discord: DiscordSettings = DiscordSettings()
    privacy: PrivacySettings = field(default=PrivacySettings())
    digest: DigestSettings = field(default=DigestSettings())
    backup: BackupSettings = field(default=BackupSettings())
    health: HealthSettings = field(default=HealthSettings())
    metrics: MetricsSettings = field(default=MetricsSettings())
    sentry: SentrySettings = field(default=SentrySettings())
    smart: SmartSettings = field(default=SmartSettings())
    log: LogSettings = field(default=LogSettings())
    token: Secret | None = None
    token_file: Path | None = None

    def key(self) -> StoreKey:
        """The place of the store's key. Raises ConfigurationError where the URL is wrong."""
        return StoreKey(self.store.key, self.store.key_file, self.database.sqlite_path())

    def shards(self) -> Shards | None:
        """The shards of this process; None for all, in the number that Discord sets. Raises ConfigurationError."""
        shards = self.discord.chosen()
        if shards is not None and not shards.are_all and self.database.sqlite_path() is not None:
            raise ConfigurationError(
                f"discord.shards leaves some of {shards.count} shards to other processes, but a SQLite file is for one process alone."
                " Leave discord.shards out, or use PostgreSQL."
            )
        return shards

    def bot_token(self) -> str:
        """The token. Raises ConfigurationError where none is set or it is not three parts with dots between."""
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
            digits = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
        except ValueError:
            return None
        return int(digits) if _ID.fullmatch(digits) else None


SECTIONS: dict[str, Any] = {
    each.name: type(each.default) for each in fields(Settings) if each.name not in {"token", "token_file"}
}


def load(file: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of a file (config.toml where none is named) and of the environment, which wins. Raises ConfigurationError."""
    environ = {name.removeprefix(BYTE_ORDER_MARK): value for name, value in environ.items()}
    named = file or (Path(environ[f"{PREFIX}CONFIG"]) if environ.get(f"{PREFIX}CONFIG") else None)
    stated = _from_file(named or DEFAULT_FILE, required=named is not None)
    if "token" in stated:
        raise ConfigurationError("token stands in the configuration file. Remove it there, and set GOODWORD_TOKEN instead.")
    given = {section: _table(section, keys) for section, keys in stated.items()}
    for section, keys in _from_environment(environ).items():
        given[section] = {**given.get(section, {}), **keys}
    token = _token(environ)
    sections = {section: _section(section, keys) for section, keys in given.items()}
    token_file = Path(environ[f"{PREFIX}TOKEN_FILE"]) if environ.get(f"{PREFIX}TOKEN_FILE") else None
    return Settings(**sections, token=Secret(token) if token else None, token_file=token_file)


def _from_file(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(values.read_file(path))
    except FileNotFoundError:
        if required:
            raise ConfigurationError(
                f"The configuration file {path} does not exist. Check its name, or leave --config out."
            ) from None
        return {}
    except (OSError, ValueError, RecursionError) as problem:  # of thousands of digits or brackets, no TOMLDecodeError
        raise ConfigurationError(
            f"The configuration file {path} can't be read: {problem}. config.example.toml shows how it looks."
        ) from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """{section: {key: value}} of the variables GOODWORD_<SECTION>__<KEY>. Raises ConfigurationError for any other with that prefix."""
    found: dict[str, dict[str, str]] = {}
    for name, value in environ.items():
        of_others = _OF_KUBERNETES.fullmatch(name) and "__" not in name  # health.port is ours
        if not name.upper().startswith(PREFIX) or name in (*SINGLE, *OF_THE_TESTS) or of_others:
            continue
        section, _, key = name[len(PREFIX) :].lower().partition("__")
        if not (section and key) or not name.startswith(PREFIX):
            raise _unknown_variable(name)
        found.setdefault(section, {})[key] = value
    return found


def _token(environ: Mapping[str, str]) -> str | None:
    path = environ.get(f"{PREFIX}TOKEN_FILE")
    if not path:
        return environ.get(f"{PREFIX}TOKEN", "").strip() or None
    return values.read_secret_file(f"{PREFIX}TOKEN_FILE", Path(path)) or None


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
            shown = "(hidden)" if known[key] is values.secret else repr(value)
            raise ConfigurationError(f"{where} is {shown}: input {problem}. config.example.toml explains it.") from None
    return SECTIONS[name](**read)


def _unknown(where: str) -> ConfigurationError:
    return ConfigurationError(f"{where} is no setting of Goodword's. Did you mean {_nearest(where, keys())}?")


def _unknown_variable(name: str) -> ConfigurationError:
    variables = [*SINGLE, *(f"{PREFIX}{key.replace('.', '__').upper()}" for key in keys())]
    near = _nearest(name.upper(), variables)
    return ConfigurationError(f"The environment variable {name} is no setting of Goodword's. Did you mean {near}?")


def _nearest(text: str, known: Iterable[str]) -> str:
    import difflib

    return difflib.get_close_matches(text, list(known), n=1, cutoff=0.0)[0]


def keys() -> dict[str, str]:
    """Every key of the configuration file with its meaning."""
    return {f"{section}.{each.name}": each.metadata["meaning"] for section, kind in SECTIONS.items() for each in fields(kind)}
