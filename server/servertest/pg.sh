#!/bin/bash
# Runs a command beside a throw-away PostgreSQL cluster, which listens on a unix socket alone and is named to the command
# as DAMPING_TEST_PG:
#
#	server/servertest/pg.sh go test ./server/...
#
# Tests start a cluster of their own when nobody names one; sharing one among many packages saves its start for each.
# PostgreSQL refuses to run as root, so root runs it as postgres or nobody. The cluster ends with the command, however
# that ends, and leaves nothing behind.
set -euo pipefail

programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1 || true)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb)") || {
	echo "PostgreSQL is not installed (Debian: apt-get install postgresql)" >&2
	exit 1
}

as=()
if [ "$(id -u)" = 0 ]; then
	user=postgres
	id -u "$user" >/dev/null 2>&1 || user=nobody
	as=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups)
fi

# Short, because the name of a socket has at most 107 bytes.
room=$(mktemp -d /tmp/dpg-XXXXXX)
[ ${#as[@]} = 0 ] || chown "$user" "$room"
cd_back=$PWD
cd "$room" # the other user may not read the folder we came from

finish() {
	status=$?
	if [ -n "${server:-}" ]; then
		kill -QUIT "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	cd / && rm -rf "$room"
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

"${as[@]}" "$programs/initdb" -D "$room/data" -U damping --auth=trust --encoding=UTF8 --locale=C --no-sync \
	--no-instructions >"$room/log" 2>&1 || { cat "$room/log" >&2; exit 1; }
# setsid: an interrupt of ours must not reach the server before the tests have ended.
"${as[@]}" setsid "$programs/postgres" -D "$room/data" -k "$room" -c listen_addresses= -c fsync=off \
	-c synchronous_commit=off -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB \
	-c autovacuum=off >>"$room/log" 2>&1 &
server=$!

for _ in $(seq 600); do
	if "$programs/pg_isready" -q -h "$room"; then
		cd "$cd_back"
		DAMPING_TEST_PG="postgres://damping@/postgres?host=$room" "$@"
		exit
	fi
	kill -0 "$server" 2>/dev/null || break
	sleep 0.1
done
cat "$room/log" >&2
echo "the cluster did not start" >&2
exit 1
