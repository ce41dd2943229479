"""Certificate: what a server of ours shows, from files that may be renewed while it runs."""

import ssl
from pathlib import Path

import structlog

from streams.errors import SettingsError


class Certificate:
    """A chain of certificates and its key, as PEM files; `key` None is in the same file.

    A handshake after the files changed shows the new ones; as long as they do not fit together,
    as in the middle of a renewal, the former ones. Raises `SettingsError` where they cannot be
    used at the start.
    """

    def __init__(self, chain: Path, key: Path | None = None) -> None:
        self._chain = chain
        self._key = key
        self._stamps = self._looked()
        try:
            self.context = self._read()
        except (OSError, ssl.SSLError) as error:
            files = f"certificate {chain}, key {key or 'in the same file'}"
            raise SettingsError(f"{files}: {_why(error)}") from error
        self._newest = self.context
        self.context.sni_callback = self._show

    def _read(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Without a password OpenSSL would ask for one at the terminal.
        context.load_cert_chain(self._chain, self._key, password="")
        return context

    def _looked(self) -> tuple[int, ...]:
        files = (self._chain, self._key or self._chain)
        try:
            return tuple(file.stat().st_mtime_ns for file in files)
        except OSError:
            return ()

    def _show(self, shown: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        stamps = self._looked()
        if stamps != self._stamps:
            self._stamps = stamps
            log = structlog.get_logger("eventwire.certificate")
            try:
                self._newest = self._read()
            except (OSError, ssl.SSLError) as error:
                log.warning("not renewed", certificate=str(self._chain), why=_why(error))
            else:
                log.info("renewed", certificate=str(self._chain))
        shown.context = self._newest


def certificate(chain: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """The context of a server, None for one that speaks plain HTTP. Raises `SettingsError`."""
    return None if chain is None else Certificate(chain, key).context


def _why(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return error.reason or "no PEM file of a certificate with its key"
    return error.strerror or str(error)
