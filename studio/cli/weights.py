"""The weights that a command begins with: those that it is told, or those beside the project."""

from pathlib import Path

from studio.cli.refusal import Refusal, unreadable
from studio.language import tr
from studio.project.beside import weights_file
from studio.training.checkpoint import WEIGHTS, load_weights
from studio.training.refused import Refused
from studio.training.session import Weights


def beside(file: Path) -> Path | None:
    """The weights that belong to a project: those of its name, or those of its run."""
    places = (weights_file(file), file.with_name(WEIGHTS))
    return next((place for place in places if place.is_file()), None)


def read_weights(file: Path) -> Weights:
    """The weights in a file.

    Raises:
        Refusal: it holds none.
    """
    try:
        return load_weights(file)
    except Refused as refused:
        raise Refusal(str(refused)) from refused
    except OSError as error:
        raise unreadable(file, error) from error


def wanted_weights(file: Path, named: Path | None) -> Weights:
    """The weights in the file that is named, else those that lie beside a project.

    Raises:
        Refusal: there are none.
    """
    found = named or beside(file)
    if found is None:
        sentence = tr(
            "there are no weights: neither {named} nor {run}; train the network, or name them with"
            " --weights"
        )
        raise Refusal(sentence.format(named=weights_file(file), run=file.with_name(WEIGHTS)))
    return read_weights(found)
