"""Admission: whether the broker lets this client in, and if not, for what reason.

The clients try again and again without a word when a broker turns them away, and in the end tell
of a timeout. One connection by hand, before them, tells what the broker said.
"""

import asyncio
import ssl
import threading
from collections.abc import Mapping
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError
from aiokafka.protocol.metadata import MetadataRequest

from streams.errors import AccessRefused
from streams.runtime.security import Security
from streams.runtime.settings import Settings

#: Seconds for one server: connection, handshake and login.
_PATIENCE = 5.0


def require(settings: Settings, *, guess: bool = False) -> None:
    """Raise `AccessRefused` when servers answer and none of them lets us in.

    Servers that do not answer are not judged here: a broker may be away for a moment. One that
    ends the connection without a word counts with `guess` only, for so does one that is about to
    stop. Raises `SettingsError` for files that cannot be used. May be called with or without an
    event loop in the thread.
    """
    found: list[AccessRefused] = []
    options = settings.security.options()
    # A thread of its own: there may be a loop in this one.
    asking = threading.Thread(
        target=lambda: found.extend(asyncio.run(_ask(settings, options, guess=guess)))
    )
    asking.start()
    asking.join()
    if found:
        raise found[0]


async def _ask(
    settings: Settings, options: Mapping[str, Any], *, guess: bool
) -> list[AccessRefused]:
    refusals: list[AccessRefused] = []
    for server in settings.bootstrap:
        host, _, port = server.rpartition(":")
        try:
            connection = await create_conn(
                host.strip("[]"),
                int(port),
                client_id="eventwire-admission",
                request_timeout_ms=int(_PATIENCE * 1000),
                **options,
            )
            try:
                # A listener that wants a login answers nothing else before it.
                await connection.send(MetadataRequest([], allow_auto_topic_creation=False))
            finally:
                connection.close()
        except (KafkaError, TimeoutError, OSError, ValueError) as error:
            told = _told(error, settings.security)
            if told is None and guess and not _is_away(error):
                told = _guessed(settings.security)
            if told is not None:
                refusals.append(AccessRefused(f"{server}: {told}"))
        else:
            return []
    return refusals


def _told(error: Exception, security: Security) -> str | None:
    """The refusal in words, None where the server gave no reason."""
    match error:
        case ssl.SSLCertVerificationError():
            by = security.ca or "the system's authorities"
            return f"its certificate is not trusted: {error.verify_message} (checked by {by})"
        case ssl.SSLError():
            return f"the TLS handshake failed: {error.reason or error}"
        case KafkaConnectionError() | OSError():
            return None
        case _:
            return f"it refuses {security.told}: {error}"


def _guessed(security: Security) -> str:
    """Why a server may have ended the connection without a word."""
    if security.protocol == "SSL":
        if security.certificate is None:
            return "it ended the connection after the handshake: does it want a certificate?"
        return f"it ended the connection: does it trust {security.certificate}?"
    return f"it ended the connection: does it speak {security.protocol}?"


def _is_away(error: Exception) -> bool:
    return isinstance(error, OSError) and not isinstance(
        error, ConnectionResetError | BrokenPipeError
    )
