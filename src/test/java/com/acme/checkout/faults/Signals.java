package com.acme.checkout.faults;

/** What {@link Process} can't do. */
final class Signals {

    private Signals() {}

    static void send(String signal, long process) throws Exception {
        if (new ProcessBuilder("kill", "-" + signal, "" + process)
                        .inheritIO()
                        .start()
                        .waitFor()
                != 0) {
            throw new IllegalStateException("process " + process + " takes no " + signal);
        }
    }
}
