"""A training script: the network's module with data, loop, metrics and the best weights kept.

The script needs torch, numpy and safetensors, and the examples in a file beside it.
"""

from __future__ import annotations

import inspect
import io
from collections.abc import Iterator
from typing import Final

import numpy as np

from studio.blocks.block import OutputBlock
from studio.compiler.answers import learnable
from studio.compiler.steps import End, Plan
from studio.data.dataset import Array, Examples
from studio.exchange.python_source import NETWORK, Ending, plain
from studio.exchange.source_lines import INDENT, code, laid, literal
from studio.exchange.source_shapes import sides
from studio.schema.call import Call, Expression, Name
from studio.schema.data_field import DataField
from studio.schema.shape import count
from studio.training.metrics import METRICS
from studio.training.schedules import Constant, Schedule
from studio.training.settings import TrainingSettings

SUFFIX: Final = ".npz"
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
        *_arguments(plan),
        *_compared(plan),
        *_score(plan),
        *_main(plan, settings, changing),
    ]
    imports = [*IMPORTS, *(["import math"] if any("math." in line for line in lines) else [])]
    padded = any(end.lengths for end in plan.outputs)
    return Ending(lines, imports, frozenset({"real"} if padded else ()))


def data_file(plan: Plan, examples: Examples) -> bytes:
    """The examples that a training script reads: its arrays, and the rows of its three parts."""
    arrays: dict[str, Array] = {
        "training": examples.training, "validation": examples.validation, "test": examples.test,
    }  # fmt: skip
    for kind, ends in (("input", plan.inputs), ("target", plan.outputs)):
        for position, end in enumerate(ends, 1):
            name = _field(end)
            if name not in examples.arrays:  # noise is drawn, and a penalty has no target
                continue
            arrays[f"{kind}_{position}"] = examples.arrays[name]
            if end.lengths and kind == "input":
                arrays[f"lengths_{position}"] = examples.lengths[name]
    written = io.BytesIO()
    np.savez_compressed(written, **arrays)  # type: ignore[arg-type]
    return written.getvalue()


def _field(end: End) -> str:
    return _data(end).name


def _data(end: End) -> DataField:
    assert end.data is not None  # inputs and outputs of a whole graph name a data field
    return end.data


def _draws(plan: Plan) -> bool:
    return any(_data(end).kind == "noise" for end in plan.inputs)


def _block(end: End) -> OutputBlock:
    assert isinstance(end.block, OutputBlock)
    return end.block


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


def _arguments(plan: Plan) -> Iterator[str]:
    drawing = ", training: bool" if _draws(plan) else ""
    yield f"def arguments(data: dict[str, Tensor], rows: Tensor{drawing}) -> list[Tensor]:"
    yield f'{INDENT}"""What the network takes of the examples in these rows."""'
    given: list[str] = []
    for position, end in enumerate(plan.inputs, 1):
        name, said = f'data["input_{position}"][rows]', f"# {plain(_field(end), 40)}"
        if _data(end).kind == "noise":
            shape = f"len(rows), {count(end.shape)}, device=DEVICE"
            yield f"{INDENT}noise_{position} = torch.zeros({shape})"
            yield f"{INDENT}if training:"
            yield f"{INDENT * 2}noise_{position}.normal_()"
            given.append(f"noise_{position},")
        elif end.lengths:
            lengths = f"lengths_{position}"
            yield f'{INDENT}{lengths} = data["{lengths}"][rows]'
            # What no example of the batch needs is cut off.
            given += [f"{name}[:, : {lengths}.max()],  {said}", f"{lengths},"]
        else:
            given.append(f"{name},  {said}")
    yield f"{INDENT}return ["
    yield from (f"{INDENT * 2}{each}" for each in given)
    yield f"{INDENT}]"
    yield ""
    yield ""


def _compared(plan: Plan) -> Iterator[str]:
    yield "def compared("
    yield f"{INDENT}network: nn.Module, data: dict[str, Tensor], rows: Tensor"
    yield ") -> tuple[Tensor, list[Tensor]]:"
    yield f'{INDENT}"""The loss of some examples, and what each output\'s metric is the mean of."""'
    drawing = ", network.training" if _draws(plan) else ""
    yield f"{INDENT}results = network(*arguments(data, rows{drawing}))"
    single = len(plan.results()) == 1
    yield f"{INDENT}losses, amounts = [], []"
    place = 0
    for position, end in enumerate(plan.outputs, 1):
        if _block(end).loss() is None:  # it is only looked at
            place += len(end.variables)
            continue
        yield ""
        yield f"{INDENT}# {plain(_field(end), 40)}"
        yield f"{INDENT}answer = {'results' if single else f'results[{place}]'}"
        if _data(end).kind != "nothing":
            yield f'{INDENT}target = data["target_{position}"][rows]'
        yield from (f"{INDENT}{line}" for line in _output(end, place))
        place += len(end.variables)
    yield ""
    yield f"{INDENT}return sum(losses), amounts"
    yield ""
    yield ""


def _output(end: End, place: int) -> Iterator[str]:
    block = _block(end)
    weight = "" if block.weight == 1.0 else f"{literal(block.weight)} * "
    if _data(end).kind == "nothing":
        yield f"losses.append({weight}answer.mean())"
        yield "amounts.append(answer)"
        return
    if end.lengths:
        yield f"steps = real(answer, results[{place + 1}])  # without what stands behind the end"
        yield "answer, target = answer[steps], target[:, : answer.size(1)][steps]"
    elif block.target == "class" and len(sides(end.shape)) > 1:
        yield "answer, target = answer.flatten(0, -2), target.flatten()"
    yield f"losses.append({weight}{code(block.loss(), {})}(answer, target))"
    match block.target:
        case "class":
            yield "amounts.append(answer.argmax(-1) == target)"
        case "yes_no":
            yield "amounts.append((answer > 0) == (target > 0.5))"
        case _:
            answered = code(block.answer(Name("answer")), {})
            yield f"amounts.append(({answered} - target).square())"


def _score(plan: Plan) -> Iterator[str]:
    metrics = [_block(end).metric for end in learnable(plan).outputs]
    yield "@torch.no_grad()"
    yield "def score(network: nn.Module, data: dict[str, Tensor], part: str) -> list[float]:"
    yield f'{INDENT}"""Loss and metrics over a part of the examples, when nothing is random."""'
    yield f"{INDENT}network.eval()"
    yield f"{INDENT}rows = data[part]"
    yield f"{INDENT}loss, amounts = 0.0, []"
    yield f"{INDENT}for batch in rows.split(4 * BATCH_SIZE):"
    yield f"{INDENT * 2}mean, each = compared(network, data, batch)"
    yield f"{INDENT * 2}loss += mean.item() * len(batch) / len(rows)"
    yield f"{INDENT * 2}amounts.append([values.flatten().float() for values in each])"
    yield f"{INDENT}every = zip(*amounts, strict=True)"
    yield f"{INDENT}means = [torch.cat(values).mean().item() for values in every]"
    if roots := [place for place, metric in enumerate(metrics) if METRICS[metric].root]:
        yield f"{INDENT}for place in {roots}:"
        yield f"{INDENT * 2}means[place] = means[place] ** 0.5  # root of the mean squared error"
    yield f"{INDENT}return [loss, *means]"
    yield ""
    yield ""


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
    names = ["loss", *(plain(f"{_block(end).metric} {_field(end)}", 40) for end in learned)]
    yield f'{deep}loss, *metrics = score(network, data, "validation")'
    merit = "(-loss,)"
    if len(learned) == 1:
        sign = "" if METRICS[_block(learned[0]).metric].rising else "-"
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
