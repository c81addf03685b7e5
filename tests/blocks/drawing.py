"""What hypothesis draws: settings within their limits, and shapes that a block may be given."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from studio.blocks import blocks
from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.schema.data_field import DataField
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Tokens,
    Unknown,
)
from studio.schema.shape import padded as is_padded
from tests.blocks.compiled import Compiled, compiled

# These are no networks of their own; tests/graph and tests/compiler have them.
INCOMPLETE = ("group", "inlet", "outlet", "sealed")
ENTRIES = [entry for entry in blocks if entry.id not in INCOMPLETE]
LARGEST = 6  # drawn counts and sides stay small: the rules are the same, and tests are quick

small = st.integers(1, LARGEST)
SHAPES: dict[type, st.SearchStrategy[Any]] = {
    Features: st.builds(Features, st.integers(1, 24)),
    Sequence: st.builds(Sequence, st.integers(1, 9), st.sampled_from([1, 2, 3, 4, 6, 8])),
    Picture: st.builds(Picture, st.integers(1, 4), st.integers(1, 12), st.integers(1, 12)),
    Tokens: st.builds(Tokens, st.integers(1, 9), st.integers(1, 9)),
    Category: st.builds(Category, st.integers(1, 9)),
    Array: st.builds(Array, st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple)),
}
PADDED: dict[type, st.SearchStrategy[Any]] = {
    Sequence: st.builds(Sequence, st.just(Unknown()), st.sampled_from([1, 2, 3, 4, 6, 8])),
    Tokens: st.builds(Tokens, st.just(Unknown()), st.integers(1, 9)),
}
TYPICAL: tuple[Shape, ...] = (
    Features(64),
    Sequence(8, 8),
    Sequence(Unknown(), 8),
    Picture(3, 8, 8),
    Picture(8, 6, 6),
    Tokens(8, 9),
    Tokens(Unknown(), 9),
    Category(9),
    Array((4, 2, 3, 5)),
)
TARGETS = {
    "class": DataField("y", "class", classes=("a", "b", "c")),
    "yes_no": DataField("y", "yes_no"),
    "number": DataField("y", "number", Features(2)),
    "values": DataField("y", "values", Picture(1, 2, 3)),
}


def predicted(block: Block, given: Shape | None) -> DataField | None:
    """The data field that an input gives out or an output predicts."""
    if not isinstance(block, InputBlock | OutputBlock):
        return None
    if own := block.own_field():
        return own
    if isinstance(block, InputBlock):
        return DataField("x", "values", given or Features(1))
    found = TARGETS[block.target]
    if isinstance(given, Sequence):
        size = 1 if block.target in ("class", "yes_no") else 2
        each = DataField("y", found.kind, Sequence(given.length, size), found.classes)
        return each if block.fits(each) else found
    return found


def everywhere(block: Block, shape: Shape) -> tuple[Shape | None, ...]:
    """This shape at every input that needs a wire."""
    return tuple(None if port.optional else shape for port in block.inputs())


def takes(entry: type[Block], shape: Shape) -> bool:
    """Whether the block, as it comes from the palette, takes this shape at every input."""
    block = entry()
    if isinstance(block, InputBlock):
        own = block.own_field()
        return type(own.shape) is type(shape) if own else block.fits(shape)
    data = predicted(block, shape)
    args = everywhere(block, shape)
    try:
        block.infer(*args, *([data] if data else []))
    except ShapeError:
        return False
    return True


def setting(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Values that a setting's JSON schema allows, kept small."""
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if "const" in schema:
        return st.just(schema["const"])
    if "anyOf" in schema:
        return st.one_of([setting(kind) for kind in schema["anyOf"]])
    match schema["type"]:
        case "boolean":
            return st.booleans()
        case "integer":
            low = max(-LARGEST // 2, schema.get("minimum", 0))
            return st.integers(low, min(schema.get("maximum", LARGEST), low + LARGEST - 1))
        case "number":
            low = max(-1.0, schema.get("minimum", schema.get("exclusiveMinimum", 0.0)))
            high = schema.get("maximum", schema.get("exclusiveMaximum", 1.0))
            open_ends = {
                "exclude_min": "exclusiveMinimum" in schema,
                "exclude_max": "exclusiveMaximum" in schema,
            }
            return st.floats(low, min(high, max(1.0, low + 1.0)), width=16, **open_ends)
        case "null":
            return st.none()
        case "array" if "items" in schema:
            low, high = schema.get("minItems", 0), min(schema["maxItems"], 4)
            return st.lists(setting(schema["items"]), min_size=low, max_size=high).map(tuple)
        case "array":
            return st.tuples(*(setting(item) for item in schema["prefixItems"]))
    raise AssertionError(f"no way to draw {schema}")


def settings_of(entry: type[Block]) -> st.SearchStrategy[Block]:
    """The block with drawn settings; names of data fields stay as they are."""
    properties = entry.model_json_schema()["properties"]
    drawn = {
        name: setting(schema)
        for name, schema in properties.items()
        if name not in ("kind", "field")
    }
    return st.fixed_dictionaries({}, optional=drawn).map(lambda chosen: entry().but(**chosen))


Case = tuple[Block, tuple[Shape | None, ...], DataField | None]


def arguments(case: Case) -> list[Shape | DataField | None]:
    """What `infer` and its companions get."""
    _, shapes, data = case
    return [*shapes, *([data] if data else [])]


@st.composite
def cases(draw: st.DrawFn, entry: type[Block], padded: bool = False) -> Case:
    """A block, shapes for its input ports that it most likely takes, and its data field."""
    for _ in range(12):
        case = draw(any_cases(entry, padded))
        try:
            case[0].infer(*arguments(case))
        except ShapeError:
            continue
        break
    return case


@st.composite
def any_cases(draw: st.DrawFn, entry: type[Block], padded: bool = False) -> Case:
    """A block with drawn settings, shapes for its input ports, and its data field."""
    kinds = PADDED if padded else SHAPES
    fitting = [
        type(shape)
        for shape in TYPICAL
        if type(shape) in kinds and takes(entry, shape) and is_padded(shape) == padded
    ]
    block = draw(settings_of(entry))
    main = draw(st.one_of([kinds[kind] for kind in dict.fromkeys(fitting)]))
    given: list[Shape | None] = []
    for port in block.inputs():
        others = kinds[type(main)]
        optional = st.none() if port.optional else st.just(main)
        # Mostly equal shapes: joins want them. Sometimes others: attention and joins take some.
        given.append(main if not given else draw(st.one_of(st.just(main), optional, others)))
    return block, tuple(given), predicted(block, main)


def padded_entries() -> list[type[Block]]:
    """Every block that takes sequences or tokens of unknown length."""
    return [
        entry
        for entry in ENTRIES
        if any(takes(entry, shape) for shape in (Sequence(Unknown(), 8), Tokens(Unknown(), 9)))
    ]


def few(examples: int) -> settings:
    """So many examples, the same ones each time, without a clock."""
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


def accepted(case: Case) -> Compiled:
    """The compiled block; an example that the block refuses is left out."""
    block, shapes, data = case
    try:
        block.infer(*arguments(case))
    except ShapeError:
        assume(False)
    return compiled(block, shapes, data)
