package com.acme.checkout.faults;

import com.acme.checkout.faults.Ledger.Attempt;
import com.acme.checkout.faults.Ledger.Kind;
import com.acme.checkout.faults.Ledger.Operation;
import com.acme.checkout.faults.Ledger.Result;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds what callers were told against what came of it. The promise: each command that was taken (200, 202, confirmed by
 * the broker) ends in exactly one of one saga and one dead letter, and all attempts at one checkout carry one key. A
 * command of which the caller does not know may have come to that or to nothing, never to two.
 */
final class Checker {

    enum Category {
        /** Taken, and nothing came of it; or told STARTED without a saga. */
        LOST,
        /** Two sagas of one command, or a saga and a dead letter. */
        DUPLICATE_SAGA,
        /** The Orchestrator was asked for one command under two keys, or the caller was told two checkoutIds. */
        DUPLICATE_ATTEMPT,
        /** An answer, a saga or a dead letter that nobody asked for. */
        UNEXPECTED,
        /** Still on a queue in the end. */
        UNRESOLVED
    }

    /** A call that the Orchestrator had: {@code saga} says that it started one or knew one by this key. */
    record Call(String key, String cart, int status, boolean saga) {}

    enum State {
        OPEN,
        RESOLVED,
        DISCARDED
    }

    /** A dead letter on the queue or at the desk; {@code cart}: by which the ledger knows its command, null for none. */
    record Letter(String id, String cart, String reason, State state) {}

    record Report(Map<Category, List<String>> findings, Map<String, Integer> outcomes) {

        boolean clean() {
            return findings.isEmpty();
        }

        int count(Category category) {
            return findings.getOrDefault(category, List.of()).size();
        }

        /** The categories in numbers, what the commands came to, and a few findings of each category. */
        @Override
        public String toString() {
            return java.util.Arrays.stream(Category.values())
                            .map(each -> each.name().toLowerCase().replace('_', ' ') + " " + count(each))
                            .collect(Collectors.joining(", "))
                    + "; " + outcomes
                    + findings.values().stream()
                            .flatMap(each -> each.stream().limit(5))
                            .map(each -> "\n  " + each)
                            .collect(Collectors.joining());
        }
    }

    private final Map<Category, List<String>> findings = new EnumMap<>(Category.class);
    private final Map<String, Integer> outcomes = new java.util.TreeMap<>();

    private Checker() {}

    /** {@code waiting}: carts of commands that are still on a queue of the service's. */
    static Report check(List<Operation> operations, List<Call> calls, List<Letter> letters, Set<String> waiting) {
        Checker checker = new Checker();
        Map<String, List<Call>> callsOf = calls.stream().collect(Collectors.groupingBy(Call::cart));
        Map<String, Letter> byId = new LinkedHashMap<>();
        letters.forEach(
                letter -> byId.merge(letter.id(), letter, (one, other) -> one.state() == State.OPEN ? other : one));
        Map<String, List<Letter>> lettersOf =
                byId.values().stream().collect(Collectors.groupingBy(letter -> String.valueOf(letter.cart())));
        Set<String> known =
                operations.stream().map(each -> each.command().cart()).collect(Collectors.toSet());
        callsOf.keySet().stream()
                .filter(cart -> !known.contains(cart))
                .forEach(cart -> checker.found(Category.UNEXPECTED, cart, "called for, and nobody sent it"));
        lettersOf.forEach((cart, unknown) -> {
            if (!known.contains(cart)) {
                checker.found(
                        Category.UNEXPECTED,
                        cart,
                        unknown.size() + " dead letters, and nobody sent it: " + unknown.get(0));
            }
        });
        for (Operation operation : operations) {
            String cart = operation.command().cart();
            checker.one(
                    operation,
                    callsOf.getOrDefault(cart, List.of()),
                    lettersOf.getOrDefault(cart, List.of()),
                    waiting.contains(cart));
        }
        return new Report(checker.findings, checker.outcomes);
    }

    private void one(Operation operation, List<Call> calls, List<Letter> letters, boolean waits) {
        String cart = operation.command().cart();
        String who = operation.command() + " " + operation.attempts();
        Set<String> keys =
                distinct(calls.stream().map(call -> String.valueOf(call.key())).toList());
        Set<String> sagas =
                distinct(calls.stream().filter(Call::saga).map(Call::key).toList());
        Set<String> told = distinct(operation.attempts().stream()
                .map(Attempt::checkoutId)
                .filter(id -> id != null)
                .toList());
        // One that the desk says is resolved has to have its saga.
        List<Letter> dead = letters.stream()
                .filter(letter -> letter.state() != State.RESOLVED)
                .toList();
        long sent = operation.attempts().stream()
                .filter(attempt -> attempt.result() != Result.FAIL)
                .count();
        boolean taken = operation.attempts().stream().anyMatch(attempt -> attempt.result() == Result.OK);

        if (keys.size() > 1 || told.size() > 1) {
            found(Category.DUPLICATE_ATTEMPT, cart, "keys " + keys + ", checkoutIds told " + told + ": " + who);
        } else if (!keys.isEmpty() && !told.isEmpty() && !keys.equals(told)) {
            found(Category.UNEXPECTED, cart, "told " + told + ", delivered under " + keys + ": " + who);
        }
        if (sagas.size() > 1) {
            found(Category.DUPLICATE_SAGA, cart, "sagas " + sagas + ": " + who);
        } else if (!sagas.isEmpty() && sagas.size() + dead.size() > Math.max(1, sent)) {
            found(Category.DUPLICATE_SAGA, cart, "a saga and dead letters " + dead + ": " + who);
        } else if (dead.size() > sent) {
            found(Category.UNEXPECTED, cart, "more dead letters than were sent, " + dead + ": " + who);
        }
        if (sagas.isEmpty() && dead.isEmpty() && waits) {
            found(Category.UNRESOLVED, cart, who);
        } else if (sagas.isEmpty() && dead.isEmpty() && taken) {
            found(Category.LOST, cart, who + (letters.isEmpty() ? "" : ", resolved at the desk"));
        } else if (sagas.isEmpty() && operation.attempts().stream().anyMatch(attempt -> attempt.status() == 200)) {
            found(Category.LOST, cart, "told STARTED without a saga: " + who);
        }
        expected(operation, calls, dead, !sagas.isEmpty(), who);
        outcomes.merge(
                !sagas.isEmpty() ? "STARTED" : !dead.isEmpty() ? dead.get(0).reason() : taken ? "nothing" : "not taken",
                1,
                Integer::sum);
    }

    private void expected(Operation operation, List<Call> calls, List<Letter> dead, boolean saga, String who) {
        String cart = operation.command().cart();
        Kind kind = operation.command().kind();
        if (saga && kind != Kind.GOOD && kind != Kind.HEALING) {
            found(Category.UNEXPECTED, cart, "a saga: " + who);
        }
        if (!calls.isEmpty() && (kind == Kind.INVALID || kind == Kind.POISON)) {
            found(Category.UNEXPECTED, cart, "the Orchestrator was asked: " + who);
        }
        Set<String> reasons = switch (kind) {
            case GOOD, EXHAUSTING -> Set.of("EXHAUSTED");
            case REJECTED, HEALING -> Set.of("REJECTED", "EXHAUSTED");
            case REFUSED -> Set.of("REFUSED", "EXHAUSTED");
            case INVALID -> Set.of("INVALID");
            case POISON -> Set.of("UNREADABLE");
        };
        dead.stream()
                .filter(letter -> !reasons.contains(letter.reason()))
                .forEach(letter -> found(Category.UNEXPECTED, cart, letter + ": " + who));
        Set<Integer> refusals = switch (kind) {
            case GOOD, EXHAUSTING -> Set.of();
            case REJECTED, HEALING -> Set.of(404, 409);
            case REFUSED -> Set.of(502);
            case INVALID, POISON -> Set.of(400);
        };
        for (Attempt attempt : operation.attempts()) {
            boolean fits = switch (attempt.result()) {
                case OK ->
                    operation.command().door() == Ledger.Door.BROKER
                            || kind != Kind.INVALID
                                    && kind != Kind.POISON
                                    && (attempt.status() == 202
                                            || attempt.status() == 200 && (kind == Kind.GOOD || kind == Kind.HEALING));
                case FAIL -> refusals.contains(attempt.status());
                case INFO -> Set.of(0, 408, 409, 503).contains(attempt.status());
            };
            if (!fits) {
                found(Category.UNEXPECTED, cart, "answered " + attempt + ": " + who);
            }
        }
        if (operation.attempts().stream().allMatch(attempt -> attempt.result() == Result.FAIL)
                && (saga || !dead.isEmpty())) {
            found(Category.UNEXPECTED, cart, "declined, and yet " + (saga ? "a saga" : dead.get(0)) + ": " + who);
        }
    }

    private static Set<String> distinct(List<String> values) {
        return new LinkedHashSet<>(values);
    }

    private void found(Category category, String cart, String what) {
        findings.computeIfAbsent(category, each -> new ArrayList<>())
                .add(category.name().toLowerCase().replace('_', ' ') + ": " + cart + ": " + what);
    }
}
