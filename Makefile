# `make` alone lists what there is.
PYTHON ?= python3
BIN := .venv/bin
PO := $(wildcard exchange/locale/*/*.po)
MO := $(PO:.po=.mo)
# Where bytecode isn't kept, each command compiles all that it imports: three times the time of a list.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help demo test check format lock bench catalogues docs frames screenshots clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.venv/run.done: requirements/run.txt requirements/uv.txt requirements/uv.sh requirements/install.sh pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@sh requirements/uv.sh $(PYTHON) $(BIN)/python
	@sh requirements/install.sh $(BIN)/python requirements/run.txt .
	@touch $@

.venv/dev.done: .venv/run.done requirements/dev.txt
	@sh requirements/install.sh $(BIN)/python requirements/dev.txt
	@touch $@

$(MO) &: $(PO) | .venv/run.done
	@$(BIN)/python -m exchange.locale.compiling

catalogues: $(MO) ## compile the French and English messages

demo: .venv/run.done $(MO) ## two posts that talk to each other, in the folder demo/
	@$(BIN)/exchange demo

test: .venv/dev.done $(MO) ## the whole suite
	@sh tests/debian.sh
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: .venv/dev.done $(MO) ## format, lint, types, layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: .venv/dev.done ## put the code into its one form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/dev.done $(MO) ## measure; make bench SIZE=1000 for one size
	@$(BIN)/python -m benchmarks $(if $(SIZE),--size $(SIZE))

docs: .venv/dev.done ## write the generated parts of docs/ anew
	@$(BIN)/python -m tests.docs.pages

frames: .venv/dev.done $(MO) ## write the screens' text anew (tests/vectors/screens): read the difference
	@$(BIN)/python -m tests.tui.screens.walk

screenshots: .venv/dev.done $(MO) ## take the pictures of docs/screens/ anew
	@$(BIN)/python -m tests.docs.screenshots

LOCK := uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --quiet
lock: .venv/dev.done ## pin the dependencies anew, with their hashes
	@$(BIN)/$(LOCK) -o requirements/run.txt requirements/run.in
	@$(BIN)/$(LOCK) -o requirements/dev.txt requirements/dev.in
	@$(BIN)/$(LOCK) -o requirements/uv.txt requirements/uv.in

clean: ## remove what was made here
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis $(MO)
