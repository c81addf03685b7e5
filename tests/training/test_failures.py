"""Errors become sentences."""

import logging

import pytest

from studio.training.failures import explained


class OutOfMemoryError(RuntimeError):
    """What torch raises on a graphics card, by its name."""


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OutOfMemoryError("CUDA out of memory."),
        RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 4 bytes."),
        RuntimeError("MPS backend out of memory"),
    ],
)
def test_every_way_of_running_out_of_memory_says_so(error) -> None:
    assert explained(error, best_epoch=4).what == "The memory is full."
    assert explained(error, best_epoch=4).best_epoch == 4


def test_an_unforeseen_error_is_named_and_logged_with_its_traceback(caplog) -> None:
    with caplog.at_level(logging.ERROR, "layerloom"):
        failed = explained(RuntimeError("shapes cannot be multiplied"))
    assert failed.what == "Training ended with an error."
    assert "shapes cannot be multiplied" in failed.why
    assert caplog.records[0].exc_info
