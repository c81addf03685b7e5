"""Every model of the onnx wheel opens with the answers that it is expected to give, or is refused.

The batch is axis 0. `pytest -s` prints the sealed operators of each model.
"""

from __future__ import annotations

import re

import pytest

from studio.exchange.not_exported import NotExported
from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_export import export
from studio.exchange.onnx_import import imported
from tests.exchange.onnx_import.wheel import KINDS, models, worst

NEAR = 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_of_the_wheel_answers_as_expected_or_is_refused_in_a_sentence(kind):
    opened, whole, count = 0, 0, 0
    said = []
    for model in models(kind):
        count += 1
        try:
            found = imported(model.path)
        except NotImported as why:
            print(f"{model.name}: refused. {why}")
            said.append(str(why))
            continue
        opened += 1
        whole += not found.report.sealed
        sealed = [kind for kinds in found.report.sealed.values() for kind in kinds]
        for given, expected in model.expected():
            assert worst(found, given, expected) < NEAR, model.name
        print(f"{model.name}: {' '.join(sealed) or 'blocks alone'}")
    print(f"{kind}: {opened} of {count} open, {whole} without a sealed part")
    for text in said:
        assert re.fullmatch(r"[A-Z].+\. .+\. .+\.", text, re.DOTALL), text
    if kind == "pytorch-converted":
        assert opened >= 0.9 * count
        assert whole >= 60


@pytest.mark.slow
def test_some_converted_models_are_exported_again_and_match(tmp_path):
    go_back(models("pytorch-converted")[::5], tmp_path)


@pytest.mark.long
def test_converted_models_are_exported_again_and_match(tmp_path):
    go_back(models("pytorch-converted"), tmp_path)


def go_back(chosen, folder):
    exported = 0
    for model in chosen:
        try:
            opened = imported(model.path)
            done = export(opened.project, opened.weights, folder / "a.onnx")
        except (NotImported, NotExported) as why:
            print(f"{model.name}: {why}")
            continue
        assert done.difference < NEAR, model.name
        exported += 1
    assert exported >= 0.9 * len(chosen)
