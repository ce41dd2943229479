"""The gateway: stories, alerts and events for browsers and programs, over HTTP.

It reads the topics from the side, without a consumer group, and writes nothing: however many
people look, the pipeline does not notice.
"""
