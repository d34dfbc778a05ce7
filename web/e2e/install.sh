#!/bin/bash
# Installs what the tests need and the machine lacks: Debian's browsers, PostgreSQL, node, poppler (which reads letters) and
# a C compiler (for the race detector) where we may, and the packages of node by their lock file. Where we may not, it names
# what is missing.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
need() { # program package
	command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}
need chromium chromium
need firefox-esr firefox-esr
need node nodejs
need npm npm
need gcc gcc
need setpriv util-linux
need pdftotext poppler-utils
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || need initdb postgresql

if [ ${#missing[@]} -gt 0 ]; then
	if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
		echo "The tests need these Debian packages: ${missing[*]}" >&2
		echo "Install them (apt-get install ${missing[*]}) and run this again." >&2
		exit 1
	fi
	apt-get update -q
	DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	npm ci --no-audit --no-fund --ignore-scripts
	touch node_modules/.package-lock.json
fi
