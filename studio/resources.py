"""Where the files that come with Layerloom lie."""

from pathlib import Path

_package = Path(__file__).resolve().parent
# A wheel carries resources/ and graphs/ inside the package; in a checkout they stand beside it.
_home = _package / "_shipped" if (_package / "_shipped").is_dir() else _package.parent


def path(*names: str) -> Path:
    """A shipped file or folder: `path("graphs", "digits_cnn.layerloom")`."""
    return _home.joinpath(*names)
