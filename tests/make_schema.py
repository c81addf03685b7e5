"""Writes the JSON Schema of the file format into resources/: `python -m tests.make_schema`."""

from studio import resources
from studio.project import files

if __name__ == "__main__":
    path = resources.path("resources", "schema", "layerloom.schema.json")
    path.parent.mkdir(exist_ok=True)
    path.write_text(files.schema(), encoding="utf-8")
