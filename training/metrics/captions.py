"""METEOR and CIDEr of referring expressions, with pycocoevalcap's implementations.

METEOR 1.5 (Denkowski & Lavie 2014) and the Penn Treebank tokenizer are Java programs that come with
pycocoevalcap; CIDEr (Vedantam et al. 2015) is the consensus of n-grams weighted by how rare they are among
the references. Both are what the paper's Table 15 reports, times 100.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from pycocoevalcap.cider.cider import Cider
from pycocoevalcap.meteor.meteor import Meteor
from pycocoevalcap.tokenizer.ptbtokenizer import PTBTokenizer

# Stands for an expression that was not given: METEOR hangs on an empty line.
SILENCE = "unknown"


class JavaMissingError(RuntimeError):
    """METEOR and its tokenizer need a Java runtime."""

    def __init__(self) -> None:
        super().__init__("java: not found; install a Java runtime, such as Debian's default-jre-headless")


@dataclass(frozen=True)
class CaptionScores:
    """Both metrics, times 100."""

    meteor: float
    cider: float


@cache
def _meteor() -> Meteor:
    """One process for all: starting it and reading its paraphrase table takes most of the time."""
    return Meteor()


def has_java() -> bool:
    """Whether the metrics can run here."""
    return shutil.which("java") is not None


def caption_scores(
    expressions: Sequence[str], references: Sequence[Sequence[str]], groups: Mapping[str, Sequence[int]]
) -> dict[str, CaptionScores]:
    """Scores groups of expressions.

    Args:
        expressions: one for each target set; an empty one counts as wrong.
        references: what people wrote for each set, at least one each.
        groups: indices of the sets to average over, by name. How rare an n-gram is, is counted over all sets,
            so that groups can be compared.

    Raises:
        JavaMissingError: if there is no Java runtime.
        ValueError: if there are not as many references as expressions, or a set has none.
    """
    if not has_java():
        raise JavaMissingError
    if len(expressions) != len(references) or not all(references):
        raise ValueError(f"{len(expressions)} expressions need references for each, not {len(references)}")
    tokenizer = PTBTokenizer()
    truth = tokenizer.tokenize({i: [{"caption": text} for text in refs] for i, refs in enumerate(references)})
    said = tokenizer.tokenize({i: [{"caption": text or SILENCE}] for i, text in enumerate(expressions)})
    _, ciders = Cider().compute_score(truth, said)
    scores = {}
    for name, indices in groups.items():
        if not indices:
            continue
        value, _ = _meteor().compute_score({i: truth[i] for i in indices}, {i: said[i] for i in indices})
        cider = sum(float(ciders[i]) for i in indices) / len(indices)
        scores[name] = CaptionScores(meteor=100 * value, cider=100 * cider)
    return scores
