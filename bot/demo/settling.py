"""Tells when the simulated bot is idle, by looking before each wait of the event loop. simcord looks every 50 ms, at each callback and task.

What the bot does runs in a callback of the event loop, in an executor, or in a thread for whose answer one of its tasks waits. So it is idle when
no callback is ready, no executor works for it, and each of its tasks waits for a time or for an event of Discord. That can change only while callbacks
run, and the loop waits when none is left to run.
"""

# ruff: noqa: SLF001 - simcord offers no way to do it

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from simcord import _dpy_internals, _runtime
from simcord._settlement import _active_callbacks, _is_parked, _run_due_virtual_callbacks

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context

    import simcord

PATIENCE = 300.0
"""Real seconds after which the bot counts as hung, instead of simcord's 5, which are too few on a busy machine."""


async def settle(env: simcord.Env, dispatch: str | None = None) -> None:
    """Wait until the bot is idle, while the simulated clock stands still.

    `dispatch` is what the bot was told, for the message of TimeoutError, which is raised after PATIENCE seconds.
    """
    env._last_dispatch = dispatch
    loop: Any = asyncio.get_running_loop()
    deadline = _dpy_internals.real_monotonic() + PATIENCE
    while True:
        _run_due_virtual_callbacks(env._settlement_state(), deadline)
        found = loop.create_future()
        with _Watch(env, loop, found, deadline):
            await found
        if _dpy_internals.real_monotonic() >= deadline:
            await type(env)._settle_internal(env, timeout=0.0, dispatch=dispatch)  # raises, and says what the bot waits for
        if not _has_due(env):
            return


class _Watch:
    """Within the context, `found` is done as soon as the bot is idle, has a timer that is due, or `deadline` is over."""

    def __init__(self, env: simcord.Env, loop: Any, found: asyncio.Future[None], deadline: float) -> None:
        self._env, self._loop, self._found, self._deadline = env, loop, found, deadline
        self._select: Callable[[float | None], Any] = loop._selector.select

    def __enter__(self) -> None:
        self._loop._selector.select = self._watched

    def __exit__(self, *_: object) -> None:
        self._loop._selector.select = self._select

    def _watched(self, timeout: float | None) -> Any:
        left = self._deadline - _dpy_internals.real_monotonic()
        is_over = left <= 0 or (timeout != 0 and (_has_due(self._env) or self._is_idle()))
        if is_over and not self._found.done():
            self._found.set_result(None)
        return self._select(0 if is_over else left if timeout is None else min(timeout, left))

    def _is_idle(self) -> bool:
        env = self._env
        if env._work.executors or self._loop._ready:
            return False
        state = env._settlement_state()
        # The newest first: where one does not wait for a time or for an event, it is most often that.
        return all(_is_parked(state, task, self._deadline) for task in reversed(env._work.tasks) if not task.done())


def _has_due(env: simcord.Env) -> bool:
    """Whether a timer of the bot is due by the simulated clock."""
    now = env._virtual_time
    return any(record.when is not None and record.when <= now for record in _active_callbacks(env._settlement_state()))


_track_timer = _runtime._track_callback


def _track_callback(
    work: Any,
    original: Any,
    callback: Any,
    args: tuple[Any, ...],
    *,
    identity: tuple[Any, int],
    context_for_scope: Callable[[Context, tuple[Any, int] | None], Context],
    record_error: Callable[[BaseException], None],
    context: Context | None,
    when: float | None,
    **more: Any,
) -> asyncio.Handle:
    """Schedule a callback of the bot as simcord does, but note it only where it is a timer: before the loop waits, all others have run."""
    if when is not None:
        about = {"identity": identity, "context_for_scope": context_for_scope, "record_error": record_error}
        return _track_timer(work, original, callback, args, context=context, when=when, **about, **more)
    if isinstance(getattr(callback, "__self__", None), asyncio.Task):  # a step, which raises nothing, in its task's own context
        return original(callback, *args, context=context)
    scope = _runtime._BOT_SCOPE.get()
    if context is not None:
        of_context = context.get(_runtime._BOT_SCOPE)
        if scope is None:
            scope = of_context
        if scope is not of_context:
            context = context_for_scope(context, scope)
    if scope is None or scope != identity:
        return original(callback, *args, context=context)
    return original(_run, record_error, callback, *args, context=context)


def _run(record_error: Callable[[BaseException], None], callback: Callable[..., None], *args: Any) -> None:
    try:
        callback(*args)
    except BaseException as problem:
        record_error(problem)
        raise


_runtime._track_callback = _track_callback
