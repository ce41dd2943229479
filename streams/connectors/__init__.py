"""Connectors: news in, from feeds, files, requests and topics.

Formats turn bytes into items and know nothing else; doors bring the bytes; the intake turns items
into versions of articles and sends each once.
"""
