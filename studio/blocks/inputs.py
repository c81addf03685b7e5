"""Inputs: where data enters the network."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, InputBlock, blocks, given
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.data_field import DataField
from studio.schema.field_types import Count
from studio.schema.shape import Array, Category, Features, Picture, Sequence, Shape, Tokens


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

    Use it for text, followed by an embedding, which turns each token into a row of values. For a
    single id, such as a person or a film, use the category input.

    As a tensor: (batch, time), whole numbers below the size of the vocabulary.

    In PyTorch: the argument `x` of `forward`.
    """

    def fits(self, shape: Shape) -> bool:
        return isinstance(shape, Tokens)

    def infer(self, data: DataField) -> Shape:
        return data.shape


@blocks.entry(
    "category_input",
    title="Category input",
    family="input",
    words=("id", "index", "user", "item", "label", "类别", "编号", "输入"),
)
class CategoryInput(InputBlock):
    """Gives out one category for each example: which of several names it is.

    It is a whole number from 0 up, such as the number of a person, a film or a country. The number
    only says which; its size has no meaning.

    Use it for a column of names with many different ones, followed by an embedding, which turns the
    category into a row of values. For text, which has many such numbers in a row, use the tokens
    input.

    As a tensor: (batch,), whole numbers below the number of choices.

    In PyTorch: the argument `x` of `forward`.
    """

    def fits(self, shape: Shape) -> bool:
        return isinstance(shape, Category)

    def infer(self, data: DataField) -> Shape:
        return data.shape


@blocks.entry(
    "noise_input",
    title="Noise input",
    family="input",
    words=("random", "latent", "gaussian", "generator", "gan", "seed", "噪声", "随机", "输入"),
)
class NoiseInput(InputBlock):
    """Gives out random numbers, drawn anew for each example in each training step.

    They come from the normal distribution: mean 0, spread 1. No data is read. When the network is
    scored, all of them are zero, so that a score means the same each time; in an exported network
    they are an input, so that whoever uses it can draw them.

    Use it at the start of a generator, which turns noise into pictures. To blur what comes from
    data, use Gaussian noise.

    x ~ N(0, 1), each number on its own.

    In PyTorch: `torch.randn(batch, size)`.
    """

    size: Count = Field(64, title="Size", description="How many random numbers an example gets.")

    def idle(self) -> tuple[str, ...]:
        return ("field",)

    def fits(self, shape: Shape) -> bool:
        return False

    def own_field(self) -> DataField:
        return DataField("noise", "noise", Features(self.size))

    def infer(self, data: DataField) -> Shape:
        return data.shape


@blocks.entry(
    "array_input",
    title="Array input",
    family="input",
    words=("tensor", "volume", "video", "3d", "voxels", "数组", "张量", "输入"),
)
class ArrayInput(InputBlock):
    """Gives out numbers in an arrangement that is no row, sequence or picture.

    That may be a volume with three sides, a film, or whatever a network made elsewhere reads.

    Use it for such data alone, followed by a Reshape or Flatten block. For rows, sequences and
    pictures use their own inputs: the blocks after them know what their sides mean.

    As a tensor: (batch, …), one axis for each side.

    In PyTorch: the argument `x` of `forward`.
    """

    def fits(self, shape: Shape) -> bool:
        return isinstance(shape, Array)

    def infer(self, data: DataField) -> Shape:
        return data.shape
