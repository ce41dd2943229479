"""The wire contract of eventwire: what travels on its Kafka topics, as frozen pydantic models.

This package needs pydantic and the standard library only, so that a consumer can depend on the
contract without the pipeline.
"""
