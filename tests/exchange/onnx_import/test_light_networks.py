"""Model-zoo networks of the onnx wheel open as blocks alone, answer as expected, and go back."""

from __future__ import annotations

import math

import onnx
import pytest

from studio.exchange.onnx_export import export
from studio.exchange.onnx_import import imported
from tests.exchange.onnx_import.wheel import worst
from tests.exchange.onnx_import.wheel_light import (
    LIGHT,
    QUICK,
    light,
    ramp,
    wanted,
    with_random_weights,
)

NEAR = 1e-3


def opens_as_expected(name):
    opened = imported(light(name))
    print(f"{name}: {opened.report.operators} operators, sealed {opened.report.sealed or 'none'}")
    assert not opened.report.sealed
    assert worst(opened, ramp(name), wanted(name)) < NEAR


@pytest.mark.parametrize("name", QUICK)
def test_a_light_network_opens_without_a_sealed_part(name):
    opens_as_expected(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(LIGHT) - set(QUICK)))
def test_a_large_light_network_opens_without_a_sealed_part(name):
    opens_as_expected(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["light_shufflenet", "light_squeezenet"])
def test_with_random_weights_a_light_network_opens_and_is_exported_again(name, tmp_path):
    goes_back(name, tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", LIGHT)
def test_with_random_weights_every_light_network_opens_and_is_exported_again(name, tmp_path):
    goes_back(name, tmp_path)


def goes_back(name, folder):
    onnx.save(with_random_weights(name), folder / "a.onnx")
    opened = imported(folder / "a.onnx")
    assert not opened.report.sealed
    assert 0 < opened.report.difference < NEAR or math.isclose(opened.report.difference, 0)
    done = export(opened.project, opened.weights, folder / "b.onnx")
    assert done.difference < NEAR
