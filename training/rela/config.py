"""Sizes of the model. The named configurations have the layout of the published checkpoints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class SwinConfig:
    """Swin transformer (Liu et al. 2021) with a language fusion after each of its four stages."""

    embed_dim: int
    depths: tuple[int, int, int, int]
    heads: tuple[int, int, int, int]
    window: int
    drop_path: float = 0.3

    @property
    def dims(self) -> tuple[int, int, int, int]:
        """Channels of the four stages (res2..res5)."""
        return tuple(self.embed_dim * 2**stage for stage in range(4))  # type: ignore[return-value]


@dataclass(frozen=True)
class BertConfig:
    """BERT (Devlin et al. 2019) without its pooler; the defaults are those of bert-base-uncased."""

    vocabulary: int = 30522
    positions: int = 512
    hidden: int = 768
    layers: int = 12
    heads: int = 12
    feedforward: int = 3072
    dropout: float = 0.1
    norm_eps: float = 1e-12


@dataclass(frozen=True)
class JournalConfig:
    """What the journal version adds to the public model (GREx paper); all off in the published
    checkpoints."""

    box_head: bool = False
    """One box per region."""
    count_head: bool = False
    """Count N_o over {0, 1, 2, 3, 4, 5, 5+} in place of the binary no-target head."""
    instance_head: bool = False
    """One objectness logit per region, for Hungarian instance supervision. Not in the paper."""


# How a graph samples maps. `deform_conv` exists in ONNX alone; the PyTorch modules take the other two.
Sampler = Literal["grid_sample", "gather", "deform_conv"]


@dataclass(frozen=True)
class RelaConfig:
    """One ReLA model. `regions_per_side` is the paper's P: there are P x P regions."""

    name: str
    swin: SwinConfig
    bert: BertConfig = field(default_factory=BertConfig)
    image_size: int = 480
    tokens: int = 20
    width: int = 256
    heads: int = 8
    groups: int = 32
    points: int = 4
    encoder_layers: int = 6
    encoder_feedforward: int = 1024
    decoder_layers: int = 9
    decoder_feedforward: int = 2048
    regions_per_side: int = 10
    journal: JournalConfig = field(default_factory=JournalConfig)

    @property
    def regions(self) -> int:
        """Number of regions, P squared."""
        return self.regions_per_side**2


SWIN_TINY = RelaConfig("swin-tiny", SwinConfig(96, (2, 2, 6, 2), (3, 6, 12, 24), window=7))
SWIN_BASE = RelaConfig("swin-base", SwinConfig(128, (2, 2, 18, 2), (4, 8, 16, 32), window=12))
# For tests and the training smoke run: every part is there, nothing is large.
MINIATURE = RelaConfig(
    "miniature",
    SwinConfig(16, (2, 1, 2, 1), (1, 2, 4, 8), window=3, drop_path=0.0),
    BertConfig(vocabulary=64, positions=32, hidden=32, layers=3, heads=2, feedforward=64, dropout=0.0),
    image_size=96,
    tokens=8,
    width=32,
    heads=4,
    groups=4,
    points=2,
    encoder_layers=1,
    encoder_feedforward=64,
    decoder_layers=3,
    decoder_feedforward=64,
    regions_per_side=4,
)

OFFICIAL_CONFIGS = {config.name: config for config in (SWIN_TINY, SWIN_BASE)}
CONFIGS = {**OFFICIAL_CONFIGS, MINIATURE.name: MINIATURE}
