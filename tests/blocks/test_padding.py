"""Sequences of unknown length: what stands in the padding reaches no answer and no gradient."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.blocks.block import InputBlock
from studio.compiler import layers
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.schema.data_field import DataField
from studio.schema.shape import Sequence, Shape, ShapeError, Tokens, Unknown
from tests.blocks.compiled import Compiled, compiled, drawn
from tests.blocks.drawing import Case, accepted, arguments, cases, few, padded_entries
from tests.wiring import KIND, block, graph

ENTRIES = [entry for entry in padded_entries() if not issubclass(entry, InputBlock)]
every_padded = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


def padded_batch(shape: Shape, lengths: list[int], steps: int, rubbish: float) -> torch.Tensor:
    """Sequences of these lengths, equal for equal lengths, with rubbish behind their ends."""
    batch = drawn(shape, len(lengths), 12, seed=len(lengths))[:, :steps]
    for row, length in enumerate(lengths):
        if isinstance(shape, Tokens):
            batch[row, length:] = int(abs(rubbish)) % shape.vocabulary
        else:
            batch[row, length:] = rubbish
    return batch


RANDOM = (torch.nn.Dropout, torch.nn.Dropout1d, layers.GaussianNoise)
lengths_drawn = st.lists(st.integers(1, 8), min_size=1, max_size=4)


def answers(
    module: Compiled,
    shapes: tuple[Shape | None, ...],
    lengths: list[int],
    steps: int,
    rubbish: float,
) -> list[list[torch.Tensor]]:
    """What each example gets: its real steps only."""
    given: list[torch.Tensor] = []
    for shape in shapes:
        if shape is not None:
            given += [padded_batch(shape, lengths, steps, rubbish), torch.tensor(lengths)]
    with torch.no_grad():
        results = iter(module(*given))
    kept: list[list[torch.Tensor]] = []
    for end in module.ends:
        values = next(results)
        counts = next(results).tolist() if end.lengths else [None] * len(lengths)
        kept.append([row[:count] for row, count in zip(values, counts, strict=True)])
    return kept


@every_padded
def test_more_padding_changes_no_output(entry):
    @few(20)
    @given(cases(entry, padded=True), lengths_drawn)
    def hold(case: Case, lengths: list[int]) -> None:
        shapes = case[1]
        module = accepted(case)
        module.module.eval()
        little = answers(module, shapes, lengths, max(lengths), 0.0)
        much = answers(module, shapes, lengths, max(lengths) + 4, 7.0)
        for one, other in zip(little, much, strict=True):
            for a, b in zip(one, other, strict=True):
                torch.testing.assert_close(a, b, rtol=1e-5, atol=1e-6)

    hold()


@every_padded
def test_a_padded_example_gets_the_answer_it_gets_alone(entry):
    @few(20)
    @given(cases(entry, padded=True), lengths_drawn)
    def hold(case: Case, lengths: list[int]) -> None:
        drawn_block, shapes, target = case
        module = accepted(case)
        module.module.eval()
        together = answers(module, shapes, lengths, max(lengths), 7.0)
        for row, length in enumerate(lengths):
            fixed = tuple(s and type(s)(length, *sides_after(s)) for s in shapes)
            data = target
            if target and isinstance(target.shape, Sequence):
                shape = Sequence(length, target.shape.size)
                data = DataField("y", target.kind, shape, target.classes)
            try:
                drawn_block.infer(*arguments((drawn_block, fixed, data)))
            except ShapeError:
                continue  # too short for the kernel: alone it is refused
            alone = compiled(drawn_block, fixed, data)
            alone.module.load_state_dict(module.module.state_dict())
            alone.module.eval()
            given = [padded_batch(s, lengths, max(lengths), 7.0) for s in shapes if s]
            with torch.no_grad():
                values = alone.values(*(batch[row : row + 1, :length] for batch in given))
            for port, value in enumerate(values):
                torch.testing.assert_close(together[port][row], value[0], rtol=1e-4, atol=1e-5)

    hold()


def sides_after(shape: Shape) -> tuple[int]:
    return (shape.vocabulary if isinstance(shape, Tokens) else shape.size,)


@every_padded
def test_padding_changes_no_gradient(entry):
    @few(8)
    @given(cases(entry, padded=True), lengths_drawn)
    def hold(case: Case, lengths: list[int]) -> None:
        shapes = case[1]
        gradients = []
        for steps, rubbish in ((max(lengths), 0.0), (max(lengths) + 3, 7.0)):
            module = accepted(case)
            module.module.train()
            for layer in module.module.modules():
                if hasattr(layer, "dropout") or isinstance(layer, RANDOM):
                    layer.eval()  # what is dropped or added is drawn anew each time
            total = trained_sum(module, shapes, lengths, steps, rubbish)
            if not total.requires_grad:
                return
            total.backward()
            gradients.append([p.grad for p in module.module.parameters()])
        for one, other in zip(*gradients, strict=True):
            assert torch.isfinite(one).all()
            torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-4)

    hold()


def trained_sum(
    module: Compiled,
    shapes: tuple[Shape | None, ...],
    lengths: list[int],
    steps: int,
    rubbish: float,
) -> torch.Tensor:
    """A sum over everything real that comes out."""
    given: list[torch.Tensor] = []
    for shape in shapes:
        if shape is not None:
            given += [padded_batch(shape, lengths, steps, rubbish), torch.tensor(lengths)]
    results = iter(module(*given))
    total = torch.zeros(())
    for end in module.ends:
        values = next(results)
        if end.lengths:
            counts = next(results)
            real = torch.arange(values.size(1)) < counts.unsqueeze(1)
            values = values[real]
        total = total + values.sin().sum()
    return total


def test_a_text_gets_the_same_answer_however_long_its_neighbours_are():
    """A whole network: what one block leaves in the padding must not reach the next."""
    made_of = {
        "text": block("tokens_input"),
        "embedding": block("embedding", size=8),
        "conv": block("conv1d", filters=8, padding="same"),
        "add": block("add"),
        "norm": block("batch_norm"),
        "valid": block("conv1d", filters=8, kernel=4, activation="tanh"),
        "lstm": block("lstm", hidden_size=4, num_layers=2, bidirectional=True),
        "attention": block("attention"),
        "pool": block("max_pool1d"),
        "layer_norm": block("layer_norm"),
        "mean": block("mean_over_time"),
        "gru": block("gru", hidden_size=8),
        "join": block("concatenate"),
        "kind": block("class_output"),
    }
    wires = "text > embedding, embedding > conv, conv > add, embedding > add.in_2, add > norm"
    wires += ", norm > valid, valid > lstm, lstm > attention, attention > pool, pool > layer_norm"
    wires += ", layer_norm > mean, layer_norm > gru, mean > join, gru.last > join.in_2, join > kind"
    text = DataField("text", "values", Tokens(Unknown(), 9))
    module = build(plan(graph(made_of, *wires.split(", ")), {"text": text, "kind": KIND})).eval()
    for lengths in ([9, 6, 1], [2, 2, 7]):
        tokens = drawn(text.shape, 3, max(lengths))
        with torch.no_grad():
            together = module(tokens, torch.tensor(lengths))
            for row, length in enumerate(lengths):
                alone = module(tokens[row : row + 1, :length], torch.tensor([length]))
                torch.testing.assert_close(together[row], alone[0], rtol=1e-4, atol=1e-5)
