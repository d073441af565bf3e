"""A replay as a Python program, to be stepped through in a debugger; `shim` is what it stands on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from shlex import quote
from textwrap import wrap

from coppspec.driver.protocol import Capability
from coppspec.model import layouts
from coppspec.model.codes import Pattern, spelt_out
from coppspec.model.layouts import VIDEOPARAMETERS, Layout
from coppspec.oracle import program
from coppspec.oracle import words_of_python as words
from coppspec.oracle.program import Action, Damage, InField, Program, Step
from coppspec.oracle.program_names import (
    field_comment,
    function_name,
    hexadecimal,
    identifiers,
    is_steady,
    session_name,
    unused,
    why,
    written_number,
)
from coppspec.properties.trial import cited

IN_LINE = 32
"""So many bytes stand in their place; more of them have a name, and stand before the calls."""
SEALS = {
    "": "{session}.seal(plain)",
    "big-endian block": "{session}.seal(plain)[::-1]",
    "OAEP padding": "{session}.seal_with_oaep(plain)",
    "zeros for padding": "{session}.seal_without_padding(plain)",
    "39 bytes encrypted": "{session}.seal(plain[:39])",
    "32 bytes encrypted": "{session}.seal(plain[:32])",
    "41 bytes, the sequence whole": '{session}.seal(plain + b"\\0")',
    "245 bytes, the sequence whole": '{session}.seal(plain.ljust(245, b"\\0"))',
    "block type 1": '{session}.seal_without_padding(plain + b"\\0" + b"\\xff" * 213 + b"\\1\\0")',
    "7 bytes of padding": (
        '{session}.seal_without_padding(plain.ljust(247, b"\\0") + b"\\xff" * 7 + b"\\2\\0")'
    ),
    "245 bytes, the sequence cut": '{session}.seal(plain.ljust(256, b"\\0")[11:])',
    "not below the modulus": 'b"\\xff" * 256',
}
"""What seals a start sequence, by the defect that names the way."""
MODULES = {
    "coppspec.driver.protocol": ("Capability",),
    "coppspec.model.codes": ("HResult", "Status"),
    "coppspec.model.constants": tuple(name for name in identifiers().values() if name.startswith("DXVA")),
    "coppspec.model.layouts": tuple(each.name for each in layouts.LAYOUTS),
    "coppspec.model.tvout": ("VIDEOPARAMETERS_GUID",),
    "coppspec.oracle.shim": (
        *("Session", "Shim", "fields", "flipped", "play", "tagged", "tagged_over_data_alone"),
    ),
}
"""Where the names come from that a program can use."""


def python_program(*programs: Program, target: str = "", file: str = "replay.py") -> str:
    """The text of a program that makes one sequence after the other; the same ones give the same text.

    Args:
        programs: the sequences.
        target: on what it plays if it is told nothing else.
        file: the name that it is run under.
    """
    return "\n".join(_File(programs, target, file).lines()) + "\n"


@dataclass
class _File:
    """Gathers the constants that the calls need, while they are written."""

    programs: Sequence[Program]
    target: str
    file: str
    constants: dict[bytes, str] = field(default_factory=dict[bytes, str])
    explained: set[str] = field(default_factory=set[str])
    """The clauses whose sentences stand in an earlier step."""
    compares: bool = False
    """Whether an answer to GET is compared with the one before."""

    def lines(self) -> Iterator[str]:
        bodies = [line for number, each in enumerate(self.programs, 1) for line in self._body(number, each)]
        names = ", ".join(function_name(number, self.programs) for number, _ in enumerate(self.programs, 1))
        last = ["", "", *words.wrapped(f"play([{names}], {words.quoted(self.target)})")]
        yield from self._docstring()
        yield ""
        yield from _imports([*bodies, *last])
        for content, name in self.constants.items():
            yield ""
            yield f"{name} = bytes.fromhex("
            yield from (f'    "{each}"' for each in wrap(content.hex(), 96))
            yield ")"
        yield from bodies
        yield from last

    def _docstring(self) -> Iterator[str]:
        opening, *others = wrap(cited(self.programs[0].replay.deviation.clause), words.WIDTH - 3)
        yield f'"""{opening}'
        yield from others
        yield ""
        run = f"Run it with: python {quote(self.file)}{'' if self.target else ' c:./libdriver.so'}"
        yield run.replace("\\", r"\\").replace('"', r"\"")
        yield '"""'

    def _body(self, number: int, each: Program) -> Iterator[str]:
        yield from ("", "")
        yield f"def {function_name(number, self.programs)}(shim: Shim) -> None:"
        yield "    driver = shim.driver"
        yield from (f"    {session_name(at)} = Session()" for at in each.sessions)
        self.compares = any(is_steady(action) for step in each.steps for action in step.actions)
        for action in each.before:
            yield from words.indented(self._written(action))
        for step in each.steps:
            yield ""
            yield from words.indented(self._step(step))

    def _step(self, step: Step) -> Iterator[str]:
        yield f'shim.step({step.number}, "{step.text}")'
        yield from (f"# {each}" for each in wrap(why(step, self.explained), words.WIDTH - 8))
        given = ""
        for action in step.actions:
            if isinstance(action, program.Wanted):
                yield _wanted(action, given)
            else:
                given = GIVEN.get(type(action), given)
                yield from self._written(action)

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
                return _status(action) if isinstance(action, program.StatusTold) else _plain(action)

    # The calls.

    def _start(self, start: program.Start) -> Iterator[str]:
        session = session_name(start.session)
        numbers = f"{hexadecimal(start.status_start)}, {hexadecimal(start.command_start)}"
        yield from words.wrapped(f"plain = {session}.propose({self._bytes(start.key)}, {numbers})")
        if start.number_of != start.session:
            yield f"plain = {session_name(start.number_of)}.random_number + plain[16:]"
        yield from words.flipped("plain", start.flips)
        yield f"block = {SEALS[start.seal].format(session=session)}"
        yield from self._damaged("block", start.damage, 256)
        yield f"met = driver.sequence_start({session}.handle, block)"

    def _command(self, command: program.Command) -> Iterator[str]:
        values = {
            **({"macKDI": self._bytes(command.tag.content)} if command.tag.content else {}),
            "guidCommandID": words.identifier(command.identifier),
            "dwSequence": hexadecimal(command.number),
            "cbSizeData": str(command.size),
        }
        yield from self._data(command.data, command.layout)
        yield from words.packed("message", "DXVA_COPPCommand", {**values, "CommandData": "data"})
        if command.tag.session is not None:
            how = "tagged_over_data_alone" if command.tag.over_data_alone else "tagged"
            yield f"message = {how}(message, {session_name(command.tag.session)}.key)"
        yield from self._damaged("message", command.damage, 4096)
        yield f"met = driver.command({session_name(command.session)}.handle, message)"

    def _data(self, data: bytes, layout: Layout) -> Iterator[str]:
        if len(data) > layout.size:
            yield f"data = {self._bytes(data)}"
            return
        values = layout.unpack(data.ljust(layout.size, b"\0"))
        given = {
            each: f"{words.value_of(value)}{words.remark(field_comment(each, value))}"
            for each, value in values.items()
            if (any(value) if isinstance(value, bytes | tuple) else value)
        }
        yield from words.packed("data", layout.name, given)

    def _ask(self, ask: program.Ask) -> Iterator[str]:
        values = {
            "rApp": self._bytes(ask.nonce),
            "guidStatusRequestID": words.identifier(ask.identifier),
            "dwSequence": hexadecimal(ask.number),
            "cbSizeData": str(ask.size),
        }
        if ask.data:
            remark = words.remark(field_comment("ProtType", int.from_bytes(ask.data[:4], "little")))
            values["StatusData"] = f"{self._bytes(ask.data)}{remark if len(ask.data) <= 4 else ''}"
        yield from words.packed("request", "DXVA_COPPStatusInput", values)
        yield from self._damaged("request", ask.damage, 4096)
        yield f"met, response = driver.query_status({session_name(ask.session)}.handle, request)"

    def _request(self, request: program.Request) -> Iterator[str]:
        values = {
            name: f"{written_number(value)}{words.remark(field_comment(name, value))}"
            for name, value in request.fields.items()
            if value
        }
        if any(request.vendor):
            values["bOEMCopyProtection"] = self._bytes(request.vendor)
        guid = {"Guid": words.identifier(request.identifier)}
        yield from words.packed("buffer", "VIDEOPARAMETERS", guid | values)
        if request.length < VIDEOPARAMETERS.size:
            yield f"buffer = buffer[:{request.length}]"
        if request.behind:
            yield f"buffer += {self._bytes(request.behind)}"
        yield f"met, returned = driver.video_parameters({request.adapter}, buffer, {request.room})"

    def _damaged(self, name: str, damage: Damage, size: int) -> Iterator[str]:
        if damage.instead:
            yield f"{name} = {self._bytes(damage.instead)}"
            return
        yield from words.flipped(name, damage.flips)
        if damage.length < size:
            yield f"{name} = {name}[:{damage.length}]"
        if damage.behind:
            yield f"{name} += {self._bytes(damage.behind)}"

    def _bytes(self, content: bytes) -> str:
        """Bytes as they stand in an expression."""
        if len(content) <= IN_LINE:
            return f'bytes.fromhex("{content.hex()}")'
        return self.constants.setdefault(content, f"BYTES_{len(self.constants) + 1}")

    def _settings(self, settings: program.SettingsTold) -> Iterator[str]:
        yield "shim.want_size(returned)"
        if self.compares and settings.steady:
            yield "before = told"
        yield "told = fields(VIDEOPARAMETERS, returned)"
        for each in settings.fields:
            yield from words.wrapped(_wants(each, "told"))
        for name in settings.steady:
            yield f'shim.want_value("{name}", told["{name}"], "VPCP-108", before["{name}"])'
        if settings.same:
            yield "sent = fields(VIDEOPARAMETERS, buffer)"
        for name, clause in settings.same:
            yield f'shim.want_value("{name}", told["{name}"], "{clause}", sent["{name}"], 0)'
        if settings.vendors is not None:
            name = "bOEMCopyProtection"
            some = ", ".join(("bytes(256)", *(self._bytes(each) for each in settings.vendors if any(each))))
            yield from words.wrapped(f'shim.want_value("{name}", told["{name}"], "A-20", {some})')


GIVEN: dict[type, str] = {
    program.GetLength: "length",
    program.Exchange: "number + certificates",
    program.Ask: "response",
    program.Request: "returned",
    program.Open: "",
    program.Start: "",
    program.Command: "",
    program.Close: "",
}
"""What a call hands out, beside its code."""


def _plain(action: Action) -> Iterator[str]:
    """A call without a message, or what is wanted of an answer."""
    match action:
        case program.Open(session, dev_id, again):
            opened = f", {session_name(session)}.handle" if again else ""
            yield f"met, handle = driver.open_video_session({dev_id}{opened})"
        case program.GetLength(session):
            yield f"met, length = driver.get_certificate_length({session_name(session)}.handle)"
        case program.Exchange(session):
            yield f"met, number, certificates = driver.key_exchange({session_name(session)}.handle)"
        case program.Close(session):
            yield f"met = driver.close_video_session({session_name(session)}.handle)"
        case program.Happen(event, target, argument):
            to = f"{session_name(target)}.handle" if event is Capability.DEVICE_LOST else str(target)
            more = f", {argument}" if argument else ""
            yield f"driver.inject(Capability.{event.name}, {to}{more})"
        case program.Opened(session):
            yield f"{session_name(session)} = Session(handle)"
        case program.LengthTold(session):
            yield f"shim.want_length({session_name(session)}, length)"
        case program.KeysTold(session):
            yield f"shim.want_keys({session_name(session)}, number, certificates, driver.root)"
        case program.Agreed(session):
            yield f"{session_name(session)}.agree()"
        case _:
            yield from _told(action)


def _told(action: Action) -> Iterator[str]:
    """What is wanted of the answer of an adapter, and of what the hardware shows."""
    key = 'VIDEOPARAMETERS.get_ulong(returned, "dwCPKey")'
    match action:
        case program.LimitKeys(adapter, keys):
            yield f"driver.limit_keys({adapter}, {keys})"
        case program.KeyTold(name, None):
            yield "shim.want_size(returned)"
            yield f"{name} = shim.want_new_key({key})"
        case program.KeyTold(name, rested):
            yield "shim.want_size(returned)"
            yield from words.wrapped(f"{name} = shim.want_key({', '.join((key, *(rested or ())))})")
        case program.ForeignKeyTold(name):
            yield f"{name} = shim.note_foreign_key({key})"
        case program.SameBuffer(name, clause):
            if name:
                yield f"buffer = VIDEOPARAMETERS.put(buffer, dwCPKey={name})"
            else:
                yield "shim.want_size(returned)"
            yield f'shim.want_value("the caller\'s buffer", returned, "{clause}", buffer[:356])'
        case program.Shown(output, name, levels, clause):
            yield f'shim.want_level({output}, "{name}", "{clause}", {", ".join(map(str, levels))})'
        case _:
            raise TypeError(f"{action} has no line of its own")


def _status(told: program.StatusTold) -> Iterator[str]:
    """The tag, and then the payload field by field; what is not named is zero."""
    size = 0 if told.layout is None else told.layout.size
    yield f"payload = shim.want_status({session_name(told.session)}, response, {size})"
    if told.layout is None:
        return
    yield f"answer = fields({told.layout.name}, payload)"
    yield 'shim.want_value("rApp", answer["rApp"], "COPP-176", request[:16])'
    for each in told.fields:
        yield from words.wrapped(_wants(each, "answer"))
    for names, offset, extent in unused(told):
        area = f"payload[{offset}:{offset + extent}]"
        yield from words.wrapped(f'shim.want_zeros("{names}", {area}, "{told.unused}")')


def _wanted(wanted: program.Wanted, given: str) -> str:
    """A code; a refusal hands out nothing."""
    more = f", {given}" if wanted.codes[0] and given else ""
    codes = list(spelt_out(wanted.codes))
    named = [words.code_of(each) for each in codes if not isinstance(each, Pattern)]
    if len(named) < len(codes):
        return f'shim.want_refusal(met, "{wanted.clause}"{more})'
    if len(named) > 1:
        return f'shim.want_either(({", ".join(named)}), met, "{wanted.clause}"{more})'
    return f'shim.want({named[0]}, met, "{wanted.clause}"{more})'


def _wants(wanted: InField, told: str) -> str:
    which = "want_at_most" if wanted.at_most else "want_value"
    values = ", ".join(map(words.value_of, wanted.values))
    return f'shim.{which}("{wanted.name}", {told}["{wanted.name}"], "{wanted.clause}", {values})'


def _imports(lines: Sequence[str]) -> Iterator[str]:
    """Of the names that occur in lines, each from its module."""
    used = set(re.findall(r"\w+", "\n".join(lines)))
    if "UUID" in used:
        yield from ("from uuid import UUID", "")
    for module, names in MODULES.items():
        if found := sorted(used & {*names}, key=lambda each: (not each.isupper(), each)):
            whole = f"from {module} import {', '.join(found)}"
            if len(whole) <= words.WIDTH:
                yield whole
            else:
                yield f"from {module} import ("
                yield from (f"    {each}," for each in found)
                yield ")"
