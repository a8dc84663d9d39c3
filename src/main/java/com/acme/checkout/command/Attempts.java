package com.acme.checkout.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The calls made to the Orchestrator for one command: how many, when, and what it answered last. One thread at a time holds it. */
public final class Attempts {

    private int count;
    private int countHere;
    private int round;
    private boolean resumed;
    private Instant firstAt;
    private Instant lastAt;
    private Integer lastStatus;
    private Duration retryAfter;
    private Instant receivedAt = Instant.now();
    private List<AttemptLog.Attempt> kept = new ArrayList<>(1);
    private long begunNanos;
    private boolean underWay;
    private boolean parked;
    private int calls;

    /** Of an attempt of which nothing else was said. */
    private static final String FAILED = "failed";

    Attempts() {}

    /** Counts a call to the Orchestrator that is about to be made. */
    public void begin() {
        ended(FAILED);
        underWay = true;
        begunNanos = System.nanoTime();
        lastAt = Instant.now();
        if (firstAt == null) {
            firstAt = lastAt;
        }
        count++;
        countHere++;
        calls = 1;
        lastStatus = null;
        retryAfter = null;
    }

    /** The attempt under way is made by another call: the connection of the one before had been closed. It is no further attempt. */
    public void calledAgain() {
        calls++;
    }

    /** Takes back an attempt that reached nobody: it is not in the log either. */
    public void undo() {
        underWay = false;
        count--;
    }

    /** Calls made to the Orchestrator, here and before. */
    public int count() {
        return count;
    }

    /** Calls made since the command was last taken from its door or queue. */
    public int countHere() {
        return countHere;
    }

    /** How many delayed retries this command has used up. */
    public int round() {
        return round;
    }

    public void nextRound() {
        round++;
    }

    /** Takes up the counts where another delivery of this command left them. */
    public void resume(int count, int round, Instant firstAt, Instant lastAt, Integer lastStatus) {
        this.resumed = true;
        this.count = count;
        this.round = round;
        this.firstAt = firstAt;
        this.lastAt = lastAt;
        this.lastStatus = lastStatus;
    }

    /** Whether this service had put the command away itself. */
    boolean resumed() {
        return resumed;
    }

    public Instant firstAt() {
        return firstAt;
    }

    public Instant lastAt() {
        return lastAt;
    }

    /** The Orchestrator's last HTTP status; null where it did not answer. */
    public Integer lastStatus() {
        return lastStatus;
    }

    /** What the Orchestrator answered, and how long it asked us to wait, if it did. */
    public void answered(int status, Duration retryAfter) {
        this.lastStatus = status;
        this.retryAfter = retryAfter;
        keep(status, null);
    }

    /** The attempt under way, if there is one, has had no answer. {@code failure}: why, in up to 24 lower-case letters and spaces. */
    public void ended(String failure) {
        keep(null, failure);
    }

    private void keep(Integer status, String failure) {
        if (!underWay) {
            return;
        }
        underWay = false;
        long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
        if (kept.size() == AttemptLog.FIRST + AttemptLog.LAST) {
            kept.remove(AttemptLog.FIRST);
        }
        kept.add(new AttemptLog.Attempt(count, lastAt, status, failure, ms, parked, calls));
        parked = false;
    }

    /** How each attempt went; one that is under way still has failed. */
    public AttemptLog log() {
        ended(FAILED);
        return new AttemptLog(receivedAt, List.copyOf(kept));
    }

    /** Takes up the log where another delivery of this command left it, before the broker had it. */
    public void resume(AttemptLog log) {
        receivedAt = log.receivedAt();
        kept = new ArrayList<>(log.attempts());
        parked = true;
    }

    /** The wait that the Orchestrator asked for; null where it asked for none. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
