package com.acme.checkout.desk.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.DeadLetterReason;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator is advised to do, and that the primary button is for just that. */
class AdviceTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "INVALID | - | x.InvalidCommandException: cartId must be a UUID | - | - | REPAIR | The command breaks",
                "INVALID | - | x.InvalidCommandException: idempotencyKey must be one line, not 2 | - | - | DISCARD | A header",
                "INVALID | - | x.BeanValidationException: constraints violated: customerId is required; idempotencyKey must be 1 | - | - | DISCARD | A header",
                "INVALID | - | x.InvalidCommandException: specversion must be 1.0 | - | true | DISCARD | A header",
                "INVALID | - | x.InvalidCommandException: datacontenttype must be application/json | - | true | DISCARD | A header",
                "INVALID | - | x.InvalidCommandException: specversion must be 1.0 | - | false | REPAIR | The command breaks",
                "UNREADABLE | - | x.UnreadableCommandException: the message is empty | - | - | REPAIR | The message can't be read",
                "UNROUTABLE | - | x.UnroutableException: no rule | - | - | REPLAY | No rule",
                "REJECTED | 404 | - | - | - | DISCARD | The Orchestrator knows no such cart",
                "REJECTED | 409 | - | - | - | DISCARD | The cart is empty or already checked out",
                "REJECTED | - | com.acme.checkout.delivery.RejectedByRuleException: test carts | - | - | DISCARD | A rule of this service",
                "REFUSED | 422 | - | - | - | REPLAY | The Orchestrator refuses what",
                "REFUSED | 302 | - | - | - | REPLAY | The Orchestrator refuses what",
                "EXHAUSTED | 401 | - | - | - | REPLAY | The Orchestrator refuses our credentials",
                "EXHAUSTED | 503 | - | - | - | REPLAY | The Orchestrator for standard kept answering 503",
                "EXHAUSTED | - | x.NoAnswerException: Read timed out | - | - | REPLAY | The Orchestrator for standard did not answer",
                "EXHAUSTED | - | java.net.UnknownHostException: o | - | - | REPLAY | The Orchestrator for standard has a host name",
                "EXHAUSTED | - | java.net.ConnectException: refused | - | - | REPLAY | The Orchestrator for standard could not be reached",
                "EXHAUSTED | - | java.net.SocketException: Connection reset | - | - | REPLAY | The Orchestrator for standard did not answer",
                "EXHAUSTED | - | com.acme.checkout.delivery.ExtensionFailedException: x | - | - | REPLAY | A step that somebody added",
                "EXHAUSTED | - | io.github.resilience4j.circuitbreaker.CallNotPermittedException: CircuitBreaker 'standard' is OPEN | - | - | REPLAY | No call was made",
                "INTERNAL | - | java.lang.NullPointerException | - | - | REPLAY | An unexpected failure",
                "INTERNAL | - | com.acme.checkout.broker.UnreadableHeaderException: x | - | - | REPLAY | A header that only this service",
                "INTERNAL | - | com.acme.checkout.broker.BrokerDoor$ExpiredException: the message expired | - | - | DISCARD | The message expired",
                "INTERNAL | - | - | expired on the broker in queue checkout.commands | - | DISCARD | The message expired",
            })
    void theFirstThingAdvisedIsThePrimaryAction(
            String reason,
            Integer status,
            String exception,
            String detail,
            Boolean binary,
            Advice.Action primary,
            String title) {
        Words.Plain plain = Advice.of(new Advice.Failure(reason, status, "standard", exception, detail, null, binary));
        assertThat(plain.title()).startsWith(title);
        assertThat(plain.primary()).isEqualTo(primary);
        assertThat(first(plain.remedy())).isEqualTo(primary);
    }

    /** Nobody called the Orchestrator: nothing may say that it does not work. */
    @ParameterizedTest
    @EnumSource(names = {"INVALID", "UNREADABLE", "UNROUTABLE", "INTERNAL"})
    void whereNoCallWasMadeNothingIsSaidOfTheOrchestratorsHealth(DeadLetterReason reason) {
        Words.Plain plain = Advice.of(new Advice.Failure(reason.name(), null, "standard", "x.Y: z", null, 0, false));
        assertThat(plain.meaning()).contains("The Orchestrator has not seen this checkout");
        assertThat(plain.remedy()).doesNotContain("Orchestrator");
    }

    /** The action whose word comes first. */
    private static Advice.Action first(String text) {
        String lower = text.toLowerCase();
        return Arrays.stream(Advice.Action.values())
                .filter(action -> lower.contains(action.name().toLowerCase()))
                .min((a, b) -> Integer.compare(
                        lower.indexOf(a.name().toLowerCase()),
                        lower.indexOf(b.name().toLowerCase())))
                .orElse(null);
    }
}
