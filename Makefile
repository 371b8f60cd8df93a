# Everything is set up in .venv/, so the command is .venv/bin/biaochi. `make` alone explains the targets.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
STAMP := .venv/set-up.done
PLACE := .venv/set-up.place

# A checkout that was moved or copied carries an environment that points elsewhere: set it up anew.
ifneq ($(shell cat $(PLACE) 2>/dev/null),$(CURDIR))
$(STAMP): anew
endif

.PHONY: help
help: ## 说明各目标 (this list)
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: $(STAMP) .venv/catalogues.done ## 启动网页，装入演示组织，打印各岗位的登录名 (serve the portal with the demo organisation)
	@$(BIN)/biaochi serve --demo s01

.PHONY: demo
demo: $(STAMP) ## 试算：逐季结算演示年度，打印排名与说明 (settle the demo year on the command line)
	@$(BIN)/biaochi preset demo s01

.PHONY: test
test: $(STAMP) .venv/catalogues.done lint ## 检查与测试，不含 slow (lint, then the tests that are not marked slow)
	@$(BIN)/python -m tests.groups

.PHONY: test-full
test-full: $(STAMP) .venv/catalogues.done lint ## 检查与全部测试，含 slow (lint, then every test)
	@$(BIN)/python -m tests.groups --full

.PHONY: pictures
pictures: $(STAMP) .venv/catalogues.done ## 每一页的截图，写入 pictures/ (every page as a picture, at a desk and on a phone)
	@$(BIN)/python -m tests.journeys.pictures

.PHONY: bench
bench: $(STAMP) ## 结算基准测试，与 DuckDB、Polars 对照 (the settlement benchmark beside its two baselines)
	@$(BIN)/python bench/run.py

.PHONY: lint
lint: $(STAMP) ## 静态检查：ruff、mypy、import-linter (style, types, who imports whom)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports

.PHONY: set-up
set-up: $(STAMP) .venv/catalogues.done ## 只安装，不运行 (only install into .venv/)

.PHONY: clean
clean: ## 删除 .venv/ 与各类缓存 (remove .venv/ and every cache)
	rm -rf .venv build dist out src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.PHONY: anew
anew:

define NO_PYTHON
Biaochi needs Python 3.11 or newer, with venv and pip; none was found among: $(PYTHONS)
  Debian, Ubuntu   sudo apt-get install python3 python3-venv python3-pip
  Fedora           sudo dnf install python3.11
  macOS            brew install python@3.12
  anything else    https://www.python.org/downloads/
Then run the same make command again. An interpreter elsewhere can be named: make PYTHON=/path/to/python3.11 ...
需要 Python 3.11 或更新版本（含 venv 与 pip），本机未找到。请按上面的办法安装后，再执行同一条 make 命令。
endef
export NO_PYTHON

define SET_UP_FAILED
The set-up did not finish; its whole record is in .venv/set-up.log, the last lines are above. What usually helps:
  no connection, a time-out   run the same make command again; behind a mirror, set PIP_INDEX_URL first
  no matching distribution    this Python is newer than the pinned parts: make PYTHON=python3.11 ...
  anything else               make clean, then the same command again
安装没有完成，完整记录在 .venv/set-up.log。多半是网络中断：再执行一次同一条 make 命令即可；仍不行，先 make clean。
endef
export SET_UP_FAILED

PYTHON ?=
PYTHONS := $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python

PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --progress-bar off --constraint constraints.txt

ASSETS := src/biaochi/portal/web/assets
VENDOR := src/biaochi/portal/web/vendor/copied.txt

# the style sheet and scripts that pages use: fetched by npm, copied into an ignored folder
$(VENDOR): $(ASSETS)/package-lock.json $(ASSETS)/copy.mjs
	@command -v npm >/dev/null || { echo "Biaochi's pages need Node 20 with npm at set-up: https://nodejs.org (Debian: apt-get install nodejs npm)" >&2; exit 1; }
	@cd $(ASSETS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error && node copy.mjs

CATALOGUES := $(wildcard src/biaochi/portal/*/locale/*/LC_MESSAGES/django.po src/biaochi/portal/web/*/locale/*/LC_MESSAGES/django.po)

.venv/catalogues.done: $(STAMP) $(CATALOGUES)
	@$(BIN)/python -m biaochi.portal.config.catalogue compile && touch $@

$(STAMP): pyproject.toml constraints.txt $(VENDOR)
	@failed() { tail -n 15 .venv/set-up.log >&2; printf '\n%s\n' "$$SET_UP_FAILED" >&2; exit 1; }; \
	if [ "$$(cat $(PLACE) 2>/dev/null)" != "$(CURDIR)" ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  python=; \
	  for candidate in $(PYTHONS); do \
	    if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	    then python=$$candidate; break; fi; \
	  done; \
	  if [ -z "$$python" ]; then printf '%s\n' "$$NO_PYTHON" >&2; exit 1; fi; \
	  echo "set-up 1/3  making .venv/ with $$($$python --version)"; \
	  rm -rf .venv && mkdir .venv; \
	  $$python -m venv .venv >.venv/set-up.log 2>&1 || failed; \
	  echo "$(CURDIR)" >$(PLACE); \
	else \
	  echo "set-up 1/3  .venv/ is there"; \
	fi; \
	echo "set-up 2/3  installing the pinned parts, under a minute on a good line"; \
	{ $(PIP_INSTALL) setuptools && $(PIP_INSTALL) --no-build-isolation --editable '.[dev]'; } 2>&1 | tee .venv/set-up.log \
	  | awk '/^Collecting/ { printf "%14d  %s\n", ++n, $$2; fflush() } \
	         /^Installing collected/ { print "                putting them in place"; fflush() }' || failed; \
	echo "set-up 3/3  ready in $$SECONDS s: $(BIN)/biaochi"; \
	touch $@
