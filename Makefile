# Two commands: `make demo` shows the product, `make test` proves it. Both set up their own .venv first.
# Needs only Python 3.11 or later and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8001
SERVE  ?= 1

.PHONY: demo test lint lock clean
.DEFAULT_GOAL := help

.PHONY: help
help:
	@echo "make demo           set up, code the demonstration corpus, serve it at http://127.0.0.1:$(PORT)/"
	@echo "make demo SERVE=0   the same, without serving"
	@echo "make test           set up and run every check: ruff, mypy, layer contracts, pytest"

# The environment is rebuilt only when the lock or the project file changes.
define install
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Noteworthy needs Python 3.11 or later as '$(PYTHON)'; name another with: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages of $(1) into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r $(1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endef

# requirements-test.lock holds everything in requirements.lock too, so a test set-up also serves the demo.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(call install,requirements.lock)
	@touch $@

$(VENV)/.installed-test: requirements-test.lock pyproject.toml
	$(call install,requirements-test.lock)
	@touch $(VENV)/.installed $@

demo: $(VENV)/.installed
	@mkdir -p demo
	@$(BIN)/noteworthy build corpus/demo corpus/landscape --database demo/work.db
	@$(BIN)/noteworthy release demo/work.db --database demo/public.db
ifneq ($(SERVE),0)
	@$(BIN)/noteworthy serve demo/public.db --port $(PORT)
endif

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: lint
	$(BIN)/python -m pytest

# For maintainers: the shipped model and its report, after any change of corpus, cues or rules (a few minutes).
.PHONY: model
model: $(VENV)/.installed-test
	$(BIN)/noteworthy train corpus/demo corpus/landscape corpus/neighbouring --output models/shipped/fast
	$(BIN)/python -m benchmarks.quality

# For maintainers: needs uv (https://docs.astral.sh/uv/). The locks carry hashes and no index address.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock"
lock:
	$(LOCK) build-requirements.in pyproject.toml -o requirements.lock
	$(LOCK) build-requirements.in pyproject.toml --extra test -c requirements.lock -o requirements-test.lock

clean:
	rm -rf $(VENV) demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
