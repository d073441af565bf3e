# Everything is set up in .venv from python3 and pip alone.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: verify verify-wheel test test-thorough test-model lint ruff mypy pyright format clean

verify: .venv/verify-ready
	$(BIN)/coppspec verify

# From a wheel, without the extras, in an empty folder: nothing of the checkout is at hand.
verify-wheel:
	rm -rf build
	mkdir -p build/wheel/empty
	$(PYTHON) -m venv build/wheel/venv
	build/wheel/venv/bin/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
	build/wheel/venv/bin/python -m pip install --quiet build/wheel/coppspec-*.whl
	cd build/wheel/empty && ../venv/bin/coppspec verify
	test -z "$$(ls -A build/wheel/empty)"

test:
	$(MAKE) --jobs 2 --output-sync=target ruff mypy pyright test-model
	$(BIN)/pytest --numprocesses auto --dist worksteal --ignore=tests/model

# Also what only says the same of more cases.
test-thorough: test
	$(BIN)/pytest --numprocesses auto --dist worksteal -m thorough

# What is held to be covered whole is measured in one process; the tools need only one core each beside it.
test-model: .venv/test-ready
	$(BIN)/coverage run -m pytest --quiet -p no:xdist tests/model
	$(BIN)/coverage report --fail-under=100

lint: ruff mypy pyright

ruff: .venv/test-ready
	$(BIN)/ruff check
	$(BIN)/ruff format --check

mypy: .venv/test-ready
	$(BIN)/mypy

pyright: .venv/test-ready
	$(BIN)/pyright

format: .venv/test-ready
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

clean:
	rm -rf .venv build dist *.egg-info .coverage .mypy_cache .pytest_cache .ruff_cache

# An old pip does not know --group, so pip comes first.
.venv/pip-ready:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	touch $@

.venv/verify-ready: .venv/pip-ready pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[draw,proof]'
	touch $@

.venv/test-ready: .venv/pip-ready pyproject.toml
	$(BIN)/python -m pip install --quiet --editable '.[draw,proof]' --group dev
	touch $@ .venv/verify-ready
