package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendCommandTest {

    private static final String COMMAND = "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}";

    @TempDir
    private Path folder;

    private Shell shell;

    @BeforeEach
    void open() throws IOException {
        shell = new Shell();
        shell.environment.put("CHECKOUT_URL", shell.url() + "/");
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void aFileGoesToTheDoorAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("cart.json"), COMMAND + "\n");
        shell.answer = "{\"status\":\"STARTED\"}";
        assertThat(shell.run("send", file.toString()))
                .isEqualTo(new Shell.Run(0, "HTTP 200\n{\"status\":\"STARTED\"}\n", ""));
        Shell.Request request = shell.asked.get(0);
        assertThat(request.line()).isEqualTo("POST /commands/checkout-cart");
        assertThat(request.body()).isEqualTo(COMMAND + "\n");
        assertThat(request.headers())
                .containsEntry("content-type", "application/json")
                .doesNotContainKeys("prefer", "idempotency-key");
    }

    @Test
    void standardInputGoesToACartWithItsKeyAndWait() {
        shell.in = COMMAND;
        shell.status = 202;
        shell.environment.remove("CHECKOUT_URL");
        Shell.Run run = shell.run(
                "send",
                "-",
                "--url",
                shell.url(),
                "--cart-id=a b/c",
                "--idempotency-key",
                "order-1",
                "--prefer=respond-async");
        assertThat(run).isEqualTo(new Shell.Run(0, "HTTP 202\n{}\n", ""));
        Shell.Request request = shell.asked.get(0);
        assertThat(request.line()).isEqualTo("POST /carts/a%20b%2Fc/checkout");
        assertThat(request.body()).isEqualTo(COMMAND);
        assertThat(request.headers())
                .containsEntry("idempotency-key", "order-1")
                .containsEntry("prefer", "respond-async");
    }

    @Test
    void aFurtherCommandGoesToItsOwnDoor() {
        shell.in = COMMAND;
        assertThat(shell.run("send", "--command", "checkout-guest-cart", "-").code())
                .isZero();
        assertThat(shell.asked.get(0).line()).isEqualTo("POST /commands/checkout-guest-cart");
        assertThat(shell.run("send", "--command", "a/b", "-").err()).contains("a/b is no command's name");
        assertThat(shell.run("send", "--command", "checkout-guest-cart", "--cart-id", "x", "-")
                        .err())
                .contains("--cart-id is for checkout-cart alone");
    }

    @Test
    void credentialsAreThoseOfTheVariables() {
        shell.in = COMMAND;
        shell.run("send", "-");
        shell.environment.put("CHECKOUT_HTTP_PASSWORD", "p\u00e9");
        shell.run("send", "-");
        shell.environment.put("CHECKOUT_HTTP_USER", "web");
        shell.run("send", "-");
        shell.environment.put("CHECKOUT_HTTP_TOKEN", "t1\n");
        shell.run("send", "-");
        assertThat(shell.asked)
                .extracting(each -> each.headers().get("authorization"))
                .containsExactly(null, "Basic c2hvcHBpbmc6cMOp", "Basic d2ViOnDDqQ==", "Bearer t1");
        shell.environment.put("CHECKOUT_HTTP_TOKEN", "t\n1");
        assertThat(shell.run("send", "-").err()).contains("CHECKOUT_HTTP_TOKEN holds characters that no header takes");
    }

    @Test
    void anotherAnswerIsPrintedAndALineSaysWhatToDo() {
        shell.answer = "{\"title\":\"No\"}";
        shell.status = 422;
        assertThat(shell.run("send", "-"))
                .isEqualTo(new Shell.Run(
                        1,
                        "HTTP 422\n{\"title\":\"No\"}\n",
                        "checkout: 422: nothing was started; correct what the answer says, and send it again\n"));
        shell.status = 503;
        assertThat(shell.run("send", "-", "--idempotency-key", "k").err())
                .isEqualTo(
                        "checkout: 503: not confirmed; it may have been started: send it again, with the same key\n");
        shell.status = 401;
        shell.answer = "";
        assertThat(shell.run("send", "-").out()).isEqualTo("HTTP 401\n");
        shell.status = 302;
        assertThat(shell.run("send", "-").code()).isEqualTo(1);
    }

    @Test
    void onAScreenAnAnswerDoesNotSteerTheTerminal() {
        shell.answer = "{\"a\":\"\u001b[2J\"}";
        assertThat(shell.run("send", "-").out()).contains("\u001b");
        shell.shows = true;
        assertThat(shell.run("send", "-").out()).isEqualTo("HTTP 200\n{\"a\":\" [2J\"}\n");
    }

    @Test
    void wrongUseAsksNobody() {
        for (String[] wrong : new String[][] {
            {"send"},
            {"send", folder.resolve("missing.json").toString()},
            {"send", "-", "--url", "localhost:8080"},
            {"send", "-", "--url=http://a b"},
            {"send", "-", "--prefer", "a\nb"}
        }) {
            Shell.Run run = shell.run(wrong);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err().lines()).singleElement().asString().startsWith("checkout: ");
        }
        assertThat(shell.asked).isEmpty();
    }

    @Test
    void nobodyThereIsSaidWithTheCure() {
        shell.close();
        Shell.Run run = shell.run("send", "-");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("checkout: nobody answers at " + shell.url() + "; start the service there");
    }
}
