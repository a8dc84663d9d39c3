package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bin/checkout new} writes, and that it writes nothing where it can't write all. PagesIT runs what it writes. */
class NewCommandTest {

    @TempDir
    private Path folder;

    private Shell shell;

    @BeforeEach
    void open() throws Exception {
        shell = new Shell();
        Files.createDirectories(folder.resolve("routes"));
        for (String file : List.of("application.yaml", "routes/destinations.camel.yaml")) {
            Files.copy(Path.of(file), folder.resolve(file));
        }
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void aDestinationIsItsEntryItsRuleAndATestAndNothingElseChanges() throws Exception {
        Shell.Run run = run(
                "destination",
                "gift-cards",
                "--when",
                ".giftCards != null",
                "--example",
                "{\"giftCards\": [\"a: b\"]}");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("gift-cards.test.yaml", "CHECKOUT_ORCHESTRATOR_GIFT_CARDS_URL");
        assertThat(added("application.yaml"))
                .containsExactly(
                        "    gift-cards:",
                        "      url: ${CHECKOUT_ORCHESTRATOR_GIFT_CARDS_URL:${checkout.orchestrator-url}}",
                        "      concurrency: ${CHECKOUT_GIFT_CARDS_CONCURRENCY:256}");
        assertThat(added("routes/destinations.camel.yaml"))
                .containsExactly(
                        "              - jq: {expression: \".giftCards != null\"}",
                        "                steps:",
                        "                  - setProperty: {name: destination, constant: gift-cards}");
        assertThat(Files.readString(folder.resolve("routes/destinations.camel.yaml")))
                .containsSubsequence("constant: promotion", "constant: gift-cards", "expression: \"true\"");
        assertThat(folder.resolve("routes/gift-cards.test.yaml"))
                .content()
                .contains("command: {\"giftCards\": [\"a: b\"]}", "calls: [gift-cards]");
    }

    @Test
    void aDestinationMayBeAQueue() throws Exception {
        assertThat(run("destination", "partner", "--queue", "partner.carts").code())
                .isZero();
        assertThat(added("application.yaml")).contains("      sink: broker-queue", "      queue: partner.carts");
        assertThat(added("routes/destinations.camel.yaml"))
                .contains("              - jq: {expression: \".partner == true\"}");
        assertThat(folder.resolve("routes/partner.test.yaml")).content().contains("messages: {partner.carts: 1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "destination standard | There is a destination standard already",
                "destination Big | Big is no name for a destination",
                "destination big --when .x | Give both --when and --example",
                "destination big --when .x --example [1] | --example is no JSON object",
                "destination big --when .x --example {}{} | --example is no JSON object",
                "step a/b --at after-start | a/b is no name for a route",
                "step x --at after-all | There is no extension point after-all; take one of before-routing, ",
                "step x | --at",
                "everything x | everything",
                "command Big | Big is no name for a command",
                "command checkout-cart | There is a command checkout-cart already",
                "command x --folder /nowhere | There is no folder /nowhere/routes",
                "destination big --folder /nowhere | Nothing can be added in /nowhere",
                "step x --at after-start --folder /nowhere | There is no folder /nowhere/routes",
            })
    void whatCantBeAddedIsSaidAndNothingIsWritten(String arguments, String said) throws Exception {
        Set<String> before = files();
        Shell.Run run = run(arguments.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(said);
        assertThat(files()).isEqualTo(before);
        assertThat(added("application.yaml")).isEmpty();
        assertThat(added("routes/destinations.camel.yaml")).isEmpty();
    }

    @Test
    void withoutTheFilesOrTheirPartsNothingIsWritten() throws Exception {
        Files.writeString(folder.resolve("application.yaml"), "checkout: {broker: kafka}\n");
        assertThat(run("destination", "big").err()).contains("application.yaml has no checkout.destinations");
        Files.writeString(folder.resolve("application.yaml"), "checkout: [\n");
        assertThat(run("destination", "big").err()).contains("application.yaml is no YAML");
        Files.copy(
                Path.of("application.yaml"),
                folder.resolve("application.yaml"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(folder.resolve("routes/big.test.yaml"), "tests: []\n");
        assertThat(run("destination", "big").err()).contains("big.test.yaml already");
        Files.writeString(folder.resolve("routes/destinations.camel.yaml"), "- route: {id: x}\n");
        assertThat(run("destination", "large").err()).contains("has no choice with rules (when)");
        assertThat(added("application.yaml")).isEmpty();
    }

    @Test
    void aStepIsAFileAtItsPointAndATestAndEachPointHasOne() throws Exception {
        assertThat(run("step", "price-list", "--at", "before-routing").code()).isZero();
        assertThat(folder.resolve("routes/price-list.camel.yaml"))
                .content()
                .contains("id: price-list", "uri: direct:before-routing", "noErrorHandler");
        assertThat(folder.resolve("routes/price-list.test.yaml")).content().contains("price-list: true");
        assertThat(run("step", "other", "--at", "before-routing").err())
                .contains("price-list.camel.yaml has a route at direct:before-routing already");
        assertThat(run("step", "price-list", "--at", "after-start").err()).contains("price-list.camel.yaml already");
    }

    @Test
    void aCommandIsItsSchemaItsRulesAndATest() throws Exception {
        Shell.Run run = run("command", "checkout-guest-cart");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        Path commands = folder.resolve("routes/commands");
        assertThat(commands.resolve("checkout-guest-cart.v1.schema.json"))
                .content()
                .contains("\"title\": \"CheckoutGuestCart\"");
        assertThat(commands.resolve("checkout-guest-cart.camel.yaml"))
                .content()
                .contains("uri: direct:destinations-checkout-guest-cart", "constant: standard");
        assertThat(commands.resolve("checkout-guest-cart.test.yaml"))
                .content()
                .contains("POST /commands/checkout-guest-cart", "acme.shopping.checkout-guest-cart.v1");
        assertThat(run("command", "checkout-guest-cart").err())
                .contains("There is a command checkout-guest-cart already");
    }

    private Shell.Run run(String... arguments) {
        Stream<String> all = Stream.concat(Stream.of("new"), Stream.of(arguments));
        return shell.run((List.of(arguments).contains("--folder")
                        ? all
                        : Stream.concat(all, Stream.of("--folder", folder.toString())))
                .toArray(String[]::new));
    }

    private Set<String> files() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return new TreeSet<>(all.map(Path::toString).toList());
        }
    }

    /** The lines that are new there; all others are as they are shipped, in their order. */
    private List<String> added(String file) throws Exception {
        List<String> now = new java.util.ArrayList<>(Files.readAllLines(folder.resolve(file)));
        List<String> shipped = Files.readAllLines(Path.of(file));
        if (!now.containsAll(shipped)) {
            return List.of();
        }
        List<String> added = new java.util.ArrayList<>();
        int at = 0;
        for (String line : now) {
            if (at < shipped.size() && line.equals(shipped.get(at))) {
                at++;
            } else {
                added.add(line);
            }
        }
        assertThat(at).as("shipped lines that are still there").isEqualTo(shipped.size());
        return added;
    }
}
