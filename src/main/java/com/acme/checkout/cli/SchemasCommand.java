package com.acme.checkout.cli;

import com.acme.checkout.lint.EditorSchemas;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the JSON schemas that an editor reads. Ends with 0, or with 2 where they can't be written. */
@Command(
        name = "schemas",
        description = "Writes the JSON schemas with which an editor completes and checks the YAML of routes/.",
        mixinStandardHelpOptions = true)
final class SchemasCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = "target/schemas",
            paramLabel = "FOLDER",
            description = "Where to (default: ${DEFAULT-VALUE}, where .vscode and .idea look for them).")
    private Path folder;

    @Override
    public Integer call() {
        try {
            EditorSchemas.write(folder)
                    .forEach(each -> spec.commandLine().getOut().println(each));
            return 0;
        } catch (IOException e) {
            spec.commandLine()
                    .getErr()
                    .println("The schemas can't be written into " + folder + " (" + e.getMessage()
                            + "); name another folder");
            return Failure.WRONG_USE;
        }
    }
}
