"""Networks of well-known papers, built from blocks and groups as a person would build them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from studio.blocks.block import Block
from studio.data.declared_inputs import GivenPicture, GivenTokens
from studio.data.declared_targets import GivenClass, GivenNumbers
from studio.data.no_data import NoData
from studio.graph.graph import Definition
from studio.project.project import Project
from tests.wiring import block, definition, graph

Blocks = Mapping[str, Block]

IMAGENET = NoData(inputs=(GivenPicture(),), targets=(GivenClass(classes=1000),))


def chain(made_of: Blocks) -> list[str]:
    """Wires from each block to the next."""
    return [f"{a} > {b}" for a, b in pairwise(made_of)]


def convolution(filters: int, kernel: int, stride: int = 1, groups: int = 1) -> Block:
    """Without bias or activation, as before a batch norm; the padding halves with the stride."""
    sides = {"kernel": (kernel, kernel), "stride": (stride, stride), "padding": kernel // 2}
    return block("conv2d", filters=filters, groups=groups, bias=False, activation="none", **sides)


def use(name: str, repeat: int = 1) -> Block:
    """A group that uses a definition."""
    return block("group", definition=name, repeat=repeat)


# ---- ResNet-18: He, Zhang, Ren and Sun 2015, "Deep Residual Learning for Image Recognition" ------


def residual(name: str, filters: int, stride: int, projected: bool) -> Definition:
    """Two convolutions whose answer is added to what came in; projected where the size changes."""
    made_of = {
        "x": block("inlet"),
        "conv_1": convolution(filters, 3, stride),
        "norm_1": block("batch_norm"),
        "relu_1": block("activation", function="relu"),
        "conv_2": convolution(filters, 3),
        "norm_2": block("batch_norm"),
        "add": block("add"),
        "relu_2": block("activation", function="relu"),
        "y": block("outlet"),
    }
    wires = chain(made_of)
    if projected:
        made_of |= {"short": convolution(filters, 1, stride), "norm_3": block("batch_norm")}
        wires += ["x > short", "short > norm_3", "norm_3 > add.in_2"]
    else:
        wires.append("x > add.in_2")
    return definition(name, made_of, *wires)


def resnet18() -> Project:
    """Four stages of two residual blocks each."""
    definitions = [residual("same 64", 64, 1, projected=False)]
    made_of: dict[str, Block] = {
        "picture": block("picture_input"),
        "conv": convolution(64, 7, 2),
        "norm": block("batch_norm"),
        "relu": block("activation", function="relu"),
        "pool": block("max_pool2d", kernel=(3, 3), stride=(2, 2), padding=1),
        "stage_64": use("same 64", 2),
    }
    for filters in (128, 256, 512):
        definitions.append(residual(f"down {filters}", filters, 2, projected=True))
        definitions.append(residual(f"same {filters}", filters, 1, projected=False))
        made_of[f"down_{filters}"] = use(f"down {filters}")
        made_of[f"same_{filters}"] = use(f"same {filters}")
    made_of |= {"mean": block("global_avg_pool"), "class": block("class_output")}
    drawn = graph(made_of, *chain(made_of), definitions=definitions)
    return Project(graph=drawn, data=IMAGENET)


# ---- VGG-16: Simonyan and Zisserman 2014, "Very Deep Convolutional Networks", column D -----------


def vgg16() -> Project:
    """Thirteen convolutions of 3 × 3 in five stages, then three dense layers."""
    definitions, stages = [], {}
    for stage, (filters, times) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), 1):
        inside: dict[str, Block] = {"x": block("inlet")}
        for n in range(times):
            inside[f"conv_{n + 1}"] = block("conv2d", filters=filters, padding="same")
        inside |= {"pool": block("max_pool2d"), "y": block("outlet")}
        definitions.append(definition(f"stage {stage}", inside, *chain(inside)))
        stages[f"stage_{stage}"] = use(f"stage {stage}")
    made_of = {
        "picture": block("picture_input"),
        **stages,
        "flat": block("flatten"),
        "dense_1": block("dense", units=4096),
        "drop_1": block("dropout", share=0.5),
        "dense_2": block("dense", units=4096),
        "drop_2": block("dropout", share=0.5),
        "class": block("class_output"),
    }
    drawn = graph(made_of, *chain(made_of), definitions=definitions)
    return Project(graph=drawn, data=IMAGENET)


# ---- MobileNetV2: Sandler et al. 2018, "Inverted Residuals and Linear Bottlenecks", table 2 ------

BOTTLENECKS = (
    # expansion, channels, times, stride of the first
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)


def bottleneck(name: str, arriving: int, expansion: int, leaving: int, stride: int) -> Definition:
    """Wider, filtered channel by channel, narrow again; added to what came in where that fits."""
    wide = arriving * expansion
    made_of: dict[str, Block] = {"x": block("inlet")}
    if expansion > 1:
        made_of |= _normalized("wide", convolution(wide, 1))
    made_of |= _normalized("each", convolution(wide, 3, stride, groups=wide))
    made_of |= {"narrow": convolution(leaving, 1), "narrow_norm": block("batch_norm")}
    if stride == 1 and arriving == leaving:
        made_of["add"] = block("add")
    made_of["y"] = block("outlet")
    wires = chain(made_of)
    if "add" in made_of:
        wires.append("x > add.in_2")
    return definition(name, made_of, *wires)


def _normalized(id: str, layer: Block) -> Blocks:
    """A convolution, its norm, and ReLU6."""
    relu = block("activation", function="relu6")
    return {id: layer, f"{id}_norm": block("batch_norm"), f"{id}_relu": relu}


def mobilenet_v2() -> Project:
    """Seventeen bottlenecks between a convolution at either end."""
    made_of: dict[str, Block] = {"picture": block("picture_input")}
    made_of |= _normalized("first", convolution(32, 3, 2))
    definitions, arriving = [], 32
    for expansion, channels, times, stride in BOTTLENECKS:
        name = f"to {channels}"
        definitions.append(bottleneck(name, arriving, expansion, channels, stride))
        made_of[f"to_{channels}"] = use(name)
        if times > 1:
            name = f"at {channels}"
            definitions.append(bottleneck(name, channels, expansion, channels, 1))
            made_of[f"at_{channels}"] = use(name, times - 1)
        arriving = channels
    made_of |= _normalized("last", convolution(1280, 1))
    made_of |= {
        "mean": block("global_avg_pool"),
        "drop": block("dropout", share=0.2),
        "class": block("class_output"),
    }
    drawn = graph(made_of, *chain(made_of), definitions=definitions)
    return Project(graph=drawn, data=IMAGENET)


# ---- U-Net: Ronneberger, Fischer and Brox 2015, figure 1 -----------------------------------------

WIDTHS = (64, 128, 256, 512, 1024)
CROPS = (88, 40, 16, 4)  # pixels that are cut off each end of what goes across, from the top


def _twice(filters: int) -> Blocks:
    return {f"conv_{n}": block("conv2d", filters=filters) for n in (1, 2)}


def contracting(filters: int) -> Definition:
    """Two convolutions; what they give also goes across."""
    made_of = {"x": block("inlet"), **_twice(filters), "y": block("outlet")}
    return definition(f"down {filters}", made_of, *chain(made_of))


def expanding(filters: int, crop: int) -> Definition:
    """Twice as large, beside what came across, and two convolutions."""
    kernel = {"kernel": (2, 2), "stride": (2, 2), "activation": "none"}
    cut = {"start": crop, "stop": -crop}
    made_of: dict[str, Block] = {
        "x": block("inlet"),
        "up": block("conv_transpose2d", filters=filters, **kernel),
        "side_by_side": block("concatenate"),
        **_twice(filters),
        "y": block("outlet"),
    }
    wires = chain(made_of)
    made_of |= {
        "across": block("inlet"),
        "high": block("slice", along="height", **cut),
        "wide": block("slice", along="width", **cut),
    }
    wires += ["across > high", "high > wide", "wide > side_by_side.in_2"]
    return definition(f"up {filters}", made_of, *wires)


def unet() -> Project:
    """Down in five stages, up in four, and a map of two classes."""
    definitions = [contracting(filters) for filters in WIDTHS]
    definitions += [expanding(*each) for each in zip(WIDTHS, CROPS, strict=False)]
    made_of: dict[str, Block] = {"picture": block("picture_input")}
    for filters in WIDTHS:
        if filters > WIDTHS[0]:
            made_of[f"pool_{filters}"] = block("max_pool2d")
        made_of[f"down_{filters}"] = use(f"down {filters}")
    made_of |= {f"up_{filters}": use(f"up {filters}") for filters in WIDTHS[-2::-1]}
    made_of |= {
        "map": block("conv2d", filters=2, kernel=(1, 1), activation="none"),
        "answer": block("number_output", dense=False),
    }
    wires = chain(made_of)
    wires += [f"down_{filters} > up_{filters}.across" for filters in WIDTHS[:-1]]
    data = NoData(
        inputs=(GivenPicture(channels=1, height=572, width=572),),
        targets=(GivenNumbers(name="map", lengths=(2, 388, 388)),),
    )
    return Project(graph=graph(made_of, *wires, definitions=definitions), data=data)


# ---- Transformer: Vaswani et al. 2017, "Attention Is All You Need", table 3, line "base" ---------

WIDTH, INNER, HEADS, VOCABULARY = 512, 2048, 8, 10_000


def encoder_layer() -> Definition:
    """Attention and a dense network, each added to what came in and normalized."""
    made_of = {
        "x": block("inlet"),
        "attention": block("attention", heads=HEADS),
        "add_1": block("add"),
        "norm_1": block("layer_norm"),
        "wide": block("dense", units=INNER),
        "narrow": block("dense", units=WIDTH, activation="none"),
        "add_2": block("add"),
        "norm_2": block("layer_norm"),
        "y": block("outlet"),
    }
    wires = [*chain(made_of), "x > add_1.in_2", "norm_1 > add_2.in_2"]
    return definition("encoder layer", made_of, *wires)


def transformer() -> Project:
    """Two encoder layers, a group × 2, that read text and say which of four classes it is."""
    return _reader({"layers": use("encoder layer", 2)}, [encoder_layer()])


def transformer_of_blocks() -> Project:
    """The same, of the block for an encoder layer."""
    layer = block("encoder_layer", heads=HEADS, width=INNER)
    return _reader({"layer_1": layer, "layer_2": layer}, [])


def _reader(layers: Blocks, definitions: list[Definition]) -> Project:
    made_of = {
        "text": block("tokens_input"),
        "embedding": block("embedding", size=WIDTH),
        "places": block("positional_encoding"),
        **layers,
        "mean": block("mean_over_time"),
        "class": block("class_output"),
    }
    drawn = graph(made_of, *chain(made_of), definitions=definitions)
    data = NoData(inputs=(GivenTokens(vocabulary=VOCABULARY),), targets=(GivenClass(classes=4),))
    return Project(graph=drawn, data=data)
