"""Tables of how well described target sets are described.

    python -m training.metrics full=described.jsonl "no check=without-check.jsonl" ...

Each file comes from scripts/describe/sets.ts. Prints Markdown: METEOR and CIDEr by number of targets for each
file and for the baseline of the first one, and the round trips.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .captions import JavaMissingError, caption_scores

Line = dict[str, Any]


def read(path: Path) -> list[Line]:
    """Lines of scripts/describe/sets.ts."""
    return [json.loads(line) for line in path.read_text().splitlines()]


def groups_of(lines: Sequence[Line]) -> dict[str, list[int]]:
    """Sets with one target, with several, and all, as in the paper's Table 15."""
    sizes = [len(line["annotations"]) for line in lines]
    return {
        "single": [i for i, size in enumerate(sizes) if size == 1],
        "multi": [i for i, size in enumerate(sizes) if size > 1],
        "all": list(range(len(sizes))),
    }


def row(name: str, lines: Sequence[Line], expression: str, f1: str) -> str:
    """One line of the table; `expression` and `f1` name the fields."""
    groups = groups_of(lines)
    said = [line[expression] for line in lines]
    scores = caption_scores(said, [line["references"] for line in lines], groups)
    exact = {group: sum(lines[i][f1] == 1 for i in indices) for group, indices in groups.items()}
    cells = [f"{scores[g].meteor:.1f}" for g in groups] + [f"{scores[g].cider:.1f}" for g in groups]
    shares = [f"{100 * exact[group] / max(1, len(indices)):.1f}" for group, indices in groups.items()]
    return f"| {name} | {' | '.join(cells)} | {' | '.join(shares)} |"


def main(arguments: Sequence[str]) -> int:
    """Prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m training.metrics", description=__doc__)
    parser.add_argument("files", nargs="+", metavar="NAME=FILE", help="lines of scripts/describe/sets.ts")
    named = [file.partition("=") for file in parser.parse_args(arguments).files]
    runs = [(name, read(Path(path))) for name, _, path in named]
    first = runs[0][1]
    counts = {group: len(indices) for group, indices in groups_of(first).items()}
    print(f"{counts['all']} target sets: {counts['single']} of one target, {counts['multi']} of several.\n")
    print("| | METEOR S | M | all | CIDEr S | M | all | F1 = 1, % S | M | all |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    try:
        print(row("class and position only", first, "baseline", "baselineF1"))
        for name, lines in runs:
            print(row(name, lines, "expression", "f1"))
    except JavaMissingError as error:
        print(f"training.metrics: {error}", file=sys.stderr)
        return 2
    print("\n| | F1 = 1 | among the photo's own proposals | ambiguous | nothing to say |")
    print("|---|---|---|---|---|")
    for name, lines in runs:
        silent = sum(line["expression"] == "" for line in lines)
        shares = [
            sum(line["f1"] == 1 for line in lines),
            sum(line["reselectedF1"] == 1 for line in lines),
            sum(line["ambiguous"] for line in lines) - silent,
            silent,
        ]
        print(f"| {name} | {' | '.join(f'{100 * share / len(lines):.1f} %' for share in shares)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
