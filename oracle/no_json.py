"""Why a line is no JSON object: each reason has a cure of its own."""

import json

from coppspec.properties.cause import Cause

BYTE_ORDER_MARK = "\ufeff"
_read = json.JSONDecoder().raw_decode


def why_not(line: str) -> Cause:
    r"""The cause that a line is no JSON.

    >>> why_not("debug"), why_not('{"id": 7}{"id": 8}')
    (<Cause.NOT_JSON: 'not JSON'>, <Cause.SEVERAL: 'more than one JSON object'>)
    >>> why_not('{'), why_not('\ufeff{}')
    (<Cause.PARTIAL: 'part of a JSON object'>, <Cause.BYTE_ORDER_MARK: 'byte order mark'>)
    """
    text = line.strip()
    if text.startswith(BYTE_ORDER_MARK):
        return Cause.BYTE_ORDER_MARK
    if not text.startswith("{"):
        return Cause.NOT_JSON
    try:
        _, end = _read(text)
    except json.JSONDecodeError as error:
        return Cause.PARTIAL if error.pos >= len(text) else Cause.NOT_JSON
    except (ValueError, RecursionError):  # a number with thousands of digits, or brackets within brackets
        return Cause.NOT_JSON
    return Cause.SEVERAL if end < len(text) else Cause.NOT_JSON
