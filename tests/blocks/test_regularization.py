"""Dropout: while training only, and so that sums stay about the same."""

import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Features
from tests.blocks.compiled import compiled


@pytest.mark.parametrize("share", [0.0, 0.25, 0.9])
def test_dropout_drops_its_share_and_enlarges_the_rest(share):
    module = compiled(blocks["dropout"](share=share), (Features(20_000),))
    module.module.train()
    torch.manual_seed(0)
    y = module(torch.ones(1, 20_000))[0]
    assert (y == 0).float().mean().item() == pytest.approx(share, abs=0.02)
    kept = y[y != 0]
    torch.testing.assert_close(kept, torch.full_like(kept, 1 / (1 - share)))


def test_when_answering_nothing_is_dropped():
    module = compiled(blocks["dropout"](), (Features(50),))
    module.module.eval()
    assert torch.equal(module(torch.ones(1, 50))[0], torch.ones(1, 50))


def test_the_card_shows_the_share():
    assert blocks["dropout"](share=0.25).facts() == ("0.25",)
