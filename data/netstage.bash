# Completion of netstage and netstage-gui for bash.
_netstage()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local program=${COMP_WORDS[0]##*/} verb= options=
    [ "$program" = netstage ] && [ "$COMP_CWORD" -gt 1 ] && verb=${COMP_WORDS[1]}
    case $before in
    --lang) COMPREPLY=($(compgen -W "en ko" -- "$word")); return ;;
    --comments) COMPREPLY=($(compgen -W "en ko none" -- "$word")); return ;;
    --theme) COMPREPLY=($(compgen -W "light dark contrast" -- "$word")); return ;;
    --pcap | --pcap-all | --json | --picture | --script)
        COMPREPLY=($(compgen -f -- "$word")); return ;;
    --pcap-dir) COMPREPLY=($(compgen -d -- "$word")); return ;;
    esac
    case $program:$verb in
    netstage-gui:*) options="--lang --theme --size --at --picture --script --help --version" ;;
    netstage:run) options="--until --seed --filter --pcap --at --pcap-dir --pcap-all --comments \
        --json --transcript --hash --lang --help" ;;
    netstage:check) options="--lang --help" ;;
    netstage:decode) options="--json --filter --verbose --help" ;;
    netstage:bench) options="line campus --routers --mb --loss --hosts --capture --help" ;;
    netstage:) options="check run decode bench --help --version" ;;
    esac
    case $program:$verb:$word in
    netstage:bench:* | netstage::* | *:-*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    netstage:decode:*) COMPREPLY=($(compgen -f -X '!*.pcap*' -- "$word") $(compgen -d -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -X '!*.y*ml' -- "$word") $(compgen -d -- "$word")) ;;
    esac
}
complete -o filenames -F _netstage netstage netstage-gui
