"""Sealed part: operators of an ONNX file that no block stands for, kept as they are."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from studio.blocks.block import Arg, Block, Port, blocks, given
from studio.language import tr
from studio.schema.call import Call, Expression, Layer
from studio.schema.entry import Value
from studio.schema.shape import (
    TIMES,
    Array,
    Category,
    Features,
    Length,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Tokens,
    padded,
    sides,
    steps,
)

Digest: TypeAlias = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$", max_length=64)]
# A number, or a name for a length that only the network around the part knows.
SealedSide: TypeAlias = (
    Annotated[int, Field(ge=1, le=10_000_000)]
    | Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,31}$")]
)
SealedKind: TypeAlias = Literal["features", "sequence", "picture", "tokens", "category", "array"]
MOST_PORTS: Final = 16
MOST_SIDES: Final = 8
MOST_OPAQUE: Final = 32

# How many sides each kind has; the last one of tokens and of a category is what they stay below.
_SIDES: Final = {"features": 1, "sequence": 2, "picture": 3, "tokens": 2, "category": 1}


class SealedPort(Value):
    """A port of a sealed part: the name in its ONNX model, and the shape of one example there.

    `lengths` is the name of a further input, for how many steps of each example are real.
    """

    name: Annotated[str, Field(min_length=1, max_length=64)]
    shape: SealedKind = "features"
    sides: Annotated[tuple[SealedSide, ...], Field(max_length=MOST_SIDES)] = (1,)
    lengths: Annotated[str, Field(max_length=64)] = ""

    @classmethod
    def of(cls, name: str, shape: Shape) -> SealedPort:
        """The port that carries a shape; an unknown length keeps its name, without its strokes."""
        match shape:
            case Features(size):
                return cls(name=name, shape="features", sides=(size,))
            case Sequence(length, size):
                return cls(name=name, shape="sequence", sides=(_side(length), size))
            case Picture(channels, height, width):
                return cls(name=name, shape="picture", sides=(channels, height, width))
            case Tokens(length, vocabulary):
                return cls(name=name, shape="tokens", sides=(_side(length), vocabulary))
            case Category(choices):
                return cls(name=name, shape="category", sides=(choices,))
            case Array(sides):
                return cls(name=name, shape="array", sides=sides)

    @property
    def whole(self) -> bool:
        """Whether the port carries whole numbers that name something."""
        return self.shape in ("tokens", "category")

    @property
    def tensor(self) -> tuple[SealedSide, ...]:
        """The sides of its tensor, without the batch."""
        return self.sides[:-1] if self.whole else self.sides

    def carried(self, lengths: dict[str, Length]) -> Shape:
        """The shape at this port, with the lengths that its names stand for.

        Raises:
            ShapeError: the port has no shape.
        """
        sides = [lengths.get(side) if isinstance(side, str) else side for side in self.sides]
        known = [side for side in sides if isinstance(side, int)]
        if len(known) == len(sides) == _SIDES.get(self.shape, len(sides)):
            match self.shape:
                case "features":
                    return Features(*known)
                case "sequence":
                    return Sequence(*known)
                case "picture":
                    return Picture(*known)
                case "tokens":
                    return Tokens(*known)
                case "category":
                    return Category(*known)
                case "array":
                    return Array(tuple(known))
        match self.shape, sides:
            case "sequence", [length, int(size)] if length is not None:
                return Sequence(length, size)
            case "tokens", [length, int(vocabulary)] if length is not None:
                return Tokens(length, vocabulary)
        raise ShapeError(
            tr('The sealed part gives no known shape at "{port}".').format(port=self.name),
            tr("Its sides are {sides}.").format(sides=TIMES.join(map(str, self.sides)) or "0"),
            tr("Import its ONNX file again."),
            tr("Shape not known"),
        )


@blocks.entry(
    "sealed",
    title="Sealed part",
    family="join",
    words=("onnx", "import", "unknown", "custom operator", "black box", "导入", "封装", "未知"),
)
class Sealed(Block):
    """Keeps a piece of an ONNX file for which there is no block.

    Its operators run as they stand in the file and are exported unchanged. Its weights are
    constants: nothing inside it is trained. Where every operator is known here, PyTorch runs the
    part and gradients flow through it, so that the blocks before it learn. Otherwise onnxruntime
    runs it, and gradients end here: blocks before it cannot learn and have to be frozen.

    Use it as it comes out of an import. To train what it does, put blocks in its place.

    In PyTorch: no single layer; a call for each of its operators.
    """

    digest: Digest = Field(
        "", title="Part", description="Which part: the SHA-256 of its ONNX model."
    )
    takes: Annotated[tuple[SealedPort, ...], Field(min_length=1, max_length=MOST_PORTS)] = Field(
        (SealedPort(name="in_1"),), title="Takes", description="Its inputs, with their shapes."
    )
    gives: Annotated[tuple[SealedPort, ...], Field(min_length=1, max_length=MOST_PORTS)] = Field(
        (SealedPort(name="out_1"),), title="Gives", description="Its outputs, with their shapes."
    )
    opaque: Annotated[
        tuple[Annotated[str, Field(max_length=100)], ...], Field(max_length=MOST_OPAQUE)
    ] = Field(
        (),
        title="No gradients",
        description="Its operators that let no gradients through. None: blocks before it learn.",
    )

    @property
    def differentiable(self) -> bool:
        """Whether gradients flow through it, so that the blocks before it can learn."""
        return not self.opaque

    def idle(self) -> Collection[str]:
        """All of it: what a part is stands in its file."""
        return type(self).model_fields

    def inputs(self) -> tuple[Port, ...]:
        return _ports(self.takes)

    def outputs(self) -> tuple[Port, ...]:
        return _ports(self.gives)

    def infer(self, *arriving: Shape) -> tuple[Shape, ...]:
        lengths: dict[str, Length] = {}
        for port, shape in zip(self.takes, arriving, strict=True):
            _bind(port, shape, lengths)
        return tuple(port.carried(lengths) for port in self.gives)

    def layers(self, *arriving: Shape) -> dict[str, Call]:
        return {"": Call("sealed.SealedPart", self.digest)}

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        values: list[Expression] = []
        for port, arg in zip(self.takes, args, strict=True):
            if arg is not None:
                values += (arg.value, arg.lengths) if port.lengths else (arg.value,)
        call = Call(Layer(keys[0]), *values)
        if len(self.gives) == 1:
            return call
        return tuple(Call("operator.getitem", call, n) for n in range(len(self.gives)))

    def lengths(self, *args: Arg | None) -> Expression:
        """Those of the first input that is as long as what comes out."""
        out = {side for port in self.gives for side in port.sides[:1]}
        known = (
            a.lengths
            for p, a in zip(self.takes, args, strict=True)
            if a and a.lengths and p.sides[0] in out
        )
        return next(known, given(args).lengths)

    def facts(self) -> tuple[str, ...]:
        return (tr("sealed"), *(() if self.differentiable else (tr("no gradients"),)))

    def count(self, *_arriving: Shape) -> str:
        kept = tr("Its weights are constants of the ONNX file.")
        if self.differentiable:
            return f"{kept} {tr('Gradients flow through it to the blocks before it.')}"
        stopped = tr("{operators}: no gradients, so the blocks before it cannot learn.")
        return f"{kept} {stopped.format(operators=', '.join(self.opaque))}"


def _ports(ports: tuple[SealedPort, ...]) -> tuple[Port, ...]:
    return tuple(Port(port.name, port.name if len(ports) > 1 else "") for port in ports)


def _side(length: Length) -> SealedSide:
    return length if isinstance(length, int) else length.name


def _bind(port: SealedPort, shape: Shape, lengths: dict[str, Length]) -> None:
    """Hold what arrives against what the part takes, and learn the lengths that names stand for."""
    found_sides, whole = sides(shape), isinstance(shape, Tokens | Category)
    fits = whole == port.whole and len(found_sides) == len(port.tensor)
    fits = fits and (padded(shape) or not port.lengths)
    for wanted, found in zip(port.tensor, found_sides, strict=False):
        fits = fits and found == (
            lengths.setdefault(wanted, found) if isinstance(wanted, str) else wanted
        )
    if fits and port.whole:
        fits = isinstance(port.sides[-1], int) and _choices(shape) <= port.sides[-1]
    if not fits:
        raise _wrong(port, shape)


def _choices(shape: Shape) -> int:
    match shape:
        case Tokens(_, vocabulary):
            return vocabulary
        case Category(choices):
            return choices
    return 0


def _wrong(port: SealedPort, shape: Shape) -> ShapeError:
    sides = (side if isinstance(side, str) else steps(side) for side in port.sides)
    return ShapeError(
        tr("The sealed part takes only the shape that it was made for."),
        tr('At "{port}" it takes {wanted} ({kind}), but gets {shape}.').format(
            port=port.name,
            wanted=TIMES.join(sides) or "1",
            kind=tr(port.shape),
            shape=shape.words(),
        ),
        tr("Bring the blocks before it to that shape, or put other blocks in its place."),
        tr("Another shape arrives"),
    )
