"""Header keys that are no UTF-8: read all the same, by both Kafka clients.

Kafka says that header keys are text and checks nothing. A client that decodes them strictly never
gets past such a record: whoever may write to a topic could stop all its readers for good with one
message. Here the bytes that are no UTF-8 are shown as `\\xff`, in the record and in its dead
letter; the rest of the record is untouched.

Neither client has a setting for it, so that the class which reads their batches is replaced by one
that reads a batch again when its header keys cannot be decoded. Everything else costs nothing.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import aiokafka.consumer.fetcher
import kafka.record.memory_records
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords, _MemoryRecordsPy
from kafka.record.default_records import DefaultRecordBatch


def accept_any_key() -> None:
    """From now on clients of this process read header keys of any bytes. Repeats do nothing."""
    aiokafka.consumer.fetcher.MemoryRecords = _Records
    kafka.record.memory_records.DefaultRecordBatch = _Batch


class _Buffer(bytearray):
    """Bytes whose parts decode to text whatever they are."""

    def __getitem__(self, index: Any) -> Any:
        part = super().__getitem__(index)
        return _Buffer(part) if isinstance(index, slice) else part

    def decode(self, encoding: str = "utf-8", errors: str = "backslashreplace") -> str:
        return super().decode(encoding, errors)


class _Batch(DefaultRecordBatch):  # type: ignore[misc]
    """A batch of kafka-python."""

    _buffer: Any

    def _read_msg(self) -> Any:
        try:
            return super()._read_msg()
        except UnicodeDecodeError:
            # The position is moved by a record that was read, and by no other.
            self._buffer = _Buffer(self._buffer)
            return super()._read_msg()


class _Records:
    """The batches of one fetch of aiokafka, whose compiled reader cannot be changed."""

    def __init__(self, data: bytes) -> None:
        self._records: Any = MemoryRecords(data)
        self._data = data
        self._count = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._records, name)

    def next_batch(self) -> Any:
        """The next batch, None after the last."""
        batch = self._records.next_batch()
        self._count += 1
        if batch is None or not hasattr(batch, "is_control_batch") or batch.is_control_batch:
            return batch
        return _Reread(batch, data=self._data, number=self._count)


class _Reread:
    """A batch of aiokafka that goes on in Python where the compiled reader gives up."""

    def __init__(self, batch: Any, *, data: bytes, number: int) -> None:
        self._batch = batch
        self._data = data
        self._number = number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._batch, name)

    def __iter__(self) -> Iterator[Any]:
        done = 0
        try:
            for record in self._batch:
                yield record
                done += 1
        except UnicodeDecodeError:
            yield from islice(self._again(), done, None)

    def _again(self) -> Iterator[Any]:
        records: Any = _MemoryRecordsPy(self._data)
        for _ in range(self._number - 1):
            records.next_batch()
        slice_ = records._next_slice  # noqa: SLF001 - its batch, before it is made of it
        batch: Any = _DefaultRecordBatchPy(slice_)
        batch._maybe_uncompress()  # noqa: SLF001 - what iterating it begins with
        batch._buffer = _Buffer(batch._buffer)  # noqa: SLF001
        return iter(batch)
