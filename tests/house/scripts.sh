#!/usr/bin/env bash
# The scripts parse, are executable, say how they are used, and refuse what they do not know.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
failed=0
complain() {
    printf '%s\n' "$*"
    failed=1
}
for script in scripts/* .ci/run; do
    [ -f "$script" ] || continue
    [ -x "$script" ] || complain "$script is not executable"
    case $(head -n 1 "$script") in
    '#!/usr/bin/env bash') bash -n "$script" || complain "$script does not parse" ;;
    '#!'*) ;;
    *) complain "$script does not say what reads it" ;;
    esac
done
scripts/run --help </dev/null | grep -q 'scripts/run first-ping' || complain "scripts/run --help says nothing"
scripts/setup --no-such-option </dev/null 2>/dev/null
[ $? -eq 2 ] || complain "scripts/setup takes an unknown option"
bash -n data/netstage.bash || complain "data/netstage.bash does not parse"
exit $failed
