/**
 * Bash's script. That of @bomb.sh/tab needs the package bash-completion, cannot be read twice, and evaluates what is typed: a `$(…)` on the
 * line would run. Where nothing is known files are offered.
 */
export const bashScript = (program: string, executable: string): string => `# bash completion for ${program}
_${program}() {
	local line
	COMPREPLY=()
	while IFS= read -r line; do
		[[ $line == :* ]] || COMPREPLY+=("\${line%%$'\\t'*}")
	done < <(${executable} complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _${program} ${program}`;
