package com.acme.checkout.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Brings on one fault after the other, at times that follow from the seed, and ends each. */
final class Nemesis {

    /** Leaves all in peace so long, then begins the fault, holds it so long and ends it; all in milliseconds. */
    record Turn(int fault, long quiet, long hold) {}

    private Nemesis() {}

    /** Turns that begin within {@code millis}; at least one of each fault. */
    static List<Turn> schedule(long seed, int faults, long millis) {
        Random random = new Random(seed);
        List<Turn> turns = new ArrayList<>();
        for (long at = 0; at < millis || turns.size() < faults; ) {
            Turn turn = new Turn(
                    turns.size() < faults ? turns.size() : random.nextInt(faults),
                    1000 + random.nextInt(2000),
                    1500 + random.nextInt(3500));
            turns.add(turn);
            at += turn.quiet() + turn.hold();
        }
        return turns;
    }

    /** Returns when all is over and ended. */
    static void run(long seed, List<Fault> faults, long millis) throws Exception {
        if (faults.isEmpty()) {
            Thread.sleep(millis);
            return;
        }
        for (Turn turn : schedule(seed, faults.size(), millis)) {
            Fault fault = faults.get(turn.fault());
            Thread.sleep(turn.quiet());
            System.out.println("  begins: " + fault.name());
            try {
                fault.begin();
                Thread.sleep(turn.hold());
            } finally {
                fault.end();
                System.out.println("  ends: " + fault.name());
            }
        }
    }
}
