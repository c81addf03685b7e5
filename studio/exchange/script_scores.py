"""The functions of a training script that run the network and compare its answers."""

from __future__ import annotations

from collections.abc import Iterator

from studio.blocks.block import OutputBlock
from studio.compiler.answers import learnable
from studio.compiler.steps import End, Plan
from studio.exchange.python_source import plain
from studio.exchange.script_data import field
from studio.exchange.source_lines import INDENT, code, literal
from studio.exchange.source_shapes import sides
from studio.schema.call import Name
from studio.schema.shape import count
from studio.training.metrics import METRICS


def output_block(end: End) -> OutputBlock:
    """The block of an output."""
    assert isinstance(end.block, OutputBlock)
    return end.block


def arguments(plan: Plan) -> Iterator[str]:
    """The function that picks what the network takes of the data."""
    drawing = ", training: bool" if _draws(plan) else ""
    yield f"def arguments(data: dict[str, Tensor], rows: Tensor{drawing}) -> list[Tensor]:"
    yield f'{INDENT}"""What the network takes of the examples in these rows."""'
    given: list[str] = []
    for position, end in enumerate(plan.inputs, 1):
        name, said = f'data["input_{position}"][rows]', f"# {plain(field(end).name, 40)}"
        if field(end).kind == "noise":
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


def compared(plan: Plan) -> Iterator[str]:
    """The function that gives the loss of a batch, and what its metrics are means of."""
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
        if output_block(end).loss() is None:  # it is only looked at
            place += len(end.variables)
            continue
        yield ""
        yield f"{INDENT}# {plain(field(end).name, 40)}"
        yield f"{INDENT}answer = {'results' if single else f'results[{place}]'}"
        if field(end).kind != "nothing":
            yield f'{INDENT}target = data["target_{position}"][rows]'
        yield from (f"{INDENT}{line}" for line in _output(end, place))
        place += len(end.variables)
    yield ""
    yield f"{INDENT}return sum(losses), amounts"
    yield ""
    yield ""


def _output(end: End, place: int) -> Iterator[str]:
    block = output_block(end)
    weight = "" if block.weight == 1.0 else f"{literal(block.weight)} * "
    if field(end).kind == "nothing":
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


def score(plan: Plan) -> Iterator[str]:
    """The function that gives loss and metrics over a part of the examples."""
    metrics = [output_block(end).metric for end in learnable(plan).outputs]
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


def _draws(plan: Plan) -> bool:
    return any(field(end).kind == "noise" for end in plan.inputs)
