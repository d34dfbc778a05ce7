# The commands of daily work. `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

APP_SOURCES := $(shell find app shared -name '*.go' -not -name '*_test.go') $(shell find shared -name '*.json') go.mod go.sum
WEB_SOURCES := $(shell find web -path web/e2e -prune -o -path web/dist -prune -o -type f -print)
SERVER_SOURCES := $(shell find server -type f -not -name '*_test.go')

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.PHONY: run
run: build ## build both programs and start a demo office on http://localhost:8080
	./bin/damping serve --demo

.PHONY: build
build: bin/damping ## build the app for the browser and the server around it

# The app is packed anew only when its sources changed; pack itself compares what came out.
web/dist/wasm.json: $(APP_SOURCES) server/pwa/pack/main.go
	go run ./server/pwa/pack

bin/damping: web/dist/wasm.json $(SERVER_SOURCES) $(WEB_SOURCES) $(APP_SOURCES)
	go build -trimpath -o $@ ./server

# The server that the browser journeys drive: the same, with the seams for clock and push host.
bin/damping-seam: web/dist/wasm.json $(SERVER_SOURCES) $(WEB_SOURCES) $(APP_SOURCES)
	go build -trimpath -tags testseam -o $@ ./server

.PHONY: quick
quick: ## build fast and large, while developing
	go run ./server/pwa/pack -quick
	go build -trimpath -o bin/damping ./server

.PHONY: clean
clean: ## remove what was built; ./data stays
	rm -rf bin web/e2e/node_modules
	find web/dist -type f -not -name .keep -delete
