"""What can be wrong with a file or with a value in it; messages are keys."""

from dataclasses import dataclass
from typing import Final


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


_WORDS: Final = "text:"


def in_own_words(text: str) -> Problem:
    """A problem that an importer tells in words of its own, which stay readable when it is gone."""
    return Problem(code=f"{_WORDS}{text[:200]}", message=text)


def own_words(code: str) -> str:
    """The words of such a problem; empty for a code of ours."""
    return code.removeprefix(_WORDS) if code.startswith(_WORDS) else ""
