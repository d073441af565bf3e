"""A header in C with every value, identifier and offset of the documents, made from the tables."""

from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from coppspec.properties import specified_values
from coppspec.reports.named import documented

HEADER = "coppspec_values.h"
"""The name of its file."""
HEAD = """\
/* The values, identifiers and layouts of COPP and VIDEOPARAMETERS, made from the tables of coppspec by
 * `coppspec report --docs`; what is defined already stays as it is. `coppspec explain NAME` says of each what
 * it means, and which clause says so.
 *
 * Numbers are unsigned, 32 bits wide and little-endian; an identifier is sixteen bytes in the memory order of
 * Windows; no structure has padding. An offset counts bytes from the start of its structure. */
#ifndef COPPSPEC_VALUES_H
#define COPPSPEC_VALUES_H

#include <stdint.h>
"""
Entry = dict[str, Any]


def values_header() -> str:
    """The text of the header."""
    return HEAD + "\n".join((*_lines(), "", "#endif", ""))


def _lines() -> Iterator[str]:
    constants = list(cast("Iterator[Entry]", specified_values.constants_by_name()))
    yield from _enumerations()
    yield from ("", "/* Answers. */")
    for each in cast("Iterator[Entry]", specified_values.result_codes()):
        if each["kind"] != "pattern":
            yield from _defined(each["name"], _number(each["value"]))
    yield from ("", "/* Sizes and single numbers. */")
    for each in constants:
        if each["kind"] != "guid" and each["value"] < 2**32:
            yield from _defined(each["name"], _number(each["value"]))
    yield from ("", "/* Identifiers: static const uint8_t LEVEL[16] = DXVA_COPPSetProtectionLevel; */")
    for each in constants:
        if each["kind"] == "guid":
            yield f"/* {each['value']}: {each['meaning']} */"
            yield from _defined(each["name"], _bytes(each["value"]))
    yield from _structures()


def _enumerations() -> Iterator[str]:
    for each in cast("Iterator[Entry]", specified_values.enumerations()):
        yield from ("", f"/* {documented(each)}: {each['meaning']} */")
        for member in each["members"]:
            yield from _defined(member["name"], _number(member["value"]))


def _structures() -> Iterator[str]:
    for each in cast("Iterator[Entry]", specified_values.structures()):
        yield from ("", f"/* {each['name']}, {each['size']} bytes ({each['clause']}): {each['meaning']} */")
        yield from _defined(f"{each['name']}_SIZE", str(each["size"]))
        for field in each["fields"]:
            yield from _defined(f"{each['name']}_{field['name']}_OFFSET", str(field["offset"]))
            yield from _defined(f"{each['name']}_{field['name']}_SIZE", str(field["size"]))


def _defined(name: str, value: str) -> tuple[str, str, str]:
    return f"#ifndef {name}", f"#define {name} {value}", "#endif"


def _number(value: int) -> str:
    return f"({value})" if value < 0 else f"UINT32_C(0x{value:08X})"


def _bytes(identifier: str) -> str:
    return "{ " + ", ".join(f"0x{byte:02X}" for byte in UUID(identifier).bytes_le) + " }"
