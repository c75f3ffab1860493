"""What is said of input that can't be read: never a word of the input itself."""

from __future__ import annotations

import traceback


class Odd(Exception):
    """An interaction is not what Discord's documentation says; the argument says in which way, in words that are no input."""


class UnreadReady(Exception):
    """The event READY could not be read."""


def said_of(problem: BaseException) -> str:
    """An error for the log: its kind, and where it was raised. Its own text may quote what was typed."""
    if isinstance(problem, Odd):
        return str(problem)
    cause = problem.__cause__ or problem
    frames = traceback.extract_tb(cause.__traceback__)
    return f"{type(cause).__name__} in {frames[-1].name}" if frames else type(cause).__name__
