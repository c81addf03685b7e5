"""Usual: which blocks people most often put behind a block of a family, or before one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

_Ranks: TypeAlias = Mapping[str, Mapping[str, int]]


def _ranks(lists: Mapping[str, str]) -> _Ranks:
    return {family: {id: at for at, id in enumerate(ids.split())} for family, ids in lists.items()}


# The most usual one first.
_BEHIND: Final = _ranks(
    {
        "input": "conv2d dense embedding lstm conv1d flatten conv_norm_activation batch_norm",
        "conv": "relu_activation batch_norm max_pool2d conv2d max_pool1d conv1d dropout flatten"
        " global_avg_pool conv_norm_activation residual_block add",
        "pool": "conv2d max_pool2d conv1d batch_norm dropout flatten global_avg_pool dense"
        " conv_norm_activation residual_block class_output",
        "dense": "dense relu_activation dropout class_output batch_norm number_output"
        " yes_no_output",
        "recurrent": "lstm gru last_step dense dropout conv1d positional_encoding encoder_layer"
        " mean_over_time class_output",
        "attention": "encoder_layer transformer_encoder_layer mean_over_time add layer_norm"
        " dropout dense last_step",
        "norm": "relu_activation conv2d conv1d dense dropout max_pool2d flatten class_output",
        "join": "dense relu_activation conv2d layer_norm batch_norm dropout lstm class_output",
    }
)
_BEFORE: Final = _ranks(
    {
        "conv": "conv2d max_pool2d relu_activation batch_norm conv1d picture_input",
        "pool": "conv2d relu_activation batch_norm conv1d conv_norm_activation",
        "dense": "flatten dense dropout global_avg_pool last_step batch_norm features_input",
        "recurrent": "embedding lstm gru conv1d sequence_input tokens_input",
        "attention": "positional_encoding embedding encoder_layer layer_norm sequence_input",
        "norm": "conv2d dense conv1d relu_activation lstm encoder_layer",
        "join": "conv2d dense max_pool2d relu_activation batch_norm",
        "output": "dense flatten dropout global_avg_pool last_step mean_over_time",
    }
)
_LAST: Final = 100


def behind(family: str, id: str) -> int:
    """How soon a block is thought of behind one of this family: 0 is first."""
    return _BEHIND.get(family, {}).get(id, _LAST)


def before(family: str, id: str) -> int:
    """How soon a block is thought of before one of this family: 0 is first."""
    return _BEFORE.get(family, {}).get(id, _LAST)
