package kith.node.cli.complete;

/// What a shell runs when the tab key is pressed: it hands the line over and takes words back.
///
/// `KITH_NO_BUILD` is there so that pressing a key never starts a build. What is at the front of
/// the line is run, which is what the user is about to run anyway.
final class Scripts {
    /// Beside the words there is one that says what the shell is to do by itself, first.
    static final String BASH =
            """
            # Completion of kith for bash 4 and newer:  source <(kith completion bash)
            _kith() {
                local kith=${COMP_WORDS[0]} kind= word
                kith=${kith/#\\~\\//$HOME/}
                COMPREPLY=()
                {
                    read -r kind
                    while IFS= read -r word; do
                        COMPREPLY+=("$word")
                    done
                } < <(KITH_NO_BUILD=1 "$kith" completion complete bash -- \\
                    "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
                case $kind in
                    files) compopt -o default ;;
                    folders) compopt -o dirnames ;;
                    open) compopt -o nospace ;;
                esac
            }
            complete -F _kith kith
            """;

    /// Words come with a NUL behind each, since a name may have anything else in it.
    static final String ZSH =
            """
            # Completion of kith for zsh:  source <(kith completion zsh)
            _kith() {
                local kith=${(Q)words[1]}
                local -a said
                kith=${kith/#\\~\\//$HOME/}
                said=("${(@0)$(KITH_NO_BUILD=1 $kith completion complete zsh -- \\
                    "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
                case $said[1] in
                    files) _files ;;
                    folders) _files -/ ;;
                    *)
                        said=("${(@)said[2,-1]:#}")
                        compadd -S '' -- "${(@M)said:#*/}"
                        compadd -- "${(@)said:#*/}"
                        ;;
                esac
            }
            (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
            compdef _kith kith
            """;

    private Scripts() {}
}
