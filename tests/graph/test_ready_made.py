"""Ready-made groups: what they are made of, and what they compute."""

import pytest
import torch
from torch import nn

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.graph.definitions import opened
from studio.graph.graph import Graph, Wire
from studio.graph.merging import merged
from studio.graph.problems import problems
from studio.graph.ready_made import known_as, ready_made
from studio.graph.ready_made.ready_made import ReadyMade
from studio.graph.shapes import shapes
from studio.graph.ungrouping import ungrouped
from studio.schema.data_field import DataField
from studio.schema.shape import Picture, Sequence, Shape, Unknown
from tests.wiring import KIND, block, graph

ARRIVING: dict[str, Shape] = {
    "conv": Picture(6, 9, 9),
    "attention": Sequence(Unknown(), 12),
}


def network(entry: type[ReadyMade], arriving: Shape, sized: bool = True) -> Graph:
    """The ready-made group between data of this shape and a class."""
    picture = isinstance(arriving, Picture)
    around = graph(
        {
            "in": block("picture_input" if picture else "sequence_input"),
            "end": block("global_avg_pool" if picture else "mean_over_time"),
            "out": block("class_output"),
        },
        "in > end",
        "end > out",
    )
    piece = entry.usual().piece(arriving if sized else None)
    made, _ = merged(around, piece)
    return made.inserted(piece.nodes[0], Wire(source="in", target="end"))


def fields(arriving: Shape) -> dict[str, DataField]:
    return {"x": DataField("x", "values", arriving), "kind": KIND}


@pytest.mark.parametrize("entry", [*ready_made], ids=lambda entry: entry.id)
class TestEach:
    def test_it_is_sized_for_what_arrives_and_has_no_problems(self, entry) -> None:
        arriving = ARRIVING[entry.family]
        made = network(entry, arriving)
        assert problems(made, shapes(made, fields(arriving))) == ()
        assert Graph.model_validate_json(made.model_dump_json()) == made

    def test_it_is_explained_in_the_palette(self, entry) -> None:
        assert entry.summary().endswith(".")
        for part in ("Use it", "In PyTorch: "):
            assert part in entry.help()
        assert any(not word.isascii() for word in entry.words)

    def test_it_computes_something_that_every_weight_matters_for(self, entry) -> None:
        arriving = ARRIVING[entry.family]
        made = network(entry, arriving)
        module = build(plan(made, fields(arriving)))
        if isinstance(arriving, Picture):
            given = (torch.randn(5, arriving.channels, arriving.height, arriving.width),)
        else:
            given = (torch.randn(5, 7, arriving.size), torch.tensor([7, 3, 7, 5, 2]))
        answers = module(*given)
        answers = answers[0] if isinstance(answers, tuple) else answers
        answers[:, 0].sum().backward()
        assert all(p.grad is not None and p.grad.isfinite().all() for p in module.parameters())
        # What a norm takes out, or a mean, gives no gradient; but most weights have one.
        moved = [bool(p.grad.abs().max() > 0) for p in module.parameters()]
        assert sum(moved) >= len(moved) - 2

    def test_its_blocks_lie_apart_and_in_the_order_of_computation(self, entry) -> None:
        inside = entry.usual().inside(None)
        places = [(node.x, node.y) for node in inside.nodes]
        assert len(set(places)) == len(places)
        lower = {node.id: node.y for node in inside.nodes}
        assert all(lower[wire.source] < lower[wire.target] for wire in inside.wires)

    def test_it_is_known_whatever_its_name_and_sizes(self, entry) -> None:
        inside = entry.usual().inside(ARRIVING[entry.family])
        assert known_as(inside.but(name="Mine")) is entry
        first = inside.nodes[-1].id
        assert known_as(inside.removed([first])) is None

    def test_it_can_be_ungrouped(self, entry) -> None:
        arriving = ARRIVING[entry.family]
        made, ids = ungrouped(network(entry, arriving), "", "group_1")
        assert problems(made, shapes(made, fields(arriving))) == ()
        assert len(ids) > 2


def test_a_residual_block_takes_the_channels_that_arrive() -> None:
    made = network(ready_made["residual_block"], Picture(6, 9, 9))
    assert made.definition["Residual"].by_id["conv_1"].block.filters == 6
    assert shapes(made, fields(Picture(6, 9, 9))).nodes["group_1"].outputs == (Picture(6, 9, 9),)


def test_where_the_channels_do_not_fit_the_sum_says_what_to_change() -> None:
    arriving = Picture(6, 9, 9)
    made = network(ready_made["residual_block"], arriving, sized=False)
    listed = [p for p in problems(made, shapes(made, fields(arriving))) if p.severity == "error"]
    assert [(problem.path, problem.block) for problem in listed] == [(("group_1",), "add")]
    assert "32 or 6 filters" in listed[0].remedy
    inside = opened(made, "Residual")
    assert inside.by_id["add"].block.kind == "add"


def test_blocks_of_other_sizes_are_other_definitions() -> None:
    made, _ = merged(Graph(), ready_made["residual_block"].usual().piece(Picture(6, 9, 9)))
    again, names = merged(made, ready_made["residual_block"].usual().piece(Picture(6, 5, 5)))
    assert again == made
    _, names = merged(made, ready_made["residual_block"].usual().piece(Picture(8, 9, 9)))
    assert names == {"Residual": "Residual 2"}


@pytest.mark.parametrize(("size", "heads"), [(64, 8), (12, 4), (6, 2), (7, 1)])
def test_the_heads_of_an_encoder_layer_divide_the_values_of_a_step(size: int, heads: int) -> None:
    inside = ready_made["transformer_encoder_layer"].usual().inside(Sequence(5, size))
    assert inside.by_id["attention"].block.heads == heads


def test_an_encoder_layer_computes_what_torchs_does() -> None:
    """With the same weights, evaluated, every step of the answer is torch's."""
    arriving = Sequence(5, 12)
    made = network(ready_made["transformer_encoder_layer"], arriving)
    ours = build(plan(made, fields(arriving))).group_1.eval()
    theirs = nn.TransformerEncoderLayer(12, 4, 48, batch_first=True).eval()
    names = {
        "attention.": "self_attn.",
        "dense_1.": "linear1.",
        "dense_2.": "linear2.",
        "norm_1.": "norm1.",
        "norm_2.": "norm2.",
    }
    weights = {}
    for name, weight in ours.state_dict().items():
        old = next(old for old in names if name.startswith(old))
        weights[name.replace(old, names[old], 1)] = weight
    theirs.load_state_dict(weights)
    given = torch.randn(3, 5, 12)
    torch.testing.assert_close(ours(given), theirs(given), rtol=1e-5, atol=1e-5)


def test_an_inception_cell_has_the_widths_of_the_paper_divided_by_four() -> None:
    """GoogLeNet's cell 3a: 64, 96 and 128, 16 and 32, and 32 channels."""
    inside = ready_made["inception_cell"].usual().inside(None)
    widths = {n.id: 4 * n.block.filters for n in inside.nodes if n.block.kind == "conv2d"}
    assert widths == {
        "one": 64,
        "three_reduce": 96,
        "three": 128,
        "five_reduce": 16,
        "five": 32,
        "pool_project": 32,
    }
