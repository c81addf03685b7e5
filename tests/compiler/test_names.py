import builtins
import keyword
from itertools import count, pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import fx, nn

from studio.compiler.module import build
from studio.compiler.names import CODE_NAMES, MODULE_NAMES, Names, identifier
from studio.compiler.plan import plan
from tests.wiring import FIELDS, block, graph

NASTY = [
    *sorted(MODULE_NAMES),
    *sorted(CODE_NAMES),
    *keyword.kwlist,
    *keyword.softkwlist,
    *"print len list input id super object None True False".split(),
    *"__init__ __class__ __dict__ _modules _parameters __call__ _forward_hooks".split(),
    *dir(builtins),
    *"in_p in_x len_x in_in_p out getitem flatten torch_flatten operator_getitem p_2".split(),
    *"studio_compiler_layers_masked studio_compiler_layers add add_1 x_activation".split(),
    *("", " ", "...", "1", "2 dense", "-", "a.b", "a-b", "a b", "a/b", "a\\b", "a\nb", "a\tb"),
    *("import os", "import os; os.system('x')", "x); import os #", "os.remove('/')", "lambda: 0"),
    *("'", '"', '"""', "'''", "\\", "`", "$x", "{x}", "%s", "{0}", "#", "@", "self.x", "x=1"),
    *("卷积", "输入 层", "слой", "طبقة", "שכבה", "κ", "ñandú", "ﬁ", "\u210c", "²", "①", "a²", "x̂"),
    *("🌸", "🌸🌸", "a🌸", "👩‍👩‍👧", "\u200b", "\u202ex", "\x00", "\x1b[31m"),
    *("\ufeff", "é", "e\u0301"),
    *("x" * 100, "_" * 100, "9" * 100, "🌸" * 100, "卷" * 100),
]  # fmt: skip


def test_there_are_hundreds_of_nasty_names() -> None:
    assert len(set(NASTY)) >= 300


def test_every_name_of_a_module_is_reserved() -> None:
    net = fx.Graph()
    net.output(net.placeholder("x"))
    module = fx.GraphModule(nn.Module(), net)
    public = {name for name in dir(module) if not name.startswith("_")}
    assert public <= MODULE_NAMES


@pytest.mark.parametrize("wanted", NASTY)
def test_any_text_becomes_a_name_that_code_can_use(wanted: str) -> None:
    name = identifier(wanted, "dense_1")
    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert not name.startswith("_")
    assert name not in MODULE_NAMES | CODE_NAMES
    assert len(name) <= 70


def test_a_name_keeps_what_can_be_kept() -> None:
    assert identifier("Conv 1") == "Conv_1"
    assert identifier("卷积") == "卷积"
    assert identifier("float") == "float_"
    assert identifier("2 dense") == "block_2_dense"
    assert identifier("🌸", "dense_1") == "dense_1"
    assert identifier("🌸", "") == "block"


def test_a_name_is_given_out_once() -> None:
    names = Names()
    assert [names.unique(name) for name in ("a", "a", "a_2", "a")] == ["a", "a_2", "a_2_2", "a_3"]


def test_networks_of_blocks_with_any_names_are_built_and_run() -> None:
    for start in range(0, len(NASTY), 60):
        few = NASTY[start : start + 60]
        number = count()
        made_of = {"x": block("features_input")}
        made_of |= {f"b{next(number)}": block("dense", units=4, activation="tanh") for _ in few}
        made_of["out"] = block("class_output")
        ids = list(made_of)
        network = graph(made_of, *(f"{a} > {b}" for a, b in pairwise(ids)))
        named = (network.by_id[f"b{n}"].but(name=name) for n, name in enumerate(few))
        network = network.replaced(*named)
        network = network.replaced(network.by_id["x"].but(name=few[-1]))
        module = build(plan(network, FIELDS))
        answers = module(torch.ones(2, 4))
        assert answers.shape == (2, 3)
        assert len(list(module.parameters())) == 2 * (len(few) + 1)
        plain = network.replaced(*(node.but(name="") for node in network.nodes))
        torch.testing.assert_close(build(plan(plain, FIELDS))(torch.ones(2, 4)), answers)


@pytest.mark.parametrize("name", ["in_x", "len_x", "x", "in_in_x"])
def test_a_block_named_like_an_argument_does_not_take_its_place(name: str) -> None:
    fields = FIELDS
    network = graph(
        {
            "x": block("features_input"),
            "a": block("dense", units=4, activation="none"),
            "sum": block("add"),
            "out": block("class_output", dense=False),
            "three": block("dense", units=3),
        },
        "x > a",
        "a > sum.in_1",
        "x > sum.in_2",
        "sum > three",
        "three > out",
    )
    network = network.replaced(network.by_id["x"].but(name="x"), network.by_id["a"].but(name=name))
    plain = network.replaced(*(node.but(name="") for node in network.nodes))
    given = torch.randn(5, 4)
    torch.testing.assert_close(
        build(plan(network, fields))(given), build(plan(plain, fields))(given)
    )


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "b", "b_2"])), st.sets(st.sampled_from("ab")))
def test_names_given_out_together_are_those_given_out_one_by_one(wanted, taken) -> None:
    together, single = Names(taken), Names(taken)
    assert together.all_unique(wanted) == [single.unique(name) for name in wanted]
    assert together.given == single.given
    assert together.unique("a") == single.unique("a")
