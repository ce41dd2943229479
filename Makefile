# The commands of a checkout.  Each sets up what it needs; `make help` lists them.

PYTHON ?= python3
BIN := .venv/bin
LINT := .venv-lint/bin
PYTEST_ARGS ?=
BENCH_ARGS ?=
CHAOS_ARGS ?=

# What the user names is taken as it stands: neither make nor the shell reads into it.
override ARTICLE := $(value ARTICLE)
override PUBLISHED := $(value PUBLISHED)
override LANGUAGE_CODE := $(value LANGUAGE_CODE)
export ARTICLE PUBLISHED LANGUAGE_CODE

.DEFAULT_GOAL := help
.PHONY: help demo test bench chaos lint check format data lock clean setup setup-lint

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

demo: setup ## broker, workers and bundled articles: see events come out (ARTICLE=path PUBLISHED=2022-12-20)
	@set --; \
	if [ -n "$$ARTICLE" ]; then set -- "$$@" --article "$$ARTICLE"; fi; \
	if [ -n "$$PUBLISHED" ]; then set -- "$$@" --published "$$PUBLISHED"; fi; \
	if [ -n "$$LANGUAGE_CODE" ]; then set -- "$$@" --language "$$LANGUAGE_CODE"; fi; \
	exec $(BIN)/eventwire demo "$$@"

test: setup ## the whole test suite; with Maven and Java 17 on a real Kafka broker (PYTEST_ARGS=...)
	@$(BIN)/python -m tests.broker.jars
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

chaos: setup ## workers and brokers killed at random on Apache Kafka, for a quarter of an hour (CHAOS_ARGS=--seed 7)
	@$(BIN)/python -m tests.broker.chaos $(CHAOS_ARGS)

bench: setup ## throughput, latency, memory and start, ours and a plain parse in one run (BENCH_ARGS=...)
	@$(BIN)/python -m benchmarks.throughput --out var/bench $(BENCH_ARGS)
	@$(BIN)/python -m benchmarks.scale var/bench/results.json

lint: setup setup-lint ## style, types, import contracts, deployment files
	$(LINT)/ruff check .
	$(LINT)/ruff format --check .
	$(LINT)/mypy --python-executable $(BIN)/python
	$(LINT)/lint-imports
	$(LINT)/hadolint deploy/Dockerfile
	$(LINT)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(LINT)/kubernetes-validate --strict --quiet $(filter-out %/kustomization.yaml,$(wildcard deploy/k8s/base/*.yaml))

check: lint test ## lint and test

format: setup-lint ## ruff's formatting and safe fixes
	$(LINT)/ruff check --fix .
	$(LINT)/ruff format .

data: ## the tables of the world pack and the map anew, from ISO 3166-1, CLDR and GeoNames
	@$(PYTHON) tools/bootstrap.py data
	.venv-data/bin/python tools/build_world.py
	.venv-data/bin/python tools/build_map.py

screenshots: setup ## docs/*.png anew: the page with a spring of bundled articles, in a Chromium
	@$(BIN)/python -m tests.gateway.screenshots docs

# The locks hold for every supported Python and system, and name no package index.
LOCK = $(LINT)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --only-binary :all: $(LOCK_ARGS)

lock: setup-lint ## deploy/*.lock anew from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	$(LOCK) pyproject.toml --extra test -o deploy/requirements-test.lock
	$(LOCK) pyproject.toml -c deploy/requirements-test.lock -o deploy/requirements.lock
	$(LOCK) --group build -c deploy/requirements-test.lock -o deploy/requirements-build.lock
	$(LOCK) --group lint -o deploy/requirements-lint.lock
	$(LOCK) --group data -o deploy/requirements-data.lock

clean: ## removes everything that these commands made
	rm -rf .venv .venv-lint .venv-data var dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find schemas streams tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@$(PYTHON) tools/bootstrap.py run

setup-lint:
	@$(PYTHON) tools/bootstrap.py lint
