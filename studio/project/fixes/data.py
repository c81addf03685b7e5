"""Data whose settings ask for something that it does not have."""

from __future__ import annotations

from collections.abc import Iterator

from studio.data.dataset import ClassifiedDataset, DataError
from studio.language import tr
from studio.project.fixes.fix import Case, Draft, way


@way
def all_classes(case: Case) -> Iterator[Draft]:
    """Every class that the set has, or those that it knows."""
    data = case.project.data
    if case.problem.where or not isinstance(data, ClassifiedDataset):
        return
    try:
        data.fields()
    except DataError:
        known = tuple(name for name in data.classes if name in data.class_names())
        if known != data.classes and len(known) > 1:
            title = tr("Leave the unknown classes out")
            yield Draft(title, ", ".join(known), 0, data=data.but(classes=known))
        title, why = tr("Keep all classes"), ", ".join(data.class_names())
        yield Draft(title, why, 1, data=data.but(classes=()))
