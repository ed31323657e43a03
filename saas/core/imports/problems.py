"""What can be wrong with a file or with a value in it; messages are keys."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a value: a stable code, the key of its message, and the raw text."""

    code: str
    message: str
    raw: str = ""


class FileRefusedError(ValueError):
    """A file that cannot be read at all: `code` is stable, the text says what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
