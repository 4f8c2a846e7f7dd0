"""Refusals of the reader: one whole Chinese sentence that says what, why and what next."""


class Unreadable(Exception):
    """The file cannot be read as an official document; `sentence` says why, for the reader."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class SecrecyMark(Unreadable):
    """The file bears a secrecy mark (绝密, 机密, 秘密) and must not enter (保守国家秘密法)."""
