"""The label schema: the editor, and schemas as files."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from annotator.app.operations.schema import change_schema, import_schema
from annotator.domain.errors import Refusal
from annotator.formats.schema_toml import read_schema, write_schema
from annotator.ui.dialogs.messages import ask
from annotator.ui.handlers.base import Context, Handler

_FILES = "Label schemas (*.toml)"


def edit(context: Context, _: int) -> None:
    """Change labels, attributes and relations; what happens is shown before it does."""
    from annotator.ui.dialogs.schema_editor.editor import SchemaEditor

    if context.session.store.read_only:
        raise Refusal("The project is open for reading only, so its labels cannot be changed.")
    editor = SchemaEditor(context.window, context.session, context.window.theme)
    editor.exec()
    if editor.applied:
        context.say(context.session.store.log.undoable() or "")
    editor.deleteLater()


def bring_in(context: Context, _: int) -> None:
    """Take on the labels of a schema file; labels that only the project has stay."""
    name, _filter = QFileDialog.getOpenFileName(context.window, "Import labels", "", _FILES)
    if not name:
        return
    plan = import_schema(context.session.schema, read_schema(Path(name)))
    if plan.operation() is None:
        context.say("The project has these labels already.")
        return
    others = [label for label in plan.schema.names() if label not in read_schema(Path(name)).names()]
    stay = f" {', '.join(others)} stay{'s' if len(others) == 1 else ''} as well." if others else ""
    names = ", ".join(plan.schema.names())
    question = f"The project will have the labels {names}.{stay} No annotation is changed."
    if ask(context.window, question, ["Import", "Cancel"]) == 0:
        change = change_schema(context.session, plan)
        context.say(change.title if change is not None else "")


def take_out(context: Context, _: int) -> None:
    """Write the project's labels to a file."""
    start = f"{context.session.path.stem}.toml"
    name, _filter = QFileDialog.getSaveFileName(context.window, "Export labels", start, _FILES)
    if name:
        path = Path(name) if name.endswith(".toml") else Path(f"{name}.toml")
        write_schema(context.session.schema, path)
        context.say(f"The labels stand in {path.name}.")


HANDLERS: dict[str, Handler] = {"schema.edit": edit, "schema.import": bring_in, "schema.export": take_out}
