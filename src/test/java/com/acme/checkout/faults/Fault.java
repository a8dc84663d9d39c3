package com.acme.checkout.faults;

/** Something that goes wrong, and is right again afterwards. */
interface Fault {

    String name();

    void begin() throws Exception;

    /** Called once after each {@link #begin}, even where that failed. */
    void end() throws Exception;

    interface Step {
        void run() throws Exception;
    }

    static Fault of(String name, Step begin, Step end) {
        return new Fault() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void begin() throws Exception {
                begin.run();
            }

            @Override
            public void end() throws Exception {
                end.run();
            }
        };
    }

    /** Both at once. */
    static Fault both(Fault one, Fault other) {
        return of(
                one.name() + " and " + other.name(),
                () -> {
                    one.begin();
                    other.begin();
                },
                () -> {
                    other.end();
                    one.end();
                });
    }
}
