"""Pages of reference, made from the tables: every message byte for byte, and every field to declare."""

from collections.abc import Iterator
from dataclasses import MISSING, fields
from typing import Any, cast

from coppspec.driver import adapters, outputs, protocol
from coppspec.oracle import declaration
from coppspec.properties import specified_values
from coppspec.properties.documented import said_below
from coppspec.reports.named import KINDS, documented, in_memory, number

MESSAGES, DECLARATION = "messages.md", "declaration.md"
"""The names of their files."""
MADE = """\
This page is made from the tables by `coppspec report --docs`, and `coppspec report --check` says when it is
stale."""
ABOUT_MESSAGES = f"""\
# Messages, byte for byte

{MADE} The same in C is `coppspec_values.h`, in `examples/c` and in what `coppspec new harness --lang c`
writes; `coppspec explain NAME` prints any of it.

Numbers are unsigned, 32 bits wide and little-endian. An identifier (a GUID) is sixteen bytes in the memory
order of Windows. No structure has padding (COPP-312, VPCP-001).

## The key in the certificate

The certificate chain that COPPKeyExchange hands out is XML: a `CertificateCollection` of three `Certificate`
elements, of which the first is that of the driver (COPP-450). The public key with which an application
encrypts the start sequence stands there in `Data`, under `PublicKey/KeyValue/RSAKeyValue` (COPP-451):
`Modulus` and `Exponent`, both the base64 of a big-endian number (COPP-452), the modulus of 256 bytes
(COPP-454). The driver decrypts with the private key that belongs to it (COPP-152, COPP-401). The session key
and both starting numbers are in the 40 bytes that come out: see START_SEQUENCE below (COPP-402, COPP-403).
"""
ABOUT_DECLARATION = f"""\
# What a driver declares

{MADE}

A driver says what its outputs and adapters can do, and what its test bench can do with it, before its first
call. What is not declared is not asked, and no clause about it is judged. On [the wire](wire.md) the
declaration is the object `declaration` in the answer to `start`. In C, it is the same object as text, which
`coppspec_declaration` of `coppspec_driver.h` returns. In Python, the attributes `outputs`, `adapters`,
`capabilities` and `root` of a driver hold objects of the classes below. Sets of bits are numbers in JSON: the
sum of the values in [messages, byte for byte](messages.md).

The smallest one declares one output without protection:

```json
{{"version": 1, "outputs": [{{"connector": 0, "connector_type": 4}}]}}
```
"""
RECORDS = (
    (declaration, "Declaration", "The declaration"),
    (outputs, "Output", "An output, by DevID"),
    (outputs, "DisplayMode", "A mode of an output"),
    (outputs, "Sink", "A display that replaces the first one"),
    (adapters, "Adapter", "An adapter"),
    (adapters, "TVOutput", "The TV output of an adapter"),
)
Entry = dict[str, Any]


def messages_page() -> str:
    """Identifiers, layouts and values."""
    return ABOUT_MESSAGES + "\n".join((*_identifiers(), *_structures(), *_values(), ""))


def declaration_page() -> str:
    """Every field of a declaration, and every capability."""
    return ABOUT_DECLARATION + "\n".join((*_records(), *_capabilities(), ""))


def _table(*heads: str) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "| --- " * len(heads) + "|"


def _identifiers() -> Iterator[str]:
    yield from ("", "## Identifiers", "")
    yield from _table("name", "as text", "in memory", "what it is")
    for each in cast("Iterator[Entry]", specified_values.constants_by_name()):
        if each["kind"] == "guid":
            name, value = each["name"], each["value"]
            yield f"| `{name}` | `{value}` | `{in_memory(value)}` | {each['meaning']} |"


def _structures() -> Iterator[str]:
    yield from ("", "## Structures")
    for each in cast("Iterator[Entry]", specified_values.structures()):
        yield from (
            "",
            f"### {each['name']}, {each['size']} bytes ({each['clause']})",
            "",
            each["meaning"],
            "",
        )
        yield from _table("offset", "bytes", "field")
        for field in each["fields"]:
            kind = KINDS[field["kind"]].removeprefix(": ")
            yield f"| {field['offset']} | {field['size']} | `{field['name']}`{', ' * bool(kind)}{kind} |"


def _values() -> Iterator[str]:
    yield from ("", "## Values")
    for each in cast("Iterator[Entry]", specified_values.enumerations()):
        yield from ("", f"### {documented(each)}", "", each["meaning"], "")
        yield from _table("name", "value", "what it is")
        for member in each["members"]:
            yield f"| `{member['name']}` | {number(member['value'])} | {member['meaning']} |"


def _records() -> Iterator[str]:
    for module, name, title in RECORDS:
        kind = getattr(module, name)
        said = said_below(module, name)
        yield from ("", f"## {title}: `{name}`", "")
        yield from _table("field", "in JSON", "if it is left out", "what it says")
        for field in fields(kind):
            type_ = str(getattr(field.type, "__name__", field.type))
            yield (
                f"| `{field.name}` | {IN_JSON.get((name, field.name)) or _in_json(type_)} | "
                f"{_default(field.default)} | {said.get(field.name, '')} |"
            )


IN_JSON = {
    ("Declaration", "version"): "the number 1; in JSON alone",
    ("Declaration", "root"): '`{"modulus": "hexadecimal digits", "exponent": number}`',
    ("DisplayMode", "frequency"): "a list of two numbers",
    ("Adapter", "outputs"): "a list of numbers",
    ("Output", "modes"): "a list of two modes",
}
"""How a field is written whose type does not tell."""


def _in_json(type_: str) -> str:
    if type_ == "bool":
        return "`true` or `false`"
    if type_ == "bytes":
        return "hexadecimal digits"
    if type_ == "int":
        return "a number"
    if "tuple" in type_ or type_.startswith("Interface"):
        return "a list"
    if "TVOutput" in type_ or "Sink" in type_:
        return "an object, or `null`"
    return f"a number: the bits of {type_}"


def _default(default: object) -> str:
    if default is MISSING:
        return "it has to be there"
    if isinstance(default, bool):
        return f"`{str(default).lower()}`"
    if isinstance(default, int):
        return f"{int(default)}"
    if isinstance(default, bytes):
        return f"`{default.hex()}`"
    if default is None:
        return "none"
    return "none" if default == () else "two usual modes" if type(default) is tuple else "the published root"


def _capabilities() -> Iterator[str]:
    yield from (
        "",
        "## Capabilities",
        "",
        "What a test bench can do, each by its text in `capabilities`.",
        "",
    )
    yield from _table("capability", "what it means")
    said = said_below(protocol, "Capability")
    for each in protocol.Capability:
        yield f"| `{each}` | {said.get(each.name, '')} |"
