#!/usr/bin/env bash
# A private PostgreSQL server for tests and measurements: on a free port of this machine, gone afterwards.
#
#   scripts/postgresql.sh run [SERVER OPTION…] -- COMMAND…
#
# starts one, runs COMMAND with DATABASE_URL set, stops it and exits as COMMAND did. Server options are those of
# postgres, for example -c shared_buffers=1GB. Sourced, the file offers has_postgresql, start_postgresql, stop_postgresql.

postgresql_directory=""

# Print the folder with initdb and pg_ctl: the newest version of Debian's layout, else what PATH offers.
postgresql_programs() {
  local newest
  newest=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
  if [ -x "$newest" ]; then
    dirname "$newest"
  elif command -v initdb >/dev/null && command -v pg_ctl >/dev/null; then
    dirname "$(command -v initdb)"
  else
    return 1
  fi
}

has_postgresql() {
  postgresql_programs >/dev/null
}

# PostgreSQL refuses to run as root, so root runs it as the user that its package made.
as_postgresql_user() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  elif command -v runuser >/dev/null; then
    (cd / && runuser -u postgres -- "$@")
  else
    (cd / && su postgres -s /bin/sh -c "$(printf '%q ' "$@")")
  fi
}

# Start a server with the given server options and export DATABASE_URL of an empty database in it.
start_postgresql() {
  local programs port
  programs=$(postgresql_programs) || { echo "PostgreSQL was not found: neither initdb nor pg_ctl." >&2; return 1; }
  postgresql_directory=$(mktemp -d "${TMPDIR:-/tmp}/campaigns-postgresql.XXXXXX")
  if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$postgresql_directory"
  fi
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  if ! {
    as_postgresql_user "$programs/initdb" --pgdata="$postgresql_directory/data" --username=campaigns --auth=trust \
      --encoding=UTF8 --no-locale --no-sync &&
    as_postgresql_user "$programs/pg_ctl" start --wait --pgdata="$postgresql_directory/data" \
      --log="$postgresql_directory/log" \
      --options="-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$postgresql_directory $*" &&
    as_postgresql_user "$programs/createdb" --host=127.0.0.1 --port="$port" --username=campaigns campaigns
  } >"$postgresql_directory.start" 2>&1; then
    cat "$postgresql_directory.start" "$postgresql_directory/log" >&2 2>/dev/null
    stop_postgresql
    return 1
  fi
  export DATABASE_URL="postgres://campaigns@127.0.0.1:$port/campaigns"
}

stop_postgresql() {
  [ -n "$postgresql_directory" ] || return 0
  if [ -e "$postgresql_directory/data/postmaster.pid" ]; then
    as_postgresql_user "$(postgresql_programs)/pg_ctl" stop --wait --mode=immediate \
      --pgdata="$postgresql_directory/data" >/dev/null
  fi
  rm -rf "$postgresql_directory" "$postgresql_directory.start"
  postgresql_directory=""
}

run_with_postgresql() {
  local options=()
  while [ $# -gt 0 ] && [ "$1" != "--" ]; do
    options+=("$1")
    shift
  done
  if [ $# -lt 2 ]; then
    echo "usage: scripts/postgresql.sh run [SERVER OPTION…] -- COMMAND…" >&2
    return 2
  fi
  shift
  trap stop_postgresql EXIT
  start_postgresql "${options[@]}" || return 1
  "$@"
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  if [ "${1:-}" != "run" ]; then
    echo "usage: scripts/postgresql.sh run [SERVER OPTION…] -- COMMAND…" >&2
    exit 2
  fi
  shift
  run_with_postgresql "$@"
fi
