"""The operator's commands on the store: backup, restore, held messages, migration.

Each function returns the text to print. They raise ConfigurationError and StoreError, and Busy where the bot must not run.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from bot import backup_schedule
from bot import features as _features  # noqa: F401 - declares them
from bot.core import outbox_admin
from bot.core.db import backup as backups
from bot.core.db import backup_age, backup_take, checksum, rehearsal, schema, sqlite_file
from bot.core.db.encryption import Cipher
from bot.core.db.lock import alone
from bot.core.db.open import look, open_database
from bot.core.outbox.model import DeliveryState
from bot.progress import Progress
from bot.referrals.erasure import restored_erasures
from bot.settings import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
    from pathlib import Path

    from bot.core.db.database import Database
    from bot.core.outbox.model import Pile
    from bot.settings import Settings


PUT_BACK = (
    "createdb NEW, pg_restore --exit-on-error --no-owner --dbname=NEW FILE,"
    " psql --dbname=NEW --command=\"UPDATE outbox SET state = 'held' WHERE state IN ('pending', 'sending')\""
)
"""The commands that restore a PostgreSQL store; the last holds back messages that may have been sent since."""


async def back_up(chosen: Settings, file: Path) -> str:
    """Copy the store; the bot may be running. A FILE that ends in .age is encrypted."""
    source = backup_schedule.source(chosen)
    with Progress(await backup_take.size(source.url), "bytes copied and checked") as progress:
        rows = await backup_take.take(source, file, progress.follow)
    return f"{file}: {_counted(rows)}. Its checksum is in {checksum.beside(file)}. {_key_apart(chosen)}{_passphrase_apart(file)}"


async def restore(chosen: Settings, file: Path, *, unchecked: bool = False) -> str:
    """Replace the store by a copy, while the bot is not running."""
    store = chosen.database.sqlite_path()
    if store is None:
        raise ConfigurationError(
            f"A PostgreSQL store is put back by its own tools, with the bot stopped, into a new database: {PUT_BACK}. The last one"
            " holds the messages that waited, so that none is said twice. Then name NEW in database.url; clients who were forgotten"
            " since the copy are in it again, and have to be forgotten again. An encrypted copy is opened first: age --decrypt"
            " --output=FILE FILE.age."
        )
    async with alone(chosen.database.checked()):
        key = _key(chosen)
        if key is None:
            raise ConfigurationError(
                f"The key that opens the store in {file} is not {chosen.key().place}. Put it there first: without it the bot can't"
                " start on that store."
            )
        async with backup_take.opened(file, chosen.backup.passphrase_text(), unchecked=unchecked) as copy:
            # Through symbolic links: the file is replaced, not a link to it.
            restored = backups.restore(copy, sqlite_file.real(store), restored_erasures.read, key, unchecked=unchecked)
    said = [f"{store} now holds {_counted(restored.copy.rows)}."]
    said.append("Messages that waited in it are held, and none is sent again: “python -m bot held” shows them.")
    if restored.forgotten is None:
        said.append("The replaced store is damaged, so clients who were forgotten since the backup are in it again.")
    elif restored.forgotten:
        said.append(f"Clients who were forgotten since are forgotten in it too, in {restored.forgotten} of its referrals.")
    if restored.kept is not None:
        said.append(f"What was there before is kept as {restored.kept}.")
    return "\n".join(said)


async def held(chosen: Settings, send: bool | None) -> str:
    """List the messages that a restore held back; or, where `send` is given and the bot is not running, send or drop them."""
    from discord.utils import utcnow

    url, path = chosen.database.checked(), chosen.database.sqlite_path()
    if path is not None and not path.exists():
        return _not_yet(path)
    cipher = Cipher.from_text(chosen.key().text())
    if send is None:
        async with _open(look(url, cipher, utcnow)) as database:
            return _held([pile for pile in await database.read(outbox_admin.unsaid) if pile.state is DeliveryState.HELD])
    async with alone(url), _open(open_database(url, cipher, utcnow)) as database:
        waiting = await database.write(lambda tx: outbox_admin.decide_held(tx, send=send))
    return f"{waiting} messages and changes leave when the bot runs; none is held any more."


@asynccontextmanager
async def _open(opening: Awaitable[Database]) -> AsyncIterator[Database]:
    database = await opening
    try:
        yield database
    finally:
        await database.close()


def _held(piles: Sequence[Pile]) -> str:
    if not piles:
        return "Nothing is held."
    lines = [f"{pile.number} of {pile.kind}, since {pile.since:%Y-%m-%d %H:%M} UTC" for pile in piles]
    why = "Held after a restore, for they may have been said since the backup was made:"
    how = (
        "With the bot stopped, --send sends those that do not stand in Discord already, --drop none; changes to what stands there"
        " are made either way."
    )
    return "\n".join([why, *lines, how])


async def migrate(chosen: Settings) -> str:
    """Migrate the store, while the bot is not running."""
    url, path = chosen.database.checked(), chosen.database.sqlite_path()
    if path is not None and not path.exists():
        return _not_yet(path)
    async with alone(url):
        before = await schema.look(url)
        copy = await schema.migrate(url)
    if before.is_current:
        return f"The store has schema {before.known}, which is this Goodword's. Nothing was changed."
    kept = f" What was there before is kept as {copy}." if copy else ""
    return f"The store went from schema {before.found} to {before.known}.{kept}"


async def dry_run(chosen: Settings) -> str:
    """Try the migrations without changing the store. With PostgreSQL the bot must not run, since its tables are locked."""
    url, path = chosen.database.checked(), chosen.database.sqlite_path()
    if path is not None and not path.exists():
        return _not_yet(path)
    async with AsyncExitStack() as stack:
        if path is None:
            await stack.enter_async_context(alone(url))
        with Progress(await backup_take.size(url), "bytes copied, to try the migration on") as progress:
            tried = await rehearsal.rehearse(url, progress.follow)
    if tried.found == tried.known:
        return f"The store has schema {tried.known}, which is this Goodword's. There is nothing to try."
    changes = [f"{table}: {before} rows before, {after} after" for table, (before, after) in tried.changed.items()]
    where = "a copy" if path is not None else "the database, in a transaction that was rolled back"
    return "\n".join(
        [
            f"From schema {tried.found} to {tried.known}: tried on {where}, it took {tried.seconds:.1f} s, and the result is whole.",
            *(changes or ["No table gains or loses rows."]),
            _way_back(path),
        ]
    )


def _way_back(path: Path | None) -> str:
    if path is None:
        return "The store was not changed. The way back after an update is a backup made before it, and the earlier version of Goodword."
    return (
        f"The store was not touched. When it is migrated, the copy {path.name}.before-… is made first; the way back is the earlier version of"
        f" Goodword and, with it, “python -m bot restore {path.name}.before-…”."
    )


async def check(chosen: Settings) -> str:
    """Report the store's schema. Raises ConfigurationError where `migrate` would change it."""
    path = chosen.database.sqlite_path()
    if path is not None and not path.exists():
        return _not_yet(path)
    found = await schema.look(chosen.database.checked())
    if not found.is_current:
        raise ConfigurationError(
            f"The store has schema {found.found}; this Goodword needs {found.known}. The next start brings it there, and so does"
            " “python -m bot migrate” now."
        )
    return f"The store has schema {found.known}, which is this Goodword's."


def _not_yet(path: Path) -> str:
    return f"{path} does not exist yet; the first start makes it."


def _key(chosen: Settings) -> backups.Key | None:
    """The configured key; None where there is none. Raises ConfigurationError and StoreError for an unusable one."""
    key = chosen.key()
    return backups.Key(Cipher.from_text(key.text()), key.place) if key.is_there else None


def _key_apart(chosen: Settings) -> str:
    """The sentence that says where the key is, which is not part of the copy."""
    if not chosen.key().is_there:
        return f"No key is {chosen.key().place}: clients' data in it opens with the key of this store alone, so find that one."
    return f"Clients' data in it opens with the key of this store alone, {chosen.key().place}; that is not in it. Keep it apart."


def _passphrase_apart(file: Path) -> str:
    if file.suffix != backup_age.SUFFIX:
        return ""
    return " It opens with the passphrase that is set, which is not in it either: “restore” asks for both."


def _counted(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {table}" for table, number in rows.items())
