"""Says in one sentence what is wrong with this Python, if anything; runs on old ones too."""

import sys

LEAST, BELOW = (3, 11), (3, 13)


def problem(version, find_module):
    """A whole sentence that names what to install, or "" where everything is there."""
    found = ".".join(map(str, version[:2]))
    if not LEAST <= tuple(version[:2]) < BELOW:
        return (
            f"本程序需要 Python 3.11 或 3.12，这里的是 {found}。请安装其中之一（Debian、统信、麒麟可运行 "
            "apt-get install python3.11 python3.11-venv），再用 make run PYTHON=python3.11 启动。"
        )
    missing = [name for name in ("venv", "ensurepip", "sqlite3", "ssl") if not find_module(name)]
    if missing:
        return (
            "Python {0} 缺少标准模块 {1}。请安装 python{0}-venv（Debian、统信、麒麟可运行 "
            "apt-get install python{0}-venv）；仍然缺少的，请重新安装完整的 Python。"
        ).format(found, "、".join(missing))
    return ""


def has_module(name):
    """Whether a module can be imported."""
    try:
        __import__(name)
    except ImportError:
        return False
    return True


def main():
    """Exit status 1 with the sentence where this Python does not do."""
    sentence = problem(sys.version_info, has_module)
    if sentence:
        stream = getattr(sys.stderr, "buffer", None)
        if stream is None:
            sys.stderr.write(sentence)
        else:
            stream.write((sentence + "\n").encode("utf-8"))
    return 1 if sentence else 0


if __name__ == "__main__":
    sys.exit(main())
