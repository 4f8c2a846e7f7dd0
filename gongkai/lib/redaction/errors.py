"""Why a file cannot be blacked out as asked."""


class NotRedacted(Exception):
    """Nothing was made; `sentence` says what stands against it and what to do next."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


DAMAGED = "这份PDF已损坏，无法打开，请重新导出或者打印成PDF后再上传。"
LOCKED = "这份PDF设有打开密码，无法处理，请取消密码后再上传。"
TOO_HEAVY = "文件过于庞大或复杂，在规定的时间和内存内没有处理完，已停止，请拆分成几份再涂黑。"
