"""Whether packed data (zlib, RFC 1950) are there to their end."""

from __future__ import annotations

import zlib

#: bytes unpacked at a time: only whether all can be is of interest
_CHUNK = 1 << 20


def has_end(packed: bytes) -> bool:
    """Whether the end of what is packed is found; its checksum, which some programs leave out, is not asked for."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = packed[2:]
    try:
        while rest and not unpacker.eof:
            unpacker.decompress(rest, _CHUNK)
            rest = unpacker.unconsumed_tail
        unpacker.flush()  # all may be read while some of it is not yet given out
    except zlib.error:
        return False
    return unpacker.eof
