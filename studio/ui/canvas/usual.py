"""Usual: which blocks people most often put behind one of a family, the most usual one first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_FOLLOWS: Final[Mapping[str, str]] = {
    "input": "conv2d dense embedding lstm conv1d flatten conv_norm_activation batch_norm",
    "conv": "relu_activation batch_norm max_pool2d conv2d max_pool1d conv1d dropout flatten"
    " global_avg_pool conv_norm_activation residual_block add",
    "pool": "conv2d conv1d flatten dense dropout batch_norm max_pool2d conv_norm_activation"
    " residual_block class_output",
    "dense": "dense relu_activation dropout class_output batch_norm number_output yes_no_output",
    "recurrent": "lstm gru last_step dense dropout conv1d positional_encoding encoder_layer"
    " mean_over_time class_output",
    "attention": "encoder_layer transformer_encoder_layer mean_over_time add layer_norm dropout"
    " dense last_step",
    "norm": "relu_activation conv2d conv1d dense dropout max_pool2d flatten class_output",
    "join": "dense relu_activation conv2d layer_norm batch_norm dropout lstm class_output",
    "output": "",
}
_RANKS: Final = {
    family: {id: place for place, id in enumerate(ids.split())} for family, ids in _FOLLOWS.items()
}
_LAST: Final = 100


def place_behind(family: str, id: str) -> int:
    """How soon a block is thought of behind one of this family: 0 is first."""
    return _RANKS.get(family, {}).get(id, _LAST)
