"""layerloom info: versions, devices, and where the log file is."""

import platform
from importlib.metadata import version

import typer

from studio import __version__, places
from studio.language import tr
from studio.training.device import here

LIBRARIES = ("torch", "PySide6-Essentials", "pyqtgraph", "onnx", "onnxruntime", "numpy")


def info() -> None:
    """Show the versions in use, the devices that can train, and where the log file is."""
    rows = [
        ("Layerloom", __version__),
        ("Python", platform.python_version()),
        *((library, version(library)) for library in LIBRARIES),
        (tr("System"), platform.platform()),
        *((tr("Device"), f"{device.kind} ({device.name})") for device in here()),
        (tr("Runs"), str(places.runs())),
        (tr("Log file"), str(places.log_file())),
    ]
    for name, value in rows:
        typer.echo(f"{name:<20}{value}")
