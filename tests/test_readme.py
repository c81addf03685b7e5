"""The README says what is so."""

import pytest

from studio.blocks import blocks
from tests.catalogue import README, table, written


def test_the_table_of_the_catalogue_is_the_one_that_the_entries_give():
    text = README.read_text(encoding="utf-8")
    assert written(text) == text, "run python -m tests.catalogue"


def test_every_block_has_a_line_of_the_table():
    lines = [line for line in table().splitlines() if line.startswith("| ")][1:]
    assert len(lines) == len(blocks)
    for entry in blocks:
        (line,) = (line for line in lines if f"| {entry.title} |" in line)
        assert entry.summary() in line


def test_a_readme_without_a_place_for_the_table_is_refused():
    with pytest.raises(ValueError, match="no place"):
        written("# Layerloom\n")
