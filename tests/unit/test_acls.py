"""Rights from the table of topics: to each role what it needs, in the words of Kafka's own tool."""

import json

import pytest

from schemas.topics import ARTICLES, DEADLETTERS, EMBARGOED, LEDGER, RETRIALS, SEEN, TOPICS
from streams.ops import acls
from streams.runtime.settings import Settings
from tests.unit.cli import Command

SETTINGS = Settings(group_prefix="desk")


def of(role: str) -> set[tuple[str, str, str]]:
    granted = acls.grants([role], SETTINGS, principal="User:{role}")
    assert {one.principal for one in granted} == {f"User:{role}"}
    return {(one.operation, one.resource, one.name) for one in granted}


def test_a_stage_gets_what_the_table_says() -> None:
    events = {
        ("Write", "topic", topic.name) for topic in TOPICS if topic.name.startswith("eventwire.ev")
    }
    assert of("extract") == events | {
        ("Read", "topic", ARTICLES.name),
        ("Read", "topic", LEDGER.name),
        ("Write", "topic", LEDGER.name),
        ("Write", "topic", DEADLETTERS.name),
        ("Read", "group", "desk-extract-v1"),
    }
    assert of("feed") == {("Write", "topic", ARTICLES.name)}
    assert of("feeds") == {
        ("Write", "topic", ARTICLES.name),
        ("Write", "topic", DEADLETTERS.name),
        ("Read", "topic", EMBARGOED.name),
        ("Write", "topic", EMBARGOED.name),
        ("Read", "topic", RETRIALS.name),
        ("Read", "topic", SEEN.name),
        ("Write", "topic", SEEN.name),
        ("Read", "group", "desk-feeds-"),
    }


def test_a_reader_reads_and_an_operator_deletes_nothing() -> None:
    assert {operation for operation, _, _ in of("reader")} == {"Read"}
    assert ARTICLES.name not in {name for _, _, name in of("reader")}
    assert {operation for operation, _, _ in of("operator")} == {
        "AlterConfigs",
        "Create",
        "Describe",
        "DescribeConfigs",
        "Read",
        "Write",
    }


def test_every_topic_has_somebody_who_writes_it() -> None:
    written = {
        name
        for role in acls.ROLES
        if role != "operator"
        for operation, _, name in of(role)
        if operation == "Write"
    }
    # What is to be tried again is written by the operator who replays it.
    assert written == {topic.name for topic in TOPICS} - {RETRIALS.name}


def test_commands_are_safe_for_a_shell() -> None:
    told = acls.Grant("User:CN=a b;rm", "topic", "t", True, "Read", "10.0.0.1").command("b:1")
    assert told == (
        "kafka-acls.sh --bootstrap-server b:1 --add --allow-principal 'User:CN=a b;rm' "
        "--allow-host 10.0.0.1 --operation Read --topic t --resource-pattern-type prefixed"
    )
    cluster = acls.Grant("User:o", "cluster", "kafka-cluster", False, "Describe")
    assert cluster.command("b:1").endswith("--operation Describe --cluster")


def test_the_command_prints_lines_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    run = Command(capsys)
    lines = run("topics", "acls", "feed", "reader", "--principal", "User:{role}@desk").out
    assert "--allow-principal User:feed@desk --operation Write" in lines
    assert len(lines.splitlines()) == len(of("feed")) + len(of("reader"))
    told = json.loads(run("topics", "acls", "feed", "--json").out)
    assert told == [
        {
            "principal": "User:eventwire-feed",
            "resource": "topic",
            "name": ARTICLES.name,
            "prefixed": False,
            "operation": "Write",
            "host": "*",
        }
    ]


def test_an_unknown_role_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="no role 'boss'"):
        acls.grants(["boss"], SETTINGS, principal="User:x")
    done = Command(capsys)("topics", "acls", "boss")
    assert (done.code, "no role 'boss'" in done.err) == (2, True)
