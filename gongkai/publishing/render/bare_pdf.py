"""A PDF that came from outside, without what its makers left in it: names, scripts, attached files.

PDFs from outside are opened only in a child process with a limit on time and memory. Run as a
module this file is that child: a PDF on standard input, the bare one on standard output.
"""

import io
import resource
import subprocess
import sys
from pathlib import Path

_SECONDS = 20
_MEMORY = 1024 * 1024 * 1024


class NotBare(Exception):
    """The file could not be copied; the text is a whole Chinese sentence."""


def bare_pdf(data: bytes) -> bytes:
    """The pages of a PDF alone.

    Raises:
        NotBare: damaged, locked, or too much for the limits.
    """
    root = str(Path(__file__).resolve().parents[3])
    try:
        done = subprocess.run(  # noqa: S603 — no shell, nothing of it comes from outside
            [sys.executable, "-m", __name__],
            input=data,
            capture_output=True,
            timeout=_SECONDS * 2,
            check=False,
            cwd=root,
        )
    except subprocess.TimeoutExpired:
        raise NotBare("这份PDF在规定的时间内没有处理完，请拆分或者重新导出后再上传。") from None
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise NotBare("这份PDF已损坏或者设有密码，不能处理，请重新导出不带密码的PDF后再上传。")
    return done.stdout


def main() -> None:
    """The child."""
    for kind, most in ((resource.RLIMIT_CPU, _SECONDS), (resource.RLIMIT_AS, _MEMORY)):
        resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
    import pypdfium2

    source = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    copy = pypdfium2.PdfDocument.new()
    copy.import_pages(source)
    stream = io.BytesIO()
    copy.save(stream)
    sys.stdout.buffer.write(stream.getvalue())


if __name__ == "__main__":
    main()
