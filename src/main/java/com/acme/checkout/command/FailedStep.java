package com.acme.checkout.command;

/**
 * The step of a route that failed last, and its failure: kept on the exchange, so that a dead letter can name the step.
 *
 * @param failure what the step has thrown
 * @param step the route and the step's label, without file and line: those change when somebody edits the file
 */
public record FailedStep(Throwable failure, String step) {

    /** Exchange property: the {@code FailedStep}; absent where no step of its own has failed. */
    public static final String PROPERTY = "failedStep";

    /** Whether {@code other} is this failure, or one of the two has wrapped the same root cause. */
    public boolean isOf(Throwable other) {
        return other != null && root(other) == root(failure);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }
}
