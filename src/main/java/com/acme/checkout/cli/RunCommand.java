package com.acme.checkout.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Stands for {@code run} in the help and in the completion. The service itself starts before picocli is loaded, in {@code
 * CheckoutApplication}.
 */
@Command(
        name = CommandLineEntry.RUN,
        header = "Starts the service, as java -jar checkout-api.jar does.",
        description = {
            "Run it in the folder that holds application.yaml and routes/.",
            "",
            "bin/checkout run gives the options in the variable JAVA_OPTS to the JVM.",
            ""
        })
final class RunCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            paramLabel = "SETTING",
            description = "A setting, as in --server.port=9090; application.yaml lists all.")
    private List<String> settings;

    @Override
    public Integer call() {
        throw Failure.wrongUse("run is the first word: checkout run [SETTING...]");
    }
}
