"""A call as data, and how it is printed."""

import math

from studio.schema.call import Call, Layer, Name, source


def test_a_call_prints_as_the_code_that_makes_it():
    assert str(Call("nn.Conv2d", 1, 32, (3, 5), padding="same", bias=False)) == (
        "nn.Conv2d(1, 32, (3, 5), padding='same', bias=False)"
    )


def test_a_method_prints_behind_its_first_argument():
    assert str(Call(".transpose", Name("x"), 1, 2)) == "x.transpose(1, 2)"


def test_a_layer_prints_as_an_attribute_that_is_called():
    assert str(Call(Layer("conv"), Name("x"))) == "self.conv(x)"


def test_a_tuple_of_one_keeps_its_comma():
    assert source((Name("x"),)) == "(x,)"
    assert source((1, (2, Name("y")))) == "(1, (2, y))"


def test_infinity_prints_as_code_that_can_run():
    assert eval(source(-math.inf)) == -math.inf


def test_the_names_that_a_call_reads_are_found_in_order():
    inner = Call("torch.cat", (Name("a"), Name("b")), dim=Name("c"))
    assert list(Call("F.pad", inner, (0, 1), value=Name("d")).names()) == ["a", "b", "c", "d"]


def test_equal_calls_are_equal_values():
    one, other = (Call("nn.Linear", 3, 4, bias=False) for _ in range(2))
    assert one == other
    assert len({one, other, Call("nn.Linear", 3, 5)}) == 2


def test_an_argument_is_found_by_position_and_by_name():
    assert Call("nn.Linear", 3, 4).argument(1, "out_features") == 4
    assert Call("nn.Linear", 3, out_features=4).argument(1, "out_features") == 4
    assert Call("nn.Linear", 3, 4).argument(2, "bias", True) is True
