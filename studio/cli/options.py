"""What several commands are asked in the same words."""

from typing import Annotated, TypeAlias

import typer

from studio.language import tr

AsJson: TypeAlias = Annotated[
    bool, typer.Option("--json", help=tr("End with one line of JSON for programs."))
]
