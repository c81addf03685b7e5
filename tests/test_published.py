"""Networks of well-known papers have exactly the parameters that were published."""

from collections.abc import Callable

import pytest
import torch
from torch import nn

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.project import files
from studio.project.checks import checked
from studio.project.project import Project
from tests import published

# Of the transformer's encoder: table 1 and section 3.3 of the paper, biases and norms included.
_ATTENTION = 4 * (published.WIDTH + 1) * published.WIDTH
_DENSE = (published.WIDTH + 1) * published.INNER + (published.INNER + 1) * published.WIDTH
_NORMS = 2 * 2 * published.WIDTH
_EMBEDDED, _CLASSES = published.VOCABULARY * published.WIDTH, (published.WIDTH + 1) * 4

_TRANSFORMER = _EMBEDDED + 2 * (_ATTENTION + _DENSE + _NORMS) + _CLASSES

# Of U-Net, figure 1: kernel, channels in, channels out of each layer; all of them have biases.
_DOWN = [(3, 1, 64), (3, 64, 64), (3, 64, 128), (3, 128, 128), (3, 128, 256), (3, 256, 256),
         (3, 256, 512), (3, 512, 512), (3, 512, 1024), (3, 1024, 1024)]  # fmt: skip
_UP = [(2, 1024, 512), (3, 1024, 512), (3, 512, 512), (2, 512, 256), (3, 512, 256), (3, 256, 256),
       (2, 256, 128), (3, 256, 128), (3, 128, 128), (2, 128, 64), (3, 128, 64), (3, 64, 64),
       (1, 64, 2)]  # fmt: skip
_UNET = sum(kernel**2 * arriving * leaving + leaving for kernel, arriving, leaving in _DOWN + _UP)

PUBLISHED = {
    published.resnet18: 11_689_512,
    published.vgg16: 138_357_544,
    published.mobilenet_v2: 3_504_872,
    published.unet: _UNET,
    published.transformer: _TRANSFORMER,
    published.transformer_of_blocks: _TRANSFORMER,
}

every = pytest.mark.parametrize(
    ("network", "total"), PUBLISHED.items(), ids=lambda value: getattr(value, "__name__", None)
)


@every
def test_the_parameters_that_are_told_are_the_published_ones(
    network: Callable[[], Project], total: int
) -> None:
    found = checked(network())
    assert not found.problems
    assert found.parameters == total


@every
def test_the_module_has_the_published_parameters(
    network: Callable[[], Project], total: int
) -> None:
    project = network()
    with torch.device("meta"):
        module = build(plan(project.graph, project.fields()))
    assert sum(parameter.numel() for parameter in module.parameters()) == total


@every
def test_it_comes_back_from_a_file_equal(network: Callable[[], Project], total: int) -> None:
    project = network()
    assert files.parse(files.dump(project)) == project


def test_residual_blocks_are_groups_with_weights_of_their_own() -> None:
    project = published.resnet18()
    with torch.device("meta"):
        module = build(plan(project.graph, project.fields()))
    convolutions = [layer for layer in module.modules() if isinstance(layer, nn.Conv2d)]
    # Seventeen on the way, and three that project where the size changes.
    assert len(convolutions) == 17 + 3
    assert sum(name.endswith("conv_1") for name, _ in module.named_modules()) == 8
