"""The whole model: text encoder, backbone with fusion, pixel decoder, region decoder."""

from __future__ import annotations

from torch import Tensor, nn

from . import bert
from .bert import BertEncoder
from .config import RelaConfig
from .decoder import RegionDecoder, RelaOutput, Trace
from .pixel_decoder import PixelDecoder
from .swin import SwinWithFusion


class Rela(nn.Module):
    """ReLA. The named configurations have the keys and shapes of the published checkpoints."""

    def __init__(self, config: RelaConfig) -> None:
        super().__init__()
        self.config = config
        self.backbone = SwinWithFusion(config.swin, config.bert.hidden)
        self.sem_seg_head = nn.ModuleDict(
            {"pixel_decoder": PixelDecoder(config), "predictor": RegionDecoder(config)}
        )
        self.text_encoder = BertEncoder(config.bert)
        self.text_encoder.apply(bert.initialise)

    @property
    def pixel_decoder(self) -> PixelDecoder:
        """The part from res2..res5 to memories and mask features."""
        return self.sem_seg_head["pixel_decoder"]  # type: ignore[return-value]

    @property
    def predictor(self) -> RegionDecoder:
        """The part from pixel features and words to the outputs."""
        return self.sem_seg_head["predictor"]  # type: ignore[return-value]

    def forward(self, image: Tensor, ids: Tensor, mask: Tensor, trace: Trace | None = None) -> RelaOutput:
        """image [B, 3, S, S] normalised, ids and mask [B, T] (mask 1 = real token) to raw logits.

        S is the configuration's image size; T may be anything up to the text encoder's positions.
        """
        words = self.text_encoder(ids, mask)
        pixels = self.pixel_decoder(self.backbone(image, words, mask))
        return self.predictor(pixels, words, trace)
