# Every target installs first if needed, into .venv beside this file. Nothing else is written
# outside the folder except compiled stages, which go to the user's cache.

# The first Python on the path that is new enough; or say which: make install PYTHON=/path/python3
PYTHON ?= $(shell for python in python3 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1 \
	&& echo "$$python" && break; done)
WORKERS ?= auto

BIN := .venv/bin
STAMP := .venv/.installed
LAB := .venv/.lab
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 4 --dist loadfile

.PHONY: help install demo test test-all lint bench lever-effects levers registers lab published \
	gallery clean
.DELETE_ON_ERROR:

help:
	@echo "make install    install parksim and its tools into .venv"
	@echo "make demo       the zone without and with the Opinion, 2023-2035: a figure and a table"
	@echo "make test       the default tests, a few minutes"
	@echo "make test-all   every test, the slow ones too"
	@echo "make lint       style, format and the floors of the package"
	@echo "make lever-effects  what each lever does: an hour or more, can be stopped and resumed"
	@echo "make bench      speed, memory and the cost of an answer on this machine"
	@echo "make levers     the page of levers, docs/levers.md, from registers and stages"
	@echo "make registers  the pages of the other registers, docs/registers/"
	@echo "make published  the experiments behind docs/findings.md: run, tables, page; hours, resumable"
	@echo "make gallery    every figure in both languages, docs/gallery.md; half an hour, resumable"
	@echo "make lab        the notebooks, in JupyterLab; installs it first"
	@echo "make clean      remove .venv and the caches of tools; results stay"

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@python="$(PYTHON)"; \
	if ! "$${python:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then \
		echo "parksim needs Python 3.12 or newer; $${python:-python3} is not." >&2; \
		echo "  Install one, or name it: make install PYTHON=/path/to/python3.12" >&2; \
		exit 1; \
	fi; \
	"$$python" -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: $(STAMP)
	$(BIN)/parksim run no-reform opinion --resolution draft --replicates 10 \
		--at 2025Q4,2030Q4,2035Q4 --out results/demo

test: $(STAMP)
	$(PYTEST)

test-all: $(STAMP)
	$(PYTEST) -m ""

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

lever-effects: $(STAMP)
	$(BIN)/python -m sim.search.lever_effects --ship

bench: $(STAMP)
	$(BIN)/python -m benchmarks

levers: $(STAMP)
	$(BIN)/python -m sim.search.lever_page

registers: $(STAMP)
	$(BIN)/python -m sim.report.register_pages

# JupyterLab comes on top of what is locked. The notebooks name the kernel python3, and this is the
# one of .venv whatever else is installed for the user.
$(LAB): $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--constraint requirements.lock --editable ".[lab]"
	@touch $@

lab: $(LAB)
	JUPYTER_PREFER_ENV_PATH=1 $(BIN)/python -m jupyterlab notebooks

published: $(STAMP)
	for each in results/published/*/; do \
		$(BIN)/parksim run $$each/experiment.yaml --yes || exit 1; \
		$(BIN)/python -m sim.report.published $$(basename $$each) || exit 1; \
	done

# In this order: a figure is drawn from the first of these that holds it.
GALLERY := opinion-in-figures mark-by-audit delisting-indices delisting-screening \
	attribution-opinion
ONE_BY_ONE := delisting-one-by-one

gallery: $(STAMP)
	for each in $(GALLERY); do \
		$(BIN)/parksim run $$each --yes --out results/$$each || exit 1; \
	done
	$(BIN)/parksim run results/published/delisting-sensitivity/experiment.yaml --yes \
		--out results/$(ONE_BY_ONE)
	$(BIN)/parksim search tipping-mark-delists --out results/tipping-mark-delists
	$(BIN)/python -m sim.report.gallery $(addprefix results/,$(GALLERY) $(ONE_BY_ONE) tipping-mark-delists)

clean:
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache build *.egg-info
