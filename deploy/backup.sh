#!/bin/sh
# 每天备份一次并试恢复，保留最近三十天。由 gongkai-backup.timer 启动，也可以手工运行：
#   sudo -u gongkai sh /opt/gongkai/current/deploy/backup.sh /var/backups/gongkai
# 手工运行前先读入设置：set -a; . /etc/gongkai/environment; set +a
set -eu

target="${1:?请写明备份放在哪个文件夹}"
keep_days="${2:-30}"
program="$(cd "$(dirname "$0")/.." && pwd)/.venv/bin/gongkai"

umask 077
mkdir -p "$target"
"$program" backup "$target/$(date +%Y%m%d-%H%M%S)" --verify

# 新的备份做成并能恢复之后，才删除过期的。
find "$target" -mindepth 1 -maxdepth 1 -type d -name '20[0-9][0-9]*' -mtime +"$keep_days" -exec rm -rf {} +
