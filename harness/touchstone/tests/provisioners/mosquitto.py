"""Provisions mosquitto for each case: mosquitto.py MOSQUITTO TOUCHSTONE PORT, in a folder with `data/`, an authority.

Policies become lines of an `acl_file`, read again on SIGHUP, and the common name of a client's certificate is the user.
mosquitto asks nobody who may connect or subscribe, so a policy that restricts either is one it cannot have.
"""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

mosquitto, touchstone, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
home = pathlib.Path.cwd()
state, pid, log = home / "state.json", home / "pid", home / "mosquitto.log"
CONFIGURATION = f"""
listener {port} 127.0.0.1
cafile data/ca.crt
certfile data/server.crt
keyfile data/server.key
require_certificate true
use_identity_as_username true
acl_file acl
persistence false
user root
log_dest file {log}
"""
EVERYTHING = {"client": "client/*", "filter": "topicfilter/*", "topic": "topic/*"}


class Unsupported(Exception):
    pass


def listed(value):
    return value if isinstance(value, list) else [value]


def lines(document):
    """A policy as lines of an acl_file."""
    granted = []
    for statement in listed(json.loads(document)["Statement"]):
        if statement["Effect"] != "Allow" or "Condition" in statement:
            raise Unsupported("mosquitto allows, and denies only what it does not allow")
        resources = [it.split(":", 5)[-1] for it in listed(statement["Resource"])]
        for action in listed(statement["Action"]):
            for kind, word in (("client", "Connect"), ("filter", "Subscribe"), ("topic", "Publish"), ("topic", "Receive")):
                if action in ("iot:*", "iot:" + word):
                    wanted = [it for it in resources if it == "*" or it.startswith(EVERYTHING[kind][:-1])]
                    granted += [line(word, EVERYTHING[kind] if it == "*" else it) for it in wanted]
    return granted


def line(word, resource):
    kind, pattern = resource.split("/", 1)
    if word in ("Connect", "Subscribe"):
        if pattern != "*":
            raise Unsupported(f"mosquitto lets everybody {word.lower()}, and the policy names {resource}")
        return ""
    if pattern == "*" or pattern.endswith("/*"):
        pattern = pattern[:-1] + "#"
    if "*" in pattern or "?" in pattern or "$" in pattern:
        raise Unsupported(f"an acl_file has no such pattern as {resource}")
    return f"topic {'write' if word == 'Publish' else 'read'} {pattern}"


def listens():
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def in_force(principals):
    """Writes the acl_file and has it read: mosquitto has one thread, so what is sent after its log says so comes later."""
    users = []
    for name, policies in principals.items():
        users += [f"user {name}"] + [it for document in policies.values() for it in lines(document)]
    (home / "acl").write_text("\n".join(users) + "\n")
    state.write_text(json.dumps(principals))
    if pid.exists() and listens():
        reloads = lambda: log.read_text().count("Reloading config")
        before = reloads()
        os.kill(int(pid.read_text()), signal.SIGHUP)
        while reloads() == before and listens():
            time.sleep(0.005)
        if listens():
            return
        sys.exit("mosquitto has ended over its acl_file")
    start()


def start():
    (home / "mosquitto.conf").write_text(CONFIGURATION)
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([mosquitto, "-c", "mosquitto.conf"], start_new_session=True, **quiet)
    pid.write_text(str(server.pid))
    while not listens():
        if server.poll() is not None:
            sys.exit(f"mosquitto ended with {server.returncode}: {log.read_text()}")
        time.sleep(0.005)


def certificate(name):
    files = {"certificate": f"data/clients/{name}.crt", "key": f"data/clients/{name}.key"}
    if not (home / files["certificate"]).exists():
        subprocess.run([touchstone, "cert", "issue", name, "--data", "data"], check=True, stdout=sys.stderr)
    return files


def perform(asked):
    operation = asked["operation"]
    if operation == "end":
        if listens():
            os.kill(int(pid.read_text()), signal.SIGTERM)
        return {"result": "done"}
    if operation == "provision":
        policies = lambda it: {policy["name"]: policy["document"] for policy in it["policies"]}
        in_force({it["name"]: policies(it) for it in asked["principals"]})
        return {"result": "done", "principals": {it["name"]: certificate(it["name"]) for it in asked["principals"]}}
    principals = json.loads(state.read_text())
    if operation == "attach":
        principals[asked["principal"]][asked["policy"]["name"]] = asked["policy"]["document"]
    elif operation == "detach":
        del principals[asked["principal"]][asked["policy"]["name"]]
    else:
        raise Unsupported(f"nobody wrote `{operation}` for mosquitto")
    in_force(principals)
    return {"result": "done"}


try:
    answer = perform(json.load(sys.stdin))
except Unsupported as reason:
    answer = {"result": "unsupported", "reason": str(reason)}
json.dump({"schema_version": 1} | answer, sys.stdout)
