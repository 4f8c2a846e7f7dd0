"""Makes the package for installation without network: source, wheels, hashes, list of contents.

    python -m tools.bundle [--platform x86_64|aarch64|both] [FOLDER]

The same source and the same wheels give the same bytes: names sorted, times, owners and modes fixed.
"""

import argparse
import gzip
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from pathlib import Path

from tools.dependencies import RUN_TIME, Locked, licence_of, locked
from tools.leaks import tracked

ROOT = Path(__file__).resolve().parent.parent
# Day of the first release; every file of every package bears it.
EPOCH = 1767225600
PYTHONS = ("3.11", "3.12")
GLIBC = (
    "manylinux_2_28",
    "manylinux_2_17",
    "manylinux2014",
    "manylinux_2_12",
    "manylinux_2_5",
    "manylinux1",
)
MACHINES = ("x86_64", "aarch64")
# What an installation does not need.
LEFT_OUT = ("tests/", "bench/", ".", "tools/", "changelog.d/", "Makefile", "requirements-dev.")
HASHES = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Wheel:
    """One file of the wheelhouse."""

    path: Path

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def source_files() -> dict[str, bytes]:
    """The files of the program, by their path in the package; `install.sh` stands at the top."""
    files = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in tracked()
        if not path.relative_to(ROOT).as_posix().startswith(LEFT_OUT)
    }
    if not files:
        raise SystemExit("这里不是代码仓库的检出，不知道哪些文件属于程序；请在仓库里运行。")
    files["install.sh"] = (ROOT / "deploy" / "install.sh").read_bytes()
    return files


def project_version() -> str:
    """The version the project names."""
    return str(
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    )


def fetch(folder: Path, machine: str, python: str) -> list[str]:
    """Downloads the wheels for one kind of machine, each checked against its hash; what there is none for.

    A marker of the lock file is judged for that Python, not for the one that runs this.
    """
    platforms = [word for glibc in GLIBC for word in ("--platform", f"{glibc}_{machine}")]
    common = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--disable-pip-version-check",
        "--quiet",
        "--no-deps",
    ]
    common += [
        "--require-hashes",
        "--only-binary",
        ":all:",
        "--implementation",
        "cp",
        "--python-version",
        python,
    ]
    common += [*platforms, "--dest", str(folder)]
    with tempfile.TemporaryDirectory() as scratch:
        wanted = Path(scratch) / "wanted.txt"
        wanted.write_text("".join(map(line_of, for_python(python))), encoding="utf-8")
        if not subprocess.run(
            [*common, "-r", str(wanted)], capture_output=True, check=False
        ).returncode:
            return []
        missing = []
        for line in for_python(python):
            wanted.write_text(line_of(line), encoding="utf-8")
            if subprocess.run(
                [*common, "-r", str(wanted)], capture_output=True, check=False
            ).returncode:
                missing.append(f"{line.name} {line.version}")
        return missing


def for_python(python: str) -> list[Locked]:
    """The lines of the lock file that apply to Linux with that Python."""
    from packaging.markers import Marker

    environment = {
        "python_version": python,
        "python_full_version": f"{python}.0",
        "sys_platform": "linux",
    }
    environment |= {
        "platform_system": "Linux",
        "os_name": "posix",
        "implementation_name": "cpython",
    }
    return [
        line
        for line in locked(RUN_TIME)
        if not line.marker or Marker(line.marker).evaluate(environment)
    ]


def line_of(line: Locked) -> str:
    """The line as a requirement without marker."""
    return (
        f"{line.name}=={line.version} "
        + " ".join(f"--hash=sha256:{value}" for value in sorted(line.hashes))
        + "\n"
    )


def contents(wheels: list[Wheel], missing: dict[str, list[str]]) -> str:
    """The list of contents: packages with version and licence, and what comes from elsewhere."""
    rows = []
    for line in locked(RUN_TIME):
        try:
            licence = licence_of(line.name)
        except PackageNotFoundError:
            licence = "这台机器用不到，未核对"
        rows.append(f"| {line.name} | {line.version} | {licence or '未注明'} |")
    lost = [f"- {machine}：{'、'.join(names)}" for machine, names in missing.items() if names]
    return CONTENTS.format(
        version=project_version(),
        count=len(wheels),
        rows="\n".join(rows),
        missing="\n".join(lost) or "没有缺少的。",
    )


CONTENTS = """# 离线安装包的内容

公开 gongkai {version}。`SHA256SUMS` 是每个文件的散列，`install.sh` 安装前逐个核对。

## 软件包（wheelhouse，{count} 个文件）

| 名称 | 版本 | 许可 |
| --- | --- | --- |
{rows}

没有现成软件包、需要在目标机器上另行取得的：

{missing}

## 不在包里的系统软件

请从操作系统自己的软件源（或安装光盘）取得：

| 软件 | Debian、Ubuntu、统信 | RHEL、麒麟、欧拉 | 用处 |
| --- | --- | --- | --- |
| Python 3.11 或 3.12，含 venv | python3 python3-venv | python3.11 | 必需 |
| nginx | nginx | nginx | 生产环境必需 |
| PostgreSQL 15 及以上 | postgresql | postgresql-server | 多台机器或市级规模 |
| antiword 或 catdoc | antiword | catdoc | 读 doc、wps 文件 |

## 字体

生成 PDF 用到下列字体中的一种，都是自由字体（SIL OFL 1.1）：

| 字体 | 从哪里取得 |
| --- | --- |
| Noto Serif CJK SC、Noto Sans CJK SC | Debian 系 fonts-noto-cjk；RHEL 系 google-noto-serif-cjk-ttc-fonts、google-noto-sans-cjk-ttc-fonts |
| 思源宋体、思源黑体（Source Han） | 同上字体的另一个名字，也可从字体的发布方取得后放入 /usr/local/share/fonts，运行 fc-cache |

国产操作系统一般已经带有其中一种。
"""


def sums(files: dict[str, bytes], wheels: list[Wheel]) -> bytes:
    """One line a file, as `sha256sum --check` reads it."""
    lines = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    lines |= {f"wheelhouse/{wheel.path.name}": wheel.sha256 for wheel in wheels}
    return "".join(f"{value}  {name}\n" for name, value in sorted(lines.items())).encode()


def pack(target: Path, top: str, files: dict[str, bytes], wheels: list[Wheel]) -> None:
    """Writes the archive."""
    everything = {
        **files,
        **{f"wheelhouse/{wheel.path.name}": wheel.path.read_bytes() for wheel in wheels},
    }
    with (
        target.open("wb") as raw,
        gzip.GzipFile(
            filename="", mode="wb", fileobj=raw, mtime=EPOCH, compresslevel=6
        ) as squeezed,
        tarfile.open(fileobj=squeezed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name in sorted(everything):
            archive.addfile(
                member(f"{top}/{name}", len(everything[name])), io.BytesIO(everything[name])
            )


def member(name: str, size: int) -> tarfile.TarInfo:
    """A file of the archive: nobody's, of the same day, executable where it is a script."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime = size, EPOCH
    info.mode = 0o755 if name.endswith(".sh") else 0o644
    return info


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platform", choices=(*MACHINES, "both"), default="both")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist")
    given = parser.parse_args(arguments)
    machines = MACHINES if given.platform == "both" else (given.platform,)
    top = f"gongkai-{project_version()}"
    house = given.folder / "wheelhouse"
    shutil.rmtree(house, ignore_errors=True)
    house.mkdir(parents=True)
    missing = {
        f"{machine}，Python {python}": fetch(house, machine, python)
        for machine in machines
        for python in PYTHONS
    }
    wheels = [Wheel(path) for path in sorted(house.glob("*.whl"))]
    files = source_files()
    files["contents.md"] = contents(wheels, missing).encode()
    files[HASHES] = sums(files, wheels)
    target = given.folder / f"{top}-offline.tar.gz"
    pack(target, top, files, wheels)
    for machine, names in missing.items():
        print(f"{machine}：{'缺少 ' + '、'.join(names) if names else '齐全'}。")
    print(
        f"离线安装包 {target.name}：{len(files)} 个文件，{len(wheels)} 个软件包，{target.stat().st_size / 1e6:.0f} MB。"
    )
    return int(any(names for machine, names in missing.items() if re.match("x86_64", machine)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
