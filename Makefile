# Everything starts here. `make demo` to try it, `make test` to trust it, `make run` to run it.
# What is installed is what requirements/*.txt lock, with hashes; .venv is made where it is missing.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TIMES ?= 25
SEED ?=
UV := $(BIN)/uv
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml
SYNC = $(UV) pip install --quiet --require-hashes --python $(BIN)/python -r

.PHONY: demo test fuzz run check words golden lock audit sbom licences bench clean

demo: $(VENV)/.demo
	@$(BIN)/python -m bot demo $(ARGS)

run: $(VENV)/.run
	@$(BIN)/python -m bot run $(ARGS) || { code=$$?; \
		echo "Goodword ended with exit code $$code. make itself ends with 2; ./run keeps the code, for what supervises it." >&2; exit $$code; }

# The checks run beside the tests, and say what they found after them; either fails the whole.
# Python keeps what it compiled, also where the environment says otherwise: the tests start it some eighty times.
test: $(VENV)/.dev
	@said=$$(mktemp); $(MAKE) --no-print-directory check >"$$said" 2>&1 & checks=$$!; \
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest $(ARGS); tests=$$?; \
	wait $$checks; checked=$$?; cat "$$said"; rm -f "$$said"; exit $$((tests ? tests : checked))

# Property tests and random scenarios, from a seed of chance's own and so many times as far as `make test` goes.
fuzz: $(VENV)/.dev
	@GOODWORD_FUZZ=$(TIMES) GOODWORD_SEED=$(SEED) $(BIN)/python -m pytest -m "hypothesis or scenario" -o faulthandler_timeout=0 $(ARGS)

check: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/basedpyright

words: $(VENV)/.dev
	@$(BIN)/python -m tools.catalogues
	@$(BIN)/python -m tools.cldr
	@$(BIN)/python -m tools.currencies

golden: $(VENV)/.dev
	@$(BIN)/python -m tools.golden

lock: $(UV)
	@$(COMPILE) -o requirements/run.txt
	@$(COMPILE) --extra metrics --extra sentry --constraint requirements/run.txt -o requirements/watch.txt
	@$(COMPILE) --extra smart --constraint requirements/run.txt -o requirements/smart.txt
	@$(COMPILE) --extra demo -o requirements/demo.txt
	@$(COMPILE) --extra demo --extra dev -o requirements/dev.txt
	@$(COMPILE) --extra audit --constraint requirements/dev.txt -o requirements/audit.txt

# Needs the network: asks PyPI's advisories about everything that is locked.
audit: $(VENV)/.audit
	@$(BIN)/python -m tools.audit

# CycloneDX, of what `make run` installs, with its hashes.
sbom: $(VENV)/.audit
	@$(BIN)/cyclonedx-py requirements --output-reproducible --of JSON -o sbom.cdx.json requirements/run.txt

licences: $(VENV)/.audit
	@$(BIN)/python -m tools.licences

$(UV):
	@$(PYTHON) -c 'import sys; sys.exit("Goodword needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

# A stamp a set: a second call compares dates and installs nothing.
$(VENV)/.%: requirements/%.txt | $(UV)
	@$(SYNC) $<
	@touch $@

# For a service whose user can't write here: every start would compile all of it anew.
$(VENV)/.run $(VENV)/.watch $(VENV)/.smart: export UV_COMPILE_BYTECODE = 1

$(VENV)/.compiled: $(VENV)/.run $(shell find bot cogs -name '*.py')
	@$(BIN)/python -m compileall -q bot cogs
	@touch $@

# Takes about half an hour; what it says and what came of it stands in benchmarks/README.md.
bench: $(VENV)/.dev
	@$(BIN)/python benchmarks/end_to_end.py
	@$(BIN)/python benchmarks/memory.py
	@$(BIN)/python benchmarks/store.py $(ARGS)
	@$(BIN)/python benchmarks/concurrent_users.py
	@$(BIN)/python benchmarks/board_images.py
	@$(BIN)/python benchmarks/computing.py
	@$(BIN)/python benchmarks/deliveries.py
	@$(BIN)/python benchmarks/growth.py

clean:
	rm -rf $(VENV)
