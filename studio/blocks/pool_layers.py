"""torch's layers for pooling under given windows; what torch cannot pad gets a layer before it."""

from __future__ import annotations

from studio.blocks.edges import in_torch, is_even
from studio.blocks.filters import short
from studio.blocks.window import Window
from studio.schema.call import Call, Expression


def maximum(windows: tuple[Window, ...]) -> dict[str, Call]:
    """The layers of max pooling under these windows."""
    if _fits_torch(windows):
        return {"": _pool("MaxPool", windows, _edges(windows))}
    pad = Call(f"nn.ConstantPad{len(windows)}d", _torch_ends(windows), float("-inf"))
    return {"pad": pad, "": _pool("MaxPool", windows, 0)}


def means(windows: tuple[Window, ...], *, counted: bool) -> dict[str, Call]:
    """The layers of average pooling; `counted`: padding counts as zeros in each mean."""
    if _fits_torch(windows):
        edges = _edges(windows)
        left_out = {} if counted or edges == 0 else {"count_include_pad": False}
        return {"": _pool("AvgPool", windows, edges, **left_out)}
    pool = _pool("AvgPool", windows, 0)
    if counted:
        return {"pad": Call(f"nn.ZeroPad{len(windows)}d", _torch_ends(windows)), "": pool}
    return {"": Call("layers.UnpaddedMean", pool, _torch_ends(windows))}


def _pool(name: str, windows: tuple[Window, ...], edges: Expression, **more: Expression) -> Call:
    kernel, stride, dilation = (
        short(tuple(getattr(window, setting) for window in windows))
        for setting in ("kernel", "stride", "dilation")
    )
    settings: dict[str, Expression] = {} if stride == kernel else {"stride": stride}
    if edges != 0:
        settings["padding"] = edges
    if dilation != 1:
        settings["dilation"] = dilation
    if any(window.rounds_up for window in windows):
        settings["ceil_mode"] = True
    return Call(f"nn.{name}{len(windows)}d", kernel, **settings, **more)


def _fits_torch(windows: tuple[Window, ...]) -> bool:
    """Whether torch's layer can pad by itself: as much at both ends, at most half the kernel."""
    half = all(window.padding <= window.kernel for window in windows)
    return half and is_even(tuple(window.ends for window in windows))


def _edges(windows: tuple[Window, ...]) -> Expression:
    return short(tuple(window.ends[0] for window in windows))


def _torch_ends(windows: tuple[Window, ...]) -> tuple[int, ...]:
    return in_torch(tuple(window.seen_ends for window in windows))
