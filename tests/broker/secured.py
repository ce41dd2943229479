"""A broker with a lock on every door: TLS by an authority of the test's own, SASL, client
certificates and, where wanted, rights by access control lists."""

from collections.abc import Mapping
from pathlib import Path

import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from tests.broker.kafka import HOST, KafkaBroker, free_ports

PASSWORD = "correct horse; battery staple"
KEY_PASSWORD = "of the key"


class Authority:
    """A certificate authority and what it issues, as files in a folder."""

    def __init__(self, folder: Path, *, name: str = "ca") -> None:
        self._folder = folder
        self._ca = trustme.CA()
        self.certificate = folder / f"{name}.pem"
        self._ca.cert_pem.write_to_path(str(self.certificate))

    def issue(self, name: str, *, password: str | None = None) -> tuple[Path, Path]:
        """Certificate and key of a client or server of that name, for this machine."""
        issued = self._ca.issue_cert(HOST, "localhost", common_name=name)
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        certificate.write_bytes(b"".join(part.bytes() for part in issued.cert_chain_pems))
        # Kafka reads PKCS #8 alone.
        secret = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        key.write_bytes(
            load_pem_private_key(issued.private_key_pem.bytes(), None).private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, secret
            )
        )
        return certificate, key


class SecuredBroker(KafkaBroker):
    """A broker with one listener a protocol; `address` tells where each is.

    The listener PLAINTEXT is the administrator's own: with `acls` whoever comes in there may do
    all, and everybody else what a list allows. `users` log in with `PASSWORD` by any mechanism; a
    client certificate's common name is its principal.
    """

    def __init__(self, home: Path, *, folder: Path, users: tuple[str, ...], acls: bool = False):
        self.authority = Authority(folder)
        ports = free_ports(5)
        super().__init__(
            home,
            ports=ports[:2],
            scram=[
                f"{mechanism}=[name={user},password={PASSWORD}]"
                for user in users
                for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512")
            ],
        )
        doors = dict(zip(("SSL", "SASL_PLAINTEXT", "SASL_SSL"), ports[2:], strict=True))
        self.address = {
            protocol: f"{HOST}:{port}"
            for protocol, port in {"PLAINTEXT": self.port, **doors}.items()
        }
        self._settings = {
            **self._listeners(doors, controller=ports[1]),
            **self._tls(folder),
            **self._sasl(users),
            **(_ACLS if acls else {}),
        }

    def _listeners(self, doors: Mapping[str, int], *, controller: int) -> dict[str, str]:
        named = ",".join(f"{protocol}://{self.address[protocol]}" for protocol in self.address)
        kinds = ",".join(f"{protocol}:{protocol}" for protocol in self.address)
        return {
            "listeners": f"{named},CONTROLLER://{HOST}:{controller}",
            "advertised.listeners": named,
            "listener.security.protocol.map": f"{kinds},CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": "PLAINTEXT",
        }

    def _tls(self, folder: Path) -> dict[str, str]:
        certificate, key = self.authority.issue("broker")
        both = folder / "broker-store.pem"
        both.write_bytes(key.read_bytes() + certificate.read_bytes())
        return {
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": str(both),
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": str(self.authority.certificate),
            "listener.name.ssl.ssl.client.auth": "required",
            # trustme's names carry more than the common name.
            "ssl.principal.mapping.rules": "RULE:^.*CN=([^,]+).*$/$1/",
        }

    def _sasl(self, users: tuple[str, ...]) -> dict[str, str]:
        security = "org.apache.kafka.common.security"
        scram = f"{security}.scram.ScramLoginModule required;"
        known = " ".join(f'user_{user}="{PASSWORD}"' for user in users)
        modules = {
            "plain": f"{security}.plain.PlainLoginModule required {known};",
            "scram-sha-256": scram,
            "scram-sha-512": scram,
        }
        return {
            "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
            **{
                f"listener.name.{door}.{mechanism}.sasl.jaas.config": module
                for door in ("sasl_plaintext", "sasl_ssl")
                for mechanism, module in modules.items()
            },
        }


_ACLS = {
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
    "allow.everyone.if.no.acl.found": "false",
}
