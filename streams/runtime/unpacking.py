"""Unpacking: the content encodings of HTTP, bounded."""

import zlib

from streams.errors import FetchError


class Unpacker:
    """Bytes as sent in, content out, never more than `limit`: a kilobyte of gzip holds a megabyte
    of zeros, and what it holds is never unpacked as a whole."""

    def __init__(self, encoding: str, *, limit: int) -> None:
        self._limit = limit
        self._whole = bytearray()
        name = encoding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError("encoding", f"content encoding {encoding[:40]!r} was not asked for")
        self._packed = name not in ("", "identity")
        # 32: the header tells whether gzip or zlib.
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._started = False

    def feed(self, chunk: bytes) -> None:
        """Take one chunk; raises `FetchError`."""
        if not self._packed:
            self._take(chunk)
            return
        left = chunk
        try:
            while left:
                if self._stream.eof:  # gzip may be several members one after the other
                    if not left.strip(b"\0"):
                        return
                    self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
                self._take(self._stream.decompress(left, self._limit + 1 - len(self._whole)))
                left = self._stream.unconsumed_tail or self._stream.unused_data
                self._started = True
        except zlib.error as error:
            if not self._started:
                self._raw(chunk)
                return
            raise FetchError("encoding", f"cannot be unpacked: {error}") from None

    def _raw(self, chunk: bytes) -> None:
        """Deflate without its zlib header, as some servers have always sent it."""
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self._started = True
        try:
            self._take(self._stream.decompress(chunk, self._limit + 1 - len(self._whole)))
        except zlib.error as error:
            raise FetchError("encoding", f"cannot be unpacked: {error}") from None

    def end(self) -> bytes:
        """The content; raises `FetchError` where it breaks off."""
        if self._packed and self._started and not self._stream.eof:
            raise FetchError("encoding", "the packed content breaks off")
        return bytes(self._whole)

    def _take(self, content: bytes) -> None:
        self._whole += content
        if len(self._whole) > self._limit:
            raise FetchError("too_large", f"more than {self._limit} bytes")
