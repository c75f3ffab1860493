"""Check of the scheduled backups: whether they are on, how old the last good one is, and whether they fail since."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.doctor.findings import Finding, Health

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.backup_state import LastBackup
    from bot.setting_sections import BackupSettings

WHAT = "backup"
INTERVALS = 2
"""Intervals of `backup.every` after which the newest backup is too old: one may be under way, or wait for the next start."""
SWITCH_ON = "Set backup.folder, best on another disk, or let cron run “python -m bot backup FILE” and copy it elsewhere."
MEND = "Look to the folder's disk, its room and permissions; the log has each failure, and the bot tries again every quarter of an hour."
START = "Start the bot, which takes the backup at once; the log says what keeps it from that."


def check(last: LastBackup, chosen: BackupSettings, now: datetime) -> Finding:
    """Judge the state that the store holds by the settings, at `now`."""
    said = "none was made by schedule so far" if last.at is None else f"the last good one is of {_minute(last.at)}"
    if chosen.folder is None:
        return Finding(WHAT, Health.NOTE, f"no folder is set, so none is made by schedule; {said}", cure=SWITCH_ON)
    if last.failing_since is not None:
        failing = f"they fail since {_minute(last.failing_since)} ({last.problem}); {said}"
        return Finding(WHAT, Health.BAD, failing, cure=MEND)
    if last.at is None:
        return Finding(WHAT, Health.NOTE, said, cure=START)
    if last.at > now + timedelta(hours=1):
        return Finding(WHAT, Health.NOTE, f"{said}, by a clock that was set back since", cure=START)
    if now - last.at > INTERVALS * chosen.every:
        return Finding(WHAT, Health.BAD, f"{said}, though one is due every {_span(chosen.every)}", cure=START)
    return Finding(WHAT, Health.GOOD, said)


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _span(span: timedelta) -> str:
    hours = span / timedelta(hours=1)
    return f"{hours:g} hours"
