"""A document of JSON out of a file that anybody may have made."""

import json
from typing import cast


class NotJSON(ValueError):
    """Bytes are no JSON; why, as a sentence."""


def parsed(content: bytes) -> object:
    """What stands in the bytes of a file.

    Raises:
        NotJSON: they hold no JSON, or more of it in each other than can be read.
    """
    try:
        return cast("object", json.loads(content.decode("utf-8")))
    except UnicodeDecodeError:
        raise NotJSON("it is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise NotJSON(f"it is no JSON: {error.msg}, in line {error.lineno}") from None
    except (ValueError, RecursionError) as error:
        raise NotJSON(f"it is no JSON: {error}") from None
