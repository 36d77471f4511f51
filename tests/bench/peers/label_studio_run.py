"""Run by Label Studio's own Python: imports a JSON file by its API, exports it, and prints the seconds."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

_LABELS = (
    '<View><Labels name="label" toName="text"><Label value="Location"/><Label value="Actor"/>'
    '<Label value="Weapon"/></Labels><Text name="text" value="$text"/></View>'
)


def main(source: Path) -> None:
    home = tempfile.mkdtemp()
    sys.path.insert(0, str(Path(__import__("label_studio").__file__).parent))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="core.settings.label_studio", DJANGO_DB="sqlite", LABEL_STUDIO_BASE_DATA_DIR=home,
        COLLECT_ANALYTICS="False", LATEST_VERSION_CHECK="False", SENTRY_DSN="", FRONTEND_SENTRY_DSN="",
        LOG_LEVEL="ERROR", SECRET_KEY="bench", DEBUG="False",
    )  # fmt: skip
    import django

    django.setup()
    from django.core import management

    management.call_command("migrate", verbosity=0)
    from organizations.models import Organization
    from rest_framework.test import APIClient
    from users.models import User

    user = User.objects.create_user("bench@example.org", "bench")
    organization = Organization.create_organization(created_by=user, title="bench")
    user.active_organization = organization
    user.save()
    client = APIClient()
    client.force_authenticate(user)
    made = client.post("/api/projects/", {"title": "bench", "label_config": _LABELS}, format="json")
    project = made.json()["id"]
    body = source.read_bytes()
    begun = time.perf_counter()
    said = client.post(f"/api/projects/{project}/import", body, content_type="application/json")
    imported = time.perf_counter()
    written = client.get(f"/api/projects/{project}/export?exportType=JSON")
    size = len(b"".join(written.streaming_content) if written.streaming else written.content)
    exported = time.perf_counter()
    from tasks.models import Annotation, Task

    print(
        json.dumps(
            {
                "import": imported - begun, "export": exported - imported, "faults": int(said.status_code != 201),
                "reports": Task.objects.count(),
                "spans": sum(len(result) for result in Annotation.objects.values_list("result", flat=True)),
                "bytes": size,
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
