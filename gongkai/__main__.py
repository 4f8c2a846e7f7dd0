"""`gongkai COMMAND` and `python -m gongkai COMMAND`: every management command, one door."""

import os
import sys


def main() -> None:
    """Runs one management command; a setting that cannot be read ends it with one sentence.

    Commands are named with a hyphen (`verify-trail`), their modules with an underscore.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config.env import BadSetting

    arguments = sys.argv[1:]
    if arguments and not arguments[0].startswith("-"):
        arguments[0] = arguments[0].replace("-", "_")
    try:
        execute_from_command_line(["gongkai", *arguments])
    except BadSetting as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
