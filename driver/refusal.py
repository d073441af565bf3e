"""How a check of the reference driver ends a call."""

from coppspec.model.codes import Code


class Refused(Exception):
    """The call ends here, with this code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code
