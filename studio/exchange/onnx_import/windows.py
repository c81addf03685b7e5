"""What convolution and pooling of ONNX say about their windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.exchange.onnx_import.drawing import Drawing, NoBlock, Source, made

Two = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Windows:
    """A kernel on each side, how it moves, and how many places are added at both ends."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]

    @classmethod
    def of(
        cls, given: dict[str, Any], lengths: tuple[int, ...], kernel: tuple[int, ...]
    ) -> Windows:
        """As an operator describes them, for an input with these sides."""
        count = len(kernel)
        stride = tuple(given.get("strides") or (1,) * count)
        dilation = tuple(given.get("dilations") or (1,) * count)
        pads = tuple(given.get("pads") or (0,) * (2 * count))
        auto = given.get("auto_pad", "NOTSET")
        if not len(stride) == len(dilation) == count == len(lengths) == len(pads) // 2:
            raise NoBlock("sides do not agree")
        if auto == "VALID":
            pads = (0,) * (2 * count)
        if auto.startswith("SAME"):
            totals = [
                max((-(-side // s) - 1) * s + d * (k - 1) + 1 - side, 0)
                for side, k, s, d in zip(lengths, kernel, stride, dilation, strict=True)
            ]
            less, more = [t // 2 for t in totals], [t - t // 2 for t in totals]
            pads = (*less, *more) if auto == "SAME_UPPER" else (*more, *less)
        return cls(kernel, stride, dilation, pads[:count], pads[count:])

    @property
    def spans(self) -> tuple[int, ...]:
        """How much of each side a kernel covers, gaps included."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation, strict=True))

    @property
    def even(self) -> bool:
        """Whether both ends of each side get the same."""
        return self.before == self.after

    def without(self, side: int) -> Windows:
        """The windows on the other sides, if this one has nothing to do."""
        if (self.kernel[side], self.stride[side], self.before[side], self.after[side]) != (
            1,
            1,
            0,
            0,
        ):
            raise NoBlock("a window on an axis of one")
        kept = [n for n in range(len(self.kernel)) if n != side]
        every = (self.kernel, self.stride, self.dilation, self.before, self.after)
        return Windows(*(tuple(each[n] for n in kept) for each in every))

    def padding(self) -> int | str | None:
        """As the setting of a convolution; None if it takes a block of its own."""
        if not any(self.before) and not any(self.after):
            return "valid"
        totals = [a + b for a, b in zip(self.before, self.after, strict=True)]
        same = totals == [span - 1 for span in self.spans] and set(self.stride) == {1}
        if same and all(b == t // 2 for b, t in zip(self.before, totals, strict=True)):
            return "same"
        return self.before[0] if self.even and len(set(self.before)) == 1 else None


def padded(
    drawing: Drawing, source: Source, before: tuple[int, ...], after: tuple[int, ...]
) -> Source:
    """The source with zeros added at the ends of its sides, in a block of its own."""
    if len(before) == 2:
        edges = dict(zip(("top", "left", "bottom", "right"), (*before, *after), strict=True))
    else:
        edges = {"left": before[0], "right": after[0]}
    return drawing.put(made("pad", **edges), source)[0]
