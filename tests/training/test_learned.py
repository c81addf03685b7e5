import numpy as np

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.data.dataset import datasets
from studio.graph.grouping import grouped
from studio.training.keeping import Kept, fitting
from studio.training.learned import Learned
from tests.compiler.test_frozen import repeated
from tests.wiring import block, cnn, graph

FIELDS = cnn().fields()


def weights_of(network, fields=FIELDS, seed=0):
    state = build(plan(network, fields), seed).state_dict()
    return {name: tensor.numpy() for name, tensor in state.items()}


def kept(before, after, fields=FIELDS):
    """What an edited network keeps of the weights of the one before."""
    learned = Learned.of(plan(before, fields), weights_of(before, fields, seed=1))
    made = plan(after, fields)
    return fitting(made, learned.named(made))


def changed(network, id, **settings):
    node = network.by_id[id]
    return network.with_block(id, node.block.but(**settings))


def test_nothing_is_lost_on_the_way_to_blocks_and_back():
    network = cnn().graph
    before, made = weights_of(network), plan(network, FIELDS)
    after = Learned.of(made, before).named(made)
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)


def test_a_renamed_block_keeps_its_weights():
    before = cnn().graph
    after = before.replaced(before.by_id["conv"].but(name="第一层 of all"))
    found = kept(before, after)
    assert not found.anew
    assert found.weights.keys() == weights_of(after).keys()
    name = next(name for name in found.weights if name.endswith("of_all.weight"))
    assert np.array_equal(found.weights[name], weights_of(before, seed=1)["conv.weight"])


def test_replacing_the_head_keeps_all_unchanged_blocks():
    before = cnn().graph
    after = before.removed(["out"]).added(before.by_id["out"].but(id="head"))
    after = after.connected(before.into["out"][0].but(target="head"))
    found = kept(before, after)
    assert found.kept == ("conv", "norm", "dense")
    assert found.anew == ("head",)
    assert found.words(after) == "Weights kept for 3 blocks; Class output starts anew."


def test_a_block_of_another_size_starts_anew_with_those_that_it_feeds():
    before = cnn().graph
    found = kept(before, changed(before, "dense", units=8))
    assert found.kept == ("conv", "norm")
    assert found.anew == ("dense", "out")
    words = found.words(changed(before, "dense", units=8))
    assert words == "Weights kept for 2 blocks; Dense, Class output start anew."


def test_a_setting_without_weights_keeps_them():
    before = cnn().graph
    found = kept(before, changed(before, "conv", padding=1))
    assert "conv" in found.kept


def test_a_block_put_in_between_changes_nothing_for_the_others():
    before = cnn().graph
    (wire,) = before.into["dense"]
    node = before.by_id["relu"].but(id="new", block=block("dropout"))
    found = kept(before, before.inserted(node, wire))
    assert not found.anew


def test_blocks_that_become_a_group_keep_their_weights():
    before = cnn().graph
    after, _ = grouped(before, "", ["conv", "norm", "relu"], "Front")
    found = kept(before, after)
    assert not found.anew
    assert kept(after, before).anew == ()


def test_every_copy_of_a_group_has_its_own_weights():
    fields = {field.name: field for field in datasets["iris"]().fields()}
    network = repeated()
    found = kept(network, network, fields)
    assert not np.array_equal(found.weights["g.d.weight"], found.weights["g_2.d.weight"])


def test_weights_of_another_network_fit_nowhere():
    network = cnn().graph
    found = fitting(plan(network, FIELDS), {"other.weight": np.zeros((3, 3), np.float32)})
    assert found.kept == ()
    assert found.words(network) == "No weights fit: every block starts anew."


def test_many_blocks_are_not_all_named():
    network = graph({id: block("dense") for id in "abcdefg"})
    network = network.replaced(*(node.but(name=node.id) for node in network.nodes))
    found = Kept({}, ("a",), tuple("bcdefg"))
    assert found.words(network) == "Weights kept for 1 block; b, c, d, 3 more blocks start anew."


def test_a_frozen_block_without_learned_weights_is_named():
    network = cnn().graph
    network = network.replaced(network.by_id["conv"].but(frozen=True))
    weights = {n: w for n, w in weights_of(network).items() if not n.startswith("conv")}
    found = fitting(plan(network, FIELDS), weights)
    assert found.frozen_anew == ("conv",)
    assert found.words(network).endswith("Frozen without learned weights: Conv 2D.")
