"""Chinese text as words, by jieba's dictionary with the tenant's own words, or as pieces of two and three characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# A run is either one of scripts that write words apart, or one of characters that each may be a word.
_RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")

_PASSES = 5  # folding may leave what NFKC takes apart, and leaving out what is invisible what it joins; two have sufficed


def normal_form(text: str) -> str:
    """One way of writing: NFKC (full-width letters become plain ones), small letters, single spaces, nothing invisible.

    Traditional characters stay what they are. Doing it again changes nothing.
    """
    for _ in range(_PASSES):
        before, text = text, _pass(text)
        if text == before:
            break
    return text


def _pass(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join("".join(one for one in folded if unicodedata.category(one) != "Cf").split())


class Segmenter:
    """Cuts text into words with jieba's dictionary and words of one's own, such as names of parts and faults.

    Making one loads the dictionary, about 0.3 s; make one a job. dictionary: words that are to stay in one piece; those
    that are empty in normal form are left out. stop_words: words that say nothing and are left out of the answer.
    """

    __slots__ = ("_jieba", "_stop_words")

    def __init__(self, dictionary: Iterable[str] = (), stop_words: Iterable[str] = ()) -> None:
        from rjieba import Jieba

        self._jieba = Jieba()
        self._stop_words = frozenset(map(normal_form, stop_words))
        for word in map(normal_form, dictionary):
            if word:
                # None: as frequent as is needed for the word not to be cut up.
                self._jieba.add_word(word, None, None)

    def words(self, text: str) -> list[str]:
        """The words of the text in normal form and order; punctuation, signs and stop words are left out."""
        cut = self._jieba.cut(normal_form(text))
        return [word for word in cut if word not in self._stop_words and any(map(str.isalnum, word))]


def character_ngrams(text: str, shortest: int = 2, longest: int = 3) -> list[str]:
    """All pieces of shortest to longest characters that stand together, in order; needs no dictionary.

    No piece reaches over punctuation or a space. A run of letters a to z and digits is one piece, and so is a run
    that is shorter than the shortest. Raises ValueError unless 1 ≤ shortest ≤ longest.
    """
    if not 1 <= shortest <= longest:
        msg = f"shortest must be from 1 to longest, got {shortest} and {longest}"
        raise ValueError(msg)
    pieces: list[str] = []
    for run in _RUN.findall(normal_form(text)):
        if run.isascii() or len(run) < shortest:
            pieces.append(run)
            continue
        for length in range(shortest, longest + 1):
            pieces.extend(run[start : start + length] for start in range(len(run) - length + 1))
    return pieces
