"""Run by doccano's own Python: imports a JSONL file into a new project, exports it, and prints the seconds."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path


def main(source: Path) -> None:
    home = Path(tempfile.mkdtemp())
    backend = Path(__import__("backend").__file__).parent
    sys.path.insert(0, str(backend))
    os.environ.update(
        STANDALONE="True", DEBUG="False", DJANGO_SETTINGS_MODULE="config.settings.production",
        DATABASE_URL=f"sqlite:///{home}/db.sqlite3", MEDIA_ROOT=f"{home}/media", SECRET_KEY="bench",
    )  # fmt: skip
    import django

    django.setup()
    from django.core import management

    management.call_command("migrate", verbosity=0)
    management.call_command("create_roles")
    project, user = _project()
    upload = _uploaded(source, user)
    from data_export.celery_tasks import export_dataset
    from data_import.celery_tasks import import_dataset

    begun = time.perf_counter()
    said = import_dataset.run(
        user.pk, project.pk, "JSONL", [upload], "SequenceLabeling", column_data="text", column_label="label"
    )
    imported = time.perf_counter()
    written = export_dataset.run(project.pk, "JSONL")
    exported = time.perf_counter()
    from examples.models import Example
    from labels.models import Span

    print(
        json.dumps(
            {
                "import": imported - begun, "export": exported - imported, "faults": len(said["error"]),
                "reports": Example.objects.count(), "spans": Span.objects.count(),
                "bytes": Path(written).stat().st_size,
            }
        )
    )  # fmt: skip


def _project() -> tuple[object, object]:
    from django.contrib.auth import get_user_model
    from projects.models import Member, SequenceLabelingProject
    from roles.models import Role

    user = get_user_model().objects.create_superuser("bench", "bench@example.org", "bench")
    project = SequenceLabelingProject.objects.create(
        name="bench", description="", project_type="SequenceLabeling", created_by=user, allow_overlapping=True,
        collaborative_annotation=True,
    )  # fmt: skip
    Member.objects.get_or_create(
        project=project, user=user, defaults={"role": Role.objects.get(name="project_admin")}
    )
    return project, user


def _uploaded(source: Path, user: object) -> str:
    """The file as doccano holds it after an upload."""
    import shortuuid
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django_drf_filepond.models import TemporaryUpload

    upload = TemporaryUpload(
        upload_id=shortuuid.uuid(), file_id=shortuuid.uuid(), upload_name="reports.jsonl", upload_type="F",
        file=SimpleUploadedFile("reports.jsonl", source.read_bytes()), uploaded_by=user,
    )  # fmt: skip
    upload.save()
    return str(upload.upload_id)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
