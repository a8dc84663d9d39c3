package com.acme.checkout.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Makes up commands as Shopping would send them: new carts and customers, one in ten with a promotion code. */
@Component("sandboxShopping")
@ConditionalOnProperty(name = "checkout.sandbox", havingValue = "true")
public class SandboxShopping {

    /** How many, and how many a second; 0 for as fast as it goes. */
    public record Plan(int count, int rate) {}

    /** One command. */
    public record Command(String cartId, byte[] json) {}

    /** What the query asks for; null where it makes no sense. */
    public Plan plan(@Header("count") String count, @Header("rate") String rate) {
        try {
            Plan plan =
                    new Plan(count == null ? 1 : Integer.parseInt(count), rate == null ? 0 : Integer.parseInt(rate));
            return plan.count < 1 || plan.count > 1_000_000 || plan.rate < 0 || plan.rate > 100_000 ? null : plan;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The commands, each at its time. */
    public Iterator<Command> commands(@ExchangeProperty("plan") Plan plan) {
        long start = System.nanoTime();
        return IntStream.range(0, plan.count)
                .mapToObj(i -> {
                    if (plan.rate > 0) {
                        long due = start + i * TimeUnit.SECONDS.toNanos(1) / plan.rate;
                        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                            LockSupport.parkNanos(left);
                        }
                    }
                    return command(i);
                })
                .iterator();
    }

    private static Command command(int number) {
        String cartId = uuid();
        String promotion = number % 10 == 9 ? ",\"promotionCode\":\"SANDBOX\"" : "";
        return new Command(
                cartId,
                ("{\"cartId\":\"" + cartId + "\",\"customerId\":\"" + uuid() + "\"" + promotion + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String uuid() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                        random.nextLong() & ~0xF000L | 0x4000L,
                        random.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L)
                .toString();
    }
}
