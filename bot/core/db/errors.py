"""What an operator reads where the store cannot be used."""

from __future__ import annotations


class StoreError(Exception):
    """The store cannot be used as it is set up; the message is one sentence with its cure, for the operator."""


class StoreUnavailable(StoreError):
    """The store can't be used yet, though nothing may be wrong with the setup: it may be there in a while."""
