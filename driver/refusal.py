"""How a check of the reference driver ends a call."""

from coppspec.model.codes import Code


class Refused(Exception):  # noqa: N818  a refusal is an answer, not an error
    """The call ends here, with this code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code
