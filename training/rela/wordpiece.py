"""BERT's uncased WordPiece tokenizer (Devlin et al. 2019), for training without the transformers package."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from ..lite.errors import TrainingError
from .config import MINIATURE, RelaConfig

PAD, UNKNOWN, FIRST, LAST = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
# Written in a phrase, these stand for themselves, as in the original.
SPECIAL = re.compile(r"(\[(?:PAD|UNK|CLS|SEP|MASK)\])")
VOCABULARIES = Path(__file__).parent / "vocabulary"
VOCABULARY = VOCABULARIES / "bert-base-uncased.txt"
# A longer word becomes [UNK], as in the original.
LONGEST_WORD = 100
# CJK ideographs are words of one character each.
IDEOGRAPHS = (
    (0x4E00, 0x9FFF),
    (0x3400, 0x4DBF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF),
    (0x2F800, 0x2FA1F),
)


def vocabulary_of(config: RelaConfig) -> Path:
    """The vocabulary file that goes with a configuration."""
    return VOCABULARIES / "miniature.txt" if config.name == MINIATURE.name else VOCABULARY


class WordPiece:
    """Expressions to token ids. `words` is the vocabulary in the order of the ids."""

    def __init__(self, words: list[str]) -> None:
        self.ids = {word: index for index, word in enumerate(words)}
        missing = [word for word in (PAD, UNKNOWN, FIRST, LAST) if word not in self.ids]
        if missing:
            raise TrainingError(
                f"the vocabulary lacks {', '.join(missing)}; use bert-base-uncased's vocab.txt"
            )

    @classmethod
    def from_file(cls, path: Path) -> WordPiece:
        """Reads a vocab.txt, one token a line."""
        try:
            return cls(path.read_text(encoding="utf-8").rstrip("\n").split("\n"))
        except (OSError, ValueError) as error:
            raise TrainingError(f"{path}: not a readable vocabulary ({error})") from error

    def encode(self, text: str, length: int) -> list[int]:
        """Ids of the text between [CLS] and [SEP], cut to `length` (the cut may take [SEP]) and padded with
        [PAD]."""
        pieces: list[str] = []
        for index, part in enumerate(SPECIAL.split(text)):
            if index % 2 == 1 and part in self.ids:
                pieces.append(part)
            else:
                pieces += [piece for word in split_words(part) for piece in self.pieces(word)]
        ids = [self.ids[piece] for piece in (FIRST, *pieces, LAST)][:length]
        return ids + [self.ids[PAD]] * (length - len(ids))

    def pieces(self, word: str) -> list[str]:
        """Greedy longest-match-first pieces of one word; all but the first begin with ##."""
        if len(word) > LONGEST_WORD:
            return [UNKNOWN]
        result, start = [], 0
        while start < len(word):
            prefix = "##" if start > 0 else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self.ids), None)
            if end is None:
                return [UNKNOWN]
            result.append(prefix + word[start:end])
            start = end
        return result


def split_words(text: str) -> list[str]:
    """Lower-cased words without accents; punctuation and ideographs stand alone."""
    spaced = []
    # Letter by letter, as the original: a whole word would end in the final form of sigma.
    for character in "".join(character.lower() for character in text):
        category = unicodedata.category(character)
        if character in " \t\n\r" or category == "Zs":
            spaced.append(" ")
        elif character in "\0\ufffd" or category.startswith("C"):
            continue
        elif any(first <= ord(character) <= last for first, last in IDEOGRAPHS):
            spaced.append(f" {character} ")
        else:
            spaced.append(character)
    words = []
    for word in unicodedata.normalize("NFC", "".join(spaced)).split():
        plain = unicodedata.normalize("NFD", word)
        letters = (character for character in plain if unicodedata.category(character) != "Mn")
        words += "".join(f" {c} " if is_punctuation(c) else c for c in letters).split()
    return words


def is_punctuation(character: str) -> bool:
    """All ASCII characters that are neither letters, digits nor space, and Unicode's punctuation."""
    code = ord(character)
    if 33 <= code <= 126 and not character.isalnum():
        return True
    return unicodedata.category(character).startswith("P")
