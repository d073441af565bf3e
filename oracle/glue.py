"""What an author calls the parts of a harness: on the wire, in a library in C, in a class in Python."""

from typing import NamedTuple

from coppspec.oracle.messages import MESSAGES

HOOKS = ("applied", "inject", "limit_keys", "reset")
RETURNED = ("code", "status", "level")
"""What a function in C returns; anything else it writes where a pointer leads."""
WORDS = {
    "py": "the class",
    "exec": "the program",
    "c": "the library",
}


class Glue(NamedTuple):
    """The words for one kind of harness: py, exec or c."""

    kind: str

    @property
    def name(self) -> str:
        """What the harness is."""
        return WORDS[self.kind]

    def call(self, name: str) -> str:
        """A call or a hook, where it is to be mended.

        >>> [Glue(kind).call("COPPCommand") for kind in ("py", "exec", "c")]
        ['command()', 'the answer to COPPCommand', 'COPPCommand']
        >>> [Glue(kind).call("applied") for kind in ("py", "exec", "c")]
        ['applied()', 'the answer to applied', 'coppspec_applied']
        """
        if self.kind == "c":
            return f"coppspec_{name}" if name in HOOKS else name
        if self.kind == "exec":
            return f"the answer to {name}"
        return f"{MESSAGES[name].method or name}()"

    def field(self, call: str, name: str) -> str:
        """One thing that a call answers.

        >>> [Glue(kind).field("COPPKeyExchange", "random_number") for kind in ("py", "c")]
        ['the random_number that key_exchange() returns', 'the random_number that COPPKeyExchange writes']
        >>> Glue("exec").field("COPPKeyExchange", "random_number")
        '"random_number" in the answer to COPPKeyExchange'
        """
        if self.kind == "exec":
            return f'"{name}" in {self.call(call)}'
        name = "buffer" if name == "returned" else name
        verb = "writes" if self.kind == "c" and name not in RETURNED else "returns"
        return f"the {name} that {self.call(call)} {verb}"

    @property
    def reset(self) -> str:
        """What makes a driver fresh."""
        if self.kind == "py":
            return "a new call of what the target names"
        return "coppspec_reset" if self.kind == "c" else 'the request "reset"'

    def declares(self, name: str) -> str:
        """A part of the declaration: capabilities, interfaces, outputs, adapters or root."""
        if self.kind == "py":
            return f"the attribute {name}"
        if self.kind == "c":
            return f'"{name}" in what coppspec_describe returns'
        return f'"{name}" of the declaration in the answer to start'
