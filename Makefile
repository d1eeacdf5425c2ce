# The two commands that matter: `make check` runs the shipped plans, `make test` runs the tests.
# Both set up .venv first, from a machine that has only Python 3.11 and make.
PYTHON ?= $(or $(shell command -v python3.11),python3)
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PEERS  := $(VENV)/.peers
ROOMS  := ground values gotemplate engine legacy orchestrators shadow bench reports migrations cli
OUT    ?= out
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Tests keep what they compile; pytest's own plugins would be compiled before they can say so.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup check test test-quick test-all strength-proof search-proof lint types contracts format bench mutation-proof regain-proof removal-proof scale-proof temporal-proof bench-proof bench-proof-asked oracle fuzz crash-proof docs docs-proof reference lock wheel clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY) ## make .venv with the locked versions

$(READY): requirements/dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "switchover needs $(PYTHON); name another with PYTHON=..." >&2; exit 2; }
	@$(BIN)/python -c "" 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)  # never one Python over another
	$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# Workflows of your own, which the plans run as well; by default those in a folder beside the checkout.
OWN_WORKFLOWS ?= $(wildcard $(CURDIR)/../shared/workflows)

check: $(READY) ## run the shipped plans: shadow, bench, leaks, report, gate
	SWITCHOVER_WORKFLOWS="$(OWN_WORKFLOWS)" $(BIN)/switchover check --shipped --out $(OUT)

# What forks much runs first: a fork copies the page tables of all that its process holds, and one that
# has read these tests alone holds a quarter. What judges a time (the marker `alone`) runs last, by
# itself; all else in WORKERS processes: three keep two cores busy, for some tests wait. Only files that
# name the marker are read again for it.
WORKERS ?= 3
FORKING := tests/bench tests/shadow tests/values/worker
ALONE := $$(grep -rlI --include='test_*.py' 'mark\.alone' tests)
SIDE_BY_SIDE := -n $(WORKERS) --dist worksteal --benchmark-disable -m "not proof and not alone"
# A run that did not come to its end leaves no list of what failed: who tries that again would miss the rest.
FORGET := rm -f .pytest_cache/v/cache/lastfailed
TRIED := || { [ $$? = 1 ] || { $(FORGET); exit 2; }; failed=1; }
test: $(READY) ## run the tests
	@failed=; \
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) $(FORKING) $(TRIED); \
	$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) $(addprefix --ignore=,$(FORKING)) $(TRIED); \
	$(BIN)/python -m pytest -q -m "alone and not proof" $(ALONE) $(TRIED); \
	[ -z "$$failed" ] || { echo "tests: some failed, in one of the three runs above"; exit 1; }; \
	echo "tests: all passed, in all three runs"

# What decides and what runs: everything but what starts processes and measures for seconds.
QUICK := tests/values tests/gotemplate tests/engine tests/legacy tests/orchestrators tests/shadow tests/reports \
	tests/migrations/test_*.py tests/bench/latency tests/bench/environment tests/bench/launch tests/bench/witness
test-quick: $(READY) ## run the quick part of the tests
	@$(BIN)/python -m pytest -q $(SIDE_BY_SIDE) $(wildcard $(QUICK)) || { ended=$$?; [ $$ended = 1 ] || $(FORGET); exit $$ended; }

PYTHONS ?= 3.11 3.12 3.13
TESTS   ?= test
test-all: ## run the tests on each Python of PYTHONS that is found, in an environment of its own
	@for version in $(PYTHONS); do \
	  python=$$(.ci/python $$version) || { echo "== Python $$version: not found, not tried"; continue; }; \
	  echo "== Python $$version"; \
	  $(MAKE) --no-print-directory $(TESTS) PYTHON=$$python VENV=.venv-$$version || failed=1; \
	done; test -z "$$failed"

lint: $(READY) ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY) ## apply the format and the fixes that are safe
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: $(READY) ## mypy strict, then pyright's rules
	$(BIN)/mypy
	$(BIN)/basedpyright

contracts: $(READY) ## who may import whom
	$(BIN)/lint-imports

oracle: $(READY) ## ask Go again and record its answers (needs golang-go and sprig)
	$(BIN)/python gotemplate/oracle/record.py

fuzz: $(READY) ## mutate 100,000 templates and YAML documents, hold 1,000,000 values to an oracle
	@for script in $$(ls */fuzz/[!_]*.py | grep -v ^values); do $(BIN)/python $$script --count 100000 || exit 1; done
	$(BIN)/python values/fuzz/documents.py --count 1000000 --examples 20000

crash-proof: $(READY) ## kill a run at fifty points and resume each to the same end
	$(BIN)/python -m pytest -m proof tests/engine/run/test_crash.py

# COUNT mutants that tests execute are drawn by a new seed; SEED=n draws those of an earlier run.
COUNT ?= 400
strength-proof: $(READY) ## plant mutants into what decides verdicts; at least 95 % must fail a test
	PYTHONPATH=tests $(BIN)/python -m strength --count $(COUNT) $(if $(SEED),--seed $(SEED))

SEEDS ?= 10
search-proof: $(READY) ## search thirty pairs that differ and ten that do not, with SEEDS seeds, beside other methods
	PYTHONPATH=tests $(BIN)/python -m shadow.search.proof --seeds $(SEEDS) --peers

temporal-proof: $(READY) ## the whole corpus on Temporal, and runs whose workers are killed
	$(BIN)/python -m pytest -m proof tests/migrations/task_services/test_runtimes.py tests/engine/temporal --timeout 1200

INPUTS ?= 1000000
scale-proof: $(READY) ## compare INPUTS cheap inputs in chunks: workers killed (by SEED), one poisoned, the server gone in between
	INPUTS=$(INPUTS) SEED=$(SEED) $(BIN)/python -m pytest -m proof -s tests/migrations/test_scaling_proof.py --timeout 7200

removal-proof: $(READY) ## run the whole suite on a copy without the old system
	$(BIN)/python -m pytest -m proof tests/packaging/test_without_legacy.py

mutation-proof: $(READY) ## plant known defects and MUTANTS mechanical ones (by SEED) into the orchestrators; the plan sees them
	$(BIN)/python -m pytest tests/migrations/task_services -m proof --ignore tests/migrations/task_services/test_regained.py \
		--ignore tests/migrations/task_services/test_runtimes.py

regain-proof: $(READY) ## search among workflows from a tenth of the corpus: 90 % of the mutants that the rest saw (SEED, MUTANTS, SECONDS)
	$(BIN)/python -m pytest -m proof tests/migrations/task_services/test_regained.py

# Every benchmark is a script `<room>/benchmarks/<name>.py`: it prints a small table with the target
# and what was measured, and exits 1 where a target is missed. A name with a leading _ is not run.
bench: $(PEERS) ## run every benchmark of every room
	@for script in $$(ls */benchmarks/[!_]*.py); do echo "== $$script"; $(BIN)/python $$script || failed=1; done; test -z "$$failed"

MINUTES ?= 60
bench-proof: $(PEERS) ## add MINUTES of trials each to the latency and the leak proof, write their tables
	$(BIN)/python bench/benchmarks/latency_proof run --minutes $(MINUTES)
	$(BIN)/python bench/benchmarks/leak_proof run --minutes $(MINUTES)

bench-proof-asked: $(READY) ## the latency trials that any change of the driver asks for, for MINUTES
	$(BIN)/python bench/benchmarks/latency_proof run --minutes $(MINUTES) --asked

$(PEERS): $(READY) requirements/bench.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

docs-proof: $(READY) ## run the blocks of all pages that measure for seconds
	$(BIN)/python -m pytest -m proof tests/pages

reference: $(READY) ## renew docs/reference.md, the list of public names
	$(BIN)/python docs/reference.py docs/reference.md

docs: $(READY) ## the reference of the rooms' public names, in out/docs
	$(BIN)/python docs/reference.py $(OUT)/docs

lock: ## renew requirements/*.txt (needs uv)
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o requirements/dev.txt requirements/dev.in
	uv pip compile --python-version 3.11 --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate -q -o requirements/bench.txt requirements/bench.in

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean: ## remove what the targets made
	rm -rf $(VENV) $(OUT) dist build
