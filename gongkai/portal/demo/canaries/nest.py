"""The maker of the strings."""

import random
from dataclasses import dataclass, field

LIST = "canaries.txt"


@dataclass(slots=True)
class Nest:
    """Makes the strings and remembers them."""

    seed: int
    made: list[str] = field(default_factory=list)

    def lay(self, model: str, column: str) -> str:
        """A new string for that field."""
        number = random.Random(f"{self.seed}-{len(self.made)}").randrange(100_000, 1_000_000)  # noqa: S311 - no secret
        self.made.append(f"GKC-{model}-{column}-{number}")
        return self.made[-1]
