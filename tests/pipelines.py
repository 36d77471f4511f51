"""The spaCy pipeline that some tests need."""

from __future__ import annotations

import pytest

from annotator.app.spacy_reading import installed_pipelines

SMALL = next((name for name in installed_pipelines() if name.startswith("en_core_web_sm")), "")
needs_pipeline = pytest.mark.skipif(not SMALL, reason="no English pipeline is installed")
