"""Entry and Catalog: one declaration for each thing that a person can pick."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator
from typing import Annotated, Any, ClassVar, Generic, Literal, Self, TypeVar, Union, cast

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo


class Value(BaseModel):
    """A frozen, checked value. An edit makes a new one."""

    leading: ClassVar[tuple[str, ...]] = ()  # settings that a form shows first
    rare: ClassVar[tuple[str, ...]] = ()  # settings that a form folds away

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        validate_default=True,
        allow_inf_nan=False,
        defer_build=True,  # a validator is made when it is first needed: the window opens sooner
    )

    @classmethod
    def usual(cls) -> Self:
        """The value with its default settings. They need no check, so no validator is made."""
        return cast(Self, cls.model_construct())

    def idle(self) -> Collection[str]:
        """Settings that mean nothing beside the others; a form leaves them out."""
        return ()

    def but(self, **changes: object) -> Self:
        """This value with some fields changed, checked again.

        Raises:
            pydantic.ValidationError: a new field value is outside its limits or unknown.
        """
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate(fields | changes)

    def rebuilt(self, **parts: Any) -> Self:
        """This value with these parts in place of its own; they are checked already."""
        # A copy would carry the cached properties along.
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return cast(Self, self.model_construct(**fields | parts))


class Entry(Value):
    """Something in a catalog. Its fields are its settings, its docstring is its help page."""

    id: ClassVar[str]
    title: ClassVar[str]
    family: ClassVar[str]
    words: ClassVar[tuple[str, ...]] = ()

    # Declared here so that it comes first in files; each registered entry narrows it to its id.
    kind: str = ""

    @classmethod
    def summary(cls) -> str:
        """The first sentence of the help page."""
        return cls.help().split("\n\n", 1)[0].replace("\n", " ")

    @classmethod
    def help(cls) -> str:
        """The help page, as paragraphs divided by empty lines."""
        return inspect.cleandoc(cls.__doc__ or "")


E = TypeVar("E", bound=Entry)


class Catalog(Generic[E]):
    """All entries of one kind, by the id that files keep."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, type[E]] = {}

    def entry(
        self, id: str, *, title: str, family: str = "", words: tuple[str, ...] = ()
    ) -> Callable[[type[E]], type[E]]:
        """Register the decorated class under `id`; `words` are further words to find it by.

        Raises:
            ValueError: another entry has this id.
        """

        def register(declared: type[E]) -> type[E]:
            if id in self._entries:
                raise ValueError(f"two entries of {self.name} are called {id}")
            # Done before the validator is made, this costs half of making a class of its own.
            kind: Any = Literal[id]
            declared.__pydantic_fields__["kind"] = FieldInfo(annotation=kind, default=id)
            declared.id, declared.title, declared.family = id, title, family
            declared.words = words
            self._entries[id] = declared
            return declared

        return register

    def __getitem__(self, id: str) -> type[E]:
        return self._entries[id]

    def __contains__(self, id: object) -> bool:
        return id in self._entries

    def __iter__(self) -> Iterator[type[E]]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def union(self) -> Any:
        """The type of a field that holds any entry of this catalog."""
        entries = tuple(self._entries.values())
        if len(entries) == 1:
            return entries[0]
        return Annotated[Union[entries], Field(discriminator="kind")]  # noqa: UP007
