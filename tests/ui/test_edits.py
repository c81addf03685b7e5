"""The edits of forms: what is one step back, and what is two."""

import pytest

from studio.data.dataset import datasets
from studio.training.optimizers import SGD, Adam
from studio.ui import edits
from studio.ui.document import Document


@pytest.fixture
def document(qapp):
    made = Document()
    yield made
    made.deleteLater()


def test_each_choice_of_data_is_a_step_of_its_own(document):
    edits.set_data(document, datasets["iris"]())
    before = document.project
    edits.set_data(document, datasets["spirals"]())
    document.undo_stack.undo()
    assert document.project == before


def test_one_setting_of_the_data_typed_in_is_one_step(document):
    edits.set_data(document, datasets["spirals"]())
    before = document.project
    for points in (20, 200):
        edits.set_data(document, document.project.data.but(points=points))
    edits.set_data(document, document.project.data.but(arms=3))
    document.undo_stack.undo()
    assert (document.project.data.points, document.project.data.arms) == (200, 2)
    document.undo_stack.undo()
    assert document.project == before


def test_a_chosen_optimizer_and_its_learning_rate_are_two_steps(document):
    edits.set_training(document, "optimizer", SGD())
    for rate in (0.1, 0.15):
        edits.set_training(document, "optimizer", SGD().but(learning_rate=rate))
    document.undo_stack.undo()
    assert document.project.training.optimizer == SGD()
    document.undo_stack.undo()
    assert document.project.training.optimizer == Adam()
