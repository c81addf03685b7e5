"""Ready-made groups: networks that the palette offers as one block, to open and to change."""

from studio.graph.ready_made import (  # noqa: F401  (each registers what it declares)
    conv_norm_activation,
    inception_cell,
    residual_block,
    transformer_encoder_layer,
)
from studio.graph.ready_made.ready_made import known_as, ready_made

__all__ = ["known_as", "ready_made"]
