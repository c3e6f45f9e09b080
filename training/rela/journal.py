"""Heads that the journal version (GREx paper) adds to the public model, each behind an option of
`JournalConfig`.

No code or weights of them are public. The paper gives the inputs, outputs and losses; widths and the box's
form are not in it. Two layers of the model's width agree with its parameter totals (116.6 to 116.7 million
with Swin-B).
"""

from __future__ import annotations

from torch import Tensor, nn

from .attention import Mlp

# N_o: 0, 1, 2, 3, 4, 5 and "more than 5".
COUNT_CLASSES = 7


class BoxHead(Mlp):
    """Region features [B, R, C] to boxes [B, R, 4]: centre and size as fractions of the image."""

    def __init__(self, width: int) -> None:
        super().__init__(width, width, 4, depth=2)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x).sigmoid()


class CountHead(Mlp):
    """N_o = MLP(GAP(F_r)): region features [B, R, C] to count logits [B, 7]."""

    def __init__(self, width: int) -> None:
        super().__init__(width, width, COUNT_CLASSES, depth=2)

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.mean(dim=1))


class InstanceHead(nn.Linear):
    """Region features [B, R, C] to one logit each, [B, R]: does this region stand for one target object?

    Not in the paper: the class score that Hungarian matching needs, as x_r has a fixed place.
    """

    def __init__(self, width: int) -> None:
        super().__init__(width, 1)

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 (the name is nn.Linear's)
        return super().forward(input).squeeze(-1)
