#!/usr/bin/env bash
# The demo: from a fresh checkout to a running site with an invented company and a campaign activated. Asks nothing.
#
#   bash scripts/demo.sh                  load 2,000 contacts, tell the story, serve on http://127.0.0.1:8000
#   bash scripts/demo.sh --contacts N     load N contacts instead
#   bash scripts/demo.sh --no-server      stop before serving
#
# Makes .venv and .env when they are missing. The company goes into db.sqlite3, or where DATABASE_URL says; a database
# that holds other records is refused. A second call finds the company there and tells the same story again.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/environment.sh
. scripts/environment.sh

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0"
}

serve=true
contacts=()
while [ $# -gt 0 ]; do
  case "$1" in
    --no-server) serve=false ;;
    --contacts) contacts=(--contacts "${2:?--contacts needs a number}") && shift ;;
    -h | --help) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done

times=()

# Say what comes next, and note how long the step before it took.
step() {
  finish_step
  step_name=$1
  step_started=$SECONDS
  printf '\n=== %s\n' "$step_name"
}

finish_step() {
  [ -z "${step_name:-}" ] || times+=("$(printf '%4s s  %s' $((SECONDS - step_started)) "$step_name")")
}

# Show a management command as one would type it, and run it. The checks before each take longer than most commands.
manage() {
  printf '\n$ python manage.py %s\n' "$*"
  .venv/bin/python manage.py "$@" --skip-checks
}

step "Packages"
ensure_environment requirements.txt
echo "Installed in .venv, as requirements.txt says."

if ! grep -qs '^SECRET_KEY=' .env; then
  (umask 077 && .venv/bin/python -c 'import secrets; print(f"DEBUG=1\nSECRET_KEY={secrets.token_urlsafe(50)}")' >>.env)
  echo "Wrote .env with DEBUG=1 and a random SECRET_KEY."
fi
# What tests are run with must not leak into the demo, and the site is served without https.
unset TESTING
export DEBUG=1

step "An invented company: Wilgenhof Office & Coffee"
manage migrate --verbosity 0
loading=$(manage demo "${contacts[@]}")
printf '%s\n' "$loading"
if [[ $loading == *"is there already"* ]]; then
  echo
  echo "The campaigns go back to where the story starts."
  manage deactivate_campaign CP0001 --yes
  manage activate_campaign CP0002 --yes
fi

step "What would campaign CP0001 do? A preview changes nothing"
manage activate_campaign CP0001 --dry-run

step "Some order lines before, and why they cost that"
manage demo --show

step "Activate CP0001"
manage activate_campaign CP0001 --yes

step "The same order lines after"
manage demo --show
manage explain_price SO00001 2

step "Deactivate CP0002, which was active all along: its lines go back to exactly what they were"
manage deactivate_campaign CP0002 --yes
manage demo --compare CP0002
finish_step

printf '\n=== Done in %s s\n' "$SECONDS"
printf '%s\n' "${times[@]}"
if $serve; then
  printf '\nOpen http://127.0.0.1:8000/ and sign in as manager. Forgot the password? python manage.py changepassword manager\n'
  printf 'Stop with Ctrl-C. Start again: .venv/bin/python manage.py runserver\n\n'
  exec .venv/bin/python manage.py runserver --noreload 127.0.0.1:8000
fi
printf '\nServe the site: .venv/bin/python manage.py runserver\n'
