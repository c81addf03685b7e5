"""Lines of source: text becomes a string, operators keep their order, long calls open up."""

from __future__ import annotations

import operator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exchange.source_lines import code, laid, quoted
from studio.schema.call import Call, Expression, Name
from tests.blocks.drawing import few

texts = st.text(st.characters(codec="utf-16") | st.sampled_from("\"'\\\n\t\x00\u2028\u202e{}"))


@few(300)
@given(texts)
def test_any_text_is_a_string_on_one_line(text):
    written = quoted(text)
    assert eval(written) == text
    assert len(written.splitlines()) == 1
    assert written[0] == ("'" if text.count('"') > text.count("'") else '"')


signs = st.sampled_from(["add", "sub", "mul", "truediv", "floordiv"])
sums = st.recursive(
    st.integers(1, 9),
    lambda inner: st.tuples(signs, inner, inner).map(
        lambda drawn: Call(f"operator.{drawn[0]}", *drawn[1:])
    ),
    max_leaves=8,
)


def result(value: Expression) -> float:
    if not isinstance(value, Call):
        return value
    return getattr(operator, str(value.target).split(".")[1])(*map(result, value.args))


@few(300)
@given(sums)
def test_operators_are_computed_in_the_order_of_the_call(value):
    try:
        wanted = result(value)
    except ZeroDivisionError:
        return
    assert eval(str(code(value, {}))) == wanted


def test_a_method_of_a_sum_is_one_of_the_whole_sum() -> None:
    made = Call(".mean", Call("operator.add", Name("a"), Name("b")), 1)
    assert str(code(made, {})) == "(a + b).mean(1)"
    assert str(code(Call("operator.getitem", Call("f", Name("a")), 0), {})) == "f(a)[0]"


@pytest.mark.parametrize(("letters", "lines"), [(100, 1), (101, 3)])
def test_a_line_holds_a_hundred_columns(letters: int, lines: int) -> None:
    name = "n" * (letters - len("x = f()"))
    assert len(laid("x = ", code(Call("f", Name(name)), {}), "", "") or ()) == lines


def test_a_comment_counts_as_part_of_its_line() -> None:
    value = code(Call("f", Name("n" * 80)), {})
    assert laid("x = ", value, "", "", "123456789") == [f"x = f({'n' * 80})  # 123456789"[:200]]
    assert laid("x = ", value, "", "", "1234567890") == [
        "x = f(", f"    {'n' * 80}", ")  # 1234567890",
    ]  # fmt: skip


def test_wide_letters_count_twice() -> None:
    assert len(laid("x = ", code(Call("f", Name("卷" * 46)), {}), "", "") or ()) == 1
    assert len(laid("x = ", code(Call("f", Name("卷" * 47)), {}), "", "") or ()) == 3
