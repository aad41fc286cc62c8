# make          install into .venv and build tmx/ and glossary/ from seeds/
# make test     install and run the whole test suite
# make lint     ruff and mypy
# make bench    benchmarks (figures, no pass or fail)
# make mt       make the sample systems' output in seeds/mt again
# make train-aligner GOLD=FOLDER   fit the aligner's weights to gold alignments
# make clean    remove what these made

PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
RUN := $(BIN)/python -m

.PHONY: all install test lint bench mt train-aligner clean

all: install
	$(RUN) tmkit build --corpus seeds/corpus.toml --out .

install: .venv/installed

.venv/installed: pyproject.toml
	$(PYTHON) -c "import sys; sys.exit('tmkit needs Python 3.11 or newer, and $(PYTHON) is ' + sys.version.split()[0] + '; run: make PYTHON=python3.12') if sys.version_info < (3, 11) else None"
	$(PYTHON) -m venv .venv
	$(RUN) pip install --quiet --disable-pip-version-check "pip>=25.1"
	$(RUN) pip install --quiet --disable-pip-version-check --editable . --group dev
	@echo installed > .venv/installed

test: install
	$(RUN) pytest

lint: install
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) mypy

bench: install
	$(RUN) tests.bench

mt: install
	$(RUN) tmkit gloss --corpus seeds/corpus.toml --out seeds/mt/gloss
	$(RUN) tmkit gloss --corpus seeds/corpus.toml --glossary glossary/terms.csv --out seeds/mt/gloss-terms

train-aligner: install
	$(RUN) tmkit train-aligner $(GOLD) -o tmkit/data/aligner-weights.tsv

clean:
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
