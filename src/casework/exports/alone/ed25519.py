"""Ed25519 signatures checked in plain Python (RFC 8032), as strictly as libsodium checks them.

A signature whose number is too large, a key written in another way than its own, and keys or
points of small order hold for nothing. Nothing here is secret, so nothing needs constant time.
Must not know what was signed.
"""

from __future__ import annotations

import hashlib
from typing import Optional, Tuple

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)  # a square root of -1

#: A point as (X, Y, Z, T) with x = X/Z, y = Y/Z, x*y = T/Z.
Point = Tuple[int, int, int, int]
_NEUTRAL: Point = (0, 1, 1, 0)


def _added(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % _P
    b = (one[1] + one[0]) * (other[1] + other[0]) % _P
    c = 2 * one[3] * other[3] * _D % _P
    d = 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _doubled(one: Point) -> Point:
    a = one[0] * one[0] % _P
    b = one[1] * one[1] % _P
    c = 2 * one[2] * one[2] % _P
    h = a + b
    e = h - (one[0] + one[1]) * (one[0] + one[1]) % _P
    g = a - b
    f = c + g
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _point(encoded: bytes) -> Optional[Point]:
    """Return the point that 32 bytes are; None where they are none, or written otherwise."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return (x, y, 1, x * y % _P)


def _encoded(one: Point) -> bytes:
    inverse = pow(one[2], _P - 2, _P)
    x, y = one[0] * inverse % _P, one[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _small(one: Point) -> bool:
    """Tell whether a point has small order: eight times it is nothing."""
    times = _doubled(_doubled(_doubled(one)))
    return times[0] % _P == 0 and (times[1] - times[2]) % _P == 0


_Y = 4 * pow(5, _P - 2, _P) % _P
_BASE = _point(_Y.to_bytes(32, "little")) or _NEUTRAL


def _summed(first: int, second: int, other: Point) -> Point:
    """Return ``first`` times the base point and ``second`` times ``other``, in one pass."""
    both = _added(_BASE, other)
    found = _NEUTRAL
    for place in range(max(first.bit_length(), second.bit_length()) - 1, -1, -1):
        found = _doubled(found)
        bits = (first >> place & 1, second >> place & 1)
        if bits == (1, 1):
            found = _added(found, both)
        elif bits == (1, 0):
            found = _added(found, _BASE)
        elif bits == (0, 1):
            found = _added(found, other)
    return found


def holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether ``signature`` (64 bytes) over ``message`` was made with ``public_key`` (32)."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    number = int.from_bytes(signature[32:], "little")
    key, first = _point(public_key), _point(signature[:32])
    if number >= _L or key is None or first is None or _small(key) or _small(first):
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    times = int.from_bytes(digest, "little") % _L
    negative = (_P - key[0], key[1], key[2], _P - key[3])
    return _encoded(_summed(number, times, negative)) == signature[:32]
