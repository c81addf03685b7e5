"""What a typed text finds."""

import time

import pytest

from studio.blocks import blocks
from studio.blocks.presets import presets
from studio.graph.ready_made import ready_made
from studio.ui.search.ranking import Called, Rank, ranked

THINGS = {
    "Dense": Called("Dense", ("linear", "fc", "fully connected", "全连接"), "Every input counts."),
    "Conv 2D": Called("Conv 2D", ("convolution", "conv2d", "卷积", "二维卷积")),
    "Conv 1D": Called("Conv 1D", ("convolution", "conv1d", "卷积")),
    "Max pooling 2D": Called("Max pooling 2D", ("maxpool", "shrink"), "Keeps the largest number."),
    "Batch norm": Called("Batch norm", ("batchnorm", "bn")),
    "Multi-head attention": Called("Multi-head attention", ("transformer",)),
}


def found(text):
    return [title for _, title in ranked(text, THINGS, THINGS.__getitem__)]


def first_block(text):
    entries = (*blocks, *presets, *ready_made)
    hits = ranked(text, entries, lambda e: Called(e.title, (e.id, *e.words), e.help()))
    return hits[0][1].id


def test_without_text_everything_is_there_in_its_order():
    assert found("  ") == list(THINGS)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("dense", "Dense"),
        ("DENSE ", "Dense"),
        ("fc", "Dense"),
        ("fully", "Dense"),
        ("全连接", "Dense"),
        ("卷积", "Conv 2D"),
        ("conv2d", "Conv 2D"),
        ("conv 2 d", "Conv 2D"),
        ("2d conv", "Conv 2D"),
        ("\uff42\uff4e", "Batch norm"),
        ("batch-norm", "Batch norm"),
        ("max p", "Max pooling 2D"),
        ("pool", "Max pooling 2D"),
        ("head", "Multi-head attention"),
        ("largest", "Max pooling 2D"),
    ],
)
def test_a_thing_is_found_by_its_title_its_other_names_and_what_is_told(text, title):
    assert found(text)[0] == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("desne", "Dense"),
        ("dens3", "Dense"),
        ("convlution", "Conv 2D"),
        ("comvoluton", "Conv 2D"),
        ("poling", "Max pooling 2D"),
        ("ocnv", "Conv 2D"),
        ("bacth norm", "Batch norm"),
        ("atention", "Multi-head attention"),
        ("mxp", "Max pooling 2D"),
    ],
)
def test_a_text_with_typing_errors_finds_what_was_meant(text, title):
    assert found(text)[0] == title


def test_what_is_called_so_hides_what_is_only_similar():
    assert found("conv") == ["Conv 2D", "Conv 1D"]  # and not all that has these letters


@pytest.mark.parametrize("text", ["xyz", "q", "dense xyz", "zzzzzzzzzzzzzz"])
def test_a_text_that_fits_nothing_finds_nothing(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("fc", "dense"),
        ("linear", "dense"),
        ("dense", "dense"),
        ("bn", "batch_norm"),
        ("convolution", "conv2d"),
        ("relu", "relu_activation"),
        ("卷积", "conv2d"),
        ("全连接", "dense"),
        ("注意力", "attention"),
        ("resnet", "residual_block"),
        ("maxpool", "max_pool2d"),
        ("dropuot", "dropout"),
        ("flaten", "flatten"),
        ("lsmt", "lstm"),
        ("sofmax", "softmax_activation"),
        ("embeding", "embedding"),
    ],
)
def test_a_block_of_the_catalogue_is_first_under_the_names_that_people_use(text, id):
    assert first_block(text) == id


def test_a_title_that_is_the_text_comes_before_one_that_begins_with_it():
    things = {"Maximum": Called("Maximum"), "Max": Called("Max")}
    assert [t for _, t in ranked("max", things, things.__getitem__)] == ["Max", "Maximum"]


def test_what_fits_as_well_stays_in_its_order():
    things = ["b", "a", "c"]
    hits = ranked("bloc", things, lambda t: Called(f"Block {t}"))
    assert hits == [(Rank.BEGINS, t) for t in things]


def test_shapes_are_found_without_their_spaces_and_signs():
    shapes = {"a": Called("Pooling", ("32 × 13 × 13",)), "b": Called("Dense", ("128",))}
    assert [t for _, t in ranked("32x13", shapes, shapes.__getitem__)] == ["a"]


def test_ten_thousand_names_are_searched_in_a_moment():
    names = [Called(f"Conv block {n}", ("Conv 2D", f"{n} × 26 × 26")) for n in range(10_000)]
    begin = time.process_time()
    ranked("cnov 77", names, lambda called: called)
    assert time.process_time() - begin < 5
