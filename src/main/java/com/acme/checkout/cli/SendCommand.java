package com.acme.checkout.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts a command on the HTTP door of a running service, and prints what came back. */
@Command(
        name = "send",
        header = "Sends a command of your own to a running service.",
        description = {
            "POST /commands/checkout-cart with the whole command, or with --cart-id",
            "POST /carts/{cartId}/checkout with the rest of it; or with --command POST to",
            "the door of a further command. Prints the status, then the answer.",
            ""
        },
        footer = {
            "",
            "A service that asks callers for credentials gets those of the variables",
            "CHECKOUT_HTTP_PASSWORD (and CHECKOUT_HTTP_USER; shopping where it is not set),",
            "or the token in CHECKOUT_HTTP_TOKEN.",
            "",
            "Sending again is safe: the same command, or the same --idempotency-key with the",
            "same cart, never starts two sagas.",
            "",
            "@|bold Exit codes|@",
            "  0  200: the saga is started; or 202: not yet, and safe with the service",
            "  1  another answer; a line says what to do",
            "  2  wrong use, or nobody is there"
        })
final class SendCommand implements Callable<Integer> {

    private static final int DONE = 0;
    private static final int NO = 1;

    /** The longest wait that Prefer can ask for is 30 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The command in JSON; - for standard input.")
    private String file;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the service is; else the variable CHECKOUT_URL, else " + ServiceUrl.STANDARD + ".")
    private String url;

    @Option(
            names = "--cart-id",
            paramLabel = "UUID",
            description = "The cart, where FILE holds the command without its cartId.")
    private String cartId;

    @Option(
            names = "--command",
            paramLabel = "NAME",
            description = "A further command, as checkout-guest-cart; else checkout-cart.")
    private String name;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "Names this attempt, so that it can be sent again.")
    private String key;

    @Option(
            names = "--prefer",
            paramLabel = "WORDS",
            description = "wait=N: wait N seconds at most. respond-async: only make it durable, and answer 202.")
    private String prefer;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    private final Terminal terminal;

    SendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        if (file == null) {
            throw Failure.wrongUse("send what? Give a file with the command in JSON, or - for standard input");
        }
        if (name != null && cartId != null) {
            throw Failure.wrongUse(
                    "--cart-id is for checkout-cart alone: with --command put the cartId into the command");
        }
        if (name != null && !NewCommand.NAME.matcher(name).matches()) {
            throw Failure.wrongUse(name + " is no command's name: as in checkout-guest-cart, the file of its schema");
        }
        URI base = url == null
                ? ServiceUrl.of(terminal.variable("CHECKOUT_URL", ServiceUrl.STANDARD), "CHECKOUT_URL")
                : ServiceUrl.of(url, "--url");
        HttpResponse<byte[]> answer = send(base, request(base, terminal.read(file)));
        int status = answer.statusCode();
        terminal.out().println("HTTP " + status);
        answer.headers()
                .firstValue("Location")
                .ifPresent(at -> terminal.out().println("Location: " + Terminal.clean(at)));
        if (answer.body().length > 0) {
            terminal.print(answer.body());
            endLine(answer.body());
        }
        if (status == 200 || status == 202) {
            return DONE;
        }
        throw new Failure(NO, cure(answer));
    }

    private HttpRequest request(URI base, byte[] command) {
        String path = cartId == null
                ? "/commands/" + (name == null ? "checkout-cart" : name)
                : "/carts/" + URLEncoder.encode(cartId, StandardCharsets.UTF_8).replace("+", "%20") + "/checkout";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, application/problem+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(command));
        header(request, "Idempotency-Key", "--idempotency-key", key);
        header(request, "Prefer", "--prefer", prefer);
        credentials(base, request);
        return request.build();
    }

    /** As whom, where the variables say so. */
    private void credentials(URI base, HttpRequest.Builder request) {
        String token = terminal.variable("CHECKOUT_HTTP_TOKEN", null);
        String password = terminal.variable("CHECKOUT_HTTP_PASSWORD", null);
        if (token == null && password == null) {
            return;
        }
        ServiceUrl.warnWithoutTls(base, terminal, "checkout");
        header(
                request,
                "Authorization",
                token != null ? "CHECKOUT_HTTP_TOKEN" : "CHECKOUT_HTTP_PASSWORD",
                token != null
                        ? "Bearer " + token.strip()
                        : ServiceUrl.basic(terminal.variable("CHECKOUT_HTTP_USER", "shopping"), password));
    }

    private static void header(HttpRequest.Builder request, String name, String option, String value) {
        if (value == null) {
            return;
        }
        try {
            request.header(name, value);
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUse(option + " holds characters that no header takes");
        }
    }

    private HttpResponse<byte[]> send(URI base, HttpRequest request) {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw Failure.wrongUse("nobody answers at " + base
                    + "; start the service there (bin/checkout run), or say with --url where it is");
        } catch (HttpTimeoutException e) {
            throw Failure.wrongUse(
                    base + " took the command and did not answer in " + PATIENCE.toSeconds() + " s; " + again());
        } catch (IOException e) {
            throw Failure.wrongUse(base + " gave no answer"
                    + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")") + "; " + again());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.wrongUse("interrupted; " + again());
        }
    }

    private String again() {
        return "it may have been started: send it again, " + (key == null ? "unchanged" : "with the same key");
    }

    /** As docs/caller.md says of each answer. */
    private String cure(HttpResponse<?> answer) {
        int status = answer.statusCode();
        return switch (status) {
            case 401, 403 ->
                status + ": this service asks callers for other credentials; set CHECKOUT_HTTP_PASSWORD (and"
                        + " CHECKOUT_HTTP_USER), or CHECKOUT_HTTP_TOKEN";
            case 429 ->
                "429: over your rate; send it again in "
                        + answer.headers().firstValue("Retry-After").orElse("some") + " seconds";
            case 502 -> "502: the Orchestrator refuses what this service sends; tell its operators";
            case 500, 503 -> status + ": not confirmed; " + again();
            default ->
                status / 100 == 4
                        ? status + ": nothing was started; correct what the answer says, and send it again"
                        : status + ": that is not an answer of the Checkout API; say with --url where it is";
        };
    }

    private void endLine(byte[] body) {
        if (!terminal.shows() && body[body.length - 1] != '\n') {
            terminal.out().println();
        }
    }
}
