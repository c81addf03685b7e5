"""Dropout: while training only, and so that sums stay about the same."""

import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError
from tests.blocks.compiled import compiled, drawn


@pytest.mark.parametrize("share", [0.0, 0.25, 0.9])
def test_dropout_drops_its_share_and_enlarges_the_rest(share):
    module = compiled(blocks["dropout"](share=share), (Features(20_000),))
    module.module.train()
    torch.manual_seed(0)
    y = module(torch.ones(1, 20_000))[0]
    assert (y == 0).float().mean().item() == pytest.approx(share, abs=0.02)
    kept = y[y != 0]
    torch.testing.assert_close(kept, torch.full_like(kept, 1 / (1 - share)))


@pytest.mark.parametrize("kind", ["dropout", "spatial_dropout", "gaussian_noise"])
def test_when_answering_nothing_is_random(kind):
    module = compiled(blocks[kind](), (Sequence(5, 10),))
    module.module.eval()
    assert torch.equal(module(torch.ones(1, 5, 10))[0], torch.ones(1, 5, 10))


@pytest.mark.parametrize(
    ("shape", "places"), [(Picture(2000, 2, 3), (2, 3)), (Sequence(4, 2000), (1,))]
)
def test_spatial_dropout_drops_whole_channels(shape, places):
    module = compiled(blocks["spatial_dropout"](share=0.25), (shape,))
    module.module.train()
    torch.manual_seed(0)
    y = module(drawn(shape, 1).exp())[0]
    gone = (y == 0).float().mean(places)
    assert set(gone.unique().tolist()) == {0.0, 1.0}
    assert gone.mean().item() == pytest.approx(0.25, abs=0.04)


def test_spatial_dropout_of_a_row_is_refused():
    with pytest.raises(ShapeError, match="Use a Dropout block instead"):
        blocks["spatial_dropout"]().infer(Features(5))


def test_gaussian_noise_has_its_spread():
    module = compiled(blocks["gaussian_noise"](spread=0.5), (Features(20_000),))
    module.module.train()
    torch.manual_seed(0)
    y = module(torch.ones(1, 20_000))[0]
    assert y.std().item() == pytest.approx(0.5, rel=0.03)
    assert y.mean().item() == pytest.approx(1.0, abs=0.02)


def test_the_card_shows_the_share():
    assert blocks["dropout"](share=0.25).facts() == ("0.25",)
