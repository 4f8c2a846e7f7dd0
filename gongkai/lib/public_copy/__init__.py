"""Public copies: a file without what it says of people, machines and earlier wordings.

Every kind is cleaned in a child process with limits on time and memory (`isolate`), because a file
from outside can be made to exhaust whoever opens it.
"""

from gongkai.lib.public_copy.errors import NotPublic
from gongkai.lib.public_copy.isolate import cleaned
from gongkai.lib.public_copy.kinds import KINDS, clean

__all__ = ["KINDS", "NotPublic", "clean", "cleaned"]
