# Everything a reader, a teacher or a maintainer runs. The work itself is in tools/, so that Windows
# users without make can run the same steps (see the README).

PYTHON ?= python3
PORT ?= 8000

ifeq ($(OS),Windows_NT)
  VENV_PYTHON := .venv/Scripts/python.exe
else
  VENV_PYTHON := .venv/bin/python
endif

# The renderer that the stored outputs of the notebooks are made with.
export PLOTLY_RENDERER := plotly_mimetype

.PHONY: help book test test-core serve lab chapter refresh pictures pdf handouts epub audit clean env-book env-paper env-dev

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 18

env-book:
	@$(PYTHON) tools/bootstrap.py book

env-paper:
	@$(PYTHON) tools/bootstrap.py paper

env-dev:
	@$(PYTHON) tools/bootstrap.py dev

book: env-book ## set up and build the site (in _build/html)
	@$(VENV_PYTHON) tools/build.py

test: env-dev ## set up and run every check
	@$(VENV_PYTHON) tools/run_tests.py

test-core: env-dev ## data, notebooks and build only: no browser needed
	@$(VENV_PYTHON) tools/run_tests.py --core

serve: book ## build, then show the site on this computer only (PORT=8000)
	@echo "The site is at http://localhost:$(PORT)/ ; stop with Ctrl-C."
	@$(VENV_PYTHON) -m http.server $(PORT) --bind 127.0.0.1 --directory _build/html

lab: env-dev ## open the chapters in JupyterLab
	@$(VENV_PYTHON) -m jupyterlab --notebook-dir=book

chapter: env-dev ## start a chapter (NAME=17-a-short-name TITLE="Its title")
	@$(VENV_PYTHON) tools/chapter.py "$(NAME)" "$(TITLE)"

refresh: env-dev ## run all chapters again and store their outputs
	@$(VENV_PYTHON) tools/refresh.py

pictures: env-dev ## draw the pictures of the charts that have changed (needs a browser)
	@$(VENV_PYTHON) tools/pictures.py

pdf: env-paper ## the whole course as one PDF (in _build/paper; needs Pango)
	@$(VENV_PYTHON) tools/paper.py pdf

handouts: env-paper ## a PDF of two sides for each chapter: passage, chart, prompts
	@$(VENV_PYTHON) tools/paper.py handouts

epub: env-paper ## the whole course for readers, judged by epubcheck (needs Java)
	@$(VENV_PYTHON) tools/paper.py epub

audit: env-dev ## the slow checks; writes a dated table to _build/audit
	@$(VENV_PYTHON) tools/audit.py

clean: ## remove the environment and everything that was built
	@$(PYTHON) tools/clean.py
