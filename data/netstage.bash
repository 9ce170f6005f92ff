# Completion of netstage and netstage-gui for bash. Which commands and options there are, the
# programs say themselves.
_netstage_options()
{
    "$@" --help 2>/dev/null | grep -oE -- '(^|[^-[:alnum:]])--[a-z][a-z-]*' | grep -oE -- '--[a-z-]+'
}

_netstage_lessons()
{
    local folder=${NETSTAGE_DATA_DIR:-} program
    program=$(type -P "${COMP_WORDS[0]}") || program=
    [ -n "$folder" ] || folder=$(dirname "$(dirname "$program")")/share/netstage
    [ -d "$folder/scenarios" ] || folder=$(dirname "$program")/share/netstage
    local lesson
    for lesson in "$folder"/scenarios/*.yaml; do
        [ -e "$lesson" ] && basename "$lesson" .yaml
    done
}

_netstage()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local program=${COMP_WORDS[0]##*/} verb='' words=''
    [ "$program" = netstage ] && [ "$COMP_CWORD" -gt 1 ] && verb=${COMP_WORDS[1]}
    COMPREPLY=()
    case $before in
    --lang) words="en ko" ;;
    --comments) words="en ko none" ;;
    --theme) words="light dark contrast" ;;
    --tab) words="ladder frames stream plots tables console" ;;
    --pcap | --pcap-all | --json | --svg | --picture | --script | --record | --replay)
        if [ "$before:$verb" != --json:check ] && [ "$before:$verb" != --json:decode ] &&
            [ "$before:$verb" != --json:judge ] && [ "$before:$verb" != --json:script ]; then
            mapfile -t COMPREPLY < <(compgen -f -- "$word")
            return
        fi ;;
    --pcap-dir)
        mapfile -t COMPREPLY < <(compgen -d -- "$word")
        return ;;
    --until | --seed | --tap | --attach | --proxy | --from | --filter | -Y | --at | --why | --on | \
        --size | --scale | --select | --routers | --mb | --loss | --hosts | --prefixes | \
        --response | --pieces)
        return ;;
    esac
    case $program:$verb:$word in
    netstage-gui:*:-*) words="$words $(_netstage_options "${COMP_WORDS[0]}")" ;;
    netstage::*) words="check run shell live decode judge script bench --help --version --lang" ;;
    netstage:*:-*) words="$words --lang $(_netstage_options "${COMP_WORDS[0]}" "$verb")" ;;
    netstage:bench:*) words="line campus lan travel routes" ;;
    netstage:run:* | netstage:shell:* | netstage:live:*) [ -n "$words" ] || words=$(_netstage_lessons) ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    case $before:$program:$verb:$word in
    --lang:* | --comments:* | --theme:* | --tab:* | *:-* | *:netstage::* | *:bench:*) return ;;
    *:decode:*) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X '!*.pcap*' -- "$word") ;;
    *:script:*) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X '!*.pkt' -- "$word") ;;
    *:judge:*) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word") ;;
    *) mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X '!*.y*ml' -- "$word") ;;
    esac
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$word")
}
complete -o filenames -F _netstage netstage netstage-gui
