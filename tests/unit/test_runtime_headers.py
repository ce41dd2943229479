"""Header keys that are no UTF-8 stop no reader."""

from collections.abc import Iterator
from typing import Any

import aiokafka.consumer.fetcher
import kafka.record.memory_records
import pytest
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from aiokafka.record.memory_records import MemoryRecords
from kafka.record.default_records import DefaultRecordBatch

from streams.runtime import headers


class AnyKey(str):
    """A header key that travels as bytes which are no UTF-8."""

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"\xff" + super().encode(encoding, errors) + b"\xe9"


@pytest.fixture(autouse=True)
def _clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clients as they come, whatever was changed in this process before."""
    monkeypatch.setattr(aiokafka.consumer.fetcher, "MemoryRecords", MemoryRecords)
    monkeypatch.setattr(kafka.record.memory_records, "DefaultRecordBatch", DefaultRecordBatch)


def batch(first: int, *, poisoned: tuple[int, ...], compression: int) -> bytes:
    """Ten records; those in `poisoned` carry such a key between two others."""
    builder = _DefaultRecordBatchBuilderPy(2, compression, 0, -1, -1, -1, 1_000_000)
    for number in range(10):
        key = AnyKey("trace") if first + number in poisoned else "trace"
        told = [("before", b"1"), (key, b"\xff"), ("after", None)]
        builder.append(number, 1000, b"k%d" % (first + number), b"v", told)
    builder.set_producer_state(-1, -1, -1)
    data = bytearray(builder.build())
    data[:8] = first.to_bytes(
        8, "big"
    )  # the base offset: outside the checksum, as a broker sets it
    return bytes(data)


def read_by_aiokafka(data: bytes) -> Iterator[Any]:
    records: Any = aiokafka.consumer.fetcher.MemoryRecords(data)
    while records.has_next():
        one = records.next_batch()
        assert one.validate_crc()
        assert one.producer_id == -1
        yield from one


def read_by_kafka_python(data: bytes) -> Iterator[Any]:
    records = kafka.record.memory_records.MemoryRecords(data)
    while records.has_next():
        yield from records.next_batch()


@pytest.mark.parametrize("read", [read_by_aiokafka, read_by_kafka_python])
@pytest.mark.parametrize("compression", [0, 1], ids=["plain", "gzip"])
def test_every_record_arrives_whole_and_once(read: Any, compression: int) -> None:
    poisoned = (10, 17, 18, 39)
    data = b"".join(
        batch(first, poisoned=poisoned, compression=compression) for first in (0, 10, 20, 30)
    )
    with pytest.raises(Exception, match="utf-8"):  # what the clients do by themselves
        list(read(data))
    headers.accept_any_key()
    headers.accept_any_key()
    arrived = list(read(data))
    assert [(one.offset, one.key) for one in arrived] == [(n, b"k%d" % n) for n in range(40)]
    for one in arrived:
        key = "\\xfftrace\\xe9" if one.offset in poisoned else "trace"
        assert list(one.headers) == [("before", b"1"), (key, b"\xff"), ("after", None)]


@pytest.mark.parametrize("read", [read_by_aiokafka, read_by_kafka_python])
def test_text_in_header_keys_stays_as_it_is(read: Any) -> None:
    headers.accept_any_key()
    builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, -1, 1_000_000)
    builder.append(0, 1000, b"k", b"v", [("größe", b"1"), ("\\xff", b"2")])
    arrived = list(read(bytes(builder.build())))
    assert list(arrived[0].headers) == [("größe", b"1"), ("\\xff", b"2")]
