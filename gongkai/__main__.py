"""`gongkai COMMAND` and `python -m gongkai COMMAND`: every management command, one door."""

import os
import sys


def main() -> None:
    """Runs one management command; a setting that cannot be read ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.env import BadSetting

    try:
        execute_from_command_line(["gongkai", *sys.argv[1:]])
    except BadSetting as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
