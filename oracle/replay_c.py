"""A replay as a C program, to be stepped through in a debugger: one call after the other, by their names.

It is C99 over replay-in-c/coppspec_replay.h, and loads the driver in the library that it is given.
"""

import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from textwrap import wrap

from coppspec.driver.protocol import Capability
from coppspec.model import layouts
from coppspec.model.codes import Code, Pattern, spelt_out
from coppspec.model.layouts import VIDEOPARAMETERS, Layout
from coppspec.oracle import program
from coppspec.oracle import words_of_c as words
from coppspec.oracle.program import Action, Damage, InField, NoProgram, Program, Step
from coppspec.oracle.program_names import (
    field_comment,
    function_name,
    hexadecimal,
    is_steady,
    session_name,
    unused,
    why,
    written_number,
)
from coppspec.properties.device_harness import CHAIN, STEPS
from coppspec.properties.trial import cited

CHAIN_CLAUSES = {each.clause for each in (CHAIN, *STEPS.values())}
TYPE_BYTES = 4
IN_LINE = 16
"""So many bytes stand in their place; more of them have a name, and stand before the calls."""
SEALS = {
    "": "seal(plain, 40);",
    "big-endian block": "seal(plain, 40);\nreverse_block();",
    "OAEP padding": "seal_with_oaep(plain, 40);",
    "zeros for padding": "seal_without_padding(plain);",
    "39 bytes encrypted": "seal(plain, 39);",
    "32 bytes encrypted": "seal(plain, 32);",
    "41 bytes, the sequence whole": "seal(plain, 41);",
    "245 bytes, the sequence whole": "seal(plain, 245);",
    "block type 1": "memset(plain + 41, 0xFF, 213);\nplain[254] = 1;\nseal_without_padding(plain);",
    "7 bytes of padding": "memset(plain + 247, 0xFF, 7);\nplain[254] = 2;\nseal_without_padding(plain);",
    "245 bytes, the sequence cut": "seal(plain + 11, 245);",
    "not below the modulus": "memset(&message.block, 0xFF, sizeof message.block);",
}
"""What seals a start sequence, by the defect that names the way."""


def c_program(*programs: Program, file: str = "replay.c") -> str:
    """The text of a program that makes one sequence after the other; the same ones give the same text.

    Args:
        programs: the sequences.
        file: the name that it is built under.

    Raises:
        NoProgram: what is to be seen is a chain of certificates that fails in a step of its validation.
    """
    for each in programs:
        if (clause := each.replay.deviation.clause) in CHAIN_CLAUSES:
            raise NoProgram(f"no C program validates certificates ({clause}): play it with coppspec replay")
    return "\n".join(_File(programs, file).lines()) + "\n"


@dataclass
class _File:
    """Gathers the arrays that the calls need, while they are written."""

    programs: Sequence[Program]
    file: str
    arrays: dict[bytes, str] = field(default_factory=dict[bytes, str])
    explained: set[str] = field(default_factory=set[str])
    """The clauses whose sentences stand in an earlier step."""
    step: int = 0
    compares: bool = False

    def lines(self) -> Iterator[str]:
        bodies = [line for number, each in enumerate(self.programs, 1) for line in self._body(number, each)]
        yield from words.comment(_about(self.programs, self.file))
        yield '#include "coppspec_replay.h"'
        yield ""
        for content, name in self.arrays.items():
            yield f"static const uint8_t {name}[{len(content)}] = {{"
            yield from wrap(
                words.byte_list(content), words.WIDTH, initial_indent="    ", subsequent_indent="    "
            )
            yield "};"
            yield ""
        yield from bodies
        yield from ("int main(int count, char **arguments)", "{", "    load(count, arguments);")
        yield from (
            f"    {function_name(number, self.programs)}();" for number, _ in enumerate(self.programs, 1)
        )
        yield from ("    return conforms();", "}")

    def _body(self, number: int, each: Program) -> Iterator[str]:
        if len(self.programs) > 1:
            yield from words.comment([each.replay.deviation.clause])
        yield f"static void {function_name(number, self.programs)}(void)"
        yield "{"
        yield "    uint32_t met;"
        if each.sessions:
            yield f"    Session {', '.join(f'session_{at + 1} = {{0}}' for at in each.sessions)};"
        if each.keys:
            yield f"    uint32_t {', '.join(each.keys)};"
        self.compares = any(is_steady(action) for step in each.steps for action in step.actions)
        if self.compares:
            yield "    VIDEOPARAMETERS told = {0}; /* by the GET before */"
        yield ""
        yield "    boot();"
        for action in each.before:
            yield from words.indented(self._written(action))
        for step in each.steps:
            yield ""
            yield from self._step(step)
        yield "}"
        yield ""

    def _step(self, step: Step) -> Iterator[str]:
        self.step = step.number
        yield f'    step({step.number}, "{step.text}");'
        yield from words.indented(words.comment([why(step, self.explained)]))
        for action in step.actions:
            yield from words.indented(self._written(action))

    # The calls.

    def _written(self, action: Action) -> Iterable[str]:
        match action:
            case program.Start():
                return self._start(action)
            case program.Command():
                return self._command(action)
            case program.Ask():
                return self._ask(action)
            case program.Request():
                return self._request(action)
            case program.SettingsTold():
                return self._settings(action)
            case _:
                return (
                    _status(action, self.step) if isinstance(action, program.StatusTold) else _plain(action)
                )

    def _start(self, start: program.Start) -> Iterator[str]:
        session = session_name(start.session)
        yield from words.wrapped(f"const uint8_t kDI_{self.step}[] = {{{words.byte_list(start.key)}}};")
        numbers = f"{hexadecimal(start.status_start)}, {hexadecimal(start.command_start)}"
        yield f"propose(&{session}, kDI_{self.step}, {numbers});"
        if start.number_of != start.session:
            yield f"memcpy(plain, {session_name(start.number_of)}.random_number, 16);"
        yield from words.flipped("plain", start.flips)
        yield from SEALS[start.seal].split("\n")
        yield from self._damaged(start.damage, 256)
        yield f"met = driver.COPPSequenceStart({session}.handle, &message.block, {start.damage.length});"

    def _command(self, command: program.Command) -> Iterator[str]:
        yield from words.assigned(
            "message.command",
            "DXVA_COPPCommand",
            {
                **({"macKDI": f"{{{words.byte_list(command.tag.content)}}}"} if command.tag.content else {}),
                "guidCommandID": words.identifier(command.identifier),
                "dwSequence": hexadecimal(command.number),
                "cbSizeData": str(command.size),
            },
        )
        yield from self._data("message.command.CommandData", command.data, command.layout)
        if command.tag.session is not None:
            how = "tag_data_alone" if command.tag.over_data_alone else "tag"
            yield f"{how}({session_name(command.tag.session)}.kDI);"
        yield from self._damaged(command.damage, 4096)
        session, length = session_name(command.session), command.damage.length
        yield f"met = driver.COPPCommand({session}.handle, &message.command, {length});"

    def _ask(self, ask: program.Ask) -> Iterator[str]:
        yield from words.assigned(
            "message.request",
            "DXVA_COPPStatusInput",
            {
                "rApp": f"{{{words.byte_list(ask.nonce)}}}",
                "guidStatusRequestID": words.identifier(ask.identifier),
                "dwSequence": hexadecimal(ask.number),
                "cbSizeData": str(ask.size),
                **_asked_type(ask.data),
            },
        )
        if len(ask.data) > TYPE_BYTES:
            yield f"memcpy(message.request.StatusData, {self._array(ask.data, 'data')}, {len(ask.data)});"
        yield from self._damaged(ask.damage, 4096)
        session, length = session_name(ask.session), ask.damage.length
        yield f"met = driver.COPPQueryStatus({session}.handle, &message.request, {length}, &response);"

    def _request(self, request: program.Request) -> Iterator[str]:
        values = {
            name: f"{written_number(value)}{words.remark(field_comment(name, value))}"
            for name, value in request.fields.items()
            if value
        }
        guid = {"Guid": words.identifier(request.identifier)}
        yield from words.assigned("message.parameters", "VIDEOPARAMETERS", guid | values)
        if any(request.vendor):
            name = self._array(request.vendor, "vendor")
            yield f"memcpy(message.parameters.bOEMCopyProtection, {name}, {len(request.vendor)});"
        if request.behind:
            name = self._array(request.behind, "behind")
            yield f"memcpy(message.bytes + {VIDEOPARAMETERS.size}, {name}, {len(request.behind)});"
        to = f"&returned, {request.room}, &information"
        yield f"met = driver.VideoParameters({request.adapter}, &message.parameters, {request.length}, {to});"

    def _data(self, area: str, data: bytes, layout: Layout) -> Iterator[str]:
        if not data:
            return
        if len(data) <= layout.size:
            values = layout.unpack(data.ljust(layout.size, b"\0"))
            name = f"data_{self.step}"
            given = ", ".join(
                f".{each} = {words.value_of(value)}{words.remark(field_comment(each, value))}"
                for each, value in values.items()
                if (any(value) if isinstance(value, bytes | tuple) else value)
            )
            yield from words.wrapped(f"const {layout.name} {name} = {{{given}}};")
            yield f"memcpy({area}, &{name}, sizeof {name});"
        else:
            yield f"memcpy({area}, {self._array(data, 'data')}, {len(data)});"

    def _damaged(self, damage: Damage, size: int) -> Iterator[str]:
        if damage.instead:
            yield f"memcpy(message.bytes, {self._array(damage.instead, 'message')}, {len(damage.instead)});"
        yield from words.flipped("message.bytes", damage.flips)
        if damage.behind:
            name = self._array(damage.behind, "behind")
            yield f"memcpy(message.bytes + {size}, {name}, {len(damage.behind)});"

    def _array(self, content: bytes, kind: str) -> str:
        """Bytes as they stand in an expression."""
        if len(content) <= IN_LINE:
            return f"(const uint8_t[]){{{words.byte_list(content)}}}"
        return self.arrays.setdefault(content, f"{kind}_{len(self.arrays) + 1}")

    def _settings(self, told: program.SettingsTold) -> Iterator[str]:
        yield 'want_number("the bytes for the caller", information, 356, "VPCP-107");'
        for each in told.fields:
            yield from words.wrapped(_wants(each, f"returned.{each.name}"))
        for name in told.steady:
            yield f'want_number("{name}", returned.{name}, told.{name}, "VPCP-108");'
        for name, clause in told.same:
            sent = f"message.parameters.{name}"
            yield f"if (returned.{name} != 0)"
            wanted = f'want_number("{name}", returned.{name}, {sent}, "{clause}");'
            yield from (f"    {each}" for each in words.wrapped(wanted))
        if told.vendors is not None:
            yield from self._vendors(told.vendors)
        if self.compares:
            yield "told = returned;"

    def _vendors(self, vendors: Sequence[bytes]) -> Iterator[str]:
        area = "returned.bOEMCopyProtection"
        others = [
            f"memcmp({area}, {self._array(each, 'vendor')}, sizeof {area}) != 0"
            for each in vendors
            if any(each)
        ]
        if others:
            yield from words.wrapped(f"if ({' && '.join(others)})")
        indent = "    " if others else ""
        yield f'{indent}want_zeros("the vendor\'s bytes", {area}, sizeof {area}, "A-20");'


def _plain(action: Action) -> Iterator[str]:
    """A call without a message, or what is wanted of an answer."""
    match action:
        case program.LimitKeys(adapter, keys):
            yield "if (driver.coppspec_limit_keys != NULL)"
            yield f"    driver.coppspec_limit_keys({adapter}, {keys});"
        case program.Open(session, dev_id, again):
            opened = f"{session_name(session)}.handle" if again else "0"
            yield f"met = driver.COPPOpenVideoSession({dev_id}, {opened}, &handle);"
        case program.GetLength(session):
            yield f"met = driver.COPPGetCertificateLength({session_name(session)}.handle, &length);"
        case program.Exchange(session):
            yield "length = sizeof certificates;"
            to = "random_number, certificates, &length"
            yield f"met = driver.COPPKeyExchange({session_name(session)}.handle, {to});"
        case program.Close(session):
            yield f"met = driver.COPPCloseVideoSession({session_name(session)}.handle);"
        case program.Happen(event, target, argument):
            of_session = event is Capability.DEVICE_LOST
            name = f"COPPSPEC_{event.upper().replace(' ', '_')}"
            to = f"{session_name(target)}.handle" if of_session else str(target)
            yield f"happened(driver.coppspec_inject({name}, {to}, {argument}));"
        case (
            program.Wanted() | program.Opened() | program.LengthTold() | program.KeysTold() | program.Agreed()
        ):
            yield _kept(action)
        case _:
            yield from _told(action)


Kept = program.Wanted | program.Opened | program.LengthTold | program.KeysTold | program.Agreed


def _kept(action: Kept) -> str:
    """What is wanted of the answer of a device, and kept for later."""
    match action:
        case program.Wanted(codes, clause):
            return _wanted(codes, clause)
        case program.Opened(session):
            return f"{session_name(session)} = (Session){{.handle = handle}};"
        case program.LengthTold(session):
            return f"want_length(&{session_name(session)});"
        case program.KeysTold(session):
            return f"want_keys(&{session_name(session)});"
        case program.Agreed(session):
            return f"agree(&{session_name(session)});"


def _wanted(codes: tuple[Code, ...], clause: str) -> str:
    """One of some codes; any but a success, where the documents name none."""
    named = list(spelt_out(codes))
    if {Pattern.ANY_ERROR, Pattern.ANY_FAILURE} & {*named}:
        return f'want_refusal(met, "{clause}");'
    if len(named) > 1:
        return f'want_either(met, "{clause}", {", ".join(map(words.code_of, named))});'
    return f'want({words.code_of(named[0])}, met, "{clause}");'


def _told(action: Action) -> Iterator[str]:
    """What is wanted of the answer of an adapter, and of what the hardware shows."""
    match action:
        case program.KeyTold(name, rested):
            yield f"{name} = returned.dwCPKey;"
            if rested is None:
                yield f"want_new_key({name});"
            else:
                others = f"(const uint32_t[]){{{', '.join(rested)}}}" if rested else "NULL"
                yield f"want_rested_key({name}, {len(rested)}, {others});"
        case program.ForeignKeyTold(name):
            yield f"{name} = returned.dwCPKey;"
            yield f"want_foreign_key({name});"
            yield "make_room();"
        case program.SameBuffer(key, clause):
            yield 'want_number("the bytes for the caller", information, 356, "VPCP-107");'
            if key:
                yield f"message.parameters.dwCPKey = {key};"
            same = "&returned, &message.parameters, sizeof returned"
            yield f'want_bytes("the caller\'s buffer", {same}, "{clause}");'
        case program.Shown(output, name, (level,), clause):
            yield f'want_level({output}, {name}, {level}, "{clause}");'
        case program.Shown(output, name, levels, clause):
            some = f"{len(levels)}, (const uint32_t[]){{{', '.join(map(str, levels))}}}"
            yield f'want_level_of({output}, {name}, {some}, "{clause}");'
        case _:
            raise TypeError(f"{action} has no line of its own")


def _status(told: program.StatusTold, step: int) -> Iterator[str]:
    """The tag, and then the payload field by field; what is not named is zero."""
    yield f"want_tag(&{session_name(told.session)});"
    size = 0 if told.layout is None else told.layout.size
    yield f'want_number("cbSizeData", response.cbSizeData, {size}, "COPP-706");'
    if told.layout is not None:
        data = f"answer_{step}"
        yield f"{told.layout.name} {data};"
        yield f"memcpy(&{data}, response.COPPStatus, sizeof {data});"
        yield f'want_bytes("rApp", {data}.rApp, message.request.rApp, 16, "COPP-176");'
        for each in told.fields:
            yield from words.wrapped(_wants(each, f"{data}.{each.name}"))
        for names, offset, extent in unused(told):
            area = f"response.COPPStatus + {offset}, {extent}"
            yield from words.wrapped(f'want_zeros("{names}", {area}, "{told.unused}");')
    behind = f"response.COPPStatus + {size}, {layouts.DXVA_COPPStatusOutput.field('COPPStatus').size - size}"
    yield f'want_zeros("what is behind the payload", {behind}, "COPP-424");'


def _wants(wanted: InField, met: str) -> str:
    name, clause = wanted.name, wanted.clause
    first, *others = wanted.values
    if wanted.at_most:
        return f'want_at_most("{name}", {met}, {words.value_of(first)}, "{clause}");'
    if others:
        some = f"{1 + len(others)}, (const uint32_t[]){{{', '.join(map(words.value_of, wanted.values))}}}"
        return f'want_one_of("{name}", {met}, {some}, "{clause}");'
    if isinstance(first, bytes):
        given = f"(const uint8_t[]){{{words.byte_list(first)}}}"
        return f'want_bytes("{name}", {met}, {given}, {len(first)}, "{clause}");'
    return f'want_number("{name}", {met}, {words.value_of(first)}, "{clause}");'


def _about(programs: Sequence[Program], file: str) -> list[str]:
    about = [cited(clause) for clause in dict.fromkeys(each.replay.deviation.clause for each in programs)]
    return [*about[:1], "", "Build and run it with:", *to_build(PurePath(file))]


def to_build(file: PurePath, library: str = "./libdriver.so") -> tuple[str, str]:
    """What to type to build a program, and to run it."""
    source, shim, built = (str(file.with_name(each)) for each in (file.name, "coppspec_replay.c", "replay"))
    compiler = ("cc", "-std=c99", "-g", source, shim, "-ldl", "-lcrypto", "-o", built)
    return shlex.join(compiler), shlex.join([built if "/" in built else f"./{built}", library])


def _asked_type(data: bytes) -> dict[str, str]:
    """The protection type that a request is about."""
    if not 0 < len(data) <= TYPE_BYTES:
        return {}
    number = int.from_bytes(data, "little")
    return {"StatusData": f"{{{words.byte_list(data)}}}{words.remark(field_comment('ProtType', number))}"}
