# Makefile - the front door. The build itself is meson and ninja (meson.build, src/<room>/meson.build); `make help`
# lists what there is. tools/setup does nothing when everything is installed.

SHELL := /bin/sh
.DEFAULT_GOAL := all
.PHONY: all setup compile demo serve test bench asan fuzz gallery clean help

PACK := build/artwork.pack
PACK_FROM := $(wildcard tools/pack_artwork tools/pack/*.py data/* artwork/own/*) artwork/package-lock.json

all: compile $(PACK) ## build the server (build/candela) and its artwork (build/artwork.pack)
	@echo "built: build/candela   try: make demo"

setup:
	@tools/setup

build/build.ninja: | setup
	@mkdir -p build
	@meson setup --buildtype release build >build/setup.log || { cat build/setup.log; exit 1; }

compile: setup build/build.ninja
	@ninja -C build --quiet

$(PACK): $(PACK_FROM) | setup
	@mkdir -p build
	@tools/pack_artwork -o $@

demo: all ## start a server, make one picture (out/demo.png), stop the server
	@tools/demo

serve: all ## run the server in the foreground; it prints its address, its key and a request to try
	@exec build/candela serve

test: all ## every test; the last line is the total
	@tools/setup --tests
	@tests/run

asan: all ## unit and contract tests under AddressSanitizer and UBSan, with leak detection
	@tools/setup --tests
	@tests/run --asan

fuzz: all ## run each fuzz target for FUZZ_SECONDS (default 30)
	@tools/setup --tests
	@fuzz/run

bench: all ## speed of polls, submissions and pictures, as ratios measured in one run
	@tools/setup --tests
	@bench/run

gallery: all ## render the 40 golden prompts onto one sheet (out/gallery/gallery.jpg)
	@tools/gallery

clean: ## remove everything that was built
	rm -rf build build-clang build-asan build-fuzz out

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16
