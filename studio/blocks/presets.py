"""Presets: blocks with settings that have a name of their own, such as an activation called ReLU.

Once placed, such a block is like any other of its kind. Each has a help page of its own.
"""

from __future__ import annotations

from inspect import cleandoc
from typing import Final

from pydantic import create_model

from studio.blocks.activation import TITLES, Activation
from studio.blocks.block import Block
from studio.schema.entry import Catalog, Entry
from studio.schema.field_types import ActivationName
from studio.schema.shape import Features


class Preset(Entry):
    """A block by the name that people know it by."""

    def block(self) -> Block:
        """The block with these settings."""
        raise NotImplementedError


class NamedActivation(Preset):
    """An activation block with this function."""

    function: ActivationName = "relu"

    def block(self) -> Block:
        return Activation(function=self.function)


presets: Catalog[Preset] = Catalog("presets")

_PAGES: Final[dict[ActivationName, str]] = {
    "relu": """
        Cuts negative numbers to zero.

        Use it by default, after convolutions and dense layers. Do not use it last: an output that
        must be negative cannot be.

        y = max(0, x).
    """,
    "relu6": """
        Cuts numbers at 0 and at 6.

        Use it in small networks that run with few bits, such as those for phones. Elsewhere ReLU
        is the usual choice.

        y = min(max(0, x), 6).
    """,
    "leaky_relu": """
        Makes negative numbers small instead of cutting them off.

        Use it where many ReLU units give nothing but zero and stop learning, and in the
        discriminators of adversarial networks. Do not set its slope to 1: that bends nothing.

        y = x above zero and slope·x below.
    """,
    "prelu": """
        A leaky ReLU that learns its slope.

        Use it in large networks with much data. With little data a fixed slope does as well.

        y = x above zero and a·x below, with a learned slope a.
    """,
    "elu": """
        Bends smoothly from x towards −α for negative numbers.

        Use it where means near zero help learning and a little more time does not matter.

        y = x above zero and α·(eˣ − 1) below.
    """,
    "selu": """
        A scaled ELU that keeps mean 0 and spread 1 from layer to layer.

        Use it in deep networks of dense layers alone, with standardized inputs. Do not mix it
        with batch norm, which does the same in another way.

        y = 1.0507·x above zero and 1.0507·1.6733·(eˣ − 1) below.
    """,
    "gelu": """
        A smooth ReLU: x times the share of a normal distribution below x.

        Use it in transformers, where it is usual. In small convolutional networks ReLU is quicker
        and about as good.

        y = x·Φ(x), with Φ(x) the share of a normal distribution below x.
    """,
    "silu": """
        A smooth ReLU: x times its sigmoid. Also called swish.

        Use it in deep networks for pictures in place of ReLU. It takes a little more time.

        y = x·σ(x), with the sigmoid σ(x) = 1 / (1 + e⁻ˣ).
    """,
    "hard_swish": """
        Swish made of straight lines and one bend.

        Use it in small networks for phones in place of SiLU: it needs no exponential.

        y = x · min(max(0, x + 3), 6) / 6.
    """,
    "sigmoid": """
        Squeezes every number between 0 and 1.

        Use it for gates and shares that must lie between 0 and 1. Do not use it in all layers of
        a deep network: it is flat far from zero, so learning is slow. A yes/no output applies its
        own.

        y = 1 / (1 + e⁻ˣ).
    """,
    "hard_sigmoid": """
        A sigmoid made of straight lines.

        Use it for gates in small networks. Beyond its reach it is flat and learns nothing.

        y = x / (2·reach) + offset, cut at 0 and 1.
    """,
    "tanh": """
        Squeezes every number between −1 and 1.

        Use it where values below and above zero mean something, such as at the end of a generator
        of pictures. In deep networks ReLU learns faster.

        y = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ).
    """,
    "hard_tanh": """
        Cuts numbers at a lowest and a highest.

        Use it to keep values within bounds. Beyond them it is flat and learns nothing.

        y = min(max(lowest, x), highest).
    """,
    "softplus": """
        A smooth curve that is always above zero.

        Use it for what must be positive, such as a spread. Within a network ReLU is quicker.

        y = ln(1 + eˣ).
    """,
    "softsign": """
        Squeezes every number between −1 and 1, more gently than tanh.

        Use it in place of tanh where values get large. ReLU is the usual choice in deep networks.

        y = x / (1 + |x|).
    """,
    "softmax": """
        Turns numbers into shares that add up to 1.

        Use it to weigh things against each other inside a network. Do not put it before a class
        output: that block applies its own.

        y = eˣ / Σ eˣ, the sum over all values that x stands among.
    """,
    "log_softmax": """
        The logarithm of softmax.

        Use it where logarithms of shares are wanted: it is more exact than taking them
        afterwards. Do not put it before a class output: that block applies its own.

        y = x − ln Σ eˣ, the sum over all values that x stands among.
    """,
    "step": """
        Gives 1 for what is above zero, else 0.

        Use it to show how the first perceptrons answered. Do not use it to train by gradients: it
        is flat everywhere, so nothing before it learns.

        y = 1 above zero, else 0.
    """,
}
_ALSO: Final[dict[ActivationName, tuple[str, ...]]] = {
    "silu": ("swish",),
    "sigmoid": ("logistic", "σ"),
    "hard_tanh": ("clip", "clamp"),
    "step": ("heaviside", "threshold"),
    "softmax": ("归一化指数",),
}


def _declare(name: ActivationName, page: str) -> None:
    call = Activation(function=name).layers(Features(1))["activation"]
    made = create_model(
        f"{name}_activation",
        __base__=NamedActivation,
        __module__=__name__,
        __doc__=f"{cleandoc(page)}\n\nIn PyTorch: `{call}`.",
        function=(ActivationName, name),
    )
    words = (name.replace("_", ""), "activation", "激活函数", *_ALSO.get(name, ()))
    presets.entry(f"{name}_activation", title=TITLES[name], family="dense", words=words)(made)


for _name, _page in _PAGES.items():
    _declare(_name, _page)
