package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What all commands have in common, and the two that need no service. */
class CheckoutCommandTest {

    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        shell = new Shell();
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void everyCommandHasHelpThatFitsATerminal() {
        List<String> names = new ArrayList<>();
        names(CheckoutCommand.commandLine(Terminal.ofProcess()), names);
        assertThat(names).hasSizeGreaterThan(20).contains("dead-letters replay", "send", "run");
        for (String name : names) {
            List<String> words = new ArrayList<>(name.isEmpty() ? List.of() : List.of(name.split(" ")));
            words.add("--help");
            Shell.Run run = shell.run(words.toArray(String[]::new));
            assertThat(run.code()).as(name).isZero();
            assertThat(run.err()).as(name).isEmpty();
            assertThat(run.out()).as(name).contains(("Usage: checkout " + name).strip());
            assertThat(run.out().lines()).as(name).allMatch(line -> line.length() <= 80);
        }
    }

    private static void names(CommandLine command, List<String> names) {
        names.add(command.getCommandSpec().qualifiedName().replaceFirst("^checkout ?", ""));
        command.getSubcommands().values().forEach(each -> names(each, names));
    }

    @Test
    void whatNobodyKnowsIsSaidInALine() {
        assertThat(shell.run("sned"))
                .isEqualTo(new Shell.Run(2, "", "checkout: there is no command sned; see checkout --help\n"));
        assertThat(shell.run("send", "--fast", "x").err())
                .isEqualTo("checkout: send takes no --fast; see checkout send --help\n");
        assertThat(shell.run("send", "a", "b").err()).isEqualTo("checkout: what is b? See checkout send --help\n");
        assertThat(shell.run("send", "a", "--url").err()).isEqualTo("checkout: --url needs a value\n");
        assertThat(shell.run("help", "sned").err().lines()).hasSizeGreaterThanOrEqualTo(1);
        assertThat(shell.run().code()).isEqualTo(2);
        assertThat(shell.run("dead-letters").code()).isEqualTo(2);
        assertThat(shell.run("dead-letters").out()).contains("DEAD_LETTERS_TOKEN", "not reachable");
    }

    @Test
    void theVersionIsTheJars() {
        assertThat(shell.run("--version").out()).startsWith("checkout ");
    }

    @Test
    void theCompletionKnowsAllCommandsAndOptions() {
        Shell.Run run = shell.run("completion");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .startsWith("#!")
                .contains("complete -F _complete_checkout", "dead-letters", "--idempotency-key", "--held-back");
    }
}
