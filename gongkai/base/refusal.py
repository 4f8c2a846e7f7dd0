"""The one way in which the program says no."""


class Refusal(Exception):
    """An act that may not be done now; the text is a whole Chinese sentence: what, why, what next.

    `field` names the form field it belongs to (none for the form as a whole); `status` is the HTTP
    status a view answers with when nobody catches it.
    """

    def __init__(self, sentence: str, *, field: str | None = None, status: int = 409) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.status = status


class Forbidden(Refusal):
    """The person sees the thing but may not do this with it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, status=403)
