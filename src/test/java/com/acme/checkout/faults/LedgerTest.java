package com.acme.checkout.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.faults.Ledger.Attempt;
import com.acme.checkout.faults.Ledger.Command;
import com.acme.checkout.faults.Ledger.Door;
import com.acme.checkout.faults.Ledger.Kind;
import com.acme.checkout.faults.Ledger.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final Command COMMAND = new Command("cart", "key", Door.HTTP, Kind.GOOD);

    @Test
    void anAttemptWhoseEndWasNotSeenMayHaveHappened(@TempDir Path folder) throws Exception {
        try (Ledger ledger = new Ledger(folder.resolve("ledger"))) {
            ledger.begin(COMMAND);
            assertThat(ledger.operations())
                    .singleElement()
                    .satisfies(operation -> assertThat(operation.attempts())
                            .singleElement()
                            .extracting(Attempt::result)
                            .isEqualTo(Result.INFO));
        }
    }

    @Test
    void attemptsOfOneCommandAreOneOperationInTheOrderOfTheirBeginning(@TempDir Path folder) throws Exception {
        try (Ledger ledger = new Ledger(folder.resolve("ledger"))) {
            Ledger.Begun first = ledger.begin(COMMAND);
            Ledger.Begun second = ledger.begin(COMMAND);
            second.ok(200, "id");
            first.info(503, "not\nnow");
            assertThat(ledger.operations())
                    .containsExactly(new Ledger.Operation(
                            COMMAND,
                            List.of(
                                    new Attempt(Result.INFO, 503, null, "not\nnow"),
                                    new Attempt(Result.OK, 200, "id", ""))));
            assertThat(Files.readAllLines(folder.resolve("ledger")))
                    .hasSize(4)
                    .last()
                    .asString()
                    .endsWith("\tinfo\tcart\t0\tHTTP\tGOOD\tkey\t503\tnull\tnot now");
        }
    }

    @Test
    void twoCommandsOfOneCartCouldNotBeToldApart(@TempDir Path folder) throws Exception {
        try (Ledger ledger = new Ledger(folder.resolve("ledger"))) {
            ledger.begin(COMMAND);
            assertThatThrownBy(() -> ledger.begin(new Command("cart", "other", Door.HTTP, Kind.GOOD)))
                    .hasMessageContaining("two commands of one cart");
        }
    }

    @Test
    void manyWriteAtOnce(@TempDir Path folder) throws Exception {
        try (Ledger ledger = new Ledger(folder.resolve("ledger"))) {
            IntStream.range(0, 2000)
                    .parallel()
                    .forEach(i -> ledger.begin(new Command("cart" + i % 500, null, Door.BROKER, Kind.GOOD))
                            .ok(0, null));
            assertThat(ledger.operations())
                    .hasSize(500)
                    .allSatisfy(operation -> assertThat(operation.attempts())
                            .hasSize(4)
                            .extracting(Attempt::result)
                            .containsOnly(Result.OK));
        }
        assertThat(Files.readAllLines(folder.resolve("ledger"))).hasSize(4000);
    }
}
