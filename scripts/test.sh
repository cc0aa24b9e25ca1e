#!/usr/bin/env bash
# The one test command: every check and every test, on SQLite, on PostgreSQL and in the browser.
#
#   bash scripts/test.sh                  everything
#   bash scripts/test.sh --fast           without PostgreSQL and the browser
#   bash scripts/test.sh -k EXPRESSION    only the tests that pytest's -k chooses
#
# Makes .venv when it is missing. As root on Debian or Ubuntu it also installs PostgreSQL and Chromium; without root
# it says what is missing and leaves that part out. Three lanes run side by side, so that two cores are busy until the
# end: the checks and the tests on SQLite, those on PostgreSQL, those in the browser. What the other two say follows
# after the first. Tests that ask no database run once, in the first. A failing part does not stop the others; the last
# lines sum up.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/environment.sh
. scripts/environment.sh
# shellcheck source=scripts/postgresql.sh
. scripts/postgresql.sh

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0"
}

fast=false
selection=()
while [ $# -gt 0 ]; do
  case "$1" in
    --fast) fast=true ;;
    -k) selection=(-k "${2:?-k needs an expression}") && shift ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

failed=()
left_out=()
# By lane beside the first: its name, its process group, and the file in which its output waits.
lane_names=()
lane_groups=()
lane_outputs=()
# A shared machine makes everything last longer; what the processors did says more.
TIMEFORMAT='=== processor: %U s, system: %S s'

# Run a command under a heading and note whether it failed.
part() {
  local name=$1 started=$SECONDS
  shift
  printf '\n=== %s\n' "$name"
  if time "$@"; then
    printf '=== %s: passed in %s s\n' "$name" $((SECONDS - started))
  else
    printf '=== %s: FAILED after %s s\n' "$name" $((SECONDS - started))
    failed+=("$name")
  fi
}

leave_out() {
  printf '\n=== %s: left out: %s\n' "$1" "$2"
  left_out+=("$1: $2")
}

# Print the first browser that starts; Ubuntu's chromium-browser may be a stub that only points at a snap.
find_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  return 1
}

run_pytest() {
  local outcome=0
  .venv/bin/python -m pytest "${selection[@]}" "$@" || outcome=$?
  # 5: nothing was chosen, which is no fault when -k asked for tests of another part.
  [ "$outcome" -eq 0 ] || { [ "$outcome" -eq 5 ] && [ ${#selection[@]} -gt 0 ]; }
}

check_style() {
  .venv/bin/ruff check . && .venv/bin/ruff format --check .
}

check_deployment() {
  env --unset=TESTING DEBUG=0 SECRET_KEY="$(python3 -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=campaigns.example.com DATABASE_URL=postgres://campaigns@127.0.0.1/campaigns \
    .venv/bin/python manage.py check --deploy --fail-level WARNING
}

test_on_postgresql() {
  trap stop_postgresql EXIT
  # Nothing here has to survive a power cut; threads and kills of our own processes do not need fsync.
  start_postgresql -c fsync=off -c full_page_writes=off || return 1
  run_pytest --only-with-database
}

test_in_browser() {
  run_pytest tests/browser --screenshot only-on-failure --tracing retain-on-failure --output test-results
}

# Start a part in a lane beside the others, in a process group of its own; finish_lanes shows what it said.
start_lane() {
  local name=$1 output
  shift
  output=$(mktemp)
  set -m
  (part "$name" "$@" && [ ${#failed[@]} -eq 0 ]) >"$output" 2>&1 &
  lane_groups+=("$!")
  set +m
  lane_names+=("$name")
  lane_outputs+=("$output")
  printf '\n=== %s: started beside the others\n' "$name"
}

finish_lanes() {
  local lane
  for lane in "${!lane_groups[@]}"; do
    wait "${lane_groups[$lane]}" || failed+=("${lane_names[$lane]}")
    cat "${lane_outputs[$lane]}"
    lane_groups[lane]=""
  done
}

# What was started beside the others must not outlive them.
stop_lanes() {
  local group
  for group in "${lane_groups[@]}"; do
    [ -n "$group" ] || continue
    kill -TERM -- "-$group" 2>/dev/null
    wait "$group" 2>/dev/null
  done
  rm -f "${lane_outputs[@]}"
}

# What a developer keeps in the environment must not decide whether the tests pass.
unset DATABASE_URL DEBUG SECRET_KEY ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS LANGUAGE_CODE TIME_ZONE LOCAL_CURRENCY \
  LOG_LEVEL LOG_FORMAT SECURE_COOKIES SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS TRUST_PROXY DJANGO_SETTINGS_MODULE
export TESTING=1
trap stop_lanes EXIT
trap 'exit 130' INT TERM

ensure_environment requirements.txt requirements-dev.txt

if $fast; then
  leave_out "Tests on PostgreSQL" "--fast"
elif has_postgresql || { install_packages postgresql && has_postgresql; }; then
  start_lane "Tests on PostgreSQL" test_on_postgresql
else
  leave_out "Tests on PostgreSQL" "no PostgreSQL server is installed"
fi

if $fast; then
  leave_out "Tests in the browser" "--fast"
elif CHROMIUM=$(find_browser) || { install_packages chromium && CHROMIUM=$(find_browser); }; then
  export CHROMIUM
  start_lane "Tests in the browser" test_in_browser
else
  leave_out "Tests in the browser" "no Chromium that starts is installed"
fi

part "Style (ruff)" check_style
part "Templates (djlint)" .venv/bin/djlint templates --lint --quiet
part "Arrows (import-linter)" .venv/bin/lint-imports
part "Types (mypy)" .venv/bin/mypy
part "Migrations agree with models" env DATABASE_URL=sqlite://:memory: .venv/bin/python manage.py makemigrations --check --dry-run
part "Deployment check" check_deployment
part "Catalogues" .venv/bin/python scripts/catalogues.py check
part "Tests on SQLite" run_pytest
finish_lanes

printf '\n=== %s s in all\n' "$SECONDS"
for reason in "${left_out[@]}"; do
  printf 'Left out: %s\n' "$reason"
done
if [ ${#failed[@]} -gt 0 ]; then
  printf 'FAILED: %s\n' "${failed[@]}"
  exit 1
fi
echo "Everything passed."
