"""Supervised learning, pulled by hand: what it tells, and that it tells the same again."""

import math

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.compiler.module import build
from studio.data.digits import Digits
from studio.data.iris import Iris
from studio.graph.graph import Graph, Node, Wire
from studio.training.best import Best
from studio.training.events import EpochEnd, Failed, Finished, Measured, Progress, Started
from studio.training.optimizers import SGD, optimizers
from studio.training.recipes import supervised as recipe
from studio.training.recipes.dice import with_own_dice
from studio.training.recipes.learner import Learner
from studio.training.recipes.supervised import steps_between_news, supervised
from studio.training.recipes.tally import Tally
from studio.training.refused import Refused
from studio.training.schedules import Cosine
from studio.training.session import Session
from studio.training.settings import TrainingSettings
from tests.training.made import QUICK, SPIRALS, Waves, chain, mlp, only, pulled


def lstm(output: str, *outputs) -> Graph:
    """A recurrent network; `output` is the port that its output blocks read."""
    nodes = [
        Node(id="wave", block=blocks["sequence_input"]()),
        Node(id="lstm", block=blocks["lstm"](hidden_size=6)),
        *(Node(id=f"answer_{i}", block=block) for i, block in enumerate(outputs)),
    ]
    wires = [Wire(source="wave", target="lstm")]
    wires += [Wire(source="lstm", output=output, target=node.id) for node in nodes[2:]]
    return Graph(nodes=tuple(nodes), wires=tuple(wires))


def test_a_run_tells_its_start_its_progress_each_epoch_and_its_end() -> None:
    events = pulled(mlp(), SPIRALS, QUICK)
    started, *middle, finished = events
    assert started == Started(
        (Measured("block_2", "accuracy"),), 82, 2, 5, 32, (130, 30, 40), "cpu", "Processor", 1
    )
    assert [(e.epoch, e.step) for e in only(middle, Progress)] == [
        (epoch, step) for epoch in (1, 2) for step in range(1, 6)
    ]
    assert [e.epoch for e in only(middle, EpochEnd)] == [1, 2]
    assert isinstance(finished, Finished)
    assert (finished.stopped, finished.epochs) == (False, 2)
    assert finished.test is not None


def test_a_network_learns_what_a_single_layer_cannot() -> None:
    settings, data = QUICK.but(epochs=120), SPIRALS.but(points=400)
    deep = pulled(mlp(blocks["dense"](units=16)), data, settings)[-1]
    flat = pulled(chain(blocks["features_input"](), blocks["class_output"]()), data, settings)
    assert deep.test.metric >= 0.9
    assert flat[-1].test.metric <= 0.75


@pytest.mark.parametrize("entry", list(optimizers), ids=lambda entry: entry.id)
def test_the_loss_falls_with_every_optimizer(entry) -> None:
    epochs = only(pulled(mlp(), Iris(), QUICK.but(epochs=5, optimizer=entry())), EpochEnd)
    assert epochs[-1].training.loss < epochs[0].training.loss


@pytest.mark.parametrize("graph", [mlp(blocks["dropout"]()), mlp(blocks["batch_norm"]())])
def test_the_same_seed_gives_equal_events_and_another_seed_does_not(graph) -> None:
    first = pulled(graph, SPIRALS, QUICK)
    assert first == pulled(graph, SPIRALS, QUICK)
    assert first != pulled(graph, SPIRALS, QUICK.but(seed=1))


def test_random_numbers_drawn_between_pulls_change_nothing() -> None:
    graph = mlp(blocks["dropout"]())
    events = with_own_dice(supervised(graph, SPIRALS, QUICK, Session()), QUICK.seed)
    disturbed = []
    for event in events:
        torch.rand(3)
        disturbed += [event] if event else []
    assert disturbed == pulled(graph, SPIRALS, QUICK)


def test_a_run_leaves_the_random_numbers_of_others_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    pulled(mlp(blocks["dropout"]()), SPIRALS, QUICK)
    assert torch.equal(torch.rand(3), expected)


def test_gradients_stay_switched_on_for_whoever_pulls() -> None:
    for _ in supervised(mlp(), SPIRALS, QUICK, Session()):
        assert torch.is_grad_enabled()


def test_more_padding_changes_no_event() -> None:
    graph = lstm("sequence", blocks["class_output"](field="rising"))
    assert pulled(graph, Waves(), QUICK) == pulled(graph, Waves(longer=5), QUICK)


def test_a_loss_for_each_step_leaves_the_padding_out() -> None:
    graph = lstm("sequence", blocks["class_output"](field="rising"))
    session = Session()
    events = pulled(graph, Waves(), QUICK.but(epochs=1), session)
    examples = Waves().load()
    scored = Learner(
        recipe.plan(graph, {f.name: f for f in Waves().fields()}), examples, QUICK, _cpu()
    )
    scored.take(session.best)
    rows = examples.validation
    losses = []
    for row in rows:
        length = int(examples.lengths["wave"][row])
        wave = torch.from_numpy(examples.arrays["wave"][row : row + 1, :length])
        with torch.no_grad():
            scores, _ = scored._module.eval()(wave, torch.tensor([length]))
        target = torch.from_numpy(examples.arrays["rising"][row, :length])
        losses += torch.nn.functional.cross_entropy(scores[0], target, reduction="none").tolist()
    assert only(events, EpochEnd)[0].validation.loss == pytest.approx(np.mean(losses), rel=1e-5)


def _cpu():
    from studio.training.device import chosen

    return chosen("cpu", torch)


def test_several_outputs_are_weighted_and_each_has_its_metric() -> None:
    outputs = [
        blocks["class_output"](field="kind"),
        blocks["yes_no_output"](field="high", weight=0.0),
        blocks["number_output"](field="height", weight=0.0),
    ]
    events = pulled(lstm("last", *outputs), Waves(), QUICK)
    assert [m.metric for m in events[0].outputs] == ["accuracy", "accuracy", "rmse"]
    assert len(events[-1].test.metrics) == 3
    alone = pulled(lstm("last", outputs[0]), Waves(), QUICK)
    scores = [only(run, EpochEnd)[-1].validation.loss for run in (events, alone)]
    assert scores[0] == pytest.approx(scores[1], rel=1e-5)
    heavy = pulled(
        lstm("last", blocks["class_output"](field="kind", weight=2.0)), Waves(), QUICK.but(epochs=1)
    )
    light = pulled(lstm("last", outputs[0]), Waves(), QUICK.but(epochs=1))
    assert heavy[1].score.loss == pytest.approx(2 * light[1].score.loss)


def test_rmse_is_the_root_of_the_mean_squared_error_of_all_numbers() -> None:
    graph, session = lstm("last", blocks["number_output"](field="height")), Session()
    test = pulled(graph, Waves(), QUICK, session)[-1].test
    assert test.metric == pytest.approx(math.sqrt(test.loss), rel=1e-6)


def test_the_test_score_is_that_of_the_best_weights_and_comes_once() -> None:
    session = Session()
    # A rate this large makes the later epochs worse than an earlier one.
    settings = QUICK.but(epochs=12, optimizer=SGD(learning_rate=2.0))
    events = pulled(mlp(), Iris(), settings, session)
    finished, best = events[-1], [e for e in only(events, EpochEnd) if e.best][-1]
    assert finished.best_epoch == best.epoch == session.best_epoch < 12
    learner = Learner(
        recipe.plan(mlp(), {f.name: f for f in Iris().fields()}), Iris().load(), settings, _cpu()
    )
    learner.take(session.best)
    for rows in learner.exam(learner.test):
        learner.compare(rows)
    assert learner.tally.read().score() == finished.test


def test_the_last_uneven_batch_counts_once() -> None:
    seen = []
    learn = Learner.learn

    def noted(self, rows, step):
        seen.append(rows.tolist())
        learn(self, rows, step)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Learner, "learn", noted)
        pulled(mlp(), SPIRALS, QUICK.but(epochs=1))
    assert [len(rows) for rows in seen] == [32, 32, 32, 32, 2]
    rows = sorted(row for batch in seen for row in batch)
    assert rows == SPIRALS.load().training.tolist()


def test_clipping_keeps_each_step_within_its_length() -> None:
    free = QUICK.but(epochs=1, optimizer=SGD(learning_rate=1.0, momentum=0.0), batch_size=200)
    session = Session()
    pulled(mlp(), SPIRALS, free.but(clip=0.01), session)
    first = _first_weights(free)
    moved = math.sqrt(sum(float(((session.last[n] - first[n]) ** 2).sum()) for n in first))
    assert moved == pytest.approx(0.01, rel=1e-3)
    pulled(mlp(), SPIRALS, free, session)
    assert sum(float(((session.last[n] - first[n]) ** 2).sum()) for n in first) > 0.01**2 * 2


def _first_weights(settings):
    fields = {f.name: f for f in SPIRALS.fields()}
    return Learner(recipe.plan(mlp(), fields), SPIRALS.load(), settings, _cpu()).weights()


def test_the_learning_rate_follows_the_schedule() -> None:
    settings = QUICK.but(schedule=Cosine())
    rates = [e.learning_rate for e in only(pulled(mlp(), SPIRALS, settings), Progress)]
    assert rates == [pytest.approx(0.01 * Cosine().rate(step, 10)) for step in range(10)]


def test_a_loss_that_is_no_number_ends_the_run_at_its_step_and_keeps_the_best_weights() -> None:
    session = Session()
    learn = Learner.learn

    def broken(self, rows, step):
        if step == 7:
            with torch.no_grad():
                self._parameters[0].fill_(math.nan)
        learn(self, rows, step)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Learner, "learn", broken)
        patch.setattr(recipe, "LEAST_NEWS_IN_AN_EPOCH", 1)  # so that losses are read late
        events = pulled(mlp(), SPIRALS, QUICK.but(epochs=3), session)
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert (failed.epoch, failed.step, failed.best_epoch) == (2, 3, 1)
    assert "epoch 2, step 3" in failed.what
    assert "learning rate" in failed.remedy
    assert not only(events, Finished)
    assert all(np.isfinite(array).all() for array in session.best.values())


def test_weights_that_overflow_in_the_last_step_are_noticed_in_validation() -> None:
    learn = Learner.learn

    def broken(self, rows, step):
        learn(self, rows, step)
        if step == 4:
            with torch.no_grad():
                self._parameters[0].fill_(math.inf)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Learner, "learn", broken)
        failed = pulled(mlp(), SPIRALS, QUICK)[-1]
    assert isinstance(failed, Failed)
    assert (failed.epoch, failed.step, failed.best_epoch) == (1, 5, None)


def test_a_stopped_run_keeps_and_scores_what_it_has() -> None:
    session = Session()
    events = []
    for event in supervised(mlp(), SPIRALS, QUICK, session):
        events += [event] if event else []
        session.stopping = len(only(events, Progress)) == 3
    finished = events[-1]
    assert finished == Finished(True, 0, None, finished.test)
    assert finished.test is not None
    assert len(only(events, Progress)) == 3
    assert session.best is not None


def test_a_continued_run_begins_with_the_weights_given() -> None:
    session = Session()
    pulled(mlp(), SPIRALS, QUICK.but(epochs=40), session)
    further = pulled(mlp(), SPIRALS, QUICK, Session(start=session.last))
    fresh = pulled(mlp(), SPIRALS, QUICK)
    assert further[0].kept_weights == 4
    assert fresh[0].kept_weights == 0
    assert further[1].score.loss < fresh[1].score.loss


def test_only_weights_that_fit_are_kept_when_the_network_changed() -> None:
    session = Session()
    pulled(mlp(), SPIRALS, QUICK, session)
    wider = chain(
        blocks["features_input"](),
        blocks["dense"](units=16),
        blocks["dense"](units=8),
        blocks["class_output"](),
    )
    assert pulled(wider, SPIRALS, QUICK, Session(start=session.last))[0].kept_weights == 2


def test_pictures_stored_channels_last_train_to_the_same_numbers_within_rounding() -> None:
    from studio.training.device import Device

    fields = {f.name: f for f in Digits().fields()}
    examples, losses = Digits().load(), []
    graph = chain(
        blocks["picture_input"](),
        blocks["conv2d"](filters=4),
        blocks["flatten"](),
        blocks["class_output"](),
    )
    for last in (True, False):
        device = Device("cpu", "Processor", channels_last=last)
        learner = Learner(recipe.plan(graph, fields), examples, QUICK, device)
        for step, rows in enumerate(learner.epoch()):
            learner.learn(rows, step)
        losses.append(learner.tally.read().score().loss)
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_news_come_less_often_where_steps_are_cheap_and_at_least_five_times_an_epoch() -> None:
    assert steps_between_news(80, work=3_000_000) == 16
    assert steps_between_news(80, work=200_000_000) == 5
    assert steps_between_news(80, work=10**12) == 1
    assert steps_between_news(3, work=1) == 1


def test_a_network_without_parameters_is_refused() -> None:
    graph = chain(blocks["features_input"](), blocks["class_output"](dense=False))
    with pytest.raises(Refused, match="nothing to train"):
        pulled(graph, SPIRALS, QUICK)


def test_a_network_larger_than_the_memory_is_refused_before_it_is_built(monkeypatch) -> None:
    monkeypatch.setattr(recipe, "free_memory", lambda device, torch: 10**9)
    monkeypatch.setattr(recipe, "Learner", None)  # calling it would fail
    huge = mlp(blocks["dense"](units=100_000), blocks["dense"](units=100_000))
    with pytest.raises(Refused, match=r"10,0.*parameters.*GB"):
        pulled(huge, SPIRALS, TrainingSettings())


def test_validation_chooses_the_epoch_and_not_training() -> None:
    epochs = only(pulled(mlp(), SPIRALS, QUICK.but(epochs=25)), EpochEnd)
    told = [epoch.best for epoch in epochs]
    measured = (Measured("block_2", "accuracy"),)
    by_validation, by_training = Best(measured), Best(measured)
    assert told == [by_validation.beaten(epoch.validation) for epoch in epochs]
    assert told != [by_training.beaten(epoch.training) for epoch in epochs]


def test_scores_are_those_of_a_network_without_dropout() -> None:
    graph, session = mlp(blocks["dropout"](share=0.9)), Session()
    finished = pulled(graph, SPIRALS, QUICK, session)[-1]
    module = build(recipe.plan(graph, {f.name: f for f in SPIRALS.fields()})).eval()
    module.load_state_dict({name: torch.from_numpy(w) for name, w in session.best.items()})
    examples = SPIRALS.load()
    points = torch.from_numpy(examples.arrays["point"][examples.test])
    right = module(points).argmax(1).numpy() == examples.arrays["arm"][examples.test]
    assert finished.test.metric == pytest.approx(right.mean())


def test_scoring_keeps_no_gradients(monkeypatch) -> None:
    kept, add = [], Tally.add
    monkeypatch.setattr(
        Tally, "add", lambda self, r, t: (kept.append(r.requires_grad), add(self, r, t))[1]
    )
    pulled(mlp(), SPIRALS, QUICK.but(epochs=1))
    # Five steps learn; then validation and test are scored, each in one batch.
    assert kept == [True] * 5 + [False] * 2


def test_the_weights_of_convolutions_lie_as_their_pictures_do() -> None:
    graph = chain(
        blocks["picture_input"](),
        blocks["conv2d"](filters=4),
        blocks["conv2d"](filters=4),
        blocks["flatten"](),
        blocks["class_output"](),
    )
    fields = {field.name: field for field in Digits().fields()}
    learner = Learner(recipe.plan(graph, fields), Digits().load(), QUICK, _cpu())
    _, second = [p for p in learner._parameters if p.ndim == 4]
    assert second.is_contiguous(memory_format=torch.channels_last)
    assert not second.is_contiguous()
    assert all(array.flags.c_contiguous for array in learner.weights().values())
