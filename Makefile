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
	@echo "make test-next      our pages on the newest alpha of Datasette 1.0, as well"
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
	@test demo/public.db.bulletin/manifest.json -nt demo/public.db || \
	  $(BIN)/noteworthy bulletin demo/work.db --output demo/public.db.bulletin
ifneq ($(SERVE),0)
	@$(BIN)/noteworthy serve demo/public.db --port $(PORT) --tag
endif

lint: $(VENV)/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

test: lint
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# The second lane: our pages on the newest alpha of Datasette 1.0, which is put beside the promised version. Optional.
.PHONY: test-next
test-next: $(VENV)/.installed-test
	$(BIN)/python -m pip install --quiet --upgrade --pre --target build/next "datasette>=1.0a1"
	DATASETTE_NEXT=build/next $(BIN)/python -m pytest tests/test_web_next.py

# For maintainers: the shipped models and their report, after any change of corpus, cues or rules (about half an hour).
# REAL=FILE also measures on real paragraphs, which this repository does not hold.
LESSONS := corpus/demo corpus/landscape corpus/neighbouring corpus/lessons
.PHONY: model
model: $(VENV)/.installed-test
	$(BIN)/noteworthy train $(LESSONS) --output models/shipped/careful
	$(BIN)/noteworthy train $(LESSONS) --reader fast --output models/shipped/fast
	$(BIN)/python -m benchmarks.quality $(if $(REAL),--real $(REAL))

# For maintainers: the model of names, from the training voices (a minute; needs `faker`, of the extra `test` too).
.PHONY: names
names: $(VENV)/.installed-test
	$(BIN)/python -m noteworthy.naming.making

# For maintainers: the note encoder, in an environment of its own, since torch never enters the product's (half an hour
# more, on two cores). Run `make model` afterwards: the models stand on it.
TRAINING := build/training
.PHONY: encoder
encoder:
	$(PYTHON) -m venv $(TRAINING)
	$(TRAINING)/bin/python -m pip install --quiet --only-binary :all: --require-hashes -r requirements.lock
	$(TRAINING)/bin/python -m pip install --quiet --no-build-isolation -e ".[train]"
	$(TRAINING)/bin/noteworthy train $(LESSONS) --encoder --output build/careful
	cp build/careful/encoder/* models/note_encoder/

# For maintainers: needs uv (https://docs.astral.sh/uv/). The locks carry hashes and no index address.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	--custom-compile-command "make lock"
lock:
	$(LOCK) build-requirements.in pyproject.toml -o requirements.lock
	$(LOCK) build-requirements.in pyproject.toml --extra test -c requirements.lock -o requirements-test.lock

clean:
	rm -rf $(VENV) build demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
