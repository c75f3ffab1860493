"""Which scheduled copies are kept, and what is cleared away in their folder."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.core.db import backup_folder
from bot.core.db.backup_folder import superfluous

START = datetime(2026, 1, 1, 3, tzinfo=UTC)
MOMENTS = st.sets(st.integers(0, 24 * 400).map(lambda hours: START + timedelta(hours=hours)), max_size=80)


def test_a_year_of_daily_copies_is_thinned_to_days_weeks_and_months() -> None:
    kept: set[datetime] = set()
    for day in range(365):
        kept.add(START + timedelta(days=day))
        kept -= superfluous(kept, 3)
    ages = sorted((max(kept) - at).days for at in kept)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(kept) <= 7 + 4 + 3
    assert 31 <= ages[-1] <= 31 + 31, "a copy of the last month but one; nothing that was erased stays for longer than three"


@given(MOMENTS, st.integers(1, 20))
def test_the_newest_stay_and_thinning_again_deletes_nothing_more(moments: set[datetime], keep: int) -> None:
    gone = superfluous(moments, keep)
    kept = moments - gone
    assert set(sorted(moments)[-keep:]) <= kept
    assert len(kept) <= keep + 7 + 4 + 3
    assert superfluous(kept, keep) == set()


def test_only_this_stores_copies_are_thinned_and_only_halves_cleared(tmp_path: Path) -> None:
    old, new = (backup_folder.name("goodword", START + timedelta(days=days), ".db") for days in (0, 1))
    other = backup_folder.name("goodword_2", START, ".dump.age")
    for name in (old, new, other, "goodword-notes.txt", "precious"):
        (tmp_path / name).touch()
        (tmp_path / f"{name}.sha256").touch()
    (tmp_path / f"{new}.age.part").touch()
    (tmp_path / "goodword-20260303T030303Z.db.sha256").touch()
    backup_folder.clear(tmp_path, "goodword")
    assert [each.path.name for each in backup_folder.copies(tmp_path, "goodword")] == [new, old]
    assert len(list(tmp_path.iterdir())) == 10
    for number in range(2, 200):
        (tmp_path / backup_folder.name("goodword", START + timedelta(days=number), ".db")).touch()
    assert backup_folder.thin(tmp_path, "goodword", 1) > 150
    left = {path.name for path in tmp_path.iterdir()}
    assert {other, "goodword-notes.txt", "precious", "precious.sha256"} <= left
    assert not {old, f"{old}.sha256"} & left
