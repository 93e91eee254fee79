"""Drives the kernel as a front end of notebooks does, and ends with 0 where everything is said as expected.

    python3 drive.py FOLDER PROGRAM WORD...    the kernel is PROGRAM WORD... jupyter kernel --connection FILE
"""
import os
import sys
import time

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

folder, command = sys.argv[1], sys.argv[2:]
os.chdir(folder)


class Manager(KernelManager):
    @property
    def kernel_spec(self):
        return KernelSpec(argv=command + ["jupyter", "kernel", "--connection", "{connection_file}"], display_name="wmstudy",
                          language="wmstudy", interrupt_mode="message", env={})


def expect(condition, what, *seen):
    if not condition:
        raise AssertionError(f"{what}: {seen}")


def execute(code, **options):
    """The reply, and what was said to all until the kernel was idle again."""
    request = client.execute(code, **options)
    reply = client.get_shell_msg(timeout=60)
    while reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=60)
    said = []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return reply["content"], said
        said.append(message)


def kinds(said):
    return [message["msg_type"] for message in said]


def ask(request):
    reply = client.get_shell_msg(timeout=60)
    while reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=60)
    return reply["content"]


manager = Manager()
manager.start_kernel(cwd=folder)
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=90)
try:
    info = ask(client.kernel_info())
    expect(info["status"] == "ok" and info["language_info"]["file_extension"] == ".wmstudy", "kernel_info", info)
    expect(info["protocol_version"] == "5.3", "the version of the protocol", info)

    # A declaration in a cell, with a comment above it; then two at once, in any order.
    reply, said = execute('## Everybody.\ncohort everyone { table = tsv("people.tsv", id = iid) }')
    expect(reply["status"] == "ok" and reply["execution_count"] == 1, "a declaration", reply)
    expect(kinds(said)[:2] == ["status", "execute_input"] and kinds(said)[-1] == "execute_result", "messages", kinds(said))
    data = said[-1]["content"]["data"]
    expect("everyone : Cohort, 200 people" in data["text/plain"] and "200 people" in data["text/html"], "its result", data)
    reply, said = execute("cohort older from old { include = age >= 70 }\n\ncohort old from everyone { include = age >= 60 }")
    expect(reply["status"] == "ok", "declarations in any order", reply)

    # Several inputs, the last one is the result; a run is told while it goes on.
    reply, said = execute(":run old\nold.count")
    expect(reply["status"] == "ok", "a run", reply)
    text = "".join(m["content"]["text"] for m in said if m["msg_type"] == "stream" and m["content"]["name"] == "stdout")
    expect("cohort:old: started" in text and "done in" in text, "its progress", text)
    expect("display_data" in kinds(said), "what stands before the last", kinds(said))
    # Ages 40 to 79, five people of each.
    expect(said[-1]["content"]["data"]["text/plain"] == "100", "a value", said[-1])

    # Tables are HTML, pictures SVG.
    reply, said = execute(":columns everyone")
    expect("<table>" in said[-1]["content"]["data"]["text/html"], "a table", said[-1])
    reply, said = execute(":plot everyone age")
    picture = [m for m in said if m["msg_type"] == "display_data"][-1]["content"]["data"]
    expect(picture["image/svg+xml"].startswith("<svg") and "Median 59.5" in picture["text/plain"], "a picture", list(picture))

    # An error ends the cell, keeps nothing and says where.
    reply, said = execute("cohort young from everyone { include = agee < 50 }\n1 + 1")
    expect(reply["status"] == "error" and reply["ename"] == "WM2037", "an error", reply)
    error = [m for m in said if m["msg_type"] == "error"][0]["content"]
    expect(any("agee" in line for line in error["traceback"]) and "execute_result" not in kinds(said), "its lines", error)
    reply, said = execute("young.count")
    expect(reply["ename"] == "WM2001", "nothing is kept", reply)

    # A silent cell says and counts nothing.
    reply, said = execute("1 + 2", silent=True)
    expect(reply["status"] == "ok" and set(kinds(said)) == {"status"}, "silence", kinds(said))

    # A cell without code, or with another thing in its place, is no empty cell.
    for content in ({}, {"code": 5}, {"code": None}, {"code": ["1"]}):
        message = client.session.msg("execute_request", content)
        client.shell_channel.send(message)
        reply = ask(message["header"]["msg_id"])
        expect(reply["status"] == "error" and reply["ename"] == "MalformedRequest" and "'code'" in reply["evalue"], "a cell without code", content, reply)
    reply, said = execute("", silent=True)
    expect(reply["status"] == "ok", "an empty cell", reply)

    # Completion counts characters, not bytes or UTF-16 units.
    cell = '# \U0001d465 everyone\neveryone.c'
    done = ask(client.complete(cell, len(cell)))
    expect(done["matches"] == ["count"] and done["cursor_start"] == len(cell) - 1 and done["cursor_end"] == len(cell), "completion", done)
    cell = "1 + 1\ncohort other from everyone { incl"
    done = ask(client.complete(cell, len(cell)))
    expect(any(match.startswith("include") for match in done["matches"]), "completion of a setting", done)
    # What the cell declares above the cursor is known before the cell is run, and not after it was only typed.
    cell = "cohort grown from everyone { include = age >= 50 }\n1 + 1\ncohort tall from gro"
    done = ask(client.complete(cell, len(cell)))
    expect(done["matches"] == ["grown"] and done["cursor_start"] == len(cell) - 3, "completion of a name of the cell", done)
    done = ask(client.complete("cohort tall from gro", 20))
    expect(done["matches"] == [], "completion of a name that was not declared", done)
    seen = ask(client.inspect("1 + 1\neveryone.count", 10))
    expect(seen["found"] and "Everybody." in seen["data"]["text/plain"], "inspection", seen)
    seen = ask(client.inspect("gwas", 2))
    expect(seen["found"] and "genotypes" in seen["data"]["text/plain"], "inspection of a kind", seen)
    expect(not ask(client.inspect("1 + 1", 2))["found"], "nothing to inspect")

    expect(ask(client.is_complete("cohort x {"))["status"] == "incomplete", "an open block")
    expect(ask(client.is_complete("cohort x { }"))["status"] == "complete", "a closed block")
    past = ask(client.history(hist_access_type="tail", n=2))["history"]
    expect([entry[2] for entry in past][-1] == "young.count", "the history", past)
    expect(ask(client.history(hist_access_type="tail", n=-1))["history"] == [], "none of the history")
    past = ask(client.history(hist_access_type="search", pattern="*columns*"))["history"]
    expect(past == [[1, 4, ":columns everyone"]], "a search in it", past)
    expect(ask(client.comm_info())["comms"] == {}, "comms")

    # A message that is not signed with the key is passed over; the same one signed with it is answered.
    for key, answered in [(b"another", False), (client.session.key, True)]:
        session = Session(key=key)
        socket = zmq.Context.instance().socket(zmq.DEALER)
        socket.connect(f"tcp://{manager.ip}:{manager.shell_port}")
        session.send(socket, "kernel_info_request", content={})
        expect(bool(socket.poll(10_000 if answered else 1_000)) == answered, "an answer by the key", key)
        socket.close(linger=0)

    reply, said = execute(":save notebook")
    expect(reply["status"] == "ok", "saving", reply)

    # An interrupt stops the run and not the kernel.
    reply, said = execute(":load slow.wmstudy")
    expect(reply["status"] == "ok", "another study", reply)
    request = client.execute(":run g")
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["msg_type"] == "stream" and "association:g: started" in message["content"]["text"]:
            break
    clock = time.time()
    manager.interrupt_kernel()
    reply = client.get_shell_msg(timeout=60)
    while reply["parent_header"].get("msg_id") != request:
        reply = client.get_shell_msg(timeout=60)
    expect(reply["content"]["status"] == "error" and "stopped" in reply["content"]["evalue"], "an interrupted run", reply["content"])
    expect(time.time() - clock < 10, "soon", time.time() - clock)
    reply, said = execute("2 + 2")
    expect(said[-1]["content"]["data"]["text/plain"] == "4", "work after an interrupt", said)

    # A cell that fails ends those that wait behind it, unless it says otherwise.
    for stops, left in [(True, "aborted"), (False, "ok")]:
        cells = [client.execute(":run g", stop_on_error=stops), client.execute("3 + 3"), client.execute("4 + 4")]
        while True:
            message = client.get_iopub_msg(timeout=60)
            if message["msg_type"] == "stream" and "association:g: started" in message["content"]["text"]:
                break
        manager.interrupt_kernel()
        replies = {}
        while len(replies) < len(cells):
            reply = client.get_shell_msg(timeout=60)
            if reply["parent_header"].get("msg_id") in cells:
                replies[reply["parent_header"]["msg_id"]] = reply["content"]["status"]
        expect([replies[cell] for cell in cells] == ["error", left, left], "cells behind one that fails", stops, replies)
    reply, said = execute("2 + 2")
    expect(reply["status"] == "ok", "work after cells that were passed over", reply)
    client.shutdown()
    clock = time.time()
    while manager.is_alive() and time.time() - clock < 20:
        time.sleep(0.1)
    expect(not manager.is_alive(), "the end of the kernel")
    print("all said as expected")
finally:
    client.stop_channels()
    if manager.is_alive():
        manager.shutdown_kernel(now=True)
