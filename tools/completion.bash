# SPDX-License-Identifier: Apache-2.0
# bash completion for sopflow

_sopflow()
{
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]}
    local commands="check test run draw show texts diff migrate export feel explain new act"

    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W "$commands --help --version" -- "$current"))
        return
    fi
    case $previous in
    --format | -f) COMPREPLY=($(compgen -W "text json sarif" -- "$current")); return ;;
    --view | -v) COMPREPLY=($(compgen -W "overview full safeguards book phase=" -- "$current")); return ;;
    --paper | -p) COMPREPLY=($(compgen -W "a4 a3 letter natural" -- "$current")); return ;;
    --to | -t) COMPREPLY=($(compgen -W "scxml" -- "$current")); return ;;
    --language | -l) COMPREPLY=($(compgen -W "en fr zh" -- "$current")); return ;;
    --accept | -a)
        COMPREPLY=($(compgen -W "due_before at_once value_unfit fact_gone document_gone done_unknown actor_unknown \
            past_unknown left_unknown grant_gone record_gone" -- "$current"))
        return
        ;;
    --drawing | -d | --scenarios | --counterexample | --output | -o | --with | -w | --case | -c | --load | --save) COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    case $command:$current in
    check:-*)
        COMPREPLY=($(compgen -W "--format --explain --scenarios --counterexample --language --limit --help" \
            -- "$current"))
        ;;
    test:-*) COMPREPLY=($(compgen -W "--only --language --no-coverage --verbose --help" -- "$current")) ;;
    run:-*) COMPREPLY=($(compgen -W "--as --start --language --help" -- "$current")) ;;
    draw:-*)
        COMPREPLY=($(compgen -W "--output --view --language --paper --landscape --portrait --case --now --help" \
            -- "$current"))
        ;;
    diff:-*) COMPREPLY=($(compgen -W "--format --language --drawing --help" -- "$current")) ;;
    migrate:-*)
        COMPREPLY=($(compgen -W "--write --accept --now --format --language --help" -- "$current"))
        ;;
    show:-*) COMPREPLY=($(compgen -W "--help" -- "$current")) ;;
    texts:-*) COMPREPLY=($(compgen -W "--language --output --help" -- "$current")) ;;
    export:-*) COMPREPLY=($(compgen -W "--to --output --language --help" -- "$current")) ;;
    feel:-*)
        COMPREPLY=($(compgen -W "--with --unknown --unary-tests --now --timezone --format --help" -- "$current"))
        ;;
    new:-*) COMPREPLY=($(compgen -W "--title --help" -- "$current")) ;;
    act:-*) COMPREPLY=($(compgen -W "--options --language --load --save --help" -- "$current")) ;;
    explain:*)
        COMPREPLY=($(compgen -W "$(sopflow explain 2>/dev/null | sed 's/:.*//')" -- "$current"))
        ;;
    feel:*) ;;
    migrate:*) COMPREPLY=($(compgen -f -X '!*.@(yaml|json)' -- "$current") $(compgen -d -S / -- "$current")) ;;
    *) COMPREPLY=($(compgen -f -X '!*.yaml' -- "$current") $(compgen -d -S / -- "$current")) ;;
    esac
}
complete -o nospace -o filenames -F _sopflow sopflow
