"""The jobs of `netstage bench` put as many frames on cables as every simulator must that runs them
(docs/performance.md). Counts only: times are no business of a test.

usage: bench_counts.py NETSTAGE"""
import subprocess
import sys

OCTETS = 100_000_000
MSS = 1460
SEGMENTS = -(-OCTETS // MSS)  # 68,494
HOSTS_PER_SWITCH = 48

netstage = sys.argv[1]
complaints = []
checks = 0


def bench(*words):
    """Runs a job; gives what it prints, numbers as numbers."""
    call = [netstage, "bench", *map(str, words)]
    out = subprocess.run(call, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if out.returncode != 0:
        sys.exit(f"{' '.join(call)}: exit status {out.returncode}\n{out.stderr}")
    pairs = dict(pair.split("=", 1) for pair in out.stdout.split())
    return {key: int(value) if value.isdigit() and key != "hash" else value
            for key, value in pairs.items()} | {"call": " ".join(call[1:])}


def expect(job, what, low, value, high):
    global checks
    checks += 1
    if not low <= value <= high:
        complaints.append(f"{job['call']}: {what}: {value}, not {low} to {high}")


def expect_done(job, fetches):
    expect(job, "finished", fetches, job["finished"], fetches)
    expect(job, "failed", 0, job["failed"], 0)


def check_line(routers):
    """Without loss: n + 3 frames one way and n/2 + 3 the other, each within 3, besides ARP: on every
    cable one request and one reply."""
    job = bench("line", "--routers", routers)
    cables = routers + 1
    client, server = job["frames_client"] - 1, job["frames_server"] - 1
    expect_done(job, 1)
    expect(job, "octets", OCTETS, job["octets"], OCTETS)
    expect(job, "frames of the client", SEGMENTS, client, SEGMENTS + 6)
    expect(job, "frames of the server", SEGMENTS // 2, server, SEGMENTS // 2 + 6)
    hops = (client + server + 2) * cables
    expect(job, "packet-hops", hops, job["hops"], hops)
    expect(job, "broadcasts", cables, job["broadcast_hops"], cables)
    packets = client + server + 2 * cables
    expect(job, "packets", packets, job["packets"], packets)


def check_line_with_loss(routers, seed):
    """With 1 % of the server's frames lost. What the server counts depends on the choice of ACKs in
    recovery."""
    job = bench("line", "--routers", routers, "--loss", 1, "--seed", seed)
    expect_done(job, 1)
    expect(job, "octets", OCTETS, job["octets"], OCTETS)
    expect(job, "frames of the client", 69_080, job["frames_client"] - 1, 69_280)
    expect(job, "frames of the server", 37_500, job["frames_server"] - 1, 40_500)


def check_fetches(job, hosts, cables, askers):
    """18 or 19 TCP frames a fetch over so many cables; each asker's ARP request has one answer."""
    expect_done(job, hosts)
    expect(job, "octets", hosts * 10_100, job["octets"], hosts * 10_100)
    frames = job["packets"] - 2 * askers
    expect(job, "TCP frames", 18 * hosts, frames, 19 * hosts)
    answers = job["hops"] - job["broadcast_hops"] - frames * cables
    expect(job, "hops of ARP replies", askers, answers, askers * cables)


def check_campus(hosts):
    """Hosts ask their router, routers the core, the core the server; whoever was asked knows the
    asker."""
    groups = -(-hosts // HOSTS_PER_SWITCH)
    check_fetches(bench("campus", "--hosts", hosts), hosts, 4, hosts + groups + 1)


def check_lan(hosts):
    """Everybody hears everybody's request; the server learns the asker from it and asks nobody."""
    job = bench("lan", "--hosts", hosts)
    check_fetches(job, hosts, 3, hosts)
    cables = hosts + -(-hosts // HOSTS_PER_SWITCH) + 1
    expect(job, "broadcasts", cables * hosts, job["broadcast_hops"], cables * hosts)


def check_watching():
    """A capture changes nothing, holds every frame, and is the same each time."""
    words = ("line", "--routers", 2, "--mb", 5)
    alone, watched, again = bench(*words), bench(*words, "--capture"), bench(*words, "--capture")
    expect(watched, "same state", 1, int(alone["hash"] == watched["hash"]), 1)
    expect(watched, "same capture", 1, int(watched["capture_octets"] == again["capture_octets"]), 1)
    low = 3 * 5_000_000 + 60 * watched["hops"]
    expect(watched, "octets of the capture", low, watched["capture_octets"], 2 * low)
    expect(alone, "octets of no capture", 0, alone["capture_octets"], 0)


def main():
    for routers in (0, 2, 8):
        check_line(routers)
    for seed in (1, 2, 3, 4):
        check_line_with_loss(2, seed)
    check_line_with_loss(0, 5)
    check_line_with_loss(8, 6)
    for hosts in (100, 1000):
        check_campus(hosts)
        check_lan(hosts)
    check_watching()
    for text in complaints:
        print(text)
    print(f"bench: {checks} checks, {len(complaints)} complaints")
    sys.exit(1 if complaints or checks < 60 else 0)


if __name__ == "__main__":
    main()
