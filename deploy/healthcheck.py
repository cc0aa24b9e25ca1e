"""Ask the site on this machine whether it lives, and exit with 0 if it does: ``python healthcheck.py [PORT]``.

The question bears a name that ALLOWED_HOSTS accepts, because the address of the machine is none.
"""

import http.client
import os
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
connection.request("GET", "/healthz/live", headers={"Host": name})
sys.exit(connection.getresponse().status != http.client.OK)
