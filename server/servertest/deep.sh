#!/bin/bash
# The long campaigns, one after the other: what `make test` does a few times, many times. Run by `make deep`, which keeps
# the log; every campaign runs even when one before it failed, and the last line says how many did.
set -uo pipefail
cd "$(dirname "$0")/../.."

failed=0
campaign() {
	local began=$SECONDS
	echo "== $*"
	if "$@"; then
		echo "== passed after $((SECONDS - began)) s"
	else
		echo "== FAILED after $((SECONDS - began)) s"
		failed=$((failed + 1))
	fi
}

pg=server/servertest/pg.sh
campaign go test -count=1 -timeout 6h ./shared/sim -sim.n 50000 -v -run TestSimulation
campaign $pg go test -count=1 -timeout 6h ./server/oplog -sim.n 2000 -http.n 1000 -v -run 'TestSimulation|TestDifferential'
campaign $pg go test -count=1 -timeout 6h ./server/api -run Killed -kills 50
campaign $pg go test -count=1 -timeout 6h ./server/remind -run Killed -kills 50
campaign env KILLS=50 RUNS=100 bash -c 'cd web/e2e && node --test --test-concurrency=1 journeys/'

# Every fuzz target for ten minutes. A crasher is kept by go test in the package's testdata, as a seed for make test.
while IFS=: read -r file name; do
	campaign go test -run '^$' -fuzz "^$name\$" -fuzztime "${FUZZ_TIME:-10m}" "./$(dirname "$file")"
done < <(grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' app shared server | sed 's/func //')

echo "== $failed campaigns failed"
exit "$((failed > 0))"
