"""Every block of the catalog is held to these. A new block is held to them by existing."""

from __future__ import annotations

import re
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from studio.blocks import blocks
from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.graph.node import AnyBlock
from studio.schema.shape import Shape, ShapeError, padded
from tests.blocks.compiled import compiled, drawn, sides
from tests.blocks.drawing import (
    ENTRIES,
    TYPICAL,
    Case,
    accepted,
    any_cases,
    arguments,
    cases,
    everywhere,
    few,
    predicted,
    settings_of,
    takes,
)

BATCH = 3
FAMILIES = {
    "input", "conv", "pool", "dense", "recurrent", "attention", "norm", "join", "output"
}  # fmt: skip

every_entry = pytest.mark.parametrize("entry", list(blocks), ids=lambda entry: entry.id)
every_block = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)


def tensors(case: Case, batch: int = BATCH) -> list[torch.Tensor]:
    """Random values for every wired input."""
    block, shapes, target = case
    read = [target.shape] if target and isinstance(block, InputBlock) else shapes
    return [drawn(shape, batch, seed=n) for n, shape in enumerate(read) if shape]


@every_block
def test_the_shape_that_a_block_tells_is_the_one_that_torch_makes(entry):
    @few(25)
    @given(cases(entry))
    def hold(case: Case) -> None:
        module = accepted(case)
        module.module.eval()
        values = module.values(*tensors(case))
        found = [tuple(value.shape) for value in values]
        assert found == [(BATCH, *sides(shape)) for shape in module.shapes]

    hold()


@every_block
def test_parameters_are_counted_as_torch_does_and_told_in_words(entry):
    @few(25)
    @given(cases(entry))
    def hold(case: Case) -> None:
        module = accepted(case)
        parameters = sum(p.numel() for p in module.module.parameters())
        assert module.parameters == parameters
        told = case[0].count(*module.known.args)
        arithmetic = re.sub(r"[^0-9+*()]", "", told.replace("×", "*")) or "0"
        assert eval(arithmetic) == parameters

    hold()


@every_block
def test_one_training_step_gives_every_parameter_a_finite_gradient(entry):
    @few(10)
    @given(cases(entry))
    def hold(case: Case) -> None:
        module = accepted(case)
        module.module.train()
        given = tensors(case, batch=4)
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
    shape = next(s for s in TYPICAL if takes(entry, s) and not padded(s))
    target = predicted(block, shape)
    shapes = everywhere(block, shape)
    module = compiled(block, shapes, target)
    given = tensors((block, shapes, target), batch=8)
    values = [v for v in module.values(*given) if v.requires_grad]
    for n, value in enumerate(values):
        (value * drawn_like(value, n)).sum().backward(retain_graph=True)
    for name, parameter in module.module.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


@every_block
def test_a_block_without_parameters_says_whether_it_trains_otherwise_than_it_answers(entry):
    block = entry()
    shape = next(s for s in TYPICAL if takes(entry, s) and not padded(s))
    case = block, everywhere(block, shape), predicted(block, shape)
    module, given = compiled(*case), tensors(case)
    if module.parameters or isinstance(block, InputBlock):
        return  # such an input draws at random in answers too
    module.module.train()
    trained = module.values(*given)
    module.module.eval()
    answered = module.values(*given)
    same = all(torch.equal(one, other) for one, other in zip(trained, answered, strict=True))
    assert block.trains_otherwise != same


def drawn_like(value: torch.Tensor, seed: int) -> torch.Tensor:
    return torch.randn(value.shape, generator=torch.Generator().manual_seed(seed))


@every_block
def test_a_refusal_says_what_happened_why_and_what_to_do(entry):
    @few(40)
    @given(any_cases(entry), st.sampled_from(TYPICAL))
    def hold(case: Case, other: Shape) -> None:
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
        case "null":
            return []
        case "array" if "minimum" in schema.get("items", {}):
            good = schema["items"]["minimum"]
            wrong = [(value,) for value in past(schema["items"])]
            few = schema.get("minItems", 0) - 1
            return [
                *wrong,
                (good,) * (schema["maxItems"] + 1),
                *([(good,) * few] if few >= 0 else []),
            ]
        case "array" if "prefixItems" not in schema:
            return [schema["default"] * (schema["maxItems"] + 1)] if schema["default"] else ["x"]
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
    def hold(case: Case) -> None:
        block = case[0]
        module = accepted(case)
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
