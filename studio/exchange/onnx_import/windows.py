"""What convolution and pooling of ONNX say about their windows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.exchange.onnx_import.drawing import NoBlock

Two = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Windows:
    """A kernel on each side, how it moves, how much is added at both ends, and the sides."""

    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    dilation: tuple[int, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]
    lengths: tuple[int, ...]

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
        return cls(kernel, stride, dilation, pads[:count], pads[count:], lengths)

    @property
    def spans(self) -> tuple[int, ...]:
        """How much of each side a kernel covers, gaps included."""
        return tuple(d * (k - 1) + 1 for k, d in zip(self.kernel, self.dilation, strict=True))

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
        every = (getattr(self, name) for name in Windows.__dataclass_fields__)
        return Windows(*(tuple(each[n] for n in kept) for each in every))

    def padding(self, *, same: bool = True) -> int | str | tuple[int, ...]:
        """As the setting of a block; `same` wherever it means just this and the stride is 1."""
        ends = tuple(end for pair in zip(self.before, self.after, strict=True) for end in pair)
        if not any(ends):
            return "valid"
        if same and set(self.stride) == {1} and self._same():
            return "same"
        if len(set(ends)) == 1:
            return ends[0]
        return "same" if self._same() else ends

    def _same(self) -> bool:
        """Whether so much is added that as many places come out as the stride allows."""
        for side in range(len(self.kernel)):
            length, span, stride = self.lengths[side], self.spans[side], self.stride[side]
            total = max((-(-length // stride) - 1) * stride + span - length, 0)
            if (self.before[side], self.after[side]) != (total // 2, total - total // 2):
                return False
        return True

    def settings(self, *names: str) -> dict[str, Any]:
        """Some of them as settings of a block, which has one number where there is one side."""
        values = {name: getattr(self, name) for name in names}
        return {name: value if len(value) > 1 else value[0] for name, value in values.items()}
