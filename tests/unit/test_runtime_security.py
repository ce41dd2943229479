"""Security settings: what cannot work together is refused by name, and no secret shows."""

import ssl
from pathlib import Path

import pytest
from pydantic import ValidationError

from streams.errors import SettingsError
from streams.runtime.security import Security
from streams.runtime.settings import Settings
from tests.broker.secured import KEY_PASSWORD, Authority

LOGIN = {"mechanism": "SCRAM-SHA-512", "username": "desk", "password": "s3cret"}


def security(protocol: str, **fields: object) -> Security:
    return Security.model_validate({"protocol": protocol, **fields})


@pytest.mark.parametrize(
    ("protocol", "fields", "told"),
    [
        ("SASL_SSL", {}, "SASL_SSL needs mechanism, username, password"),
        ("SASL_SSL", {**LOGIN, "password": None}, r"needs password \(or password_file\)"),
        ("SASL_SSL", {**LOGIN, "username": ""}, "needs username"),
        ("SASL_SSL", {**LOGIN, "mechanism": "GSSAPI"}, "SCRAM-SHA-512"),
        ("SASL_SSL", {**LOGIN, "password_file": "p"}, "password and password_file are both set"),
        ("PLAINTEXT", LOGIN, "mechanism, username, password is set, but .* does not log in"),
        ("SSL", LOGIN, "does not log in"),
        ("PLAINTEXT", {"ca": "ca.pem"}, "ca is set, but .* does not encrypt"),
        ("SASL_PLAINTEXT", {**LOGIN, "certificate": "c"}, "certificate is set, but"),
        ("SASL_PLAINTEXT", {**LOGIN, "check_hostname": False}, "check_hostname says nothing"),
        ("SSL", {"key": "k.pem"}, "key is set, but there is no certificate"),
        ("SSL", {"certificate": "c", "key_password": "x", "key_password_file": "f"}, "both set"),
        ("SSL", {"cafile": "ca.pem"}, "Extra inputs"),
        ("TLS", {}, "'PLAINTEXT', 'SSL', 'SASL_PLAINTEXT' or 'SASL_SSL'"),
    ],
)
def test_what_does_not_fit_together_is_told(
    protocol: str, fields: dict[str, object], told: str
) -> None:
    with pytest.raises(ValidationError, match=told) as refused:
        security(protocol, **fields)
    assert "s3cret" not in str(refused.value)


def test_each_field_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "PROTOCOL": "SASL_SSL",
        "MECHANISM": "PLAIN",
        "USERNAME": "desk",
        "PASSWORD_FILE": "/run/secrets/password",
        "CA": "/ca.pem",
        "CERTIFICATE": "/client.pem",
        "KEY_PASSWORD": "s3cret",
        "CHECK_HOSTNAME": "false",
    }.items():
        monkeypatch.setenv(f"EVENTWIRE_SECURITY_{name}", value)
    told = Settings().security
    assert told == security(
        "SASL_SSL",
        mechanism="PLAIN",
        username="desk",
        password_file="/run/secrets/password",
        ca="/ca.pem",
        certificate="/client.pem",
        key_password="s3cret",
        check_hostname=False,
    )
    assert told.told == "SASL_SSL with PLAIN as desk"


def test_secrets_show_only_in_the_pipe_to_a_child() -> None:
    settings = Settings(security=security("SASL_SSL", **LOGIN))
    for shown in (repr(settings), str(settings.model_dump()), settings.model_dump_json()):
        assert "s3cret" not in shown
    assert b"s3cret" in settings.to_pipe()
    assert Settings.model_validate_json(settings.to_pipe()) == settings


def test_a_password_lies_in_a_file_with_or_without_a_line_break(tmp_path: Path) -> None:
    file = tmp_path / "password"
    told = security("SASL_PLAINTEXT", **{**LOGIN, "password": None, "password_file": file})
    for content, password in {"a b": "a b", "a b\n": "a b", "a b \r\n": "a b "}.items():
        file.write_bytes(content.encode())
        assert told.options()["sasl_plain_password"] == password
    file.unlink()
    with pytest.raises(SettingsError, match=f"password_file {file}: No such file"):
        told.options()


def test_plaintext_needs_nothing() -> None:
    assert Security().options() == {"security_protocol": "PLAINTEXT"}


def test_certificates_are_read_and_what_is_wrong_with_them_is_told(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = authority.issue("desk", password=KEY_PASSWORD)
    ca = authority.certificate
    right = {"ca": ca, "certificate": certificate, "key": key, "key_password": KEY_PASSWORD}
    context = security("SSL", **right).tls()
    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2
    unchecked = security("SSL", **right, check_hostname=False).tls()
    assert unchecked is not None
    assert (unchecked.verify_mode, unchecked.check_hostname) == (ssl.CERT_REQUIRED, False)

    no_pem = tmp_path / "empty.pem"
    no_pem.write_text("none\n")
    _, other_key = authority.issue("other")
    for wrong, told in (
        ({"ca": tmp_path / "nowhere.pem"}, "nowhere.pem: No such file"),
        ({"ca": no_pem}, "empty.pem: no PEM file of certificates"),
        ({"certificate": no_pem}, "no PEM file, or"),
        ({"certificate": tmp_path / "nowhere.pem"}, "No such file"),
        ({"key": other_key}, "the key is not the certificate's"),
        ({"key_password": "wrong"}, "password of the key is wrong"),
        ({"key_password": None}, "password of the key is wrong"),
        ({"key": None, "key_password": None}, "no PEM file, or"),
    ):
        with pytest.raises(SettingsError, match=told):
            security("SSL", **{**right, **wrong}).tls()
