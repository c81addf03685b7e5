"""Groups in Python source: Siamese pairs, nested and repeated groups, ready-made ones."""

import pytest

from studio.compiler.plan import plan
from studio.graph.ready_made import ready_made
from tests.compiler.test_shared_weights import TWO_ROWS, siamese
from tests.exchange.test_onnx_groups import KIND, PICTURES, network
from tests.exchange.written import pair
from tests.graph.test_ready_made import ARRIVING, fields
from tests.graph.test_ready_made import network as around


def test_a_siamese_pair_is_one_module_that_is_called_twice() -> None:
    made = pair(plan(siamese(), TWO_ROWS))
    made.check()
    assert len(made.written.state_dict()) == 4
    assert made.text.count("self.left = ") == 1
    assert made.text.count("self.left(") == 2


def test_nested_repeated_and_shared_groups_answer_alike_in_source() -> None:
    given = {field.name: field for field in (*PICTURES, KIND)}
    pair(plan(network(), given)).check()


@pytest.mark.parametrize("entry", [*ready_made], ids=lambda entry: entry.id)
def test_a_ready_made_group_is_a_class_of_its_name(entry) -> None:
    arriving = ARRIVING[entry.family]
    made = pair(plan(around(entry, arriving), fields(arriving)))
    made.check()
    assert f"class {entry.called.title().replace(' ', '')}(nn.Module):" in made.text
