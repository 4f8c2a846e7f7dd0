# 公开 gongkai: everything one does with a checkout. `make` alone prints this list.
#
# What is installed is remembered by files in the environment's folder, so that a second
# `make run` installs nothing. All state of the program lies in var/ and is never touched here.

VENV ?= .venv
BIN := $(VENV)/bin
# The first Python of a version that fits; `make run PYTHON=/usr/bin/python3.12` names another.
PYTHON ?= $(shell for name in python3 python3.12 python3.11; do \
	if $$name tools/check_python.py >/dev/null 2>&1; then echo $$name; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet --quiet
ARGS ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint bench docs bundle lock clean

help: ## 列出这些命令 | list these commands
	@echo '用法 usage: make 命令 [ARGS="…"]'
	@awk -F ' ?[#][#] | [|] ' '/^[a-z]+:.*## /{sub(/:.*/, "", $$1); printf "  make %-8s %s\n                %s\n", $$1, $$2, $$3}' Makefile

run: $(VENV)/installed-project ## 安装缺少的依赖并启动，然后在浏览器打开 http://127.0.0.1:8000/ | install what is missing and start; then open that address
	@$(BIN)/gongkai run $(ARGS)

test: $(VENV)/installed-dev $(VENV)/installed-project ## 运行全部测试：SQLite、PostgreSQL（有则用）、浏览器、导入方向 | run all tests
	@$(BIN)/python -m tools.test $(ARGS)

lint: $(VENV)/installed-dev $(VENV)/installed-project ## 检查写法、类型、导入方向、迁移和仓库卫生 | check style, types, contracts, migrations
	@status=0; for step in 'ruff check .' 'ruff format --check .' 'mypy' 'lint-imports --no-logo' \
		'python -m gongkai makemigrations --check --dry-run' 'python -m tools.leaks'; do \
		echo "—— $$step ——"; GONGKAI_ENV=test $(BIN)/$$step || status=1; done; exit $$status

bench: $(VENV)/installed-dev $(VENV)/installed-project ## 测量速度，结果写入 docs/benchmarks.md | measure; results go to docs/benchmarks.md
	@$(BIN)/python -m bench $(ARGS)

docs: $(VENV)/installed-dev $(VENV)/installed-project ## 把手册做成网页，放在 dist/docs | build the manuals as pages into dist/docs
	@$(BIN)/python -m tools.docs $(ARGS)

bundle: $(VENV)/installed-dev $(VENV)/installed-project ## 制作离线安装包，放在 dist | build the package for installation without network
	@$(BIN)/python -m tools.bundle $(ARGS)

lock: $(BIN)/python ## 按 requirements*.in 重新锁定依赖 | lock the dependencies anew
	@$(BIN)/python tools/lock.py $(ARGS)

clean: ## 删除环境、缓存和制成品；var/ 中的数据保留 | delete environment, caches and products, never var/
	rm -rf $(VENV) dist build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +

$(BIN)/python:
	@python="$(PYTHON)"; "$${python:-python3}" tools/check_python.py \
		|| { echo '没有可用的 Python：请安装 Python 3.11 或 3.12 和它的 venv 模块，再运行一次。' >&2; exit 1; }
	@echo '正在建立运行环境 $(VENV)……'
	@"$(PYTHON)" -m venv $(VENV)

$(VENV)/installed-run: requirements.lock | $(BIN)/python
	@echo '正在安装运行所需的依赖……'
	@$(PIP) install --require-hashes --no-deps -r requirements.lock \
		|| { echo '依赖没有装好：请检查本机能否访问软件包镜像，或者改用离线安装包（见部署手册），再运行一次。' >&2; exit 1; }
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock | $(VENV)/installed-run
	@echo '正在安装开发和测试所需的依赖……'
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock \
		|| { echo '依赖没有装好：请检查本机能否访问软件包镜像，再运行一次。' >&2; exit 1; }
	@touch $@

$(VENV)/installed-project: pyproject.toml | $(VENV)/installed-run
	@$(PIP) install --no-deps --no-build-isolation -e . \
		|| { echo '本程序没有装进运行环境 $(VENV)：请运行 make clean 后再试。' >&2; exit 1; }
	@touch $@
