"""One data folder of its own for the whole run, and the fixed cast."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["LEGATION_DATA"] = tempfile.mkdtemp(prefix="legation-tests-")
Path(os.environ["LEGATION_DATA"]).chmod(0o755)
