"""Reports of errors to Sentry: which kind of error, in which lines of code, with the incident's number. Nothing else leaves.

An event is built anew from those parts (`scrubbed`), so whatever Sentry's library collects, now or after an update, stays here: messages,
variables, source lines, requests, breadcrumbs, users, tags, the server's name, installed packages. Needs the package sentry-sdk.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import bot
from bot.setting_values import ConfigurationError, Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sentry_sdk.transport import Transport

END_SECONDS = 2.0
"""Seconds that the end of the process waits for reports that are under way."""
_FRAME = ("module", "function", "lineno")


@contextmanager
def reporting(dsn: Secret | None, transport: Transport | None = None) -> Iterator[None]:
    """Report what is logged with an exception at level ERROR and above; nothing without `dsn`. Raises ConfigurationError."""
    check(dsn)
    if dsn is None or not dsn.text:
        yield
        return
    _begin(dsn.text, transport)
    reporter = Reporter()
    logging.getLogger().addHandler(reporter)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(reporter)
        _end()


def check(dsn: Secret | None) -> None:
    """Raise ConfigurationError where errors are to be reported and can't be."""
    if dsn is None or not dsn.text:
        return
    try:
        from sentry_sdk import utils
    except ModuleNotFoundError:
        raise ConfigurationError(
            "sentry.dsn is set, but sentry-sdk is not installed. Install it with: make .venv/.watch"
        ) from None
    try:
        utils.Dsn(dsn.text)
    except utils.BadDsn:
        raise ConfigurationError("sentry.dsn is no DSN of Sentry's. Copy it from the project's settings (Client Keys).") from None


def _begin(dsn: str, transport: Transport | None) -> None:
    import sentry_sdk

    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        release=f"goodword@{bot.__version__}",
        before_send=scrubbed,
        before_send_transaction=lambda _event, _hint: None,
        before_breadcrumb=lambda _crumb, _hint: None,
        # `scrubbed` leaves all of this out; switched off here too, it is not collected in the first place.
        default_integrations=False,
        auto_enabling_integrations=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
    )


def _end() -> None:
    """Wait for reports that are under way."""
    import sentry_sdk

    sentry_sdk.flush(END_SECONDS)


class Reporter(logging.Handler):
    """Hands logged exceptions to Sentry's client, with the incident's number where the record has one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        """Report the record's exception with the number of its incident; a record without one is not reported."""
        import sentry_sdk

        # The library's own errors would be reported to where it can't report.
        if record.exc_info is None or record.exc_info[1] is None or record.name.startswith("sentry_sdk"):
            return
        with sentry_sdk.new_scope() as scope:
            scope.set_tag("incident", getattr(record, "incident", ""))
            scope.capture_exception(record.exc_info[1])


def scrubbed(event: Any, _hint: Any) -> Any:
    """A new event from what may leave."""
    kept = {name: event[name] for name in ("event_id", "timestamp", "level", "platform", "release") if name in event}
    values = (event.get("exception") or {}).get("values") or []
    incident = (event.get("tags") or {}).get("incident", "")
    return kept | {
        "tags": {"incident": incident if str(incident).isalnum() else ""},
        "exception": {"values": [_scrubbed(each) for each in values]},
    }


def _scrubbed(error: Any) -> dict[str, Any]:
    frames = (error.get("stacktrace") or {}).get("frames") or []
    kept = {name: error[name] for name in ("type", "module") if error.get(name)}
    return kept | {"stacktrace": {"frames": [{name: frame.get(name) for name in _FRAME} for frame in frames]}}
