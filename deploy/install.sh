#!/bin/sh
# 安装公开 gongkai：在解开的文件夹（或代码文件夹）里建立运行环境 .venv。可以重复运行。
#   sh install.sh [PYTHON]
# 旁边有 wheelhouse 时先核对全部散列，只用其中的软件包，不访问网络；没有时从软件包镜像安装。
set -eu

here="$(cd "$(dirname "$0")" && pwd)"
[ -f "$here/pyproject.toml" ] || here="$(dirname "$here")"
cd "$here"
umask 022

fail() {
    echo "$1" >&2
    exit 1
}

python="${1:-}"
if [ -z "$python" ]; then
    for name in python3 python3.12 python3.11; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; then
            python="$name"
            break
        fi
    done
fi
[ -n "$python" ] || fail "没有可用的 Python：请先安装 Python 3.11 或 3.12 和它的 venv 模块。"

if [ -f SHA256SUMS ]; then
    echo "正在核对文件……"
    sha256sum --check --quiet SHA256SUMS || fail "有文件与清单不符，没有安装：请重新拷贝安装包。"
fi

echo "正在建立运行环境……"
"$python" -m venv --clear .venv
set -- --disable-pip-version-check --no-input --quiet --quiet --no-deps
if [ -d wheelhouse ]; then
    set -- "$@" --no-index --find-links wheelhouse
fi
.venv/bin/python -m pip install "$@" --require-hashes -r requirements.lock \
    || fail "依赖没有装好：离线安装请确认安装包与本机的处理器和 Python 版本相符，联网安装请检查软件包镜像。"
.venv/bin/python -m pip install "$@" --no-build-isolation -e . || fail "程序没有装好，请把上面的提示发给维护人员。"

.venv/bin/gongkai --version >/dev/null || fail "装好以后不能运行，请把上面的提示发给维护人员。"
echo "已装好：$here/.venv/bin/gongkai。接下来见 docs/manual/部署/install.md。"
