package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.command.InvalidCommandException;
import com.acme.checkout.command.UnknownCommandTypeException;
import com.acme.checkout.command.UnreadableCommandException;
import com.acme.checkout.command.Violation;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.RefusedException;
import com.acme.checkout.delivery.RejectedException;
import com.acme.checkout.delivery.UnroutableException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The statuses and names of the contract, section 2. */
class ProblemMapperTest {

    private static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new InvalidCommandException(List.of(new Violation("cartId", "is required"))),
                        400,
                        "invalid-command"),
                Arguments.of(new UnreadableCommandException("no JSON at line 1"), 400, "invalid-command"),
                Arguments.of(
                        UnknownCommandTypeException.ofEvent(
                                CommandTypes.shipped().all()),
                        422,
                        "unknown-type"),
                Arguments.of(new UnroutableException("no rule"), 422, "unroutable"),
                Arguments.of(new IdempotencyKeys.InFlightException(), 409, "key-in-flight"),
                Arguments.of(new IdempotencyKeys.ReusedException(), 422, "key-reused"),
                Arguments.of(new RefusedException("HTTP 422"), 502, "refused-by-orchestrator"),
                Arguments.of(new NoOutcomeException("nothing was sent"), 500, "no-outcome"),
                Arguments.of(new IllegalStateException("a fault of ours"), 503, "unavailable"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void eachFailureHasItsProblem(Exception failure, int status, String name) {
        Problem problem = problem(failure, new Checkout(Checkout.Door.HTTP));
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.type()).isEqualTo("urn:acme:checkout:problem:" + name);
        assertThat(problem.instance()).isEqualTo("/commands/checkout-cart");
        assertThat(problem.violations().isEmpty()).isEqualTo(status != 400);
    }

    @Test
    void aCartThatIsNotThereIs404AndOneThatCanNotBeCheckedOut409() {
        for (int status : new int[] {404, 409}) {
            Checkout checkout = new Checkout(Checkout.Door.HTTP);
            checkout.attempts().begin();
            checkout.attempts().answered(status, null);
            assertThat(problem(new RejectedException("HTTP " + status), checkout)
                            .status())
                    .isEqualTo(status);
        }
    }

    @Test
    void whatAParserQuotesIsNotSaid() {
        assertThat(problem(new IllegalStateException("4111 1111 1111 1111"), null)
                        .detail())
                .doesNotContain("4111");
    }

    private static Problem problem(Exception failure, Checkout checkout) {
        return ProblemMapper.problem(
                new DefaultExchange(new DefaultCamelContext()), failure, checkout, "/commands/checkout-cart");
    }
}
