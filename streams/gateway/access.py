"""Access: whose requests are answered, and the headers that bind a browser.

Three doors. The Host header must name us, or a page elsewhere could reach a gateway on loopback
by a name that resolves to it (DNS rebinding). With a token, programs send it as a bearer token
and the page trades it for a cookie that scripts cannot read. And the content security policy
allows what the page is made of, and nothing inline.
"""

import hashlib
import hmac
from collections.abc import Collection
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from streams.errors import SettingsError
from streams.gateway.refusal import refusal

COOKIE = "eventwire_session"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

_HEADERS = {
    "Server": "eventwire",
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_LEAST_TOKEN = 16


class Access:
    """Who may read. `hosts` are names besides those of loopback; ("*",) turns that check off."""

    def __init__(self, *, hosts: Collection[str], token: str | None) -> None:
        self._hosts = _LOOPBACK | {host.lower() for host in hosts}
        self._any_host = "*" in hosts
        self._token = token

    @property
    def needs_token(self) -> bool:
        """Whether a token is asked for."""
        return self._token is not None

    def knows(self, request: web.Request) -> bool:
        """Whether the Host header is one of ours."""
        return self._any_host or _name(request.headers.get("Host", "")) in self._hosts

    def is_token(self, given: str) -> bool:
        """Whether `given` is the token; takes as long for every wrong one."""
        if self._token is None:
            return True
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    def admits(self, request: web.Request) -> bool:
        """Whether the request brings the token or the cookie that was given for it."""
        if self._token is None:
            return True
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self.is_token(given.strip()):
            return True
        return hmac.compare_digest(request.cookies.get(COOKIE, "").encode(), self.session())

    def session(self) -> bytes:
        """The value of the cookie: follows from the token, so that a new one ends all sessions."""
        key = (self._token or "").encode()
        return hmac.new(key, b"eventwire session", hashlib.sha256).hexdigest().encode()


def read_token(path: Path | None) -> str | None:
    """The token in a file of one line. Raises `SettingsError`."""
    if path is None:
        return None
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"gateway_token_file: {error}") from error
    if len(token) < _LEAST_TOKEN or not (token.isascii() and token.isprintable()):
        raise SettingsError(
            f"gateway_token_file: {path} must hold one line of {_LEAST_TOKEN} plain characters "
            "at least"
        )
    return token


def guard(access: Access) -> Middleware:
    """The middleware: host, token, headers, and every refusal as a problem document."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        response: web.StreamResponse
        if not access.knows(request):
            response = refusal(421, "this gateway is not known by that name (Host)")
        elif request.path.startswith("/api/") and not _open(request) and not access.admits(request):
            response = refusal(401, "a token is needed")
            response.headers["WWW-Authenticate"] = 'Bearer realm="eventwire"'
        else:
            try:
                response = await handler(request)
            except web.HTTPException as error:
                if error.status < 400:
                    raise
                response = refusal(error.status, error.reason)
                if "Allow" in error.headers:
                    response.headers["Allow"] = error.headers["Allow"]
        if not response.prepared:
            secure(response)
        return response

    return guarded


def secure(response: web.StreamResponse) -> None:
    """Put the headers of every answer on this one."""
    response.headers.update(_HEADERS)


def _open(request: web.Request) -> bool:
    return request.path in ("/api/session", "/api/openapi.json")


def _name(host: str) -> str:
    """A Host header without its port, in lower case."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdecimal() else host.lower()
