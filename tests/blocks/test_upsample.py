"""Upsampling and pixel shuffle against their formulas, written out in numpy."""

import numpy as np
import pytest

from studio.blocks import blocks
from studio.schema.shape import Picture, ShapeError
from studio.ui.form.settings import settings
from tests.blocks.compiled import compiled, drawn

SHAPE = Picture(2, 3, 4)


def enlarged(block, x):
    return compiled(block, (SHAPE,))(x)[0].numpy()


def blended(x, axis, size, corners):
    """Bilinear along one axis: each new pixel is a mean of the two around its middle."""
    old = x.shape[axis]
    step = np.arange(size)
    at = step * (old - 1) / max(1, size - 1) if corners else (step + 0.5) * old / size - 0.5
    at = np.clip(at, 0, old - 1)
    low = np.floor(at).astype(int)
    high = np.minimum(low + 1, old - 1)
    share = (at - low).reshape([-1 if n == axis else 1 for n in range(x.ndim)])
    return x.take(low, axis) * (1 - share) + x.take(high, axis) * share


def test_nearest_repeats_pixels():
    x = drawn(SHAPE, 2)
    y = enlarged(blocks["upsample"](factor=(2, 3)), x)
    assert np.array_equal(y, x.numpy().repeat(2, 2).repeat(3, 3))


@pytest.mark.parametrize("corners", [False, True])
@pytest.mark.parametrize("how", [{"factor": (2, 3)}, {"to": "size", "size": (7, 5)}])
def test_bilinear_blends_the_pixels_around(corners, how):
    x = drawn(SHAPE, 2)
    block = blocks["upsample"](mode="bilinear", align_corners=corners, **how)
    out = block.infer(SHAPE)
    expected = blended(blended(x.numpy(), 2, out.height, corners), 3, out.width, corners)
    np.testing.assert_allclose(enlarged(block, x), expected, rtol=1e-5, atol=1e-6)


def test_pixel_shuffle_lays_channels_out_as_pixels():
    shape = Picture(18, 2, 4)
    x = drawn(shape, 2)
    y = compiled(blocks["pixel_shuffle"](factor=3), (shape,))(x)[0].numpy()
    for a in range(3):
        for b in range(3):
            assert np.array_equal(y[:, :, a::3, b::3], x[:, a * 3 + b :: 9].numpy())


def test_channels_that_make_no_squares_are_refused():
    with pytest.raises(ShapeError) as found:
        blocks["pixel_shuffle"]().infer(Picture(6, 4, 4))
    assert str(found.value) == (
        "6 channels do not make whole squares. With factor 2 each new channel takes 2 × 2 = 4 of"
        " them. Give the block before it a multiple of 4 channels."
    )


def test_only_settings_that_mean_something_are_asked_for():
    def asked(**chosen):
        return [row.path[0] for row in settings(blocks["upsample"](**chosen))]

    assert asked() == ["to", "factor", "mode"]
    assert asked(to="size", mode="bilinear") == ["to", "size", "mode", "align_corners"]


def test_the_card_says_how_much_larger():
    assert blocks["upsample"]().facts() == ("×2", "nearest")
    assert blocks["upsample"](factor=(2, 3)).facts() == ("×2 × 3", "nearest")
    assert blocks["upsample"](to="size").facts() == ("to 16 × 16", "nearest")
