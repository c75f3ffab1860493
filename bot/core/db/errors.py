"""Errors for the operator about a store that can't be used."""

from __future__ import annotations


class StoreError(Exception):
    """The store can't be used as it is configured. The message is one sentence with what to do."""


class StoreUnavailable(StoreError):
    """The store can't be used now, such as a server that is starting; a later attempt may succeed without any change."""
