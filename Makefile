# make run, make test; the rest is for those who develop. Every target sets up what it needs.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
STAGE ?= production
export AWS_DEFAULT_REGION ?= ap-northeast-1

.PHONY: run test test-fast test-lost-replies check lint package bench deploy gallery setup machine clean

# Variables of the run: PORT (8000), FRESH=1 forgets what was kept, ENGINE=moto keeps nothing, CLOCK_START sets the clock, CENTRE names another profile.
run: setup
	@$(BIN)/python -m infra.local.run

# Units, workflows and the shape of the house: without browsers, DynamoDB Local, and what walks every page (tests/everything).
test-fast: setup
	$(BIN)/python -m pytest -n 2 tests/unit tests/workflows tests/architecture

# Every change that is asked of AWS is made and its reply lost once: all must be as ever.
test-lost-replies: setup
	$(BIN)/python -m pytest -n 2 --lose-replies tests/workflows tests/everything

# One process more than cores: the one with the browsers mostly waits for them.
test: setup
	$(BIN)/python -m pytest -n 3

check: setup lint package

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	node_modules/.bin/biome lint --error-on-warnings

package: setup
	$(BIN)/python -m infra.deploy.package

# What is deployed, measured beside the libraries alone; packs again only what changed.
bench: setup build/package/deployment.zip
	$(BIN)/python -m infra.bench

build/package/deployment.zip: app.py requirements.txt .chalice/config.json infra/resources.yaml $(shell find chalicelib infra/deploy -type f -not -name '*.pyc')
	$(BIN)/python -m infra.deploy.package

# Needs the AWS command line, credentials, DEPLOY_BUCKET, and the first time ALARM_MAIL; the stack's parameters are kept from then on.
deploy: package
	aws cloudformation package --template-file build/package/sam.json --s3-bucket "$(DEPLOY_BUCKET)" --output-template-file build/package/deploy.yaml
	aws cloudformation deploy --template-file build/package/deploy.yaml --stack-name $(STAGE)-training-centre --capabilities CAPABILITY_IAM $(if $(ALARM_MAIL),--parameter-overrides "AlarmMail=$(ALARM_MAIL)")

gallery: setup
	$(BIN)/python -m infra.gallery

setup: machine .venv/ready node_modules/ready
	@$(BIN)/python infra/setup/assets.py
	@$(BIN)/python infra/setup/fonts.py

.venv/ready: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 以上 (Debian: apt-get install python3 python3-venv)"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --requirement requirements-dev.txt
	@touch $@

node_modules/ready: package.json package-lock.json
	@command -v npm >/dev/null || { echo "需要 Node.js 與 npm (Debian: apt-get install nodejs npm; https://nodejs.org)"; exit 1; }
	npm ci --no-audit --no-fund --silent
	@touch $@

# Browser, PDF readers and Java: what the tests look with. Installed where we may, named where we may not.
machine:
	@bash infra/setup/machine.sh

clean:
	rm -rf build .venv node_modules chalicelib/static/vendor chalicelib/documents/fonts
