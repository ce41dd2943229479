"""Security: how a client proves who it is to the broker, and how it knows that it is the broker.

One model for every client: Faust's, the runtime's own and those of the operator's commands. What
cannot work together is refused when the settings are read, what is wrong with the files when the
first client is made; both before a single message is taken.
"""

import ssl
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    SerializationInfo,
    field_serializer,
    model_validator,
)

from streams.errors import SettingsError

Protocol = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]

#: Context of a serialisation that shall show the secrets: for a pipe to a child, for nothing else.
WITH_SECRETS = "with-secrets"


class Security(BaseModel):
    """How to reach the broker; the protocols and mechanisms are named as Kafka names them.

    From the environment as EVENTWIRE_SECURITY_PROTOCOL, EVENTWIRE_SECURITY_USERNAME and so on.
    Secrets never show in a log, a repr or a dump, unless it is asked for `WITH_SECRETS`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    protocol: Protocol = "PLAINTEXT"
    """PLAINTEXT neither encrypts nor asks who is there: for a trusted network only."""
    mechanism: Mechanism | None = None
    """Of the SASL protocols. PLAIN sends the password itself: over SASL_SSL only, please."""
    username: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    """A file that holds the password, its last line break left out; for mounted secrets."""
    ca: Path | None = None
    """PEM file of the authorities that sign brokers; without it, those of the system."""
    certificate: Path | None = None
    """PEM file of the client's certificate and its chain, for mutual TLS."""
    key: Path | None = None
    """PEM file of the certificate's private key, where that does not lie in the same file."""
    key_password: SecretStr | None = None
    key_password_file: Path | None = None
    check_hostname: bool = Field(default=True)
    """Whether the broker's certificate must carry the name that it was reached by."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.is_sasl:
            self._refuse_incomplete_sasl()
        else:
            self._refuse(
                ("mechanism", "username", "password", "password_file"),
                f"the protocol {self.protocol} does not log in; SASL_SSL does",
            )
        if not self.is_tls:
            self._refuse(
                ("ca", "certificate", "key", "key_password", "key_password_file"),
                f"the protocol {self.protocol} does not encrypt; SSL and SASL_SSL do",
            )
            if not self.check_hostname:
                raise ValueError(
                    f"check_hostname says nothing where the protocol is {self.protocol}"
                )
        for secret in ("password", "key_password"):
            if getattr(self, secret) is not None and getattr(self, f"{secret}_file") is not None:
                raise ValueError(f"{secret} and {secret}_file are both set: which is it?")
        if self.certificate is None:
            self._refuse(
                ("key", "key_password", "key_password_file"), "there is no certificate to go with"
            )
        return self

    @field_serializer("password", "key_password", when_used="json-unless-none")
    def _veil(self, secret: SecretStr, info: SerializationInfo) -> str:
        return secret.get_secret_value() if info.context == WITH_SECRETS else str(secret)

    @property
    def is_sasl(self) -> bool:
        """Whether clients log in by name and password."""
        return self.protocol.startswith("SASL_")

    @property
    def is_tls(self) -> bool:
        """Whether connections are encrypted."""
        return self.protocol.endswith("SSL")

    @property
    def told(self) -> str:
        """The protocol and who logs in, in a few words without any secret."""
        if self.is_sasl:
            return f"{self.protocol} with {self.mechanism} as {self.username}"
        return f"{self.protocol} with a client certificate" if self.certificate else self.protocol

    def secret(self) -> str | None:
        """The password, None where none is used. Raises `SettingsError` for an unreadable file."""
        return _secret(self.password, self.password_file, "password_file")

    def tls(self) -> ssl.SSLContext | None:
        """A client's TLS context, None without TLS: TLS 1.2 or newer, certificates verified.

        Raises `SettingsError` where a file is missing, is none of its kind or does not fit.
        """
        if not self.is_tls:
            return None
        try:
            context = ssl.create_default_context(cafile=None if self.ca is None else str(self.ca))
        except ssl.SSLError as error:
            raise SettingsError(f"security: ca {self.ca}: no PEM file of certificates") from error
        except OSError as error:
            raise SettingsError(f"security: ca {self.ca}: {_why(error)}") from error
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = self.check_hostname
        if self.certificate is not None:
            # Without a password OpenSSL would ask for one at the terminal.
            password = _secret(self.key_password, self.key_password_file, "key_password_file")
            try:
                context.load_cert_chain(self.certificate, self.key, password=password or "")
            except (OSError, ssl.SSLError) as error:
                files = f"certificate {self.certificate}, key {self.key or 'in the same file'}"
                raise SettingsError(f"security: {files}: {_why(error)}") from error
        return context

    def options(self) -> dict[str, Any]:
        """The settings of a client of kafka-python or of aiokafka: both name them alike.

        Raises `SettingsError`.
        """
        options: dict[str, Any] = {"security_protocol": self.protocol}
        if self.is_tls:
            options["ssl_context"] = self.tls()
        if self.is_sasl:
            options["sasl_mechanism"] = self.mechanism
            options["sasl_plain_username"] = self.username
            options["sasl_plain_password"] = self.secret()
        return options

    def _refuse_incomplete_sasl(self) -> None:
        missing = [name for name in ("mechanism", "username") if not getattr(self, name)]
        if self.password is None and self.password_file is None:
            missing.append("password (or password_file)")
        if missing:
            raise ValueError(f"the protocol {self.protocol} needs {', '.join(missing)}")

    def _refuse(self, names: tuple[str, ...], why: str) -> None:
        given = [name for name in names if getattr(self, name) is not None]
        if given:
            raise ValueError(f"{', '.join(given)} is set, but {why}")


def _secret(value: SecretStr | None, file: Path | None, name: str) -> str | None:
    if file is None:
        return None if value is None else value.get_secret_value()
    try:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"security: {name} {file}: {_why(error)}") from error


def _why(error: Exception) -> str:
    """What an operator can do something with: OpenSSL often gives no reason, or a code."""
    if isinstance(error, ssl.SSLError):
        if error.reason == "KEY_VALUES_MISMATCH":
            return "the key is not the certificate's"
        return "no PEM file, or the password of the key is wrong or missing"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
