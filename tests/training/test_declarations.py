"""Optimizers, schedules and settings: what they declare is what torch takes."""

import subprocess
import sys

import pytest
import torch
from pydantic import ValidationError

from studio.compiler.module import target
from studio.training.optimizers import SGD, optimizers
from studio.training.schedules import Constant, Cosine, schedules
from studio.training.settings import TrainingSettings


@pytest.mark.parametrize("entry", list(optimizers), ids=lambda entry: entry.id)
def test_torch_takes_every_optimizer_as_it_is_declared(entry) -> None:
    call = entry().call()
    made = target(call)([torch.nn.Parameter(torch.ones(2))], **dict(call.kwargs))
    assert made.param_groups[0]["lr"] == entry().learning_rate
    assert made.param_groups[0]["weight_decay"] == entry().weight_decay


def test_nesterov_without_momentum_is_plain_descent() -> None:
    call = SGD(nesterov=True, momentum=0.0).call()
    assert dict(call.kwargs)["nesterov"] is False
    assert dict(SGD(nesterov=True).call().kwargs)["nesterov"] is True


@pytest.mark.parametrize("entry", [*optimizers, *schedules], ids=lambda entry: entry.id)
def test_every_entry_has_a_help_page_and_described_settings(entry) -> None:
    assert len(entry.help().split("\n\n")) >= 2
    for name, setting in entry.model_fields.items():
        assert name == "kind" or (setting.title and setting.description)


def test_settings_read_back_as_they_were_written() -> None:
    settings = TrainingSettings(optimizer=SGD(nesterov=True), schedule=Cosine(end=0.1), clip=1.0)
    assert TrainingSettings.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize(
    "wrong",
    [
        {"epochs": 0},
        {"batch_size": 0},
        {"clip": -1.0},
        {"seed": -1},
        {"device": "tpu"},
        {"clip": float("nan")},
    ],
)
def test_settings_outside_their_limits_are_refused(wrong) -> None:
    with pytest.raises(ValidationError):
        TrainingSettings(**wrong)


def test_a_cosine_falls_from_one_to_its_end_and_stays_there() -> None:
    cosine = Cosine(end=0.2)
    rates = [cosine.rate(step, 10) for step in range(15)]
    assert rates[0] == 1
    assert rates[5] == pytest.approx(0.6)
    assert rates == sorted(rates, reverse=True)
    assert rates[10:] == [pytest.approx(0.2)] * 5
    assert Constant().rate(7, 10) == 1


def test_the_declarations_and_the_run_import_no_torch() -> None:
    code = (
        "import sys, studio.training.run, studio.training.settings, studio.training.device;"
        "print({'torch', 'sklearn', 'pandas', 'safetensors'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
