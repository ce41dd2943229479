"""The file of targets: what it may say, and what is said of one that is wrong."""

from pathlib import Path

import pytest

from schemas.event import Kind
from streams.errors import SettingsError
from streams.runtime.targets import read_targets
from tests.notify.alerts import alert


def written(folder: Path, text: str) -> Path:
    file = folder / "targets.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_secrets_and_urls_are_read_from_files_beside_it(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("whsec_c2VjcmV0\n")
    (tmp_path / "url").write_text("mailto://me:word@mail.example\n")
    hook, mail = read_targets(
        written(
            tmp_path,
            """
            [[target]]
            name = "desk"
            type = "webhook"
            url = "https://desk.example/hook"
            secret_file = "key"
            [[target]]
            name = "mail"
            type = "apprise"
            url_file = "url"
            """,
        )
    )
    assert hook.secret == "whsec_c2VjcmV0"
    assert mail.url == "mailto://me:word@mail.example"


def test_a_target_wants_what_it_asks_for(tmp_path: Path) -> None:
    one, other, all_ = read_targets(
        written(
            tmp_path,
            """
            [[target]]
            name = "deliveries-to-lithuania"
            type = "webhook"
            url = "http://a.example"
            kinds = ["delivery"]
            countries = ["LTU"]
            types = ["new"]
            [[target]]
            name = "others"
            type = "webhook"
            url = "http://a.example"
            countries = ["NLD"]
            [[target]]
            name = "all"
            type = "webhook"
            url = "http://a.example"
            """,
        )
    )
    assert one.spec.wants(alert())
    assert not one.spec.wants(alert(kind=Kind.VISIT))
    assert not other.spec.wants(alert())
    assert all_.spec.wants(alert())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[target]]\nname = 'a b'\ntype = 'webhook'\nurl = 'http://x'", "target a b: name:"),
        ("[[target]]\nname = 'a'\ntype = 'pager'\nurl = 'http://x'", "target a: type:"),
        ("[[target]]\nname = 'a'\ntype = 'webhook'", "either url or url_file"),
        ("[[target]]\nname = 'a'\ntype = 'webhook'\nurl = 'ftp://x'", "http or https"),
        ("[[target]]\nname = 'a'\ntype = 'webhook'\nurl_file = 'none'", "target a: "),
        ("[[target]]\nname = 'a'\ntype = 'webhook'\nurl = 'http://x'\ncolour = 1", "colour"),
        ("[[target]]\ntype = 'webhook'\nurl = 'http://x'", "target number 1: name:"),
        ("target = 1", "target:"),
        ("", "no [[target]]"),
        ("[[target", "targets.toml: "),
        (
            "[[target]]\nname='a'\ntype='webhook'\nurl='http://x'\n" * 2,
            "two targets are called 'a'",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_target(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_targets(written(tmp_path, text))
    assert told in str(raised.value)


def test_a_password_is_not_repeated_in_the_complaint(tmp_path: Path) -> None:
    text = "[[target]]\nname = 'a'\ntype = 'apprise'\nurl = 'mailto://u:hush@x'\nsecret_file = 'k'"
    with pytest.raises(SettingsError) as raised:
        read_targets(written(tmp_path, text))
    assert "hush" not in str(raised.value)
