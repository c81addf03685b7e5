"""Inputs: where data enters the network."""

from __future__ import annotations

from studio.blocks.block import Arg, Arithmetic, InputBlock, blocks, given
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture, Sequence, Shape, Tokens


@blocks.entry(
    "picture_input",
    title="Picture input",
    family="input",
    words=("image", "photo", "pixels", "图像", "图片", "输入"),
)
class PictureInput(InputBlock):
    """Gives out the pictures of the data.

    A picture has channels (one for grey, three for red, green and blue) of height × width pixels.

    Use it for photos, drawings and scans, followed by a convolution. For rows of a table, use the
    features input.

    As a tensor: (batch, channels, height, width).

    In PyTorch: the argument `x` of `forward`.
    """

    def fits(self, shape: Shape) -> bool:
        return isinstance(shape, Picture)

    def infer(self, data: DataField) -> Shape:
        return data.shape


@blocks.entry(
    "features_input",
    title="Features input",
    family="input",
    words=("table", "row", "columns", "tabular", "vector", "特征", "表格", "输入"),
)
class FeaturesInput(InputBlock):
    """Gives out one row of numbers for each example.

    Each number is a feature: a measurement, or a column of a table. Their order has no meaning.

    Use it for tables, followed by a dense layer. For values that follow one another in time, use
    the sequence input.

    As a tensor: (batch, features).

    In PyTorch: the argument `x` of `forward`.
    """

    def fits(self, shape: Shape) -> bool:
        return isinstance(shape, Features)

    def infer(self, data: DataField) -> Shape:
        return data.shape


@blocks.entry(
    "sequence_input",
    title="Sequence input",
    family="input",
    words=("time series", "signal", "steps", "rows of a picture", "序列", "时间序列", "输入"),
)
class SequenceInput(InputBlock):
    """Gives out a sequence: step after step, each with the same number of values.

    It can also read a picture row by row, from top to bottom: each row is one step.

    Use it for measurements over time and for whatever has an order, followed by a recurrent layer,
    attention, or a 1D convolution. For words or letters, use the tokens input.

    As a tensor: (batch, time, values). Of a picture: time = height, values = channels · width.

    In PyTorch: the argument `x` of `forward`; of a picture, its rows:
    `x.transpose(1, 2).flatten(2)`.
    """

    def fits(self, shape: Shape) -> bool:
        return isinstance(shape, Sequence | Picture)

    def infer(self, data: DataField) -> Shape:
        if isinstance(data.shape, Picture):
            return Sequence(data.shape.height, data.shape.channels * data.shape.width)
        return data.shape

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        read = given(args)
        match read.shape:
            case Picture(channels=1):
                return Call(".squeeze", read.value, 1)
            case Picture():
                return Call(".flatten", Call(".transpose", read.value, 1, 2), 2)
        return read.value

    def arithmetic(self, data: DataField) -> Arithmetic | None:
        if not isinstance(data.shape, Picture):
            return None
        channels, width = number(data.shape.channels), number(data.shape.width)
        return Arithmetic(
            ((channels, tr("channels")), ("×", ""), (width, tr("width"))),
            number(data.shape.channels * data.shape.width),
            tr("Each of the {n} rows of the picture is one step.").format(
                n=number(data.shape.height)
            ),
        )


@blocks.entry(
    "tokens_input",
    title="Tokens input",
    family="input",
    words=("text", "words", "letters", "nlp", "文本", "词元", "输入"),
)
class TokensInput(InputBlock):
    """Gives out text as tokens: a whole number for each letter or word.

    The number only says which letter or word it is. Texts may differ in length.

    Use it for text, followed by an embedding, which turns each token into a row of values.

    As a tensor: (batch, time), whole numbers below the size of the vocabulary.

    In PyTorch: the argument `x` of `forward`.
    """

    def fits(self, shape: Shape) -> bool:
        return isinstance(shape, Tokens)

    def infer(self, data: DataField) -> Shape:
        return data.shape
