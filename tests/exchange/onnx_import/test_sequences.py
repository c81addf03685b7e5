"""Recurrent layers and attention, as ONNX has them: time first, gates in another order."""

import numpy as np
import pytest

from tests.exchange.onnx_import.written import blocks, node, opened, random, written

GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def cell(kind, inputs, hidden, ways, *, seed=0):
    gates = GATES[kind] * hidden
    return {
        "w": random(ways, gates, inputs, seed=seed),
        "r": random(ways, gates, hidden, seed=seed + 1),
        "b": random(ways, 2 * gates, seed=seed + 2),
    }


def settings(kind, hidden, ways):
    given = {"hidden_size": hidden, "direction": "bidirectional" if ways == 2 else "forward"}
    return given | ({"linear_before_reset": 1} if kind == "GRU" else {})


@pytest.mark.parametrize("ways", [1, 2])
@pytest.mark.parametrize("kind", list(GATES))
def test_every_step_of_a_recurrent_layer(kind, ways, tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        node(kind, "t w r b", "s", **settings(kind, 5, ways)),
        node("Transpose", "s", "u", perm=[0, 2, 1, 3]),
        node("Reshape", "u sides", "v"),
        node("Transpose", "v", "y", perm=[1, 0, 2]),
    ]
    weights = cell(kind, 3, 5, ways) | {"sides": np.array([0, 0, -1])}
    found = opened(written(nodes, {"x": ["N", 4, 3]}, weights), tmp_path)
    assert [text.split()[0] for text in blocks(found)][1:-1] == [kind.lower()]
    assert found.project.graph.nodes[1].block.bidirectional == (ways == 2)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_the_last_step_of_both_directions_is_an_output_of_the_block(kind, tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        node(kind, "t w r b", "- h", **settings(kind, 5, 2)),
        node("Gather", "h zero", "ahead"),
        node("Gather", "h one", "back"),
        node("Concat", "ahead back", "both", axis=1),
        node("Relu", "both", "y"),
    ]
    weights = cell(kind, 3, 5, 2) | {"zero": np.array(0), "one": np.array(1)}
    found = opened(written(nodes, {"x": ["N", 4, 3]}, weights), tmp_path)
    assert blocks(found) == ["sequence_input", kind.lower(), "activation relu", "number_output"]


def test_layers_whose_states_are_put_together_are_one_block(tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        node("LSTM", "t w r b", "s1 h1", **settings("LSTM", 5, 1)),
        node("Squeeze", "s1 one", "q"),
        node("LSTM", "q w2 r2 b2", "- h2", **settings("LSTM", 5, 1)),
        node("Concat", "h1 h2", "h", axis=0),
        node("Gather", "h last", "y"),
    ]
    weights = cell("LSTM", 3, 5, 1) | {"one": np.array([1]), "last": np.array(-1)}
    weights |= {f"{name}2": array for name, array in cell("LSTM", 5, 5, 1, seed=7).items()}
    found = opened(written(nodes, {"x": ["N", 4, 3]}, weights), tmp_path)
    assert blocks(found) == ["sequence_input", "lstm", "number_output"]
    assert found.project.graph.nodes[1].block.num_layers == 2


@pytest.mark.parametrize("special", [{"linear_before_reset": 0}, {"clip": 0.5}])
def test_a_cell_that_no_block_has_is_sealed(special, tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        node("GRU", "t w r b", "s", **settings("GRU", 5, 1) | special),
        node("Squeeze", "s one", "q"),
        node("Transpose", "q", "y", perm=[1, 0, 2]),
    ]
    weights = cell("GRU", 3, 5, 1) | {"one": np.array([1])}
    found = opened(written(nodes, {"x": ["N", 4, 3]}, weights), tmp_path)
    assert "sealed" in blocks(found)


def attention(causal):
    """Four heads, spelt out the way BERT is."""
    nodes = []
    for name in "qkv":
        nodes += [
            node("MatMul", f"x w{name}", f"{name}1"),
            node("Add", f"b{name} {name}1", f"{name}2"),
            node("Reshape", f"{name}2 apart", f"{name}3"),
        ]
    nodes += [
        node("Transpose", "q3", "q4", perm=[0, 2, 1, 3]),
        node("Transpose", "k3", "k4", perm=[0, 2, 3, 1]),
        node("Transpose", "v3", "v4", perm=[0, 2, 1, 3]),
        node("MatMul", "q4 k4", "s1"),
        node("Div", "s1 root", "s2"),
        *([node("Add", "s2 mask", "s3")] if causal else []),
        node("Softmax", "s3" if causal else "s2", "p", axis=-1),
        node("MatMul", "p v4", "o1"),
        node("Transpose", "o1", "o2", perm=[0, 2, 1, 3]),
        node("Reshape", "o2 together", "o3"),
        node("MatMul", "o3 wo", "o4"),
        node("Add", "o4 bo", "o5"),
        node("Add", "o5 x", "y"),
    ]
    weights = {f"w{name}": random(8, 8, seed=n) for n, name in enumerate("qkvo")}
    weights |= {f"b{name}": random(8, seed=9 + n) for n, name in enumerate("qkvo")}
    weights |= {
        "apart": np.array([0, 0, 4, 2]),
        "together": np.array([0, 0, 8]),
        "root": np.float32(2**0.5),
        "mask": np.triu(np.full((5, 5), -1e9, np.float32), 1),
    }
    return nodes, weights


@pytest.mark.parametrize("causal", [False, True])
def test_attention_spelt_out_is_one_block(causal, tmp_path):
    nodes, weights = attention(causal)
    found = opened(written(nodes, {"x": ["N", 5, 8]}, weights), tmp_path)
    assert blocks(found) == ["sequence_input", "attention", "add", "number_output"]
    block = found.project.graph.nodes[1].block
    assert (block.heads, block.causal) == (4, causal)


def test_attention_with_another_factor_is_no_attention_block(tmp_path):
    nodes, weights = attention(causal=False)
    weights["root"] = np.float32(3)
    found = opened(written(nodes, {"x": ["N", 5, 8]}, weights), tmp_path)
    assert "attention" not in blocks(found)


def test_sequences_may_have_any_length(tmp_path):
    nodes = [
        node("Gather", "table x", "e"),
        node("MatMul", "e w", "m"),
        node("Relu", "m", "r"),
        node("ReduceMean", "r time", "y", keepdims=0),
    ]
    weights = {"table": random(11, 4), "w": random(4, 3), "time": np.array([1])}
    found = opened(written(nodes, {"x": ["N", "T"]}, weights, whole=["x"]), tmp_path)
    assert blocks(found) == [
        "tokens_input",
        "embedding",
        "dense relu",
        "mean_over_time",
        "number_output",
    ]
    assert found.project.data.fields()[0].shape.words() == "T tokens, each one of 11"


def test_there_may_be_an_answer_for_each_step_of_any_length(tmp_path):
    nodes = [node("MatMul", "x w", "m"), node("Tanh", "m", "y")]
    found = opened(written(nodes, {"x": ["N", "T", 4]}, {"w": random(4, 3)}), tmp_path)
    assert blocks(found) == ["sequence_input", "dense tanh", "number_output"]
    target = found.project.data.fields()[1]
    assert target.shape.words() == "a sequence of T steps, 3 values each"


@pytest.mark.parametrize("sides", [(5, 8), (1, 5, 8)])
def test_a_table_that_is_added_to_the_steps_is_a_learned_positional_encoding(sides, tmp_path):
    nodes = [node("Add", "x table", "p"), node("Sigmoid", "p", "y")]
    found = opened(written(nodes, {"x": ["N", 5, 8]}, {"table": random(*sides)}), tmp_path)
    assert blocks(found)[1:-1] == ["positional_encoding", "activation sigmoid"]
    block = found.project.graph.nodes[1].block
    assert (block.form, block.longest) == ("learned", 5)


def test_a_table_of_waves_is_a_sinusoidal_positional_encoding(tmp_path):
    angles = np.arange(5)[:, None] / 10000 ** (np.arange(4) / 4)
    table = np.zeros((5, 8), np.float32)
    table[:, 0::2], table[:, 1::2] = np.sin(angles), np.cos(angles)
    nodes = [node("Add", "x table", "p"), node("Sigmoid", "p", "y")]
    found = opened(written(nodes, {"x": ["N", 5, 8]}, {"table": table}), tmp_path)
    assert found.project.graph.nodes[1].block.form == "sinusoidal"
    assert not found.weights


def test_attention_without_a_last_dense_layer_is_one_block(tmp_path):
    nodes = [
        *(node("MatMul", f"x w{name}", name) for name in "qkv"),
        node("Transpose", "k", "t", perm=[0, 2, 1]),
        node("MatMul", "q t", "s"),
        node("Div", "s root", "d"),
        node("Softmax", "d", "p", axis=-1),
        node("MatMul", "p v", "y"),
    ]
    weights = {f"w{name}": random(8, 8, seed=n) for n, name in enumerate("qkv")}
    weights["root"] = np.float32(8**0.5)
    found = opened(written(nodes, {"x": ["N", 5, 8]}, weights), tmp_path)
    assert blocks(found) == ["sequence_input", "attention", "number_output"]
    assert found.project.graph.nodes[1].block.heads == 1


def test_a_class_token_and_positions_are_a_padded_step_and_one_learned_table(tmp_path):
    nodes = [
        node("Shape", "x", "n", start=0, end=1),
        node("Concat", "n rest", "sides", axis=0),
        node("Expand", "token sides", "first"),
        node("Concat", "first x", "c", axis=1),
        node("Add", "c table", "p"),
        node("Sigmoid", "p", "y"),
    ]
    weights = {
        "token": random(1, 1, 8),
        "table": random(1, 6, 8, seed=1),
        "rest": np.array([1, 8]),
    }
    found = opened(written(nodes, {"x": ["N", 5, 8]}, weights), tmp_path)
    assert blocks(found)[1:-1] == ["pad", "positional_encoding", "activation sigmoid"]


def test_rows_of_a_table_are_cut_off_by_a_length_that_the_file_states(tmp_path):
    nodes = [
        node("Shape", "x", "sides"),
        node("Gather", "sides one", "steps"),
        node("Unsqueeze", "steps zero", "stop"),
        node("Slice", "table zero stop axis", "rows"),
        node("Add", "x rows", "p"),
        node("Sigmoid", "p", "y"),
    ]
    weights = {"table": random(1, 20, 8), "one": np.array(1), "zero": np.array([0])}
    weights["axis"] = np.array([1])
    found = opened(written(nodes, {"x": ["N", 5, 8]}, weights), tmp_path)
    assert blocks(found)[1:-1] == ["positional_encoding", "activation sigmoid"]


def test_a_factor_behind_an_embedding_goes_into_its_table(tmp_path):
    nodes = [
        node("Gather", "table x", "e"),
        node("Mul", "e root", "m"),
        node("ReduceMean", "m time", "y", keepdims=0),
    ]
    weights = {"table": random(11, 4), "root": np.float32(2), "time": np.array([1])}
    found = opened(written(nodes, {"x": ["N", 5]}, weights, whole=["x"]), tmp_path)
    assert blocks(found)[1:-1] == ["embedding", "mean_over_time"]
