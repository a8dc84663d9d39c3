package com.acme.checkout.cli;

import com.acme.checkout.lint.Finding;
import com.acme.checkout.lint.Linter;
import com.acme.checkout.routetest.TestFilesCheck;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Lists all mistakes in a project that can be known without running it. Ends with 0 where there is none, with 1 where
 * there is one, and with 2 where it can't look.
 */
@Command(
        name = "lint",
        description = "Lists all mistakes in routes/ and application.yaml that can be known without running them.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:no mistakes", "1:mistakes", "2:wrong usage"})
public final class LintCommand implements Callable<Integer> {

    /** How findings are written. */
    private static final class Form {

        @Option(names = "--json", description = "Write a JSON array of {file, line, column, message, fix}.")
        private boolean json;

        @Option(names = "--github", description = "Write annotations for GitHub Actions.")
        private boolean github;
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            defaultValue = ".",
            paramLabel = "FOLDER",
            description = "Holds application.yaml and routes/ (default: this folder).")
    private Path folder;

    @Option(
            names = "--broker",
            paramLabel = "NAME",
            description = "A folder under routes/brokers/ (default: what application.yaml and CHECKOUT_BROKER say).")
    private String broker;

    @ArgGroup
    private Form form;

    private Map<String, String> environment = System.getenv();

    /** With the variables of this process. */
    public LintCommand() {}

    LintCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        String unusable = unusable();
        if (unusable != null) {
            spec.commandLine().getErr().println(unusable);
            return 2;
        }
        LoggingSystem.get(getClass().getClassLoader()).beforeInitialize();
        List<Finding> findings;
        try {
            findings = findings();
        } catch (UncheckedIOException e) {
            spec.commandLine()
                    .getErr()
                    .println("A file can't be read (" + e.getCause().getMessage()
                            + "); let this user read all files in " + folder);
            return 2;
        }
        if (form != null && form.json) {
            out.println(json(findings));
        } else if (form != null && form.github) {
            findings.forEach(each -> out.println("::error file=" + property(path(each)) + ",line=" + each.line()
                    + ",col=" + each.column() + "::" + data(each.message())));
        } else {
            findings.forEach(
                    each -> out.println(path(each) + ":" + each.line() + ":" + each.column() + ": " + each.message()));
            out.println(
                    findings.isEmpty()
                            ? "No mistakes"
                            : findings.size() + (findings.size() == 1 ? " mistake" : " mistakes"));
        }
        out.flush();
        return findings.isEmpty() ? 0 : 1;
    }

    /** Sorted, all of them: of the files that run, of those of brokers that are not chosen, and of the tests. */
    private List<Finding> findings() {
        Linter linter = new Linter(folder, broker, environment);
        Set<Finding> all = new TreeSet<>(linter.findings());
        all.addAll(linter.findingsOfOtherBrokers());
        TestFilesCheck.mistakes(folder.resolve("routes"), linter.destinations())
                .forEach(each -> all.add(new Finding(
                        folder.relativize(each.file()), each.line(), each.column(), each.wrong(), each.cure())));
        return List.copyOf(all);
    }

    private String unusable() {
        if (!Files.isRegularFile(folder.resolve("application.yaml")) || !Files.isDirectory(folder.resolve("routes"))) {
            return folder + " does not hold application.yaml and routes/; name the folder that does";
        }
        if (broker != null
                && !(broker.matches("[a-z0-9][a-z0-9-]*")
                        && Files.isDirectory(folder.resolve("routes/brokers").resolve(broker)))) {
            return "--broker: there is no folder routes/brokers/" + broker + "; choose one of those that are there";
        }
        return null;
    }

    private String path(Finding finding) {
        return folder.resolve(finding.file()).normalize().toString();
    }

    private String json(List<Finding> findings) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Finding each : findings) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("file", path(each));
            one.put("line", each.line());
            one.put("column", each.column());
            one.put("message", each.wrong());
            one.put("fix", each.fix());
            all.add(one);
        }
        try {
            return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As GitHub reads the text of an annotation. */
    private static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    private static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
