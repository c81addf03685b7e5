"""Weights and run folders on disk."""

import numpy as np
import pytest

from studio.training.checkpoint import RunFolder, load_weights, save_weights
from studio.training.refused import Refused

WEIGHTS = {
    "dense.weight": np.arange(6, dtype=np.float32).reshape(2, 3).T,
    "norm.num_batches_tracked": np.array(7),
}


def test_weights_read_back_as_they_were(tmp_path) -> None:
    save_weights(WEIGHTS, tmp_path / "best.safetensors")
    back = load_weights(tmp_path / "best.safetensors")
    assert set(back) == set(WEIGHTS)
    for name, array in WEIGHTS.items():
        assert np.array_equal(back[name], array)
        assert back[name].dtype == array.dtype


@pytest.mark.parametrize("about", [None, {}, {"seed": "1"}])
def test_a_network_without_weights_has_a_file_that_says_so(tmp_path, about) -> None:
    save_weights({}, tmp_path / "none.safetensors", about)
    assert load_weights(tmp_path / "none.safetensors") == {}


@pytest.mark.parametrize("content", [b"", b"not weights", b"\xff" * 64])
def test_a_file_that_holds_no_weights_is_refused(tmp_path, content) -> None:
    path = tmp_path / "other.safetensors"
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"other\.safetensors holds no weights"):
        load_weights(path)


def test_an_older_run_is_never_written_over(tmp_path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "history.csv").write_text("old")
    with pytest.raises(Refused, match="not empty"):
        RunFolder(tmp_path / "run")
    assert (tmp_path / "run" / "history.csv").read_text() == "old"


def test_new_folders_count_up(tmp_path) -> None:
    names = [RunFolder.new(tmp_path / "runs", "digits").path.name for _ in range(3)]
    assert names == ["digits", "digits-2", "digits-3"]


def test_a_discarded_folder_goes_unless_it_was_there_before(tmp_path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    made = (RunFolder(mine), RunFolder(tmp_path / "new"), RunFolder.new(tmp_path, "run"))
    for folder in made:
        (folder.path / "graph.layerloom").write_text("{}")
        folder.discard()
    assert list(tmp_path.iterdir()) == [mine]
    assert list(mine.iterdir()) == []
