"""Provisions `touchstone serve` for each case: serve.py TOUCHSTONE PORT, in a folder of its own.

The server is started anew with the world of the case, since its world is fixed while it runs; so it says that it does
not know how to change a policy in the middle of a case.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

touchstone, port = sys.argv[1], int(sys.argv[2])
home = pathlib.Path.cwd()
pid = home / "pid"


def listens():
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until(listening):
    while listens() != listening:
        time.sleep(0.005)


def stop():
    if pid.exists():
        os.kill(int(pid.read_text()), signal.SIGTERM)
        pid.unlink()
    wait_until(False)


def world(asked):
    """The account file, with what it names written beside it."""
    account = asked["accounts"][0]
    for folder in ("policies", "authorizers"):
        (home / folder).mkdir(exist_ok=True)
    authorizers = {}
    for it in account["authorizers"]:
        (home / "authorizers" / f"{it['name']}.json").write_text(it["answer"])
        authorizers[it["name"]] = {"answers": f"{it['name']}.json"}
    clients = {}
    for it in asked["principals"]:
        for policy in it["policies"]:
            # `all` is built in.
            if policy["name"] != "all":
                (home / "policies" / f"{policy['name']}.json").write_text(policy["document"])
        clients[it["name"]] = {"policy": [policy["name"] for policy in it["policies"]]}
        if it["thing"]:
            clients[it["name"]]["thing"] = it["thing"]
    things = {it["name"]: {"attributes": it["attributes"]} for it in account["things"]}
    return {
        "world": {"things": things, "authorizers": authorizers, "settings": account["settings"]},
        "clients": clients,
    }


def provision(asked):
    stop()
    (home / "world.yaml").write_text(json.dumps(world(asked)))
    command = [touchstone, "serve", "--data", "data", "--world", "world.yaml", "--listen", f"127.0.0.1:{port}"]
    with open(home / "serve.log", "w") as log:
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    pid.write_text(str(server.pid))
    while not listens():
        if server.poll() is not None:
            pid.unlink()
            sys.exit((home / "serve.log").read_text())
        time.sleep(0.005)
    files = lambda name: {"certificate": f"data/clients/{name}.crt", "key": f"data/clients/{name}.key"}
    return {"result": "done", "principals": {it["name"]: files(it["name"]) for it in asked["principals"]}}


asked = json.load(sys.stdin)
if asked["operation"] == "provision":
    answer = provision(asked)
elif asked["operation"] == "end":
    stop()
    answer = {"result": "done"}
else:
    answer = {"result": "unsupported", "reason": "the world of `touchstone serve` is fixed while it runs"}
json.dump({"schema_version": 1} | answer, sys.stdout)
