"""The declaration of a table of people outside the group, who can be forgotten by their contact."""

from __future__ import annotations

from msgspec import Struct


class Forgettable(Struct, frozen=True):
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


class ForgettableNote(Struct, frozen=True):
    """A sealed note in which the contact of somebody outside the group may stand: what a restored SQLite store needs.

    Its table has `id` and `group_id`, and the note in `column`, sealed by id. `written_at` is SQL for the time at which it was written. `prints`
    is a SELECT of (group id, keyed hash, id) of the notes that hold a contact. `erase` is SQL that erases the rows that the temporary table
    `lost_notes` (id) names.
    """

    table: str
    column: str
    written_at: str
    prints: str
    erase: tuple[str, ...]
