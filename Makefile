# `make run` and `make test` do all of their own set-up on a Debian machine with Python 3.11.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

RUNTIME_LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-mono fonts-symbola fonts-wqy-microhei
TEST_LIBRARIES := chromium libnss3-tools poppler-utils softhsm2

# Where this is set, each of the test suite's many processes would compile everything that it imports anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test check conformance forgeries setup system system-test format pictures report-pages clean

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: system setup ## Serve the product with its demonstration at http://127.0.0.1:8000
	@exec $(BIN)/countersign serve --demo

test: system system-test setup ## Run everything, browser tests included
	@$(BIN)/pytest --numprocesses 2 --dist worksteal --durations 12

check: system setup ## The fast gate: format, lint, types, layers, templates, unit tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --quiet --lint templates
	@$(BIN)/pytest --quiet tests/domain tests/architecture

conformance: system system-test setup ## Show every report to veraPDF, EU DSS, pyHanko and pdfsig
	@$(BIN)/pytest -m conformance tests/conformance -q -s --show-capture no

forgeries: system system-test setup ## Flip every byte of a signed report once, which takes minutes
	@$(BIN)/pytest -m every_byte tests/reports/test_report_forgeries.py --numprocesses 2 -q -rP

setup: $(READY) ## Make the environment (.venv) from the locked requirements

$(READY): requirements-dev.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || .ci/system-libraries python3-venv
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Making the environment .venv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes requirements-dev.lock requirements-uv.lock
	@VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

system:
	@.ci/system-libraries $(RUNTIME_LIBRARIES)

system-test:
	@.ci/system-libraries $(TEST_LIBRARIES)

format: setup ## Put code and templates into their form
	@$(BIN)/ruff check --quiet --fix .
	@$(BIN)/ruff format --quiet .

pictures: system system-test setup ## Make the README's pictures from the running demonstration
	@$(BIN)/python docs/pictures.py

report-pages: system system-test setup ## Show three reports of the demonstration page by page
	@$(BIN)/python docs/report_pages.py

clean: ## Remove the environment and caches; what you wrote (instance) stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info
