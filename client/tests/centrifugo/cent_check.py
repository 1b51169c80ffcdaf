"""Calls each method of the library `cent` for Python against a member, and says what came of it.

    python3 -m venv venv && venv/bin/pip install cent==5.2.0
    PARLEY_DEV=true PARLEY_API_ERRORS=body …                       # the member
    venv/bin/python cent_check.py http://localhost:9080 dev        # its address, and a key with the right admin

Ends with 1 when something is not as docs/centrifugo.md says.
"""

import json
import sys
import threading
import uuid

import requests
from cent import *  # noqa: F403 - as the documentation of the library does it

base, key = sys.argv[1], sys.argv[2]
client = Client(base + "/api", key)
room, event = f"room:cent-{uuid.uuid4()}", f"event:cent-{uuid.uuid4()}"
user = f"cent-{uuid.uuid4()}"
failed = []


def check(what, holds, seen):
    print("ok  " if holds else "FAIL", what, "->", seen)
    if not holds:
        failed.append(what)


def refused(what, code, call):
    """A call that must fail by this code, and says so in the way of the library."""
    try:
        check(what, False, call())
    except CentApiResponseError as e:
        check(what, e.code == code, e)


def online():
    """A client of the user, by a stream without an SDK; gives back its id and what it hears."""
    token = requests.get(f"{base}/dev/token", params={"user": user}).json()["token"]
    stream = requests.post(
        f"{base}/connection/uni_http_stream",
        headers={"Authorization": f"Bearer {token}"},
        data=json.dumps({"subs": {room: {}}}),
        stream=True,
    )
    lines = stream.iter_lines(chunk_size=1)
    connected = json.loads(next(lines))["connect"]
    heard, ended = [], threading.Event()

    def listen():
        for line in lines:
            push = json.loads(line or b"{}")
            if push:
                heard.append(push)
            if "disconnect" in push:
                break
        ended.set()

    threading.Thread(target=listen, daemon=True).start()
    return connected["client"], heard, ended


# publish, broadcast
first = client.publish(PublishRequest(channel=room, data={"n": 1}, tags={"a": "b"}))
check("publish", first.offset == 1 and first.epoch, first)
again = [
    client.publish(PublishRequest(channel=room, data={"n": 2}, idempotency_key="k")) for _ in "ab"
]
check("publish, idempotency_key", again[0].offset == again[1].offset == 2, again)
b64 = client.publish(PublishRequest(channel=room, data=None, b64data="eyJuIjozfQ=="))
check("publish, b64data", b64.offset == 3, b64)
refused("publish, b64data that is no JSON", 107,
        lambda: client.publish(PublishRequest(channel=room, data=None, b64data="/w==")))
refused("publish, skip_history in a durable channel", 107,
        lambda: client.publish(PublishRequest(channel=room, data=1, skip_history=True)))
skipped = client.publish(PublishRequest(channel=event, data=1, skip_history=True))
check("publish, skip_history in a channel without a log", skipped.offset == 0, skipped)
refused("publish, version", 107,
        lambda: client.publish(PublishRequest(channel=room, data=1, version=7)))
refused("publish, delta", 107,
        lambda: client.publish(PublishRequest(channel=room, data=1, delta=True)))
refused("publish, an unknown namespace", 102,
        lambda: client.publish(PublishRequest(channel="nosuch:x", data=1)))
both = client.broadcast(BroadcastRequest(channels=[room, "nosuch:x"], data={"n": 4}))
check("broadcast",
      both.responses[0].result.offset == 4 and both.responses[1].error.code == 102, both)

# history
page = client.history(HistoryRequest(channel=room, limit=2, reverse=True))
check("history", [p.offset for p in page.publications] == [4, 3] and page.offset == 4, page)
since = client.history(
    HistoryRequest(channel=room, limit=9, since=StreamPosition(offset=2, epoch=page.epoch)))
check("history, since", [p.data for p in since.publications] == [{"n": 3}, {"n": 4}], since)

# who is there
session, heard, ended = online()
present = client.presence(PresenceRequest(channel=room))
check("presence", present.presence[session].user == user, present)
stats = client.presence_stats(PresenceStatsRequest(channel=room))
check("presence_stats", (stats.num_clients, stats.num_users) == (1, 1), stats)
active = client.channels(ChannelsRequest(pattern="room:cent-*"))
check("channels, pattern", active.channels[room].num_clients == 1, active.channels[room])
check("channels", room in client.channels(ChannelsRequest()).channels, "has the channel")
refused("channels, a pattern with ?", 107, lambda: client.channels(ChannelsRequest(pattern="r?om")))
info = client.info(InfoRequest())
check("info", info.nodes[0].uid and info.nodes[0].name, info)

# the sessions of a user
done = client.subscribe(SubscribeRequest(user=user, channel=event, client=session, data={"s": 1}))
check("subscribe", done.num_clients == 1, done)
refused("subscribe, info", 107,
        lambda: client.subscribe(SubscribeRequest(user=user, channel=event, info={"a": 1})))
refused("subscribe, session", 107,
        lambda: client.subscribe(SubscribeRequest(user=user, channel=event, session="s")))
refused("subscribe, override", 107, lambda: client.subscribe(SubscribeRequest(
    user=user, channel=event, override=ChannelOptionsOverride(presence=BoolValue(value=True)))))
gone = client.unsubscribe(UnsubscribeRequest(user=user, channel=event))
check("unsubscribe", gone.num_clients == 1, gone)
later = client.refresh(RefreshRequest(user=user, expire_at=4000000000))
check("refresh", later.num_clients == 1, later)

# batch
replies = client.batch(BatchRequest(parallel=True, requests=[
    PublishRequest(channel=room, data={"n": 5}),
    PresenceStatsRequest(channel=room),
    HistoryRequest(channel=room),
    InfoRequest(),
])).replies
check("batch, parallel", replies[0].offset == 5 and replies[1].num_clients == 1, replies)
try:
    check("batch, with a command that fails", False, client.batch(
        BatchRequest(requests=[PublishRequest(channel="nosuch:x", data=1)])))
except KeyError as e:
    check("batch, with a command that fails: the library has no way to say it", True, repr(e))

# the end
client.history_remove(HistoryRemoveRequest(channel=room))
left = client.history(HistoryRequest(channel=room, limit=9))
check("history_remove", left.publications == [] and left.offset == 5, left)
kept = client.publish(PublishRequest(channel=room, data={"n": 9}, idempotency_key="k"))
check("publish, a key of what was removed", kept.offset == 2, kept)
refused("history_remove, a channel without a log", 108,
        lambda: client.history_remove(HistoryRemoveRequest(channel=event)))
out = client.disconnect(DisconnectRequest(user=user, disconnect=Disconnect(code=4501, reason="x")))
check("disconnect", out.num_clients == 1 and ended.wait(10), heard[-1])

# what is not there, and who is not let in
refused("block_user, which is of Centrifugo PRO", 104,
        lambda: client.block_user(BlockUserRequest(user=user)))
refused("connections, with an expression", 107,
        lambda: client.connections(ConnectionsRequest(user=user, expression="x")))
try:
    Client(base + "/api", "no key").info(InfoRequest())
    check("a wrong key", False, "let in")
except CentUnauthorizedError as e:
    check("a wrong key", True, repr(e))

print(f"{len(failed)} failed" if failed else "all as documented")
sys.exit(1 if failed else 0)
