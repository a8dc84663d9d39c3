package com.acme.checkout.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.faults.Checker.Call;
import com.acme.checkout.faults.Checker.Category;
import com.acme.checkout.faults.Checker.Letter;
import com.acme.checkout.faults.Checker.Report;
import com.acme.checkout.faults.Checker.State;
import com.acme.checkout.faults.Ledger.Attempt;
import com.acme.checkout.faults.Ledger.Command;
import com.acme.checkout.faults.Ledger.Door;
import com.acme.checkout.faults.Ledger.Kind;
import com.acme.checkout.faults.Ledger.Operation;
import com.acme.checkout.faults.Ledger.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The checker is trusted with everything else, so every verdict of its own is shown, and that it convicts. */
class CheckerTest {

    private static final Attempt STARTED = new Attempt(Result.OK, 200, "k", "");
    private static final Attempt ACCEPTED = new Attempt(Result.OK, 202, "k", "");
    private static final Attempt PUBLISHED = new Attempt(Result.OK, 0, null, "");
    private static final Attempt UNKNOWN = new Attempt(Result.INFO, 503, null, "");
    private static final Call SAGA = new Call("k", "c", 201, true);

    private static Operation http(Kind kind, Attempt... attempts) {
        return new Operation(new Command("c", null, Door.HTTP, kind), List.of(attempts));
    }

    private static Operation broker(Kind kind, Attempt... attempts) {
        return new Operation(new Command("c", null, Door.BROKER, kind), List.of(attempts));
    }

    private static Letter letter(String id, String reason) {
        return new Letter(id, "c", reason, State.OPEN);
    }

    private static Report check(Operation operation, List<Call> calls, Letter... letters) {
        return Checker.check(List.of(operation), calls, List.of(letters), Set.of());
    }

    private static void only(Category category, Report report) {
        assertThat(report.findings().keySet()).as(report.toString()).containsExactly(category);
    }

    @Test
    void whatIsPromisedIsClean() {
        assertThat(check(http(Kind.GOOD, STARTED), List.of(SAGA)).clean()).isTrue();
        assertThat(check(http(Kind.GOOD, ACCEPTED), List.of(new Call("k", "c", 503, false), SAGA))
                        .clean())
                .isTrue();
        assertThat(check(broker(Kind.GOOD, PUBLISHED), List.of(SAGA, SAGA)).clean())
                .as("asked twice under one key")
                .isTrue();
        assertThat(check(
                                broker(Kind.GOOD, PUBLISHED),
                                List.of(new Call("k", "c", 503, false)),
                                letter("1", "EXHAUSTED"))
                        .clean())
                .isTrue();
        assertThat(check(broker(Kind.POISON, PUBLISHED), List.of(), letter("1", "UNREADABLE"))
                        .clean())
                .isTrue();
        assertThat(check(
                                broker(Kind.POISON, PUBLISHED),
                                List.of(),
                                letter("1", "UNREADABLE"),
                                letter("1", "UNREADABLE"))
                        .clean())
                .as("one dead letter written twice keeps its id")
                .isTrue();
        assertThat(check(broker(Kind.INVALID, PUBLISHED), List.of(), letter("1", "INVALID"))
                        .clean())
                .isTrue();
        assertThat(check(http(Kind.INVALID, new Attempt(Result.FAIL, 400, null, "")), List.of())
                        .clean())
                .isTrue();
        assertThat(check(
                                http(Kind.REJECTED, new Attempt(Result.FAIL, 409, null, "")),
                                List.of(new Call("k", "c", 409, false)))
                        .clean())
                .isTrue();
        assertThat(check(
                                http(Kind.REJECTED, ACCEPTED),
                                List.of(new Call("k", "c", 409, false)),
                                letter("1", "REJECTED"))
                        .clean())
                .isTrue();
    }

    @Test
    void whatTheCallerDoesNotKnowMayBeOneOrNoneButNotTwo() {
        assertThat(check(http(Kind.GOOD, UNKNOWN), List.of()).clean()).isTrue();
        assertThat(check(http(Kind.GOOD, UNKNOWN), List.of(SAGA)).clean()).isTrue();
        assertThat(check(http(Kind.GOOD, UNKNOWN, STARTED), List.of(SAGA, SAGA)).clean())
                .as("sent again, the same checkout")
                .isTrue();
        only(Category.DUPLICATE_SAGA, check(http(Kind.GOOD, UNKNOWN), List.of(SAGA), letter("1", "EXHAUSTED")));
        assertThat(check(http(Kind.GOOD, UNKNOWN, UNKNOWN), List.of(SAGA), letter("1", "EXHAUSTED"))
                        .clean())
                .as("sent twice: one of them may have been used up before the other started")
                .isTrue();
    }

    @Test
    void takenAndNothingCameOfItIsLost() {
        only(Category.LOST, check(http(Kind.GOOD, ACCEPTED), List.of()));
        only(Category.LOST, check(broker(Kind.GOOD, PUBLISHED), List.of()));
        only(Category.LOST, check(broker(Kind.POISON, PUBLISHED), List.of()));
        only(Category.LOST, check(broker(Kind.GOOD, PUBLISHED, UNKNOWN), List.of(new Call("k", "c", 503, false))));
    }

    @Test
    void toldStartedWithoutASagaIsLostEvenWithADeadLetter() {
        only(Category.LOST, check(http(Kind.GOOD, STARTED), List.of(new Call("k", "c", 503, false))));
        only(
                Category.LOST,
                check(http(Kind.GOOD, STARTED), List.of(new Call("k", "c", 503, false)), letter("1", "EXHAUSTED")));
    }

    /** What a consumer that acknowledges first leaves behind when it is killed: some of a hundred, in the middle, are nowhere. */
    @Test
    void aHistoryOfAcknowledgeFirstIsCaughtToTheLastCommand() {
        List<Operation> operations = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            operations.add(new Operation(new Command("c" + i, null, Door.BROKER, Kind.GOOD), List.of(PUBLISHED)));
            if (i < 40 || i >= 57) {
                calls.add(new Call("k" + i, "c" + i, 201, true));
            }
        }
        Report report = Checker.check(operations, calls, List.of(), Set.of());
        only(Category.LOST, report);
        assertThat(report.count(Category.LOST)).isEqualTo(17);
        assertThat(report.toString())
                .startsWith(
                        "lost 17, duplicate saga 0, duplicate attempt 0, unexpected 0, unresolved 0; {STARTED=83, nothing=17}");
    }

    @Test
    void whatIsStillOnAQueueIsUnresolvedAndNotLost() {
        only(
                Category.UNRESOLVED,
                Checker.check(List.of(broker(Kind.GOOD, PUBLISHED)), List.of(), List.of(), Set.of("c")));
        only(Category.UNRESOLVED, Checker.check(List.of(http(Kind.GOOD, UNKNOWN)), List.of(), List.of(), Set.of("c")));
        assertThat(Checker.check(List.of(broker(Kind.GOOD, PUBLISHED)), List.of(SAGA), List.of(), Set.of("c"))
                        .clean())
                .isTrue();
    }

    @Test
    void twoSagasOrASagaAndADeadLetterAreDuplicates() {
        Call other = new Call("other", "c", 201, true);
        assertThat(check(broker(Kind.GOOD, PUBLISHED), List.of(SAGA, other))
                        .findings()
                        .keySet())
                .containsExactly(Category.DUPLICATE_SAGA, Category.DUPLICATE_ATTEMPT);
        only(Category.DUPLICATE_SAGA, check(broker(Kind.GOOD, PUBLISHED), List.of(SAGA), letter("1", "EXHAUSTED")));
    }

    @Test
    void aSecondKeyForOneCommandIsADuplicateAttemptThoughItFailed() {
        only(
                Category.DUPLICATE_ATTEMPT,
                check(broker(Kind.GOOD, PUBLISHED), List.of(SAGA, new Call("other", "c", 503, false))));
        only(
                Category.DUPLICATE_ATTEMPT,
                check(http(Kind.GOOD, ACCEPTED, new Attempt(Result.OK, 200, "other", "")), List.of(SAGA)));
    }

    @Test
    void whatNobodyAskedForIsUnexpected() {
        only(Category.UNEXPECTED, Checker.check(List.of(), List.of(SAGA), List.of(), Set.of()));
        only(
                Category.UNEXPECTED,
                Checker.check(List.of(), List.of(), List.of(new Letter("1", null, "INTERNAL", State.OPEN)), Set.of()));
        only(Category.UNEXPECTED, check(http(Kind.GOOD, new Attempt(Result.OK, 202, "else", "")), List.of(SAGA)));
        only(Category.UNEXPECTED, check(http(Kind.GOOD, new Attempt(Result.FAIL, 400, null, "")), List.of()));
        only(Category.UNEXPECTED, check(http(Kind.GOOD, new Attempt(Result.INFO, 500, null, "")), List.of(SAGA)));
        only(
                Category.UNEXPECTED,
                check(
                        http(Kind.REJECTED, new Attempt(Result.FAIL, 409, null, "")),
                        List.of(),
                        letter("1", "REJECTED")));
        only(Category.UNEXPECTED, check(broker(Kind.REJECTED, PUBLISHED), List.of(SAGA)));
        only(
                Category.UNEXPECTED,
                check(
                        broker(Kind.INVALID, PUBLISHED),
                        List.of(new Call("k", "c", 400, false)),
                        letter("1", "INVALID")));
        only(Category.UNEXPECTED, check(broker(Kind.GOOD, PUBLISHED), List.of(), letter("1", "INTERNAL")));
        only(
                Category.UNEXPECTED,
                check(broker(Kind.POISON, PUBLISHED), List.of(), letter("1", "UNREADABLE"), letter("2", "UNREADABLE")));
    }

    @Test
    void aDeadLetterThatTheDeskHasResolvedNeedsItsSaga() {
        Letter resolved = new Letter("1", "c", "EXHAUSTED", State.RESOLVED);
        assertThat(check(broker(Kind.GOOD, PUBLISHED), List.of(SAGA), resolved).clean())
                .isTrue();
        assertThat(check(broker(Kind.GOOD, PUBLISHED), List.of(SAGA), letter("1", "EXHAUSTED"), resolved)
                        .clean())
                .as("the queue's copy and the desk's")
                .isTrue();
        only(Category.LOST, check(broker(Kind.GOOD, PUBLISHED), List.of(), resolved));
        assertThat(check(broker(Kind.GOOD, PUBLISHED), List.of(), new Letter("1", "c", "EXHAUSTED", State.DISCARDED))
                        .clean())
                .isTrue();
    }

    @Test
    void aCommandThatIsReplayedOnceTheOrchestratorIsHealedHasItsSagaAndNoOpenLetter() {
        assertThat(check(
                                broker(Kind.HEALING, PUBLISHED),
                                List.of(new Call("k", "c", 404, false), SAGA),
                                new Letter("1", "c", "REJECTED", State.RESOLVED))
                        .clean())
                .isTrue();
        only(Category.DUPLICATE_SAGA, check(broker(Kind.HEALING, PUBLISHED), List.of(SAGA), letter("1", "REJECTED")));
    }

    @Test
    void outcomesAreCounted() {
        Report report = Checker.check(
                List.of(
                        broker(Kind.GOOD, PUBLISHED),
                        new Operation(
                                new Command("d", null, Door.HTTP, Kind.POISON),
                                List.of(new Attempt(Result.FAIL, 400, null, "")))),
                List.of(SAGA),
                List.of(),
                Set.of());
        assertThat(report.outcomes()).isEqualTo(Map.of("STARTED", 1, "not taken", 1));
    }
}
