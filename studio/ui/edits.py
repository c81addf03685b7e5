"""The edits that forms ask for: each is one named step of the document."""

from __future__ import annotations

from studio.data.dataset import Dataset
from studio.language import tr
from studio.ui.document import Document


def set_block(document: Document, id: str, field: str, value: object) -> None:
    """Give a setting of a block another value."""
    graph = document.project.graph
    node = graph.by_id[id]
    title = type(node.block).model_fields[field].title or field
    text = tr("Set {setting} of {block}").format(setting=tr(title), block=node.label)
    changed = graph.with_block(id, node.block.but(**{field: value}))
    document.edit_graph(text, changed, f"{id}.{field}")


def rename(document: Document, id: str, name: str) -> None:
    """Give a block another name; without one it is called by its title."""
    graph = document.project.graph
    node = graph.by_id[id]
    text = tr("Rename {block}").format(block=node.label)
    document.edit_graph(text, graph.replaced(node.but(name=name)))


def set_data(document: Document, data: Dataset) -> None:
    """Learn from this data set, or from the same one with other settings."""
    text = tr("Set data")
    if data.kind != document.project.data.kind:
        text = tr("Choose data: {data}").format(data=tr(data.title))
    document.edit(text, document.project.but(data=data), "data")


def set_training(document: Document, field: str, value: object) -> None:
    """Give a setting of the training another value."""
    project = document.project
    training = project.training.but(**{field: value})
    title = type(training).model_fields[field].title or field
    text = tr("Set {setting}").format(setting=tr(title))
    document.edit(text, project.but(training=training), f"training.{field}")
