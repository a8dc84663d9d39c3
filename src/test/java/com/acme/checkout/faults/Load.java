package com.acme.checkout.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.acme.checkout.faults.Ledger.Begun;
import com.acme.checkout.faults.Ledger.Command;
import com.acme.checkout.faults.Ledger.Door;
import com.acme.checkout.faults.Ledger.Kind;
import com.acme.checkout.outside.Broker;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/**
 * Shopping, as it may come: by both doors, most of it good and some of it not, with and without keys, and sent again where it
 * does not know. What it sends follows from the seed; when, from the machine.
 */
final class Load {

    /** What a load is made of: how many of a hundred commands are good, what the others are; whether odd headers come along, how large ones. */
    record Mix(int good, List<Kind> others, boolean oddHeaders, int longestHeader) {

        private static final List<Kind> BAD =
                List.of(Kind.REJECTED, Kind.REFUSED, Kind.EXHAUSTING, Kind.INVALID, Kind.POISON);
        static final Mix USUAL = new Mix(85, BAD, false, 0);
        /** For the desk: what an operator can replay in the end. */
        static final Mix HEALING = new Mix(60, List.of(Kind.HEALING), false, 0);

        /** Nothing but what succeeds at once. */
        static final Mix GOOD = new Mix(100, List.of(), false, 0);

        /** Hardly anything is as it should be, headers included. */
        static Mix odd(int longestHeader) {
            return new Mix(50, BAD, true, longestHeader);
        }
    }

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final int CALLERS = 6;
    private static final int BATCH = 15;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long seed;
    private final Ledger ledger;
    private final Mix mix;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean over;
    private volatile Throwable failure;

    Load(long seed, Ledger ledger, Mix mix) {
        this.seed = seed;
        this.ledger = ledger;
        this.mix = mix;
    }

    /** Calls this HTTP door until {@link #end}. */
    Load http(int port) {
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(seed * 31 + i);
            // At most some tens a second: faults are to be looked for, not the machine's limit.
            thread(() -> {
                call(port, random);
                Thread.sleep(50 + random.nextInt(150));
            });
        }
        return this;
    }

    /** Publishes to this broker until {@link #end}. */
    Load broker(Broker broker) {
        Random random = new Random(seed * 31 + 1000);
        thread(() -> {
            publish(broker, random);
            Thread.sleep(200 + random.nextInt(400));
        });
        return this;
    }

    void end() throws Exception {
        over = true;
        for (Thread thread : threads) {
            thread.join();
        }
        if (failure != null) {
            throw new IllegalStateException("the load itself failed", failure);
        }
    }

    private void thread(Fault.Step round) {
        Thread thread = new Thread(() -> {
            try {
                while (!over) {
                    round.run();
                }
            } catch (Throwable e) {
                failure = e;
            }
        });
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private Command command(Door door, Random random) {
        Kind kind = random.nextInt(100) < mix.good()
                ? Kind.GOOD
                : mix.others().get(random.nextInt(mix.others().size()));
        if (kind == Kind.EXHAUSTING && random.nextInt(4) > 0) {
            // Few: many of them are an outage.
            kind = Kind.GOOD;
        }
        String begin = switch (kind) {
            case REJECTED -> StandIn.CARTS.get(random.nextBoolean() ? 404 : 409);
            case REFUSED -> StandIn.CARTS.get(422);
            case HEALING -> StandIn.HEALING_CART;
            case EXHAUSTING -> StandIn.CARTS.get(503);
            case GOOD -> mix.good() < 100 && random.nextInt(20) == 0 ? StandIn.FLAKY_CART : null;
            default -> null;
        };
        String drawn = new UUID(
                        random.nextLong() & ~0xF000L | 0x4000L,
                        random.nextLong() & ~0xC000_0000_0000_0000L | Long.MIN_VALUE)
                .toString();
        String cart = begin == null ? drawn : begin + drawn.substring(8);
        return new Command(cart, random.nextInt(3) == 0 ? "key-" + cart : null, door, kind);
    }

    /** What is sent for the command: the same in every attempt, since without a key this is its identity. */
    private static String body(Command command, boolean withCart) {
        String cart = withCart ? "\"cartId\":\"" + command.cart() + "\"," : "";
        boolean promotion = command.cart().hashCode() % 3 == 0;
        return switch (command.kind()) {
            case POISON -> "{\"cartId\": oops " + command.cart();
            case INVALID -> "{" + cart + "\"customerId\":\"nobody\",\"mark\":\"" + command.cart() + "\"}";
            default ->
                "{" + cart + "\"customerId\":\"" + CUSTOMER + "\"" + (promotion ? ",\"promotionCode\":\"SALE\"" : "")
                        + ",\"gift\":{\"n\":1.50}}";
        };
    }

    /** A caller, who asks again under the same key, or with the same content, where the answer leaves it open. */
    private void call(int port, Random random) throws InterruptedException {
        Command command = command(Door.HTTP, random);
        boolean ofCart = random.nextBoolean();
        String[] prefers = {null, null, "respond-async", "wait=0", "wait=1", "wait=5"};
        String prefer = prefers[random.nextInt(prefers.length)];
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port
                        + (ofCart ? "/carts/" + command.cart() + "/checkout" : "/commands/checkout-cart")))
                .timeout(Duration.ofSeconds(15))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body(command, !ofCart)));
        if (command.key() != null) {
            request.header("Idempotency-Key", command.key());
        }
        if (prefer != null) {
            request.header("Prefer", prefer);
        }
        int attempts = 1 + random.nextInt(4);
        while (!call(command, request.build()) && --attempts > 0 && !over) {
            Thread.sleep(300 + random.nextInt(1200));
        }
    }

    /** False where the caller does not know what became of it. */
    private boolean call(Command command, HttpRequest request) throws InterruptedException {
        Begun begun = ledger.begin(command);
        try {
            HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            int status = answer.statusCode();
            if (status == 200 || status == 202) {
                begun.ok(status, JSON.readTree(answer.body()).path("checkoutId").asText());
                return true;
            }
            // The Orchestrator's 409 says so; the other is of the caller's own request that is still under way. 408 is
            // Tomcat's, of
            // a body that it waited for while the clock moved.
            if (status >= 500 && status != 502
                    || status == 408
                    || status == 409 && command.kind() != Kind.REJECTED && command.kind() != Kind.HEALING) {
                begun.info(status, answer.body());
                return false;
            }
            begun.fail(status, answer.body());
        } catch (IOException e) {
            begun.info(0, e.toString());
            return false;
        }
        return true;
    }

    /** A sender, who sends a batch again until the broker has confirmed it, or gives up. */
    private void publish(Broker broker, Random random) throws InterruptedException {
        List<Command> commands = new ArrayList<>();
        List<Broker.Message> messages = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            Command command = command(Door.BROKER, random);
            commands.add(command);
            Map<String, String> headers = new LinkedHashMap<>();
            if (command.key() != null) {
                headers.put("idempotencyKey", command.key());
            }
            if (mix.oddHeaders() && random.nextInt(3) == 0) {
                odd(headers, random);
            }
            messages.add(new Broker.Message(command.cart(), body(command, true).getBytes(UTF_8), headers));
        }
        for (int attempts = 1 + random.nextInt(3); attempts > 0; attempts--) {
            List<Begun> begun = commands.stream().map(ledger::begin).toList();
            try {
                broker.send("checkout.commands", messages);
                begun.forEach(each -> each.ok(0, null));
                return;
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                begun.forEach(each -> each.info(0, e.toString()));
                Thread.sleep(500 + random.nextInt(1500));
            }
        }
    }

    /** Headers that mean something inside the service and nothing on a public queue, and ones that are large. */
    private void odd(Map<String, String> headers, Random random) {
        String[] values = {"tomorrow", "99999999999999", "-1", "", "NaN"};
        for (String name : new String[] {
            "due",
            "delayedUntil",
            "delayedDue",
            "delayedQueue",
            "pendingAttempts",
            "pendingRound",
            "pendingFirstAt",
            "pendingHeaders",
            "deadLetterId",
            "deadLetterReason"
        }) {
            if (random.nextInt(3) == 0) {
                headers.put(name, values[random.nextInt(values.length)]);
            }
        }
        if (mix.longestHeader() > 0 && random.nextInt(8) == 0) {
            headers.put("large", (random.nextBoolean() ? "\"" : "x").repeat(mix.longestHeader()));
        }
    }
}
