"""What each field of an entry asks for, read from its declaration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from inspect import isclass
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from studio.blocks.activation import TITLES
from studio.blocks.outputs import LOSS_TITLES
from studio.language import tr
from studio.schema.entry import Entry, Value
from studio.ui.controls.number_field import Limits
from studio.ui.form.usual_values import usual_values

Options: TypeAlias = Sequence[tuple[object, str]]

_LONG_HELP = 64

# Values whose titles are more than the value with a capital letter.
_TITLES: Final[Mapping[str, str]] = {
    **{str(name): title for name, title in TITLES.items()},
    **LOSS_TITLES,
    "cpu": "CPU",
    "cuda": "CUDA",
    "mps": "Apple (MPS)",
    "xpu": "Intel (XPU)",
}


@dataclass(frozen=True, slots=True)
class OnOff:
    """A switch."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number within limits; `optional`: it may be left empty; `usual` values are offered."""

    limits: Limits
    optional: bool = False
    usual: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some values."""

    options: tuple[tuple[object, str], ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number for each side; where sides have titles they are ends, each with its own number."""

    limits: tuple[Limits, ...]
    titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OneOfOrNumber:
    """One of some values, or a number, or a number for each of some ends."""

    options: tuple[tuple[object, str], ...]
    limits: Limits
    ends: Numbers | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Any number of values; numbers if it has limits, else words."""

    limits: Limits | None


@dataclass(frozen=True, slots=True)
class Words:
    """A text."""


@dataclass(frozen=True, slots=True)
class OneEntry:
    """One entry of a catalog, with settings of its own."""

    entries: tuple[type[Entry], ...]


@dataclass(frozen=True, slots=True)
class Several:
    """Any number of entries of a catalog, up to a limit, each with settings of its own."""

    entries: tuple[type[Entry], ...]
    most: int


Kind: TypeAlias = (
    OnOff | Number | OneOf | OneOfOrNumber | Numbers | Row | Words | OneEntry | Several
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of a form. `path` leads to the field: through a nested entry it has two steps."""

    path: tuple[str, ...]
    label: str
    help: str
    kind: Kind
    rare: bool = False
    default: object = None

    @property
    def short_help(self) -> str:
        """The help if it is short, else its first sentence."""
        if len(self.help) <= _LONG_HELP:
            return self.help
        first, dot, _ = self.help.partition(". ")
        return first + dot.strip()


def settings(entry: BaseModel, options: Mapping[str, Options] | None = None) -> Iterator[Setting]:
    """The settings of an entry in order, those of a nested entry after it, without idle ones.

    `options` replaces what a field offers where only the project knows: the fields of its data.
    """
    declared = type(entry).model_fields
    leading, rare, idle = _order(entry)
    for name in (*leading, *(name for name in declared if name not in leading)):
        field = declared[name]
        if name in idle or (name == "kind" and isinstance(entry, Entry)):
            continue
        kind = asked(field.annotation, field.metadata)
        if isinstance(kind, Number):
            usual = field.examples or usual_values(kind.limits, field.default)
            kind = replace(kind, usual=tuple(usual))
        if options and name in options:
            kind = OneOf(tuple(options[name]))
        label = tr(field.title or name.replace("_", " ").capitalize())
        yield Setting(
            (name,), label, tr(field.description or ""), kind, name in rare, field.default
        )
        value = getattr(entry, name)
        if isinstance(kind, OneEntry) and isinstance(value, Entry):
            for inner in settings(value):
                yield replace(inner, path=(name, *inner.path))


def asked(annotation: Any, metadata: Iterable[Any] = ()) -> Kind:
    """What a field of this type asks for.

    Raises:
        TypeError: no form can be made for this type.
    """
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return asked(args[0], (*metadata, *_unwrapped(args[1:])))
    if annotation is bool:
        return OnOff()
    if annotation in (int, float):
        return Number(_limits(annotation is int, metadata))
    if annotation is str:
        return Words()
    if origin is Literal:
        return OneOf(tuple((value, option_title(value)) for value in args))
    if origin is tuple:
        return _several(args, metadata)
    if origin in (Union, UnionType):
        return _either(args, metadata)
    if isclass(annotation) and issubclass(annotation, Entry):
        return OneEntry((annotation,))
    raise TypeError(f"no form for {annotation}")


def option_title(value: object) -> str:
    """What people read for a value of a list."""
    text = str(value)
    return tr(_TITLES.get(text) or text.replace("_", " ").capitalize())


def _order(entry: BaseModel) -> tuple[tuple[str, ...], tuple[str, ...], Collection[str]]:
    """The settings that come first, those that are folded away, and those that are left out."""
    return (entry.leading, entry.rare, entry.idle()) if isinstance(entry, Value) else ((), (), ())


def _several(args: tuple[Any, ...], metadata: Iterable[Any]) -> Kind:
    if args[-1] is Ellipsis:
        inner = asked(args[0])
        if isinstance(inner, OneEntry):
            most = (getattr(item, "max_length", None) for item in metadata)
            return Several(inner.entries, min(limit for limit in most if limit is not None))
        return Row(inner.limits if isinstance(inner, Number) else None)
    limits = tuple(kind.limits for kind in map(asked, args) if isinstance(kind, Number))
    titles = (item.title for arg in args for item in get_args(arg) if isinstance(item, FieldInfo))
    return Numbers(limits, tuple(tr(title) for title in titles if title))


def _either(args: tuple[Any, ...], metadata: Iterable[Any]) -> Kind:
    kinds = [asked(arg, metadata) for arg in args if arg is not NoneType]
    match kinds:
        case [Number() as number] if NoneType in args:
            return replace(number, optional=True)
        case [OneOf() as choice, Number() as number] | [Number() as number, OneOf() as choice]:
            return OneOfOrNumber(choice.options, number.limits)
        case [OneOf() as choice, Number() as number, Numbers() as ends]:
            return OneOfOrNumber(choice.options, number.limits, ends)
        case [OneEntry(), *_]:
            entries = (kind.entries for kind in kinds if isinstance(kind, OneEntry))
            return OneEntry(tuple(entry for group in entries for entry in group))
    raise TypeError(f"no form for one of {args}")


def _unwrapped(metadata: Iterable[Any]) -> Iterator[Any]:
    for item in metadata:
        yield from item.metadata if isinstance(item, FieldInfo) else (item,)


def _limits(whole: bool, metadata: Iterable[Any]) -> Limits:
    limits = Limits(whole)
    for item in metadata:
        for name, change in (("ge", "low"), ("gt", "low"), ("le", "high"), ("lt", "high")):
            if (value := getattr(item, name, None)) is not None:
                limits = replace(
                    limits, **{change: value, f"{change}_open": len(name) == 2 and name[1] == "t"}
                )
    return limits
