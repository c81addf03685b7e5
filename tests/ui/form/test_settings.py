"""What a form asks for is read from the declaration of an entry."""

import pytest
from pydantic import Field

from studio.blocks import blocks
from studio.schema.entry import Value
from studio.schema.field_types import Rate, Side
from studio.training.optimizers import SGD, optimizers
from studio.training.schedules import schedules
from studio.training.settings import TrainingSettings
from studio.ui.controls.number_field import Limits
from studio.ui.form import settings as form
from studio.ui.form.settings import asked, settings


def kinds(entry):
    return {".".join(setting.path): setting.kind for setting in settings(entry)}


@pytest.mark.parametrize("entry", list(blocks), ids=lambda entry: entry.id)
def test_a_form_can_be_made_for_every_kind_of_block(entry):
    rows = list(settings(entry()))
    assert all(row.label and row.help for row in rows)
    assert "kind" not in {row.path[0] for row in rows}


def test_limits_come_from_the_type_and_from_the_field():
    assert asked(int, Field(ge=1, le=9).metadata) == form.Number(Limits(True, 1, 9))
    assert asked(Rate) == form.Number(Limits(False, 0.0, 10.0, low_open=True))


def test_a_tuple_asks_for_each_side():
    assert asked(tuple[Side, Side]) == form.Numbers((Limits(True, 1, 4096),) * 2)


def test_a_list_of_words_and_a_list_of_numbers_are_rows():
    assert asked(tuple[str, ...]) == form.Row(None)
    assert asked(tuple[Side, ...]) == form.Row(Limits(True, 1, 4096))


def test_a_number_or_nothing_is_optional():
    assert asked(int | None) == form.Number(Limits(True), optional=True)


def test_examples_of_a_field_are_its_usual_values():
    class Sized(Value):
        size: Side = Field(64, examples=[32, 64])

    assert next(settings(Sized())).kind == form.Number(Limits(True, 1, 4096), usual=(32, 64))


def test_padding_is_a_choice_or_a_number():
    kind = kinds(blocks["conv2d"]())["padding"]
    assert isinstance(kind, form.OneOfOrNumber)
    assert [value for value, _ in kind.options] == ["valid", "same"]
    assert kind.ends == form.Numbers(
        (Limits(True, 0, 4096),) * 4, ("Top", "Bottom", "Left", "Right")
    )
    assert kinds(blocks["conv1d"]())["padding"].ends.titles == ("Before", "Behind")


def test_the_settings_of_a_nested_entry_follow_it():
    names = list(kinds(TrainingSettings(optimizer=SGD())))
    place = names.index("optimizer")
    assert names[place + 1 : place + 3] == ["optimizer.learning_rate", "optimizer.weight_decay"]
    assert "optimizer.nesterov" in names
    assert "optimizer.kind" not in names


def test_activations_are_called_as_the_field_calls_them():
    kind = kinds(blocks["dense"]())["activation"]
    assert ("relu", "ReLU") in kind.options
    assert ("leaky_relu", "Leaky ReLU") in kind.options


def test_options_of_the_project_replace_what_a_field_offers():
    offered = (("", "First that fits"), ("picture", "Picture"))
    rows = settings(blocks["picture_input"](), {"field": offered})
    assert next(rows).kind == form.OneOf(offered)


def test_a_type_that_no_form_knows_is_refused():
    class Odd(Value):
        odd: dict[str, int] = Field({})

    with pytest.raises(TypeError, match="no form"):
        list(settings(Odd()))


@pytest.mark.parametrize("entry", [*blocks, *optimizers, *schedules], ids=lambda entry: entry.id)
def test_every_setting_that_leads_or_is_folded_away_exists(entry):
    assert {*entry.leading, *entry.rare} <= set(entry.model_fields)


def test_leading_settings_come_first_and_rare_ones_are_marked():
    rows = list(settings(blocks["conv2d"]()))
    names = [row.path[0] for row in rows]
    assert names[:4] == ["filters", "kernel", "stride", "padding"]
    assert {row.path[0] for row in rows if row.rare} == {"dilation", "groups", "initialization"}
