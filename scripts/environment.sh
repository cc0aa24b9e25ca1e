# Sourced by the scripts that need Python packages: makes .venv once and installs what the pinned files say.

# Install the given Debian packages as root; say what is missing and return 1 where that cannot be done.
install_packages() {
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing on this machine: $*. On Debian or Ubuntu: sudo apt-get install $*" >&2
    return 1
  fi
  echo "Installing $*"
  if [ -z "${package_lists_are_fresh:-}" ]; then
    apt-get update -qq || return 1
    package_lists_are_fresh=1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Make .venv where there is none and install the given requirements files, unless exactly these are installed already.
ensure_environment() {
  local stamp
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or newer is needed; python3 is $(python3 --version 2>&1)." >&2
    return 1
  }
  if [ ! -x .venv/bin/python ]; then
    python3 -c 'import ensurepip' 2>/dev/null || install_packages python3-venv || return 1
    python3 -m venv .venv || return 1
  fi
  stamp=".venv/.requirements-$(cat "$@" | sha256sum | cut -c 1-16)"
  if [ ! -e "$stamp" ]; then
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes "${@/#/--requirement=}" || return 1
    touch "$stamp"
  fi
}
