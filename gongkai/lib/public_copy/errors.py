"""Why a file cannot be made public as it is."""


class NotPublic(Exception):
    """No public copy can be made; `sentence` says what stands against it and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
