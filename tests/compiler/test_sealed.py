import copy
import pickle

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper

from studio.blocks.sealed import Sealed, SealedPort
from studio.compiler import parts
from studio.compiler.module import build
from studio.compiler.part_model import part_model
from studio.compiler.parts import PartError
from studio.compiler.plan import NotReady, plan
from studio.compiler.sealed import NoGradients, SealedPart
from studio.compiler.sealing import sealed
from studio.data.dataset import datasets
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    ShapeError,
    Tokens,
    Unknown,
)  # fmt: skip
from tests.parts import around, model, opaque, scaled

FIELDS = {field.name: field for field in datasets["iris"]().fields()}


def network(part: Sealed, before: bool = True):
    return build(plan(around(part, before), FIELDS))


def test_a_part_of_known_operators_runs_in_torch_and_lets_gradients_through():
    part = scaled()
    assert part.differentiable
    made = network(part)
    x = torch.randn(3, 4)
    arriving = torch.relu(x @ made.dense.weight.T + made.dense.bias)
    torch.testing.assert_close(SealedPart(part.digest)(arriving), 2 * arriving + arriving.sin())
    made(x).sum().backward()
    assert made.dense.weight.grad.abs().sum() > 0


def test_the_slope_through_a_part_is_the_one_of_its_formula():
    x = torch.randn(5, 4, requires_grad=True)
    SealedPart(scaled().digest)(x).sum().backward()
    torch.testing.assert_close(x.grad, 2 + x.detach().cos())


def test_a_part_with_an_unknown_operator_runs_in_onnxruntime_and_names_it():
    part = opaque()
    assert part.opaque == ("Det",)
    assert part.facts() == ("sealed", "no gradients")
    assert "Det: no gradients" in part.count()
    x = torch.randn(3, 4)
    expected = x + (x[:, 0] * x[:, 3] - x[:, 1] * x[:, 2]).unsqueeze(1)
    torch.testing.assert_close(SealedPart(part.digest)(x), expected)


def test_a_part_without_gradients_says_so_instead_of_cutting_them_off_in_silence():
    with pytest.raises(NoGradients, match="lets no gradients through"):
        network(opaque())(torch.randn(3, 4))


def test_what_comes_after_a_part_without_gradients_still_learns():
    made = network(opaque(), before=False)
    made(torch.randn(3, 4)).sum().backward()
    assert made.out.weight.grad.abs().sum() > 0


def test_a_part_whose_answer_has_no_slope_is_not_called_differentiable():
    nodes = [
        helper.make_node("Greater", ["x", "zero"], ["above"]),
        helper.make_node("Cast", ["above"], ["y"], to=TensorProto.FLOAT),
    ]
    made = model(nodes, {"x": ["n", 3]}, {"y": ["n", 3]}, {"zero": np.float32(0)})
    part = sealed(made, {"x": Features(3)}, {"y": Features(3)})
    assert part.opaque == ("Greater", "Cast")


def test_the_weights_of_a_part_are_constants():
    made = network(scaled())
    assert {name.partition(".")[0] for name, _ in made.named_parameters()} == {"dense", "out"}
    assert set(made.state_dict()) == {n for n, _ in made.named_parameters()}


def test_a_part_is_built_without_memory_for_weights_and_copied():
    with torch.device("meta"):
        part = SealedPart(scaled().digest)
    x = torch.ones(1, 4)
    for each in (part, copy.deepcopy(part), pickle.loads(pickle.dumps(part))):
        torch.testing.assert_close(each(x), 2 * x + x.sin())


def test_equal_pieces_are_one_part_whatever_their_values_are_called():
    def piece(middle: str) -> onnx.ModelProto:
        nodes = [
            helper.make_node("Exp", ["in"], [middle], name=middle, doc_string=middle),
            helper.make_node("Neg", [middle], ["out"]),
        ]
        return model(nodes, {"in": ["n", 2]}, {"out": ["n", 2]})

    one, other = (
        sealed(piece(name), {"in": Features(2)}, {"out": Features(2)}) for name in ("a", "b")
    )
    assert one == other
    assert parts.get(one.digest) is not None


def test_other_types_are_converted_inside_the_part():
    nodes = [
        helper.make_node("Not", ["flags"], ["inverse"]),
        helper.make_node("Gather", ["table", "id"], ["row"]),
    ]
    made = model(
        nodes,
        {"flags": ["n", 2], "id": ["n"]},
        {"inverse": ["n", 2], "row": ["n", 2]},
        {"table": np.arange(6, dtype=np.float64).reshape(3, 2)},
        types={
            "flags": TensorProto.BOOL, "inverse": TensorProto.BOOL,
            "id": TensorProto.INT32, "row": TensorProto.DOUBLE,
        },
    )  # fmt: skip
    takes = {"flags": Features(2), "id": Category(3)}
    part = sealed(made, takes, {"inverse": Features(2), "row": Features(2)})
    flags, row = SealedPart(part.digest)(torch.tensor([[0.0, 2.0]]), torch.tensor([2]))
    assert flags.tolist() == [[1.0, 0.0]]
    assert row.tolist() == [[4.0, 5.0]]
    assert row.dtype == torch.float32


def test_a_loop_inside_a_part_runs():
    inner = helper.make_graph(
        [
            helper.make_node("Identity", ["go"], ["on"]),
            helper.make_node("Mul", ["sum", "two"], ["next"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("i", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("sum", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("next", TensorProto.FLOAT, None),
        ],
    )
    loop = helper.make_node("Loop", ["times", "", "x"], ["y"], body=inner)
    constants = {"times": np.int64(3), "two": np.float32(2)}
    made = model([loop], {"x": ["n", 2]}, {"y": ["n", 2]}, constants)
    part = sealed(made, {"x": Features(2)}, {"y": Features(2)})
    assert part.opaque == ("Loop",)
    assert SealedPart(part.digest)(torch.ones(1, 2)).tolist() == [[8.0, 8.0]]


def test_an_unknown_length_goes_through_a_part():
    made = model(
        [helper.make_node("Exp", ["x"], ["y"])], {"x": ["n", "t", 3]}, {"y": ["n", "t", 3]}
    )
    steps = Sequence(Unknown("T"), 3)
    part = sealed(made, {"x": steps}, {"y": steps})
    assert part.infer(steps) == (steps,)
    assert part.infer(Sequence(7, 3)) == (Sequence(7, 3),)
    shorter = Sequence(Unknown("T", ((-1, 2),)), 3)
    assert part.infer(shorter) == (shorter,)


def test_a_part_takes_an_array_of_the_sides_that_it_was_made_for():
    port = SealedPort.of("in_1", Picture(3, 4, 5))
    part = Sealed(takes=(port,), gives=(port,))
    assert part.infer(Array((3, 4, 5))) == (Picture(3, 4, 5),)


@pytest.mark.parametrize(
    ("made_for", "arriving"),
    [
        (Features(4), Features(5)),
        (Features(4), Picture(1, 2, 2)),
        (Tokens(4, 9), Sequence(4, 1)),
        (Tokens(4, 9), Tokens(4, 10)),
        (Category(5), Category(6)),
        (Sequence(4, 9), Sequence(Unknown("T"), 9)),
    ],
)
def test_a_shape_that_a_part_was_not_made_for_is_refused(made_for, arriving):
    port = SealedPort.of("in_1", made_for)
    with pytest.raises(ShapeError, match="takes only the shape that it was made for"):
        Sealed(takes=(port,)).infer(arriving)


def test_an_output_that_no_input_gives_a_length_is_refused():
    part = Sealed(gives=(SealedPort(name="out_1", shape="sequence", sides=("T", 3)),))
    with pytest.raises(ShapeError, match="gives no known shape"):
        part.infer(Features(1))


def test_a_missing_part_is_a_problem_and_no_crash():
    lost = scaled().but(digest="0" * 64)
    with pytest.raises(NotReady) as refused:
        plan(around(lost), FIELDS)
    (problem,) = refused.value.problems
    assert problem.where == ("part",)
    assert problem.what == "The file of a sealed part is missing."


def test_a_part_with_other_ports_than_its_block_is_a_problem():
    wrong = scaled().but(takes=(SealedPort.of("other", Features(4)),))
    graph = around(scaled())
    node = graph.by_id["part"]
    wires = [w for w in graph.wires if w.target == "part"]
    changed = graph.disconnected(*wires).replaced(node.but(block=wrong))
    changed = changed.connected(wires[0].but(input="other"))
    with pytest.raises(NotReady, match="does not fit its file"):
        plan(changed, FIELDS)


@pytest.mark.parametrize("content", [b"", b"nothing", b"\x08\x07\x12\x04"])
def test_what_is_no_model_is_a_damaged_part(content):
    with pytest.raises(PartError, match="cannot be used"):
        part_model(content)


def test_a_part_may_not_reach_for_other_files():
    made = model([helper.make_node("Add", ["x", "w"], ["y"])], {"x": [1, 2]}, {"y": [1, 2]})
    stored = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2])
    stored.data_location = TensorProto.EXTERNAL
    stored.external_data.add(key="location", value="/etc/passwd")
    made.graph.initializer.append(stored)
    with pytest.raises(PartError, match="refers to other files"):
        sealed(made, {"x": Features(2)}, {"y": Features(2)})


def test_the_store_drops_what_was_used_longest_ago(monkeypatch):
    monkeypatch.setattr(parts, "_parts", type(parts._parts)())
    monkeypatch.setattr(parts, "MOST_BYTES", 10)
    first, second = parts.keep(b"aaaaa"), parts.keep(b"bbbbb")
    assert parts.get(first) == b"aaaaa"
    third = parts.keep(b"ccccc")
    assert parts.get(second) is None
    assert parts.get(first) == b"aaaaa"
    assert parts.get(third) == b"ccccc"


def test_onnxruntime_agrees_with_torch_on_the_stored_part():
    part = scaled()
    x = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    (theirs,) = onnxruntime.InferenceSession(parts.get(part.digest)).run(None, {"in_1": x})
    ours = SealedPart(part.digest)(torch.from_numpy(x)).numpy()
    np.testing.assert_allclose(ours, theirs, rtol=1e-6)
