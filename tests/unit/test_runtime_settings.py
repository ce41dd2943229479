"""Settings: from the environment, frozen, and refused where they would lose data."""

import pytest
from pydantic import ValidationError

from streams.runtime.parser import engine_options
from streams.runtime.settings import Settings


def test_lists_are_comma_separated_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTWIRE_LANGUAGES", "nl, en,fr")
    monkeypatch.setenv("EVENTWIRE_ROLES", "cluster,alert")
    monkeypatch.setenv("EVENTWIRE_BROKER", "kafka://one:9092,two:9093")
    settings = Settings()
    assert settings.languages == ("nl", "en", "fr")
    assert settings.roles == ("cluster", "alert")
    assert settings.bootstrap == ["one:9092", "two:9093"]
    assert Settings.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EVENTWIRE_PROCESSING_GUARANTEE", "exactly_once", "exactly_once is refused"),
        ("EVENTWIRE_SECURITY_PROTOCOL", "TLS", "SASL_SSL"),
        ("EVENTWIRE_BROKER", "nowhere", "host:port"),
        ("EVENTWIRE_ROLES", "", "at least one role"),
        ("EVENTWIRE_ROLES", "extract,pigeon", "extract"),
        ("EVENTWIRE_SESSION_TIMEOUT", "60", "must not exceed request_timeout"),
        ("EVENTWIRE_STALL_TIMEOUT", "40", "twice article_deadline"),
    ],
)
def test_what_is_refused_is_told(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError, match=told):
        Settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().http_port = 1


def test_pages_are_for_this_machine_by_default() -> None:
    assert Settings().http_host == "127.0.0.1"


def test_the_least_confidence_reaches_the_engine_and_nothing_else_does_by_itself() -> None:
    assert engine_options(Settings()) == {}
    assert engine_options(Settings(min_confidence=0.8)) == {"least": 0.8}
