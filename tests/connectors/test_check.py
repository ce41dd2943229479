"""`eventwire feed check` and the group around it."""

from pathlib import Path

import pytest

from tests.connectors.documents import RSS, dumped, ninjs1
from tests.connectors.server import Server
from tests.unit.cli import Command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("COLUMNS", "200")
    return Command(capsys)


def test_every_feed_is_tried_and_told(server: Server, tmp_path: Path, run: Command) -> None:
    good = server.page("/good", RSS)
    page = server.page("/page", "<!DOCTYPE html><html><body>Sign in</body></html>")
    gone = server.page("/gone", "", status=410)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_bytes(dumped(ninjs1()))
    local = 'allow_networks = ["127.0.0.1"]\n'
    path = tmp_path / "feeds.toml"
    path.write_text(
        f'host_interval = "0s"\n[[feed]]\nname = "good"\nurl = "{good}"\n{local}'
        f'[[feed]]\nname = "page"\nurl = "{page}"\n{local}'
        f'[[feed]]\nname = "gone"\nurl = "{gone}"\n{local}'
        f'[[feed]]\nname = "inside"\nurl = "{good}"\n'
        '[[feed]]\nname = "box"\nfolder = "in"\n'
        '[[feed]]\nname = "desk"\npush = true\ntoken_file = "none"\n'
        '[[feed]]\nname = "off"\nfolder = "x"\nenabled = false\n'
    )
    told = run("feed", "check", path)
    rows = {line.split()[0]: line for line in told.out.splitlines()}
    assert told.code == 1
    assert "200" in rows["good"]
    assert "ago" in rows["good"]
    assert "en-GB" in rows["good"]
    assert "an HTML page" in rows["page"]
    assert "410" in rows["gone"]
    assert "127.0.0.1 is no public address" in rows["inside"]
    assert "1 files" in rows["box"]
    assert "nl" in rows["box"]
    assert "No such file" in rows["desk"]
    assert "1 switched off" in told.out
    assert (tmp_path / "in" / "a.json").exists()

    assert run("feed", "check", path, "--feed", "good").code == 0
    wrong = run("feed", "check", path, "--feed", "bad")
    assert (wrong.code, "no feed 'bad'" in wrong.err) == (2, True)


def test_full_text_is_tried_on_one_page(server: Server, tmp_path: Path, run: Command) -> None:
    text = "".join(f"<p>Sentence number {n} of an article about a port.</p>" for n in range(20))
    server.page(
        "/1", f"<html><body><article>{text}</article></body></html>", content_type="text/html"
    )
    url = server.page("/rss", RSS.replace("https://news.example/nw-1", f"{server.base}/1"))
    path = tmp_path / "feeds.toml"
    path.write_text(
        f'host_interval = "0s"\n[[feed]]\nname = "a"\nurl = "{url}"\nfull_text = true\n'
        'allow_networks = ["127.0.0.1"]\n'
    )
    told = run("feed", "check", path)
    assert (told.code, "characters (page)" in told.out) == (0, True), told.out
    server.page("/1", "", status=403)
    told = run("feed", "check", path)
    assert (told.code, "403" in told.out) == (1, True)


def test_a_bad_file_is_told_and_nothing_is_fetched(
    server: Server, tmp_path: Path, run: Command
) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(f'[[feed]]\nname = "a"\nurl = "{server.base}"\ninterval = "often"\n')
    told = run("feed", "check", path)
    assert told.code == 2
    assert "feeds.toml:1: feed 'a': interval: 'often' is no duration" in told.err
    assert not server.requests
    told = run("run", "feeds", "--feeds", path)
    assert (told.code, "no duration" in told.err) == (2, True)
    told = run("run", "feeds")
    assert (told.code, "no file of feeds" in told.err) == (2, True)


def test_an_embedded_broker_is_for_this_machine(
    monkeypatch: pytest.MonkeyPatch, run: Command
) -> None:
    monkeypatch.setenv("EVENTWIRE_BROKER", "kafka.example:9092")
    told = run("run", "--embedded")
    assert (told.code, "EVENTWIRE_BROKER is kafka.example:9092" in told.err) == (2, True)


def test_articles_are_sent_with_and_without_the_word(run: Command) -> None:
    for words in (("feed", "-"), ("feed", "send", "-")):
        told = run(*words, "--published", "soon")
        assert (told.code, "--published: 'soon' is no date" in told.err) == (2, True)
    assert "check" in run("feed", "--help").out
