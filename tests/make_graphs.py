"""Writes the examples in graphs/: `python -m tests.make_graphs`. A test compares the two."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from studio import resources
from studio.blocks.block import Block, InputBlock, blocks
from studio.data.dataset import datasets
from studio.graph.graph import Graph, Node, Wire
from studio.project import files
from studio.project.project import Project
from studio.training.optimizers import optimizers
from studio.training.schedules import schedules
from studio.training.settings import TrainingSettings

COLUMN: Final = 240
GAP: Final = 38
FULL, COMPACT = 56, 36  # how high a card is, with and without key settings
GRID: Final = 8


@dataclass
class Drawing:
    """A network drawn from top to bottom: each block is wired to the one before it."""

    nodes: list[Node] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    y: float = 0.0

    def put(
        self,
        kind: str,
        *,
        after: str | Iterable[str] | None = None,
        column: int = 0,
        **settings: object,
    ) -> str:
        """Draw a block below the last one and wire its inputs, in order, to these outputs.

        Returns:
            Its id. An output other than the first is written "id.port".
        """
        block = blocks[kind].model_validate(settings)
        graph = Graph(nodes=tuple(self.nodes))
        id = graph.free_id(kind)
        if after is None:
            after = [self.nodes[-1].id] if self.nodes and block.inputs() else []
        sources = [after] if isinstance(after, str) else list(after)
        for source, port in zip(sources, block.inputs(), strict=False):
            node, _, output = source.partition(".")
            output = output or graph.by_id[node].block.outputs()[0].name
            self.wires.append(Wire(source=node, output=output, target=id, input=port.name))
        x, y = float(column * COLUMN), float(round(self.y / GRID) * GRID)
        self.nodes.append(Node(id=id, block=block, x=x, y=y))
        self.y += _height(block) + GAP
        return id

    def graph(self) -> Graph:
        """The network as it is drawn."""
        return Graph(nodes=tuple(self.nodes), wires=tuple(self.wires))


def _height(block: Block) -> int:
    # An input's card says what the data gives.
    return FULL if block.facts() or isinstance(block, InputBlock) else COMPACT


def training(
    optimizer: str = "adam",
    schedule: str = "cosine",
    *,
    rate: float,
    epochs: int,
    batch_size: int = 64,
    clip: float = 0.0,
) -> TrainingSettings:
    """The settings of an example."""
    return TrainingSettings(
        optimizer=optimizers[optimizer](learning_rate=rate),
        schedule=schedules[schedule](),
        epochs=epochs,
        batch_size=batch_size,
        clip=clip,
    )


def iris_perceptron() -> Project:
    """A single layer: the perceptron."""
    drawing = Drawing()
    drawing.put("features_input")
    drawing.put("class_output")
    return Project(
        graph=drawing.graph(),
        data=datasets["iris"](),
        training=training(rate=0.05, epochs=60, batch_size=16),
        notes=(
            "A single dense layer, the perceptron, tells three kinds of iris apart by four"
            " measurements. It draws straight borders, and for these flowers that is nearly enough:"
            " it gets at least 90 % of the test right."
        ),
    )


def spirals_mlp() -> Project:
    """Hidden layers bend the border."""
    drawing = Drawing()
    drawing.put("features_input")
    drawing.put("dense", units=32, activation="tanh")
    drawing.put("dense", units=32, activation="tanh")
    drawing.put("class_output")
    return Project(
        graph=drawing.graph(),
        data=datasets["spirals"](),
        training=training(rate=0.02, epochs=120, batch_size=32),
        notes=(
            "Two hidden layers, trained by back-propagation, bend the border between two spirals."
            " It gets at least 95 % of the test right. Delete both layers and train again:"
            " a perceptron cannot do it."
        ),
    )


def digits_cnn() -> Project:
    """A small network for small pictures."""
    drawing = Drawing()
    drawing.put("picture_input")
    drawing.put("conv2d", filters=32, padding="same")
    drawing.put("batch_norm")
    drawing.put("max_pool2d")
    drawing.put("conv2d", filters=64, padding="same")
    drawing.put("batch_norm")
    drawing.put("flatten")
    drawing.put("dense", units=64)
    drawing.put("dropout", share=0.5)
    drawing.put("class_output")
    return Project(
        graph=drawing.graph(),
        data=datasets["digits"](),
        training=training(rate=0.003, epochs=30, batch_size=32),
        notes=(
            "Two convolutions look for strokes. Batch norm keeps their values in a good range, so"
            " that learning is quick and steady; dropout keeps the network from learning the"
            " training pictures by heart. It gets at least 97 % of the test right."
        ),
    )


def fashion_cnn() -> Project:
    """The classic CNN, to the last parameter."""
    drawing = Drawing()
    drawing.put("picture_input")
    drawing.put("conv2d", filters=32)
    drawing.put("max_pool2d")
    drawing.put("conv2d", filters=64)
    drawing.put("max_pool2d")
    drawing.put("flatten")
    drawing.put("dense", units=128)
    drawing.put("class_output")
    return Project(
        graph=drawing.graph(),
        data=datasets["fashion"](),
        training=training(rate=0.002, epochs=15, batch_size=32),
        notes=(
            "The classic network for pictures: convolution and pooling twice, then a dense layer."
            " It has exactly 225,034 parameters, most of them in the dense layer, and gets"
            " at least 85.5 % of the test right."
        ),
    )


def fashion_lstm() -> Project:
    """Pictures read row by row."""
    drawing = Drawing()
    drawing.put("sequence_input")
    lstm = drawing.put("lstm", hidden_size=64)
    lstm = drawing.put("lstm", after=f"{lstm}.sequence", hidden_size=64)
    drawing.put("class_output", after=f"{lstm}.last")
    return Project(
        graph=drawing.graph(),
        data=datasets["fashion"](),
        training=training(rate=0.005, epochs=25, clip=1.0),
        notes=(
            "Reads each picture as a sequence: 28 rows of 28 pixels, from top to bottom. The first"
            " LSTM gives the whole sequence on, the second only its last step."
            " It gets at least 82 % of the test right."
        ),
    )


def fashion_attention() -> Project:
    """Every row looks at every other row."""
    drawing = Drawing()
    drawing.put("sequence_input")
    rows = drawing.put("conv1d", filters=64, padding="same")
    heads = drawing.put("attention", heads=4, column=1)
    drawing.put("add", after=(rows, heads))
    drawing.put("layer_norm")
    drawing.put("mean_over_time")
    drawing.put("dense", units=64)
    drawing.put("class_output")
    return Project(
        graph=drawing.graph(),
        data=datasets["fashion"](),
        training=training("adamw", rate=0.005, epochs=25),
        notes=(
            "Reads each picture as 28 rows. A convolution lets each row see its neighbours, then"
            " attention lets it look at all other rows. The mean over all rows decides."
            " It gets at least 83 % of the test right."
        ),
    )


def small_cnn() -> Graph:
    """Three convolutions, each with its norm, and one answer for the whole picture."""
    drawing = Drawing()
    drawing.put("picture_input")
    for filters in (16, 32, 64):
        drawing.put("conv2d", filters=filters, padding="same")
        drawing.put("batch_norm")
        drawing.put("max_pool2d" if filters < 64 else "global_avg_pool")
    drawing.put("class_output")
    return drawing.graph()


def frozen_cnn(convolutions: int) -> Graph:
    """The same network with so many of its convolutions frozen, and the norms behind them."""
    graph = small_cnn()
    learned = [n for n in graph.nodes if n.block.kind in ("conv2d", "batch_norm")]
    frozen = learned[: 2 * convolutions]
    return graph.replaced(*(node.but(frozen=True) for node in frozen))


def short_training(rate: float) -> TrainingSettings:
    """How a network learns from 20 pictures a class."""
    return training(rate=rate, epochs=40, batch_size=8)


# Chosen on a validation part, of the ways that freeze blocks: python -m tests.choosing_fine_tuning.
FEW_CLASSES: Final = ("Coat", "Shirt")
FROZEN: Final = 2
TUNED_RATE: Final = 0.1
SCRATCH_RATE: Final = 0.001


def fashion_fine_tuning() -> Project:
    """A network that has seen other clothing learns two kinds from 20 pictures each."""
    return Project(
        graph=frozen_cnn(FROZEN),
        data=datasets["fashion"](classes=FEW_CLASSES, per_class=20, validation=0.25),
        training=short_training(TUNED_RATE),
        notes=(
            "Fine-tuning: the three convolutions and their norms have learned from eight other"
            " kinds of clothing, and their weights lie beside this file. The first two are frozen;"
            " the third and a new output block learn from 20 coats and 20 shirts."
            " It gets at least 65 % of the test right. Over five seeds the mean is 66.7 %; the same"
            " network from scratch has 60.1 %, at the learning rate that is best for it, 0.001:"
            " 6.6 points fewer. Seeds differ by as much, as 20 pictures are few. Classes and rates"
            " were chosen on other pictures than those of the test. To compare, thaw the frozen"
            " blocks and switch Begin anew on in the training setup."
        ),
    )


EXAMPLES: Final = (
    iris_perceptron,
    spirals_mlp,
    digits_cnn,
    fashion_cnn,
    fashion_lstm,
    fashion_attention,
    fashion_fine_tuning,
)


if __name__ == "__main__":
    for example in EXAMPLES:
        files.save(example(), resources.path("graphs", f"{example.__name__}.layerloom"))
