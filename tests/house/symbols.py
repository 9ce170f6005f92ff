"""What code that runs inside an event calls: only its own house and a short list of libc. No
printing, no clock, no file, no allocation but where a world is built or a filter compiled.

usage: symbols.py BUILD_FOLDER"""
import pathlib
import subprocess
import sys

import house

ALLOWED = set("""
    memchr memcmp memcpy memmove memset strchr strcmp strcspn strlen strncmp strnlen strpbrk strrchr
    strspn strstr abort __assert_fail __stack_chk_fail _GLOBAL_OFFSET_TABLE_
    __memcpy_chk __memmove_chk __memset_chk __strcat_chk __strcpy_chk
    __divdi3 __moddi3 __udivdi3 __umoddi3 __udivmoddi4 __divmoddi4 __popcountdi2
    __udivti3 __umodti3 __divti3 __modti3
""".split())
MEMORY = {"malloc", "calloc", "realloc", "free", "aligned_alloc"}

# Who may call more, and why.
MORE = {
    "base/arena.c": MEMORY,  # grows between events; snapshots
    "base/catalogue_load.c": MEMORY | {"fopen", "fclose", "fread", "fseek", "ftell", "getenv"},
    "field/": MEMORY,  # compiling a filter
    "ip/route.c": MEMORY | {"qsort"},  # the routes as built: constant in a run
    "ip/route_trie.c": MEMORY | {"qsort"},  # their tries, likewise
    "app/capture_filter.c": MEMORY,  # the filters of tcpdump, compiled between events
    "app/app.c": MEMORY,  # the room's own struct, made with the world
    "world/": MEMORY | {"qsort"},  # building a world
}


def symbols(path, option):
    out = subprocess.run(["nm", option, "-P", str(path)], check=True, capture_output=True, text=True)
    return {line.split()[0] for line in out.stdout.splitlines() if line.strip()}


def may_call(relative, symbol):
    if symbol in ALLOWED:
        return True
    if relative.startswith("field/") and symbol.startswith("pcre2_"):
        return True
    return any(relative.startswith(k) and symbol in v for k, v in MORE.items())


def main():
    build = pathlib.Path(sys.argv[1])
    report = house.Report("symbols")
    defined = set()  # by this room and those before it: the order is the linker's, too
    for room in house.PURE:
        objects = []
        for source in house.sources(f"sim/{room}", endings=(".c",)):
            built = build / f"CMakeFiles/netstage_{room}.dir/sim/{room}/{source.name}.o"
            if not built.is_file():
                report.complain(house.name(source), "was not built")
                continue
            objects.append((source, built))
            defined |= symbols(built, "--defined-only")
        for source, built in objects:
            report.looked_at += 1
            relative = str(source.relative_to(house.SIM))
            for symbol in sorted(symbols(built, "--undefined-only") - defined):
                if not may_call(relative, symbol):
                    report.complain(house.name(source), f"calls {symbol}")
    report.end(at_least=5)


if __name__ == "__main__":
    main()
