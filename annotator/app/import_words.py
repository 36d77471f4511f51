"""What an import will do, in words."""

from __future__ import annotations

from annotator.app.importing import ImportPlan, counted


def plan_sentence(plan: ImportPlan) -> str:
    """One or two sentences on what will happen."""
    readable = len(plan.files) - len(plan.problems)
    said = f"{counted(plan.reports, 'report')} from {counted(readable, 'file')}"
    annotations = sum(plan.labels.values())
    if annotations:
        said += f", with {counted(annotations, 'annotation')}"
    sentences = [said + " will be imported."]
    if plan.duplicate_count:
        number = plan.duplicate_count
        sentences.append(f"{counted(number, 'duplicate')} will be left out.")
    if plan.problems:
        number = len(plan.problems)
        verb = "cannot be read and is" if number == 1 else "cannot be read and are"
        sentences.append(f"{counted(number, 'file')} {verb} left out.")
    return " ".join(sentences)


def button_title(plan: ImportPlan) -> str:
    """What the button that does it says."""
    return f"&Import {counted(plan.reports, 'report')}" if plan.reports else "Nothing to import"
