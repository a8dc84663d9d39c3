package com.acme.checkout.command;

/** What proves a command's outcome: the Orchestrator's confirmation or the broker's, and the one outcome that was told. */
public final class Settlement {

    private volatile Outcome outcome;
    private volatile boolean confirmed;
    private volatile boolean writing;
    private volatile boolean written;
    private volatile String writtenTo;

    Settlement() {}

    /**
     * Notes what the network saw in this delivery: a POST that was sent under this checkoutId was answered with 2xx, or the
     * broker confirmed a start on the Orchestrator's queue.
     */
    public void confirm() {
        confirmed = true;
    }

    /** Whether the Orchestrator has confirmed the saga in this delivery; without it, no route may call it started. */
    public boolean confirmed() {
        return confirmed;
    }

    /** Notes that a message which settles this command is about to be written to the broker. */
    public void beginWrite() {
        writing = true;
        written = false;
    }

    /** Notes that the broker has taken what was to be written, at the address {@code where}. */
    public void wrote(String where) {
        written = writing;
        writtenTo = writing ? where : null;
    }

    /** Whether something was to be written to the broker and is not there yet. */
    public boolean isWriting() {
        return writing && !written;
    }

    /** Whether the broker holds what was to be written last. */
    public boolean isWritten() {
        return written;
    }

    /** The address of {@link #isWritten}'s message; null where nothing is written. */
    public String writtenTo() {
        return written ? writtenTo : null;
    }

    /** What has become of this command; null until it is told. */
    public Outcome outcome() {
        return outcome;
    }

    /** Whether an outcome has been told. */
    public boolean isSettled() {
        return outcome != null;
    }

    /** Tells the outcome; true for the first one only, which stands. */
    public synchronized boolean settle(Outcome what) {
        if (outcome != null) {
            return false;
        }
        outcome = what;
        return true;
    }
}
