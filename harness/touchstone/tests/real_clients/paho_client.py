"""Plays one case with paho-mqtt and tells what its clients see, one fact a line.

usage: paho_client.py CASE v3|v5 PORT DATA_FOLDER
"""

import ssl
import sys
import time

import paho.mqtt.client as mqtt

CASE, VERSION, PORT, DATA = sys.argv[1:]
V5 = VERSION == "v5"
# What it may take on a busy machine.
PATIENCE = 60


def tell(*words):
    print(*words, flush=True)


class Client(mqtt.Client):
    """A client that never connects again by itself and that shows reason codes as they were received.

    paho 1.6 hides those of PUBACK, and those of a DISCONNECT without properties.
    """

    def __init__(self, name, certificate, client_id):
        options = {"client_id": client_id, "protocol": mqtt.MQTTv5 if V5 else mqtt.MQTTv311}
        if hasattr(mqtt, "CallbackAPIVersion"):
            options["callback_api_version"] = mqtt.CallbackAPIVersion.VERSION1
        super().__init__(**options)
        self.called = name
        self.facts = []
        self.ended = False
        folder = f"{DATA}/clients/{certificate}"
        self.tls_set(f"{DATA}/ca.crt", f"{folder}.crt", f"{folder}.key", tls_version=ssl.PROTOCOL_TLS_CLIENT)
        self.on_connect = lambda c, u, flags, code, properties=None: self.fact("connack", value(code))
        self.on_subscribe = lambda c, u, mid, codes, properties=None: self.fact("suback", *map(value, codes))
        self.on_message = lambda c, u, m: self.fact("message", m.topic, m.payload.decode())
        self.on_disconnect = lambda c, u, code, properties=None: self.end()

    def _handle_pubackcomp(self, command):
        packet = bytes(self._in_packet["packet"])
        self.fact("puback", packet[2] if len(packet) > 2 else 0)
        return super()._handle_pubackcomp(command)

    def _handle_disconnect(self):
        self.fact("disconnect", *bytes(self._in_packet["packet"])[:1])
        return super()._handle_disconnect()

    def fact(self, *words):
        self.facts.append(words[0])
        tell(self.called, *words)

    def end(self):
        self.ended = True
        self.fact("ended")

    def start(self):
        self.connect("localhost", PORT_NUMBER, keepalive=60)
        until(lambda: "connack" in self.facts, self)
        return self


def value(code):
    return code.value if hasattr(code, "value") else int(code)


def until(holds, *clients):
    """Lets clients read and write until something holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            sys.exit("nothing came in time")
        for client in clients:
            if not client.ended:
                client.loop(0.05)


def allowed():
    lamp = Client("lamp", "lamp", "lamp").start()
    lamp.subscribe("lamp/#", 1)
    until(lambda: "suback" in lamp.facts, lamp)
    desk = Client("desk", "desk", "desk").start()
    desk.publish("lamp/on", "hello", 1)
    until(lambda: "message" in lamp.facts and "puback" in desk.facts, lamp, desk)


def denied_publish():
    desk = Client("desk", "desk", "desk").start()
    desk.publish("secret", "hello", 1)
    until(lambda: "puback" in desk.facts or desk.ended, desk)


def denied_subscribe():
    lamp = Client("lamp", "lamp", "lamp").start()
    lamp.subscribe("desk/#", 1)
    until(lambda: "suback" in lamp.facts or lamp.ended, lamp)


def evicted():
    first = Client("first", "desk", "desk").start()
    second = Client("second", "desk", "desk").start()
    until(lambda: first.ended, first, second)
    second.publish("t", "still here", 1)
    until(lambda: "puback" in second.facts, second)


def stranger():
    client = Client("stranger", "stranger", "stranger")
    try:
        client.connect("localhost", PORT_NUMBER)
        until(lambda: "connack" in client.facts or client.ended, client)
    except OSError:
        pass
    if "connack" not in client.facts:
        tell("stranger refused")


PORT_NUMBER = int(PORT)
globals()[CASE]()
