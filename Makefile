# The commands of daily work. `make` alone lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c

STATICCHECK := v0.8.2
IN_BROWSER  := GOOS=js GOARCH=wasm

APP_SOURCES := $(shell find app shared -type f -not -name '*_test.go' -not -path '*/testdata/*') go.mod go.sum
WEB_SOURCES := $(shell find web -path web/e2e -prune -o -path web/dist -prune -o -type f -print)
SERVER_SOURCES := $(shell find server -type f -not -name '*_test.go' -not -path '*/testdata/*')
# Packages with code that only a browser can run.
BROWSER_TESTED = $(shell find app shared -name '*_js_test.go' -exec dirname {} \; | sort -u | sed 's|^|./|')
# The simulation has no goroutines to race and many histories to play: it runs by itself, without the race detector.
RACED = $(shell go list ./... | grep -v /shared/sim)

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# ------------------------------------------------------------------------------------------------------------------
# Build and run

.PHONY: run
run: build ## build both programs and start an invented office on http://localhost:8080
	./bin/damping serve --demo

.PHONY: build
build: bin/damping ## build the app for the browser and the server around it

# The app is packed anew only when its sources changed; pack itself compares what came out.
web/dist/wasm.json: $(APP_SOURCES) $(filter-out %_test.go,$(wildcard server/pwa/pack/*.go server/pwa/pack/_goapp/*.go))
	go run ./server/pwa/pack

bin/damping: web/dist/wasm.json $(SERVER_SOURCES) $(WEB_SOURCES) $(APP_SOURCES)
	go build -trimpath -o $@ ./server

# The server that the browser journeys drive: the same, with the seams for clock and push service.
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

# ------------------------------------------------------------------------------------------------------------------
# Prove

# Journeys mostly wait, Go mostly computes: the lanes run side by side, what computes behind what waits, and each with one
# browser at a time, but where a journey tells of two devices. Every line says which lane printed it; each is also a target.
# The shell starts them: GNU make 4.3 with --jobs sometimes overlooks that a short recipe has ended, and waits with the rest.
# What failed is told once more at the end, where it is looked for.
LANE     = 2>&1 | sed -u 's/^/$(@:test-%=%): /' | tee -a $(CURDIR)/bin/$@.log
JOURNEYS = cd web/e2e && node --test --test-concurrency=1 --test-timeout=600000 --test-reporter=spec journeys/

.PHONY: test
test: tools lint bin/damping bin/damping-seam ## prove everything: both engines, both browsers
	@rm -f bin/test-*.log; lanes=(); \
	for lane in firefox chromium go; do $(MAKE) --no-print-directory test-$$lane & lanes+=($$!); done; \
	failed=0; for lane in "$${lanes[@]}"; do wait $$lane || failed=1; done; \
	[ $$failed = 0 ] || { echo "== what failed"; \
	grep -hE '^go: ' bin/test-go.log | grep -vE '^go: (ok|\?|==) ' | tail -n 80; \
	sed -sn '/✖ failing tests:/,$$p' bin/test-{chromium,firefox}.log; exit 1; }

.PHONY: test-go
test-go: ## the lane of Go: all tests on both engines, the simulation, the faults
	@echo "== Go, with the race detector, on both engines" $(LANE)
	@nice server/servertest/pg.sh go test -race -count=1 -timeout 25m $(RACED) $(LANE)
	@echo "== the simulation, the faults that it must find, both databases in it, and a few histories with the race detector" $(LANE)
	@nice go test -count=1 -timeout 25m ./shared/sim $(LANE)
	@nice server/servertest/pg.sh go test -count=1 -timeout 25m ./server/oplog -run 'TestSimulation|TestDifferential' $(LANE)
	@nice go test -race -count=1 -timeout 25m ./shared/sim -run TestSimulation $(LANE)

.PHONY: test-chromium
test-chromium: tools bin/damping-seam ## the lane of Chromium: Go in both browsers, and the journeys
	@echo "== Go in both browsers" $(LANE)
	@$(IN_BROWSER) go test -count=1 -p 1 -timeout 10m -exec "node $(CURDIR)/web/e2e/wasmtest.mjs" $(BROWSER_TESTED) $(LANE)
	@echo "== the same histories here and in both browsers" $(LANE)
	@told=$$(go test -count=1 ./shared/sim -run TestToldElsewhere -v | sed -n 's/.* told: //p'); \
	$(IN_BROWSER) go test -count=1 -timeout 10m -exec "node $(CURDIR)/web/e2e/wasmtest.mjs" ./shared/sim -run TestToldElsewhere -sim.told "$$told" $(LANE)
	@echo "== journeys in Chromium" $(LANE)
	@export JOURNEY_BROWSER=Chromium; $(JOURNEYS) $(LANE)

.PHONY: test-firefox
test-firefox: tools bin/damping-seam ## the lane of Firefox: the journeys
	@echo "== journeys in Firefox" $(LANE)
	@export JOURNEY_BROWSER=Firefox; $(JOURNEYS) $(LANE)

# N histories from seed FIRST on; the log tells the seeds, and a seed plays the same history again (see shared/sim).
N     ?= 50000
FIRST ?= 1
.PHONY: sim
sim: ## play N=50000 histories of the sync protocol, with a log in bin/sim.log
	@mkdir -p bin
	GOGC=1600 go test -count=1 -timeout 24h ./shared/sim -run TestSimulation -v -sim.n $(N) -sim.first $(FIRST) | tee bin/sim.log
	@grep -q '^ok' bin/sim.log

.PHONY: mutants
mutants: ## plant each protocol mistake into a copy, and print which invariant catches it at which seed
	go test -count=1 -timeout 60m ./shared/sim -run TestFaults -v | grep -v -- '^ *\(=== \|--- PASS\)'

.PHONY: tools
tools:
	web/e2e/install.sh

bin/staticcheck-$(STATICCHECK):
	GOBIN=$(CURDIR)/bin go install honnef.co/go/tools/cmd/staticcheck@$(STATICCHECK)
	mv bin/staticcheck $@

.PHONY: lint
lint: bin/staticcheck-$(STATICCHECK) ## gofmt, go vet, staticcheck, for the server and for the browser
	@unformatted=$$(gofmt -l app server shared web/*.go); [ -z "$$unformatted" ] || { echo "gofmt: $$unformatted"; exit 1; }
	go vet ./...
	go vet -tags testseam ./server/...
	$(IN_BROWSER) go vet ./app/... ./shared/...
	bin/staticcheck-$(STATICCHECK) ./...
	bin/staticcheck-$(STATICCHECK) -tags testseam ./server/...
	$(IN_BROWSER) bin/staticcheck-$(STATICCHECK) ./app/... ./shared/...

.PHONY: size
size: tools bin/damping-seam ## measure the first load and hold it against its limits
	node web/e2e/size.mjs

.PHONY: bench
bench: tools bin/damping bin/damping-seam ## print what it costs: bytes, starts, saves, pushes, memory
	server/servertest/pg.sh node web/e2e/bench/bench.mjs

# The long campaigns, in the background: the log stays.
.PHONY: deep
deep: tools bin/damping bin/damping-seam ## run the long campaigns in the background; see bin/deep.log
	@(server/servertest/deep.sh >bin/deep.log 2>&1 &) && echo "running; see bin/deep.log"
