package com.acme.checkout.cli;

/**
 * What a refusal of the desk means for the person who asked.
 *
 * @param code the exit code
 * @param next what they can do next, as sentences
 */
record Refusal(int code, String next) {

    /** {@code fromService}: the answer is a problem as this service writes them; otherwise something else has answered. */
    static Refusal of(int status, boolean fromService) {
        return switch (status) {
            case 401 ->
                new Refusal(
                        DeskCommand.NOT_ALLOWED,
                        "Check DEAD_LETTERS_USER and DEAD_LETTERS_PASSWORD, or DEAD_LETTERS_TOKEN.");
            case 403 ->
                new Refusal(
                        DeskCommand.NOT_ALLOWED,
                        "Use a login that has the role, or ask whoever runs the service for it.");
            case 404 ->
                fromService
                        ? new Refusal(
                                DeskCommand.NOT_THERE, "Check the id with list or operations, and that the desk is on.")
                        : new Refusal(DeskCommand.NOT_REACHABLE, "There is no desk there: check DEAD_LETTERS_URL.");
            case 409 -> new Refusal(DeskCommand.NOT_THERE, "Look at it again, then decide again.");
            case 410 -> new Refusal(DeskCommand.NOT_THERE, "It has expired: nothing is left to do.");
            case 429 -> new Refusal(DeskCommand.NOT_REACHABLE, "Wait, and check the password before the next try.");
            case 503 ->
                new Refusal(
                        DeskCommand.NOT_REACHABLE,
                        "Nothing was done. Try again; if it stays so, see docs/runbooks/CheckoutDeskDatabaseAway.md.");
            default -> other(status);
        };
    }

    private static Refusal other(int status) {
        if (status >= 500) {
            return new Refusal(DeskCommand.NOT_REACHABLE, "Look into the log of the service, and try again.");
        }
        return status < 400
                ? new Refusal(DeskCommand.NOT_REACHABLE, "There is no desk there: check DEAD_LETTERS_URL.")
                : new Refusal(Failure.WRONG_USE, "Correct the command; --help says how.");
    }
}
