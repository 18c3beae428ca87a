# `make NAME` is `./scripts/task NAME`; `make` alone lists the names. ARGS passes arguments on.
.DEFAULT_GOAL := help
.PHONY: help FORCE

help:
	@./scripts/task

%: FORCE
	@./scripts/task $@ $(ARGS)
Makefile: ;
