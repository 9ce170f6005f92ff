"""Who includes whom: a file includes its own room and the rooms before it; the window includes the
session's headers, what these show, and nothing behind them; only the window knows SDL."""
import re

import house

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)

# What the window may include besides its own files and all that a session's header shows.
WINDOW_ROOMS = ("base", "field", "watch", "session")
# The rows of the tables that it shows, the words that a console completes, and what opens a live run.
WINDOW_FILES = ("scenario/resource_path.h", "transport/tcp_conn.h", "transport/tcp_values.h", "app/command.h",
                "app/dns_cache.h", "live/open.h", "live/tap.h")

# Standard headers of code that runs inside an event, and who may have more, and why.
PURE_HEADERS = {"assert.h", "inttypes.h", "limits.h", "stdbool.h", "stddef.h", "stdint.h", "string.h"}
MORE_HEADERS = {
    "base/arena.c": {"stdlib.h"},  # the one block of the world
    "base/catalogue_load.c": {"stdlib.h", "stdio.h"},  # start-up only
    "field/": {"stdlib.h", "pcre2.h"},  # compiling a filter, before any event
    "ip/route.c": {"stdlib.h"},  # the routes as built: constant in a run
    "ip/route_trie.c": {"stdlib.h"},  # their tries, likewise
    "app/capture_filter.c": {"stdlib.h"},  # the filters of tcpdump, compiled between events
    "app/app.c": {"stdlib.h"},  # the room's own struct, made with the world
    "world/": {"stdlib.h"},  # building a world, snapshots between events
}
OWNERS = {"yaml.h": ("scenario",), "pcre2.h": ("field",)}


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def shown_by_session():
    """The headers that a header of the session includes, directly or through others."""
    todo = [path for path in house.sources("sim/session", endings=(".h",))]
    seen = set()
    while todo:
        for kind, target in includes(todo.pop()):
            if kind == '"' and target not in seen and (house.SIM / target).is_file():
                seen.add(target)
                todo.append(house.SIM / target)
    return seen


def check_room_file(report, path):
    relative = str(path.relative_to(house.SIM))
    room = relative.split("/")[0]
    if room not in house.ROOMS or relative.count("/") != 1:
        report.complain(house.name(path), "is in no room of the house")
        return
    own = house.ROOMS.index(room)
    for kind, target in includes(path):
        other = target.split("/")[0]
        if kind == '"':
            if other not in house.ROOMS or not (house.SIM / target).is_file():
                report.complain(house.name(path), f'"{target}": write it from sim/: "room/file.h"')
            elif house.ROOMS.index(other) > own:
                report.complain(house.name(path), f"room {room} may not include {target}")
        elif "SDL" in target:
            report.complain(house.name(path), f"<{target}>: only the window knows SDL")
        elif target in OWNERS and room not in OWNERS[target]:
            report.complain(house.name(path), f"<{target}> belongs to {OWNERS[target]}")
        elif room in house.PURE and target not in PURE_HEADERS:
            more = [v for k, v in MORE_HEADERS.items() if relative.startswith(k)]
            if not any(target in headers for headers in more):
                report.complain(house.name(path), f"<{target}> in code that runs inside an event")


def check_window_file(report, path, shown):
    for kind, target in includes(path):
        if kind == "<" or (house.TOP / "gui" / target).is_file():
            continue
        if (house.TOP / target).is_file() and target.startswith("gui/"):
            continue
        room = target.split("/")[0]
        if room in WINDOW_ROOMS or target in WINDOW_FILES or target in shown:
            continue
        report.complain(house.name(path), f"the window may not include {target}")


def main():
    report = house.Report("includes")
    for path in house.sources("sim"):
        report.looked_at += 1
        check_room_file(report, path)
    shown = shown_by_session()
    for path in house.sources("gui"):
        report.looked_at += 1
        check_window_file(report, path, shown)
    report.end(at_least=20)


if __name__ == "__main__":
    main()
