"""Source, run, equals the module bit for bit: every block of the catalog is held to it."""

from __future__ import annotations

import pytest
from hypothesis import given

from studio.compiler.plan import plan
from studio.schema.shape import ShapeError
from tests.blocks.compiled import network
from tests.blocks.drawing import ENTRIES, Case, arguments, cases, few, padded_entries
from tests.exchange.written import pair

every_block = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
every_padded_block = pytest.mark.parametrize("entry", padded_entries(), ids=lambda entry: entry.id)


def hold(case: Case) -> None:
    """The source around this block answers what the module answers."""
    try:
        case[0].infer(*arguments(case))
    except ShapeError:
        return
    pair(plan(*network(*case))).check()


@every_block
def test_the_source_of_a_block_answers_what_the_module_answers(entry):
    few(6)(given(cases(entry))(hold))()


@every_padded_block
def test_the_source_of_a_block_on_padded_sequences_answers_what_the_module_answers(entry):
    few(4)(given(cases(entry, padded=True))(hold))()
