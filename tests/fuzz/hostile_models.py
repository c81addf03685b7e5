"""ONNX files that try to harm, each made for a folder of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from tests.parts import model

Case = Callable[[Path], bytes]
CASES: Final[dict[str, Case]] = {}
HUGE: Final = 1_000_000


def case(make: Case) -> Case:
    CASES[make.__name__] = make
    return make


def plain(**constants: object) -> onnx.ModelProto:
    """y = x · w + b, with other constants if they are given."""
    dice = np.random.default_rng(0)
    known = {"w": dice.normal(size=(4, 3)).astype(np.float32), "b": np.zeros(3, np.float32)}
    nodes = [helper.make_node("Gemm", ["x", "w", "b"], ["y"])]
    return model(nodes, {"x": ["n", 4]}, {"y": ["n", 3]}, known | constants)


def outside(location: str) -> bytes:
    made = plain()
    stored = made.graph.initializer[0]
    stored.ClearField("raw_data")
    stored.data_location = TensorProto.EXTERNAL
    stored.external_data.add(key="location", value=location)
    return made.SerializeToString()


def folded(*nodes: onnx.NodeProto, **constants: object) -> bytes:
    """A model that adds to its input the mean of what these nodes make of constants alone: "big".

    So the shapes fit, and nothing but the work and the memory speaks against it.
    """
    mean = helper.make_node("ReduceMean", ["big"], ["mean"], keepdims=0)
    add = helper.make_node("Add", ["x", "mean"], ["y"])
    made = model([*nodes, mean, add], {"x": ["n", 4]}, {"y": ["n", 4]}, constants)
    return made.SerializeToString()


@case
def an_absolute_path(folder: Path) -> bytes:
    return outside("/etc/passwd")


@case
def a_path_upwards(folder: Path) -> bytes:
    (folder.parent / "secret.bin").write_bytes(bytes(48))
    return outside("../secret.bin")


@case
def a_link_out_of_the_folder(folder: Path) -> bytes:
    (folder.parent / "secret.bin").write_bytes(bytes(48))
    (folder / "weights.bin").symlink_to(folder.parent / "secret.bin")
    return outside("weights.bin")


@case
def a_device_as_weights(folder: Path) -> bytes:
    (folder / "weights.bin").symlink_to("/dev/zero")
    return outside("weights.bin")


@case
def weights_that_are_not_there(folder: Path) -> bytes:
    return outside("weights.bin")


@case
def a_tensor_of_absurd_size(folder: Path) -> bytes:
    made = plain()
    made.graph.initializer[0].dims[:] = [HUGE, HUGE]
    return made.SerializeToString()


@case
def a_tensor_with_a_negative_side(folder: Path) -> bytes:
    made = plain()
    made.graph.initializer[0].dims[:] = [-4, -3]
    return made.SerializeToString()


@case
def an_input_of_absurd_size(folder: Path) -> bytes:
    nodes = [helper.make_node("Relu", ["x"], ["y"])]
    return model(nodes, {"x": ["n", HUGE, HUGE]}, {"y": ["n", HUGE, HUGE]}).SerializeToString()


@case
def a_constant_of_absurd_shape(folder: Path) -> bytes:
    node = helper.make_node("ConstantOfShape", ["shape"], ["big"])
    return folded(node, shape=np.array([HUGE, HUGE]))


@case
def an_absurd_expansion(folder: Path) -> bytes:
    node = helper.make_node("Expand", ["one", "shape"], ["big"])
    return folded(node, one=np.zeros(1, np.float32), shape=np.array([HUGE, HUGE]))


@case
def an_absurd_range(folder: Path) -> bytes:
    node = helper.make_node("Range", ["from", "to", "step"], ["big"])
    return folded(node, **{"from": np.float32(0), "to": np.float32(1e12), "step": np.float32(1)})


@case
def an_absurd_padding(folder: Path) -> bytes:
    node = helper.make_node("Pad", ["one", "pads"], ["big"])
    return folded(node, one=np.zeros(4, np.float32), pads=np.array([0, 10**12]))


@case
def a_product_that_grows(folder: Path) -> bytes:
    """Each tile is a thousand times the one before."""
    nodes = [
        helper.make_node("Tile", [name, "times"], [after])
        for name, after in (("one", "a"), ("a", "b"), ("b", "c"), ("c", "big"))
    ]
    return folded(*nodes, one=np.zeros(4, np.float32), times=np.array([1000]))


@case
def a_loop_without_end(folder: Path) -> bytes:
    info = helper.make_tensor_value_info
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Add", ["v", "v"], ["w"])],
        "body",
        [info("i", TensorProto.INT64, []), info("go", TensorProto.BOOL, []), info("v", 1, [4])],
        [info("on", TensorProto.BOOL, []), info("w", 1, [4])],
    )
    loop = helper.make_node("Loop", ["times", "", "one"], ["big"], body=body)
    return folded(loop, times=np.int64(2**62), one=np.zeros(4, np.float32))


@case
def operators_in_a_circle(folder: Path) -> bytes:
    nodes = [
        helper.make_node("Add", ["x", "b"], ["a"]),
        helper.make_node("Relu", ["a"], ["b"]),
        helper.make_node("Relu", ["b"], ["y"]),
    ]
    return model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]}).SerializeToString()


@case
def a_value_from_nowhere(folder: Path) -> bytes:
    made = plain()
    del made.graph.initializer[:]
    return made.SerializeToString()


@case
def a_value_made_twice(folder: Path) -> bytes:
    made = plain()
    made.graph.node.add().CopyFrom(made.graph.node[0])
    return made.SerializeToString()


@case
def an_opset_of_the_future(folder: Path) -> bytes:
    made = plain()
    made.opset_import[0].version = 9_999
    return made.SerializeToString()


@case
def no_opset(folder: Path) -> bytes:
    made = plain()
    del made.opset_import[:]
    return made.SerializeToString()


@case
def operators_of_a_domain_that_nobody_knows(folder: Path) -> bytes:
    nodes = [helper.make_node("Wonder", ["x"], ["y"], domain="com.example")]
    return model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]}).SerializeToString()


@case
def an_operator_that_does_not_exist(folder: Path) -> bytes:
    nodes = [helper.make_node("Wonder", ["x"], ["y"])]
    return model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]}).SerializeToString()


@case
def graphs_nested_deeply(folder: Path) -> bytes:
    info = helper.make_tensor_value_info
    same = helper.make_node("Identity", ["x"], ["o"])
    inner = helper.make_graph([same], "g", [], [info("o", 1, None)])
    for _ in range(24):
        node = helper.make_node("If", ["yes"], ["o"], then_branch=inner, else_branch=inner)
        inner = helper.make_graph([node], "g", [], [info("o", 1, None)])
        other = next(a for a in inner.node[0].attribute if a.name == "else_branch")
        other.g.CopyFrom(helper.make_graph([same], "g", [], [info("o", 1, None)]))
    outer = [*inner.node, helper.make_node("Relu", ["o"], ["y"])]
    made = model(outer, {"x": ["n", 4]}, {"y": ["n", 4]}, {"yes": np.bool_(True)})
    return made.SerializeToString()


@case
def bytes_nested_more_deeply_than_anything(folder: Path) -> bytes:
    content = b""
    for _ in range(5_000):  # graph { node { attribute { g { ...
        for tag in (0x32, 0x2A, 0x0A):
            content = bytes([tag]) + _varint(len(content)) + content
    return b"\x08\x08" + b"\x3a" + _varint(len(content)) + content


@case
def a_kernel_with_a_million_sides(folder: Path) -> bytes:
    nodes = [helper.make_node("MaxPool", ["x"], ["y"], kernel_shape=[1] * HUGE)]
    return model(nodes, {"x": ["n", 1, 4, 4]}, {"y": ["n", 1, 4, 4]}).SerializeToString()


@case
def an_attribute_of_many_megabytes(folder: Path) -> bytes:
    nodes = [helper.make_node("Einsum", ["x"], ["y"], equation="i" * 30_000_000)]
    return model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]}).SerializeToString()


@case
def a_stride_beyond_all_measure(folder: Path) -> bytes:
    nodes = [helper.make_node("MaxPool", ["x"], ["y"], kernel_shape=[2**40, 2**40])]
    return model(nodes, {"x": ["n", 1, 4, 4]}, {"y": ["n", 1, 4, 4]}).SerializeToString()


@case
def an_absurd_upsampling(folder: Path) -> bytes:
    nodes = [helper.make_node("Resize", ["x", "", "scales"], ["y"])]
    made = model(
        nodes, {"x": ["n", 1, 4, 4]}, {"y": ["n", 1, "h", "w"]},
        {"scales": np.array([1, 1, 1e6, 1e6], np.float32)},
    )  # fmt: skip
    return made.SerializeToString()


@case
def a_function_that_calls_itself(folder: Path) -> bytes:
    nodes = [helper.make_node("Again", ["x"], ["y"], domain="own")]
    made = model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]})
    again = helper.make_node("Again", ["a"], ["b"], domain="own")
    imports = [helper.make_opsetid("own", 1)]
    function = helper.make_function("own", "Again", ["a"], ["b"], [again], imports)
    made.functions.add().CopyFrom(function)
    return made.SerializeToString()


@case
def more_operators_than_anyone_writes(folder: Path) -> bytes:
    names = ["x", *(f"v{n}" for n in range(30_000)), "y"]
    nodes = [helper.make_node("Relu", [a], [b]) for a, b in pairwise(names)]
    return model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]}).SerializeToString()


@case
def weights_that_are_texts(folder: Path) -> bytes:
    made = plain()
    texts = np.array([["a"] * 3] * 4, object)
    made.graph.initializer[0].CopyFrom(numpy_helper.from_array(texts, "w"))
    return made.SerializeToString()


@case
def nothing(folder: Path) -> bytes:
    return b""


@case
def a_text(folder: Path) -> bytes:
    return b"This is no model.\n" * 100


def damaged(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """A good model, cut off or with some bytes changed."""
    good, dice = plain().SerializeToString(), random.Random(seed)
    for number in range(count):
        if number % 2:
            yield f"cut off {number}", good[: dice.randrange(len(good))]
            continue
        content = bytearray(good)
        for _ in range(dice.randint(1, 8)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        yield f"changed {number}", bytes(content)


def _varint(value: int) -> bytes:
    content = b""
    while value > 127:
        content += bytes([value & 127 | 128])
        value >>= 7
    return content + bytes([value])
