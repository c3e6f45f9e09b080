"""Made-up parameters and inputs that anybody can reproduce, for checking a model without its real weights.

Every value comes from splitmix64 seeded with the FNV-1a hash of a name; ../shared/parity/README.md has the
formula and the reason for each gain. NumPy alone, so that a port can be checked against it.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

NAMESPACE = "rela-parity-1/"
WORD = 2**64 - 1

# End of the key, offset, gain.
ABSOLUTE = (
    ("relative_position_bias_table", 0.0, 0.5),
    ("word_embeddings.weight", 0.0, 1.0),
    ("position_embeddings.weight", 0.0, 0.3),
    ("token_type_embeddings.weight", 0.0, 0.25),
    ("transformer.level_embed", 0.0, 0.5),
    ("predictor.level_embed.weight", 0.0, 0.5),
    ("predictor.query_feat.weight", 0.0, 1.5),
    ("predictor.query_embed.weight", 0.0, 1.5),
    ("predictor.lang_weight", 1.5, 0.25),
    ("sampling_offsets.bias", 0.0, 3.0),
    ("mask_embed.layers.2.bias", 0.0, 0.015),
    ("minimap_embed.bias", 0.0, 0.01),
)
# End of the key of a matrix, factor of sqrt(3 / fan-in). The first that fits counts.
PER_FAN_IN = (
    ("attention.output.dense.weight", 0.25),
    ("self_attn.out_proj.weight", 0.25),
    ("output.dense.weight", 0.5),
    ("self_attn.output_proj.weight", 0.5),
    ("linear2.weight", 0.5),
    ("attention.self.query.weight", 1.5),
    ("multihead_attn.out_proj.weight", 0.3),
    ("image_lang_att.f_key.0.weight", 2.0),
    ("mask_embed.layers.2.weight", 0.15),
    ("minimap_embed.weight", 0.03),
    ("", 1.0),
)

# Token ids of the fixture's expressions, and (image seed, expression) of its inputs.
EXPRESSIONS = {
    "a": "101 1996 2158 1999 2417 3797 2006 1996 2187 102",
    "b": "101 3899 102",
    "c": "101 2035 2111 3272 1996 2048 2006 1996 2521 2157 2040 2024 3173 2279 2000 1037 2304 2482 1998 1996",
}
INPUTS = {1: (6, "a"), 2: (8, "b"), 3: (9, "c"), 4: (2, "a"), 5: (7, "b"), 6: (10, "c")}
SIDE = 480
# Side of a cell in pixels, gain: coarse shapes down to pixel noise.
CELL_GAINS = ((120, 1.0), (32, 0.7), (8, 0.4), (1, 0.2))


def fnv1a(text: str) -> int:
    """64-bit FNV-1a hash of the text's UTF-8 bytes."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 & WORD
    return value


def uniform(name: str, count: int) -> NDArray[np.float64]:
    """`count` values in (-1, 1), all exact in float32, from the stream called `name`."""
    increments = np.arange(1, count + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        z = increments * np.uint64(0x9E3779B97F4A7C15) + np.uint64(fnv1a(NAMESPACE + name))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    odd = 2 * (z >> np.uint64(40)).astype(np.int64) + 1 - 2**24
    return odd / 2**24


def offset_and_gain(key: str, shape: tuple[int, ...]) -> tuple[float, float]:
    """Centre and half-width of the values of one tensor. Raises KeyError for a key that no rule covers."""
    for end, offset, gain in ABSOLUTE:
        if key.endswith(end):
            return offset, gain
    if len(shape) >= 2:
        factor = next(factor for end, factor in PER_FAN_IN if key.endswith(end))
        return 0.0, factor * math.sqrt(3.0 / math.prod(shape[1:]))
    if key.endswith("bias"):
        return 0.0, 0.1
    if key.endswith("weight") and len(shape) == 1:
        return 1.0, 0.2
    raise KeyError(key)


def parameter(key: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The made-up tensor of one float parameter, named by its state_dict key."""
    offset, gain = offset_and_gain(key, shape)
    stream = f"{key}#1" if key.startswith("sem_seg_head.predictor.") else key
    values = offset + gain * uniform(stream, math.prod(shape))
    return values.astype(np.float32).reshape(shape)


def image(number: int) -> NDArray[np.float32]:
    """The already normalised image [1, 3, 480, 480] of input `number`."""
    seed = INPUTS[number][0]
    total = np.zeros((3, SIDE, SIDE))
    for cell, gain in CELL_GAINS:
        cells = SIDE // cell
        grid = uniform(f"image{seed}/{cell}", 3 * cells * cells).reshape(3, cells, cells)
        total += gain * grid.repeat(cell, axis=1).repeat(cell, axis=2)
    return total.astype(np.float32)[None]


def tokens(number: int, length: int = 20) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and mask [1, length] of input `number`; padding has id 0 and mask 0."""
    words = [int(word) for word in EXPRESSIONS[INPUTS[number][1]].split()]
    ids = np.zeros((1, length), np.int64)
    ids[0, : len(words)] = words
    return ids, (ids != 0).astype(np.int64)
