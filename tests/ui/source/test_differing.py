"""Lines that differ: applying the changes to the old text gives the new one."""

from hypothesis import given
from hypothesis import strategies as st

from studio.ui.source.differing import changes
from tests.blocks.drawing import few

texts = st.lists(st.sampled_from("abcde"), max_size=12)


@few(300)
@given(texts, texts)
def test_the_changes_lead_from_one_text_to_the_other(before, after):
    lines = list(before)
    for change in changes(before, after):
        lines[change.start : change.end] = change.lines
    assert lines == after


def test_lines_that_stay_are_not_touched() -> None:
    before = [f"line {n}" for n in range(2000)]
    after = [*before]
    after[3], after[1500] = "other", "more"
    assert sum(len(change.lines) for change in changes(before, after)) == 2
    after.insert(700, "new")
    assert sum(len(change.lines) for change in changes(before, after)) == 3
