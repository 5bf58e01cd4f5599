# Each target sets up what it needs: .venv is made on the first run and reused after that.
#
#   make report ARGS="tiny --out /some/folder"     arguments for the command
#   make test ARGS="-k collation -n 0"             arguments for pytest
#   make report PYTHON=/path/to/python3.12         the Python that builds .venv

.DEFAULT_GOAL := help
.PHONY: help report test lab bench quality lint lessons golden lock clean moved
.DELETE_ON_ERROR:

ARGS ?=
py := .venv/bin/python

# Compiled modules halve the start of every process; other Pythons' modules break them.
unexport PYTHONDONTWRITEBYTECODE
unexport PYTHONPATH
unexport PYTHONHOME

# The five real articles are not in the repository. They are read from the folder that
# MEDIACOMPARE_SEEDS names, or from ../shared/seeds where that exists.
ifndef MEDIACOMPARE_SEEDS
beside := $(shell cd ../shared/seeds 2>/dev/null && pwd)
ifneq ($(beside),)
export MEDIACOMPARE_SEEDS := $(beside)
endif
endif

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

report: .venv/.installed ## Write the report on every story whose texts are present
	@$(py) -m analysis report $(ARGS)

test: .venv/.installed ## Run all tests
	@$(py) -m pytest $(ARGS)

lab: .venv/.installed ## Open JupyterLab on the notebooks
	@JUPYTER_CONFIG_PATH="$(CURDIR)/.jupyter" $(py) -m jupyter lab --notebook-dir=notebooks $(ARGS)

bench: .venv/.installed ## Measure time and memory side by side
	@$(py) -m benchmarks $(ARGS)

quality: .venv/.installed ## Score the suite on planted edits; ARGS="--eval FOLDER" adds public sets
	@$(py) -m benchmarks.quality $(ARGS)

lint: .venv/.installed ## Check the style of the code and that notebooks hold no output
	@$(py) -m ruff check .
	@$(py) -m ruff format --check .
	@find notebooks -name '*.ipynb' -not -path '*/.*' -exec $(py) -m nbstripout --verify --keep-id \
	    --extra-keys "metadata.papermill cell.metadata.papermill cell.metadata.execution" {} +

lessons: .venv/.installed ## Build the lessons' student and solution notebooks from their source
	@$(py) notebooks/lessons/build.py $(ARGS)

golden: .venv/.installed ## Run the golden notebooks again; review the difference like code
	@$(py) tests/golden/regenerate.py $(ARGS)

lock: ## Pin every dependency again in requirements.lock (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv: python -m pip install uv" >&2; exit 2; }
	uv pip compile pyproject.toml --all-extras --group dev --universal --upgrade \
	    --generate-hashes --no-header --no-annotate --quiet -o requirements.lock

clean: ## Remove .venv, caches and generated reports
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis build dist
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
	find reports -mindepth 1 -maxdepth 1 -not -name README.md -not -name .gitkeep -exec rm -rf {} +

# The stamp is written last and holds the folder it was made in. No stamp means that the
# set-up never finished, so it starts afresh; a moved checkout is installed again.
moved:
moved := $(shell [ ! -e .venv/.installed ] || [ "$$(cat .venv/.installed)" = "$$(pwd -P)" ] || echo moved)
.venv/.installed: requirements.lock pyproject.toml $(moved)
	@if [ ! -e .venv/.installed ] || ! $(py) -c 'import pip' 2>/dev/null; then \
	    rm -rf .venv; \
	    for candidate in "$${PYTHON:-python3}" python3.13 python3.12 python3.11 python3.14 python; do \
	        if "$$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' \
	            2>/dev/null; then found=$$candidate; break; fi; \
	        if [ -n "$${PYTHON:-}" ]; then break; fi; \
	    done; \
	    if [ -z "$${found:-}" ]; then \
	        echo "No Python 3.11 or newer with the venv module was found$${PYTHON:+ at PYTHON=$$PYTHON}." \
	            "Install one (on Debian: python3 and python3-venv) or name it:" \
	            "make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 2; fi; \
	    echo "Setting up .venv with $$("$$found" --version): this takes a minute or two, once."; \
	    "$$found" -m venv .venv || exit 2; \
	fi
	@rm -f .venv/.installed
	@$(py) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(py) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@pwd -P > .venv/.installed
