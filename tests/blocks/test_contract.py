"""Every block of the catalog is held to these. A new block is held to them by existing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from studio.blocks import blocks
from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.graph.graph import AnyBlock
from studio.schema.data_field import DataField
from studio.schema.shape import Sequence, Shape, ShapeError, Tokens
from tests.blocks.compiled import Compiled, compiled, drawn, sides
from tests.blocks.drawing import (
    ENTRIES,
    TYPICAL,
    any_cases,
    arguments,
    cases,
    padded_entries,
    predicted,
    settings_of,
    takes,
)

BATCH = 3
FAMILIES = {
    "input", "conv", "pool", "dense", "recurrent", "attention", "norm", "join", "output"
}  # fmt: skip
PADDED_ENTRIES = [entry for entry in padded_entries() if not issubclass(entry, InputBlock)]

every_entry = pytest.mark.parametrize("entry", list(blocks), ids=lambda entry: entry.id)
every_block = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
every_padded = pytest.mark.parametrize("entry", PADDED_ENTRIES, ids=lambda entry: entry.id)


def few(examples: int) -> settings:
    """So many examples, the same ones each time, without a clock."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def made(block: Block, shapes: tuple[Shape | None, ...], target: DataField | None) -> Compiled:
    """The compiled block; an example that the block refuses is left out."""
    try:
        block.infer(*arguments((block, shapes, target)))
    except ShapeError:
        assume(False)
    return compiled(block, shapes, target)


def tensors(
    block: Block, shapes: tuple[Shape | None, ...], target: DataField | None, batch: int = BATCH
) -> list[torch.Tensor]:
    """Random values for every wired input."""
    read = [target.shape] if target and isinstance(block, InputBlock) else shapes
    return [drawn(shape, batch, seed=n) for n, shape in enumerate(read) if shape]


@every_block
def test_the_shape_that_a_block_tells_is_the_one_that_torch_makes(entry):
    @few(25)
    @given(cases(entry))
    def hold(case: Any) -> None:
        block, shapes, target = case
        module = made(block, shapes, target)
        module.module.eval()
        values = module.values(*tensors(block, shapes, target))
        found = [tuple(value.shape) for value in values]
        assert found == [(BATCH, *sides(shape)) for shape in module.shapes]

    hold()


@every_block
def test_parameters_are_counted_as_torch_does_and_told_in_words(entry):
    @few(25)
    @given(cases(entry))
    def hold(case: Any) -> None:
        block, shapes, target = case
        module = made(block, shapes, target)
        parameters = sum(p.numel() for p in module.module.parameters())
        assert module.parameters == parameters
        told = block.count(*module.known.args)
        arithmetic = re.sub(r"[^0-9+*()]", "", told.replace("×", "*")) or "0"
        assert eval(arithmetic) == parameters

    hold()


@every_block
def test_one_training_step_gives_every_parameter_a_finite_gradient(entry):
    @few(10)
    @given(cases(entry))
    def hold(case: Any) -> None:
        block, shapes, target = case
        module = made(block, shapes, target)
        module.module.train()
        given = tensors(block, shapes, target, batch=4)
        values = [v for v in module.values(*given) if v.requires_grad]
        if values:
            sum(value.square().mean() for value in values).backward()
        for name, parameter in module.module.named_parameters():
            assert parameter.grad is not None, name
            assert torch.isfinite(parameter.grad).all(), name

    hold()


@every_block
def test_at_default_settings_every_weight_learns(entry):
    block = entry()
    shape = next(s for s in TYPICAL if takes(entry, s) and getattr(s, "length", 0) is not None)
    target = predicted(entry, shape)
    shapes = (shape,) * len(block.inputs())
    module = compiled(block, shapes, target)
    given = tensors(block, shapes, target, batch=8)
    values = [v for v in module.values(*given) if v.requires_grad]
    for n, value in enumerate(values):
        (value * drawn_like(value, n)).sum().backward(retain_graph=True)
    for name, parameter in module.module.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


def drawn_like(value: torch.Tensor, seed: int) -> torch.Tensor:
    return torch.randn(value.shape, generator=torch.Generator().manual_seed(seed))


def padded_batch(shape: Shape, lengths: list[int], steps: int, rubbish: float) -> torch.Tensor:
    """Sequences of these lengths, equal for equal lengths, with rubbish behind their ends."""
    batch = drawn(shape, len(lengths), 12, seed=len(lengths))[:, :steps]
    for row, length in enumerate(lengths):
        if isinstance(shape, Tokens):
            batch[row, length:] = int(abs(rubbish)) % shape.vocabulary
        else:
            batch[row, length:] = rubbish
    return batch


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
    def hold(case: Any, lengths: list[int]) -> None:
        block, shapes, target = case
        module = made(block, shapes, target)
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
    def hold(case: Any, lengths: list[int]) -> None:
        block, shapes, target = case
        module = made(block, shapes, target)
        module.module.eval()
        together = answers(module, shapes, lengths, max(lengths), 7.0)
        for row, length in enumerate(lengths):
            fixed = tuple(s and type(s)(length, *sides_after(s)) for s in shapes)
            data = target
            if target and isinstance(target.shape, Sequence):
                shape = Sequence(length, target.shape.size)
                data = DataField("y", target.kind, shape, target.classes)
            try:
                block.infer(*arguments((block, fixed, data)))
            except ShapeError:
                continue  # too short for the kernel: alone it is refused
            alone = compiled(block, fixed, data)
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
    def hold(case: Any, lengths: list[int]) -> None:
        block, shapes, target = case
        gradients = []
        for steps, rubbish in ((max(lengths), 0.0), (max(lengths) + 3, 7.0)):
            module = made(block, shapes, target)
            module.module.train()
            for layer in module.module.modules():
                if hasattr(layer, "dropout") or isinstance(layer, torch.nn.Dropout):
                    layer.eval()  # what is dropped is drawn anew each time
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


@every_block
def test_a_refusal_says_what_happened_why_and_what_to_do(entry):
    @few(40)
    @given(any_cases(entry), st.sampled_from(TYPICAL))
    def hold(case: Any, other: Shape) -> None:
        block, shapes, target = case
        for arriving in (shapes, tuple(other for _ in shapes)):
            try:
                block.infer(*arguments((block, arriving, target)))
            except ShapeError as error:
                check_refusal(error)

    hold()


def check_refusal(error: ShapeError) -> None:
    """What a person reads has all its parts, and no value was forgotten."""
    for part in (error.what, error.why, error.remedy):
        assert part.endswith(".")
        assert part[0].isupper() or part[0] in '"0123456789'
        assert not re.search(r"[{}!]|None|\binf\b", part)
    assert 1 <= len(error.chip.split()) <= 4


@every_entry
def test_a_dumped_block_loads_as_an_equal_one(entry):
    adapter: TypeAdapter[Any] = TypeAdapter(AnyBlock)

    @few(20)
    @given(settings_of(entry) if entry in ENTRIES else st.just(entry()))
    def hold(block: Block) -> None:
        loaded = adapter.validate_json(block.model_dump_json())
        assert loaded == block
        assert type(loaded) is entry

    hold()


@every_entry
def test_every_block_explains_itself(entry):
    paragraphs = entry.help().split("\n\n")
    assert entry.title
    assert entry.family in FAMILIES
    assert 15 <= len(entry.summary()) <= 110
    assert entry.summary().endswith(".")
    assert any(p.startswith("Use it") for p in paragraphs)
    assert any(p.startswith("In PyTorch:") for p in paragraphs)
    assert "!" not in entry.help()
    assert any(re.search("[\u4e00-\u9fff]", word) for word in entry.words)
    assert any(word.isascii() for word in entry.words)


@every_entry
def test_every_setting_has_a_title_and_a_description(entry):
    for name, field in entry.model_fields.items():
        if name != "kind":
            assert field.title, name
            assert field.description, name
            assert field.description.endswith("."), name


@every_block
def test_every_port_has_a_name_of_its_own(entry):
    for ports in (entry().inputs(), entry().outputs()):
        assert len({port.name for port in ports}) == len(ports)


@every_entry
def test_each_limit_refuses_the_value_past_it(entry):
    for name, schema in entry.model_json_schema()["properties"].items():
        for wrong in past(schema):
            with pytest.raises(ValidationError):
                entry().but(**{name: wrong})


def past(schema: dict[str, Any]) -> list[Any]:
    """Values just beyond what a setting allows."""
    if "enum" in schema or "const" in schema:
        return ["no such option"]
    if "anyOf" in schema:
        kinds = schema["anyOf"]
        numbers = [v for kind in kinds if kind.get("type") == "integer" for v in past(kind)]
        return ["no such option", *numbers]
    match schema["type"]:
        case "array":
            rows = [past(item) for item in schema["prefixItems"]]
            assert all(rows), schema
            good = [item["minimum"] for item in schema["prefixItems"]]
            wrong = [
                (*good[:n], value, *good[n + 1 :]) for n, row in enumerate(rows) for value in row
            ]
            return [*wrong, tuple(good[1:])]
        case "integer" | "number":
            step = 1 if schema["type"] == "integer" else 1e-3
            ends = [schema["minimum"] - step] if "minimum" in schema else []
            ends += [schema["maximum"] + step] if "maximum" in schema else []
            ends += [
                schema[key] for key in ("exclusiveMinimum", "exclusiveMaximum") if key in schema
            ]
            assert len(ends) == 2, f"a number needs both limits: {schema}"
            return ends
        case "string":
            return ["x" * (schema["maxLength"] + 1)]
    return ["no such value"]


@every_block
def test_the_card_shows_at_most_three_short_facts(entry):
    @few(20)
    @given(settings_of(entry))
    def hold(block: Block) -> None:
        facts = block.facts()
        assert len(facts) <= 3
        assert all(0 < len(fact) <= 30 for fact in facts)

    hold()


@every_block
def test_the_written_out_size_is_the_size_that_comes_out(entry):
    @few(25)
    @given(cases(entry))
    def hold(case: Any) -> None:
        block, shapes, target = case
        module = made(block, shapes, target)
        told = block.arithmetic(*module.known.args)
        if told is None:
            return
        assert told.words.endswith(".")
        text = "".join(term for term, _ in told.terms)
        if not re.fullmatch(r"[0-9()+−·×/, ]+", text) or "×" in told.result:
            return  # not a sum: dense shows an arrow, add shows whole shapes
        for sign, code in (("−", "-"), ("·", "*"), ("×", "*"), (",", ""), ("/", "//")):
            text = text.replace(sign, code)
        result = int(told.result.replace(",", ""))
        assert eval(text) == result
        outputs = [n for shape in module.shapes for n in sides(shape)]
        assert result in outputs or isinstance(block, OutputBlock) or entry.id == "attention"

    hold()
