"""A document of JSON out of a file that anybody may have made."""

import json
from pathlib import Path
from typing import cast

from coppspec.oracle import text_file
from coppspec.oracle.text_file import NoText


class NotJSON(ValueError):
    """A file holds no JSON; why, as a sentence."""


def read(path: Path, most: int) -> object:
    """What stands in a file.

    Raises:
        NotJSON: it has more bytes than that, or no JSON, or more of it in each other than can be read.
        OSError: it cannot be read.
    """
    try:
        return cast("object", json.loads(text_file.read(path, most)))
    except NoText as error:
        raise NotJSON(str(error)) from None
    except json.JSONDecodeError as error:
        raise NotJSON(f"it is no JSON: {error.msg}, in line {error.lineno}") from None
    except (ValueError, RecursionError) as error:
        raise NotJSON(f"it is no JSON: {error}") from None
