package kith.node.cli.complete;

import java.util.List;
import kith.node.cli.shell.Answer;
import kith.node.cli.shell.Call;
import kith.node.cli.shell.Command;
import kith.node.cli.shell.Exit;
import kith.node.cli.shell.Failure;
import kith.node.cli.shell.Spec;

/// `kith completion`: prints the script by which a shell completes the lines of `kith`.
public final class CompletionCommand implements Command {
    @Override
    public Spec spec() {
        return new Spec(
                "completion",
                List.of("bash|zsh"),
                List.of(),
                "makes the tab key know kith, in bash and zsh",
                """
                Prints a script for the shell. To use it in this terminal: source <(kith completion
                bash). To have it in each new one, put that line into ~/.bashrc; for zsh, with zsh
                in the place of bash, into ~/.zshrc.

                The tab key then completes commands, options and files, and what the peer of the
                home knows while it runs: addresses level by level, boards, members, invitations.
                """,
                List.of("kith completion bash", "source <(kith completion bash)"));
    }

    @Override
    public int run(Call call) {
        String shell = call.argument(0);
        String script =
                switch (shell) {
                    case "bash" -> Scripts.BASH;
                    case "zsh" -> Scripts.ZSH;
                    default ->
                            throw Failure.usage(
                                    "there is no completion for \"" + shell + '"',
                                    "There is one for bash and one for zsh.");
                };
        call.terminal().answer(new Answer().text("shell", shell).text("script", script));
        call.terminal().line(script.stripTrailing());
        return Exit.OK;
    }
}
