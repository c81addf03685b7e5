"""With drawn settings and sizes too, every block answers in onnxruntime as in torch.

The draws of a whole family make one model: exporting a hundred blocks costs little more than one.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from studio.blocks.block import Block
from studio.schema.shape import ShapeError
from tests.blocks.drawing import ENTRIES, Case, arguments, cases, few, padded_entries
from tests.blocks.test_onnx import Bundle, hold

DRAWS = 2  # of each block, of which those stay that the block takes
FAMILIES = sorted({entry.family for entry in ENTRIES})


def drawn(entry: type[Block], padded: bool) -> Bundle:
    """The block with drawn settings, given shapes that it takes."""
    found = []

    @few(DRAWS)
    @given(cases(entry, padded))
    def gather(case: Case) -> None:
        try:
            case[0].infer(*arguments(case))
        except ShapeError:
            return
        shapes = case[1] or ((case[2].shape,) if case[2] else ())
        if (case[0], shapes) not in found:
            found.append((case[0], shapes))

    gather()
    return found


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
def test_onnx_answers_as_the_module_does_with_drawn_settings(family: str) -> None:
    bundle = [case for entry in ENTRIES if entry.family == family for case in drawn(entry, False)]
    assert bundle
    hold(bundle)


@pytest.mark.slow
def test_onnx_answers_as_the_module_does_on_padded_sequences_with_drawn_settings() -> None:
    hold([case for entry in padded_entries() for case in drawn(entry, True)])
