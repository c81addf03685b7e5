"""A training script: the network's module with data, loop, metrics and the best weights kept.

The script needs torch, numpy and safetensors, and the examples in a file beside it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Final

from studio.compiler.answers import learnable
from studio.compiler.steps import Plan
from studio.exchange.python_source import NETWORK, Ending, plain
from studio.exchange.script_data import SUFFIX, field
from studio.exchange.script_scores import arguments, compared, output_block, score
from studio.exchange.source_lines import INDENT, code, laid, literal
from studio.schema.call import Call, Expression, Name
from studio.training.metrics import METRICS
from studio.training.schedules import Constant, Schedule
from studio.training.settings import TrainingSettings

IMPORTS: Final = (
    "from pathlib import Path", "import sys", "import numpy as np", "import torch",
    "from safetensors.torch import load_file", "from safetensors.torch import save_file",
)  # fmt: skip


def training(plan: Plan, settings: TrainingSettings) -> Ending:
    """What stands after the classes of a network in its training script.

    At least one output must have a loss of its own.
    """
    changing = not isinstance(settings.schedule, Constant)
    lines = [
        *_constants(plan, settings),
        *(_schedule(settings.schedule) if changing else ()),
        *_BATCHES.splitlines(),
        *arguments(plan),
        *compared(plan),
        *score(plan),
        *_main(plan, settings, changing),
    ]
    imports = [*IMPORTS, *(["import math"] if any("math." in line for line in lines) else [])]
    padded = any(end.lengths for end in plan.outputs)
    return Ending(lines, imports, frozenset({"real"} if padded else ()))


def _constants(plan: Plan, settings: TrainingSettings) -> Iterator[str]:
    device = '"cuda" if torch.cuda.is_available() else "cpu"'
    yield f'DATA = Path(__file__).with_suffix("{SUFFIX}")'
    yield 'BEST = Path(__file__).with_name("best.safetensors")'
    yield f"DEVICE = {device if settings.device == 'auto' else literal(settings.device)}"
    yield f"SEED = {settings.seed}"
    yield f"EPOCHS = {settings.epochs}"
    yield f"BATCH_SIZE = {settings.batch_size}"
    yield f"LEARNING_RATE = {literal(settings.optimizer.learning_rate)}"
    if frozen := plan.frozen():
        yield "# These keep their weights, and answer while training as they do later."
        value: Expression = tuple(frozen)
        yield from _laid("FROZEN = ", value, "")
    yield ""
    yield ""


def _schedule(schedule: Schedule) -> Iterator[str]:
    """The schedule as a class of its own: its settings, and the method that is run here."""
    kind = type(schedule)
    yield "class Schedule:"
    yield f'{INDENT}"""{plain(kind.summary())}."""'
    yield ""
    settings = [name for name in kind.model_fields if name != "kind"]
    yield from (f"{INDENT}{name} = {literal(getattr(schedule, name))}" for name in settings)
    yield from [""] if settings else []
    yield from inspect.getsource(kind.rate).rstrip().splitlines()
    yield ""
    yield ""


_BATCHES: Final = '''\
def batches(rows: Tensor) -> list[Tensor]:
    """These rows in batches; a single row at the end joins the batch before it."""
    made = list(rows.split(BATCH_SIZE))
    if len(made) > 1 and len(made[-1]) == 1:
        made[-2:] = [torch.cat(made[-2:])]
    return made


'''


def _main(plan: Plan, settings: TrainingSettings, changing: bool) -> Iterator[str]:
    deep, deeper = INDENT * 2, INDENT * 3
    yield 'def main(weights: str = "") -> None:'
    yield f'{INDENT}"""Train, keep the weights that are best in validation, and score them once."""'
    yield f"{INDENT}torch.manual_seed(SEED)"
    yield f"{INDENT}with np.load(DATA) as file:"
    yield f"{deep}data = {{name: torch.from_numpy(file[name]).to(DEVICE) for name in file}}"
    yield f"{INDENT}network = {NETWORK}().to(DEVICE)"
    yield f"{INDENT}if weights:"
    yield f"{deep}network.load_state_dict(load_file(weights))"
    yield from _optimizer(plan, settings)
    if changing:
        steps = 'len(batches(data["training"]))'
        yield f"{INDENT}schedule, step, steps = Schedule(), 0, EPOCHS * {steps}"
    yield f"{INDENT}dice = torch.Generator().manual_seed(SEED)"
    yield f"{INDENT}best, kept = None, {{}}"
    yield f"{INDENT}for epoch in range(1, EPOCHS + 1):"
    yield f"{deep}network.train()"
    if plan.frozen():
        yield f"{deep}for path in FROZEN:"
        yield f"{deeper}network.get_submodule(path).eval()"
    yield f'{deep}order = torch.randperm(len(data["training"]), generator=dice).to(DEVICE)'
    yield f'{deep}for rows in batches(data["training"][order]):'
    if changing:
        yield f"{deeper}for group in optimizer.param_groups:"
        yield f'{deeper}{INDENT}group["lr"] = LEARNING_RATE * schedule.rate(step, steps)'
        yield f"{deeper}step += 1"
    yield f"{deeper}loss, _ = compared(network, data, rows)"
    yield f"{deeper}optimizer.zero_grad()"
    yield f"{deeper}loss.backward()"
    if settings.clip:
        clip = literal(settings.clip)
        yield f"{deeper}nn.utils.clip_grad_norm_(network.parameters(), {clip})"
    yield f"{deeper}optimizer.step()"
    yield from _best(plan)
    yield ""
    yield ""
    yield 'if __name__ == "__main__":'
    yield f"{INDENT}main(*sys.argv[1:])"


def _optimizer(plan: Plan, settings: TrainingSettings) -> Iterator[str]:
    call = settings.optimizer.call()
    chosen = {name: value for name, value in call.kwargs if name != "fused"}
    chosen["lr"] = Name("LEARNING_RATE")
    learning: Expression = Name("network.parameters()")
    if plan.frozen():
        yield f"{INDENT}learning = [each for each in network.parameters() if each.requires_grad]"
        learning = Name("learning")
    yield from _laid("optimizer = ", Call(f"torch.{call.target}", learning, **chosen), INDENT)


def _best(plan: Plan) -> Iterator[str]:
    deep, deeper = INDENT * 2, INDENT * 3
    learned = learnable(plan).outputs
    names = [
        "loss",
        *(plain(f"{output_block(end).metric} {field(end).name}", 40) for end in learned),
    ]
    yield f'{deep}loss, *metrics = score(network, data, "validation")'
    merit = "(-loss,)"
    if len(learned) == 1:
        sign = "" if METRICS[output_block(learned[0]).metric].rising else "-"
        merit = f"({sign}metrics[0], -loss)"
    yield f"{deep}merit = {merit}"
    yield f"{deep}told = [round(each, 4) for each in (loss, *metrics)]"
    yield f'{deep}print(f"epoch {{epoch}}: validation", *told)'
    yield f"{deep}if best is None or merit > best:"
    yield f"{deeper}best = merit"
    yield f"{deeper}kept = {{name: value.clone() for name, value in network.state_dict().items()}}"
    yield f"{INDENT}network.load_state_dict(kept)"
    yield f"{INDENT}save_file({{name: value.contiguous() for name, value in kept.items()}}, BEST)"
    value: Expression = tuple(names)
    yield from _laid("names = ", value, INDENT)
    yield f'{INDENT}for name, value in zip(names, score(network, data, "test"), strict=True):'
    yield f'{deep}print(f"test {{name}}: {{value:.6f}}")'


def _laid(lead: str, value: Expression, indent: str) -> list[str]:
    lines = laid(lead, code(value, {}), "", indent)
    assert lines is not None  # its arguments are short
    return lines
