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
# Names of folders, which shells and make would take apart, reach the commands as they are.
export SUBMISSIONS OUT VARIANT PYODIDE

.PHONY: help book test test-core serve lab chapter exercises live pyodide in-browser refresh pictures audit clean env-book env-dev grade merge-grades sandbox launch push-launch preview release push-release teacher pdf handouts epub env-paper

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

teacher: env-book ## build the edition with answers, for teachers (in _build/teacher/html)
	@$(VENV_PYTHON) tools/teacher.py

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

exercises: env-dev ## make the students' copies of the exercises (VARIANT=word draws other values)
	@$(VENV_PYTHON) tools/exercises.py --variant "$(VARIANT)"

live: env-dev ## the site with the exercises beside it, to be done in a browser (PYODIDE=folder: self-hosted)
	@FIRSTFLAMES_LIVE=1 $(VENV_PYTHON) tools/build.py
	@$(VENV_PYTHON) tools/live.py --pyodide "$(PYODIDE)" --variant "$(VARIANT)"

grade: env-book ## mark a folder (SUBMISSIONS=folder, VARIANT=word, OPTIONS="--part 1/4 …")
	@$(VENV_PYTHON) -m firstflames.marking mark --variant "$$VARIANT" $(OPTIONS) -- "$$SUBMISSIONS"

merge-grades: env-book ## put parts together that were marked apart (OUT=folder PARTS="folder folder …")
	@$(VENV_PYTHON) -m firstflames.marking merge $(OPTIONS) -- "$$OUT" $(PARTS)

sandbox: env-book ## say which isolation the marker has here, and install bubblewrap if it may
	@$(VENV_PYTHON) tools/sandbox.py

pyodide: env-dev ## fetch the packages of Pyodide from its own address, to host them with `make live`
	@$(VENV_PYTHON) tools/pyodide_packages.py

in-browser: env-dev ## run every page and exercise of the built site in a browser, with pandas
	@$(VENV_PYTHON) tools/audit.py --must in-browser

refresh: env-dev ## run all chapters and exercises again and store their outputs
	@$(VENV_PYTHON) tools/refresh.py

pictures: env-dev ## draw the pictures of the charts that have changed (needs a browser)
	@$(VENV_PYTHON) tools/pictures.py

launch: book ## make the copies of the notebooks for Colab and Binder (in _build/launch)
	@$(VENV_PYTHON) tools/launch.py

push-launch: ## after make launch: make them again, and push them to the branch launch
	@$(VENV_PYTHON) tools/launch.py --push

preview: book ## the pages that differ from the commit before, HEAD^1 (BASE=another)
	@$(VENV_PYTHON) tools/preview.py $(if $(BASE),--base $(BASE))

release: book ## what a release attaches: site, data, paper editions, checksums (in _build/release)
	@$(VENV_PYTHON) tools/release.py

push-release: ## make the release of the tag that a workflow runs for, with these files (needs gh)
	@gh release create "$$GITHUB_REF_NAME" --verify-tag --generate-notes _build/release/*

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
