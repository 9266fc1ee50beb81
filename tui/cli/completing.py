"""Shell completion, written from the grammar: nouns, verbs and options; never what a store holds.

The script is a table: pressing tab runs nothing of ours, asks no passphrase and logs nothing. Where a
value is due the shell's own completion of file names answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from exchange.errors import Usage
from tui.cli.grammar import GLOBAL_PARTS, POSITIONAL, Shape, Verb
from tui.cli.words import ALONE, NOUNS, PLURALS, noun_named

# Bash and zsh walk the words before the cursor alike; `{words}` is how each calls them. Zsh calls the
# file itself as a function where it lies in a folder of $fpath, else it obeys its lines at once.
_WALK = """\
    local noun= verb= word= skip= offered=
    for word in {words}; do
        if [[ -n $skip ]]; then skip=; continue; fi
        case $word in
            {valued}) skip=1 ;;
            -*) ;;
            *) if [[ -z $noun ]]; then noun=$word; elif [[ -z $verb ]]; then verb=$word; fi ;;
        esac
    done
    case "$noun" in {alone}) verb= ;; esac
    case "$noun $verb" in
{cases}
    esac
"""
_BASH = """\
_exchange() {{
    local cur="${{COMP_WORDS[COMP_CWORD]}}"
{walk}
    [[ $offered == -* && $cur != -* ]] && return
    COMPREPLY=($(compgen -W "$offered" -- "$cur"))
}}
complete -o default -F _exchange exchange"""
_ZSH = """\
#compdef exchange
_exchange() {{
{walk}
    if [[ $offered == -* && $PREFIX != -* ]]; then _files; else compadd -- ${{=offered}}; fi
}}
if [[ $funcstack[1] == _exchange ]]; then _exchange "$@"; else compdef _exchange exchange; fi"""
_FISH = """\
function __exchange_at
    set -l named
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word {valued}
            set skip 1
        else if not string match -q -- '-*' $word
            set -a named $word
        end
    end
    if contains -- "$named[1]" {alone}
        set named $named[1]
    end
    test "$named[1..2]" = "$argv"
end
{lines}"""


def completion(shell: str) -> str:
    """Return the completion script for a shell; raise Usage for one that has none here."""
    table = dict(_table())
    if shell == "fish":
        lines = "\n".join(_fish_lines(table))
        return _FISH.format(valued=" ".join(_valued()), alone=" ".join((*ALONE, *PLURALS)), lines=lines)
    if shell not in ("bash", "zsh"):
        raise Usage("unknown-shell", given=shell[:40])
    words = '"${COMP_WORDS[@]:1:COMP_CWORD-1}"' if shell == "bash" else '"${(@)words[2,CURRENT-1]}"'
    cases = "\n".join(f'        "{named}") offered="{offered}" ;;' for named, offered in table.items())
    walk = _WALK.format(
        words=words, valued="|".join(_valued()), alone="|".join((*ALONE, *PLURALS)), cases=cases
    )
    return (_BASH if shell == "bash" else _ZSH).format(walk=walk.rstrip("\n"))


def _table() -> Iterator[tuple[str, str]]:
    """Yield what may come after which noun and verb: `request new` -> its options."""
    yield " ", " ".join((*ALONE, *NOUNS, *PLURALS, "--help", "--version", "--completion"))
    for name in (*ALONE, *NOUNS):
        noun = noun_named(name)
        if name in NOUNS:
            yield f"{name} ", " ".join(verb.name for verb in noun.verbs)
        for verb in noun.verbs:
            yield f"{name} {verb.name}", _options(verb)
    for plural, name in PLURALS.items():
        listing = noun_named(name).verb("list")
        yield f"{plural} ", _options(listing) if listing else ""


def _options(verb: Verb) -> str:
    parts = (*verb.parts, *GLOBAL_PARTS)
    return " ".join((*(f"--{part.name}" for part in parts if part.shape not in POSITIONAL), "--help"))


def _valued() -> tuple[str, ...]:
    """Return every option that takes the next word, of whichever verb."""
    verbs = (verb for name in (*ALONE, *NOUNS) for verb in noun_named(name).verbs)
    parts = (*GLOBAL_PARTS, *(part for verb in verbs for part in verb.parts))
    with_value = (part for part in parts if part.shape in (Shape.VALUE, Shape.MANY))
    return tuple(dict.fromkeys(f"--{part.name}" for part in with_value))


def _fish_lines(table: Mapping[str, str]) -> Iterator[str]:
    valued = _valued()
    for named, offered in table.items():
        for word in offered.split():
            kind = f"-l {word[2:]}" if word.startswith("--") else f"-f -a {word}"
            kind += " -r" if word in valued else ""
            yield f"complete -c exchange -n '__exchange_at {named.strip()}' {kind}"
