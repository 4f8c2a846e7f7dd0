"""An installation of its own for a measurement, in a temporary folder that goes afterwards."""

import contextlib
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def fresh(*, demo: bool) -> Iterator[Path]:
    """Django set up on an empty installation with its tables; with the demonstration city if wanted.

    May be used once a process, before anything of Django is imported.
    """
    with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
        os.environ.update(
            GONGKAI_ENV="development", GONGKAI_DATA=folder, GONGKAI_LOG="ERROR", GONGKAI_DATABASE=""
        )
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        from django.core.management import call_command

        from gongkai.base import installation

        if demo:
            with contextlib.redirect_stdout(io.StringIO()):
                installation.prepare(lambda sentence: None)
        else:
            call_command("migrate", verbosity=0, interactive=False)
            installation.collect_static_files()
        yield Path(folder)
