"""What becomes of a record that the broker does not take."""

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import KafkaTimeoutError, MessageSizeTooLargeError
from faust.exceptions import ProducerSendError

from streams.errors import DeliveryError, Undeliverable
from streams.runtime.app import StageApp
from streams.runtime.wire import Outbound
from tests.agents import fakes

RECORD = Outbound(topic="eventwire.events.visit.v1", key=b"k", value=b"v", partition=0, headers=())


def sending(error: Exception) -> "StageApp[None]":
    """An app whose producer answers every send with `error`."""

    async def send(*_: Any) -> None:
        raise error

    app: StageApp[None] = object.__new__(StageApp)
    app._faust = SimpleNamespace(producer=SimpleNamespace(send=send))  # type: ignore[assignment]
    return app


@pytest.mark.parametrize("error", [ProducerSendError("no broker"), KafkaTimeoutError(), OSError()])
def test_a_broker_that_is_away_is_no_fault_of_the_message(error: Exception) -> None:
    """The worker stops and reads the message again; a dead letter would need a replay by hand."""

    async def scenario() -> None:
        with pytest.raises(DeliveryError):
            await sending(error).deliver((RECORD,))

    fakes.run(scenario())


def test_a_record_that_no_broker_takes_is_told_apart() -> None:
    async def scenario() -> None:
        with pytest.raises(Undeliverable):
            await sending(MessageSizeTooLargeError()).deliver((RECORD,))

    fakes.run(scenario())
