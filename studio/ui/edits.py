"""The edits that forms ask for: each is one named step of the document."""

from __future__ import annotations

from studio.blocks.group import Group
from studio.data.dataset import Dataset
from studio.graph.defining import renamed
from studio.language import tr
from studio.schema.entry import Value
from studio.ui.document import Document
from studio.ui.scope import Scope


def set_block(scope: Scope, id: str, field: str, value: object) -> None:
    """Give a setting of a shown block another value."""
    node = scope.graph.by_id[id]
    title = type(node.block).model_fields[field].title or field
    text = tr("Set {setting} of {block}").format(setting=tr(title), block=node.label)
    changed = scope.graph.with_block(id, node.block.but(**{field: value}))
    scope.edit(text, changed, f"{id}.{field}")


def rename(scope: Scope, id: str, name: str) -> None:
    """Give a shown block another name; without one it is called by its title.

    A group without a name of its own is called as its definition, which is then renamed.
    """
    node, graph = scope.graph.by_id[id], scope.document.project.graph
    text = tr("Rename {block}").format(block=node.label)
    if isinstance(node.block, Group) and not node.name:
        definition = node.block.definition
        scope.edit_whole(text, lambda: renamed(graph, definition, name))
    else:
        scope.edit(text, scope.graph.replaced(node.but(name=name)))


def set_data(document: Document, data: Dataset) -> None:
    """Learn from this data set, or from the same one with other settings."""
    text = tr("Set data")
    if data.kind != document.project.data.kind:
        text = tr("Choose data: {data}").format(data=tr(data.title))
    merge = _changed("data", document.project.data, data)
    document.edit(text, document.project.with_data(data), merge)


def set_training(document: Document, field: str, value: object) -> None:
    """Give a setting of the training another value."""
    project = document.project
    training = project.training.but(**{field: value})
    title = type(training).model_fields[field].title or field
    text = tr("Set {setting}").format(setting=tr(title))
    merge = _changed("training", project.training, training)
    document.edit(text, project.with_training(training), merge)


def _changed(name: str, before: Value, after: Value) -> str:
    """The path of the one setting that differs; nothing where another entry was chosen."""
    fields = type(after).model_fields if type(after) is type(before) else ()
    changed = [field for field in fields if getattr(before, field) != getattr(after, field)]
    if len(changed) != 1:
        return ""
    path, old, new = f"{name}.{changed[0]}", *(getattr(v, changed[0]) for v in (before, after))
    return _changed(path, old, new) if isinstance(new, Value) else path
