"""The declaration of a table of people outside the group, who can be forgotten by their contact."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Forgettable:
    """A table of people who can be forgotten by their contact, referrals apart: what a restored SQLite store needs.

    It has `id`, `group_id`, `wiped_at`, a sealed `contact`, and `made_at`, the column with the time at which a row was written; `sealed_by`
    as in `Table`. `prints` is the table of its keyed hashes, in which `print_of` refers to a row. `erase` is SQL that erases the rows that
    the temporary table `lost_<table>` (id, at) names.
    """

    table: str
    made_at: str
    sealed_by: str
    prints: str
    print_of: str
    erase: tuple[str, ...]
